"""Files that customers add."""

from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Now

from hearme.accounts.models import Organization
from responses.models.loose import loose_key
from surveys.models import Survey


def attachment_path(attachment: "Attachment", _name: str) -> str:
    """Where a file lies. Nothing of what the customer sent is part of the path."""
    return f"attachments/{attachment.organization_id}/{attachment.key}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


class Attachment(models.Model):
    """A photo or file that a customer added. It waits for its response, or is swept away."""

    organization = loose_key(Organization)
    survey = loose_key(Survey)
    key = models.UUIDField(unique=True)
    response_key = models.UUIDField()
    """The key that the response has, or will have once it is sent."""
    question_key = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to=attachment_path, max_length=200)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "response_key"], name="files_of_response"),
            models.Index(fields=["created_at"], name="files_in_time"),
        ]

    def __str__(self) -> str:
        return self.name
