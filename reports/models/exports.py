"""Orders of files that take a while to write."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Organization, User
from surveys.models import Survey


def export_path(order: "ExportOrder", _name: str) -> str:
    """Where the file of an order lies until it is swept away."""
    return f"exports/{order.organization_id}/{order.key}"


class ExportOrderQuerySet(models.QuerySet["ExportOrder"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


class ExportOrder(models.Model):
    """A file of many responses that is written in the background, and the file once it is there."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        WRITING = "writing", _("Being written")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not written")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="export_orders"
    )
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="export_orders")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    wanted = models.JSONField()
    """What is exported, as `rules.exporting` writes it down."""
    has_contacts = models.BooleanField()
    """Whether contact details are in the file, so that not everybody may have it."""
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField()
    """How many responses there were when it was ordered."""
    done = models.PositiveIntegerField(default=0)
    """How many are in the finished file."""
    tries = models.PositiveSmallIntegerField(default=0)
    file = models.FileField(upload_to=export_path, max_length=200, blank=True)
    ordered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ExportOrderQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.survey_id}: {self.wanted.get('format')}"
