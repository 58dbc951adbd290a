"""What customers were told, and what they agreed to."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from hearme.accounts.models import Organization, User
from responses.models.collectors import Collector
from responses.models.loose import loose_key


class Notice(models.Model):
    """One version of an organization's privacy notice. It never changes; a new one replaces it."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="notices")
    number = models.PositiveIntegerField()
    texts = models.JSONField()
    """Language -> the organization's own words; what Hearme itself keeps is said beside them."""
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "number"], name="one_notice_each")
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.number}"


class ConsentProof(models.Model):
    """That somebody agreed: to which words, for which purposes, when and where."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    response_key = models.UUIDField()
    """The response it came with; it may be gone, the proof stays."""
    collector = loose_key(Collector)
    version_id = models.BigIntegerField()
    """The survey version whose words were agreed to."""
    notice_number = models.PositiveIntegerField(null=True)
    question_key = models.CharField(max_length=40)
    purposes = ArrayField(models.CharField(max_length=300))
    """The words beside each ticked box, in the language they were read in."""
    language = models.CharField(max_length=5)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-given_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "response_key", "question_key"], name="one_proof_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_key} · {self.given_at:%Y-%m-%d}"
