"""Orders of many posters."""

import uuid
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Organization, User


def poster_path(order: "PosterOrder", _name: str) -> str:
    """Where the posters of an order lie until they are swept away."""
    return f"posters/{order.organization_id}/{order.key}"


class PosterOrderQuerySet(models.QuerySet["PosterOrder"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


class PosterOrder(models.Model):
    """Many posters that are made in the background, and the file once it is there."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DRAWING = "drawing", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not made")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="poster_orders"
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    collectors = ArrayField(models.BigIntegerField())
    design = models.JSONField()
    """The form's cleaned choices: size, format, language, title, brand and switches."""
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to=poster_path, max_length=200, blank=True)
    ordered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PosterOrderQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{len(self.collectors)} × {self.design.get('size')}"
