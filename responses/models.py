"""Collectors, responses, and the changes that wait to be counted."""

import uuid
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Location, Organization, User
from surveys.models import Subject, Survey, SurveyVersion, Touchpoint
from surveys.rules import new_code


def new_collector_code() -> str:
    return new_code(5)


class CollectorQuerySet(models.QuerySet["Collector"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def open(self) -> Self:
        return self.filter(closed_at=None)


class Collector(models.Model):
    """One door through which answers come. Its short code is printed and never used again."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="collectors"
    )
    survey = models.ForeignKey(
        Survey, on_delete=models.PROTECT, related_name="collectors", verbose_name=_("Survey")
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="collectors", verbose_name=_("Location")
    )
    touchpoint = models.ForeignKey(
        Touchpoint,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="collectors",
        verbose_name=_("Touchpoint"),
    )
    subject = models.ForeignKey(
        Subject,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="collectors",
        verbose_name=_("Who or what is rated"),
    )
    name = models.CharField(_("Where does it stand?"), max_length=80, blank=True)
    code = models.CharField(max_length=8, unique=True, default=new_collector_code, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CollectorQuerySet.as_manager()

    class Meta:
        ordering = ["location__position", "location_id", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code=models.functions.Upper("code")), name="codes_are_upper_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.location} · {self.name}" if self.name else str(self.location)


class ResponseQuerySet(models.QuerySet["Response"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


def loose_key(model: type[models.Model] | str, *, null: bool = False) -> models.ForeignKey:  # type: ignore[type-arg]
    """A reference without a database constraint.

    Checking five of them would lock the same five parent rows for every answer of a hot survey.
    """
    return models.ForeignKey(
        model,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        null=null,
    )


class Response(models.Model):
    """One customer's reply: where, when, and the answers by question key."""

    class Channel(models.TextChoices):
        LINK = "link", _("Link or QR code")
        API = "api", _("API")
        IMPORT = "import", _("Import")

    organization = loose_key(Organization)
    survey = loose_key(Survey)
    version = loose_key(SurveyVersion)
    location = loose_key(Location)
    collector = loose_key(Collector)
    key = models.UUIDField()
    fingerprint = models.BinaryField(max_length=16)
    answered_at = models.DateTimeField()
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5)
    channel = models.CharField(max_length=6, choices=Channel)
    seconds = models.PositiveIntegerField(null=True)
    score = models.SmallIntegerField(null=True)
    answers = models.JSONField()
    is_complete = models.BooleanField(db_default=True)
    """Whether the customer came to the end."""
    hidden = models.JSONField(null=True)
    """What the link carried in the survey's hidden fields; null for nothing."""
    touchpoint = loose_key(Touchpoint, null=True)
    subject = loose_key(Subject, null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_at", "-id"]
        indexes = [
            models.Index(
                fields=["organization", "survey", "answered_at", "id"],
                include=["location", "collector", "score"],
                name="responses_in_time",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="one_response_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.survey} · {self.answered_at:%Y-%m-%d %H:%M}"


def attachment_path(attachment: "Attachment", _name: str) -> str:
    """Where a file lies. Nothing of what the customer sent is part of the path."""
    return f"attachments/{attachment.organization_id}/{attachment.key}"


def poster_path(order: "PosterOrder", _name: str) -> str:
    """Where the posters of an order lie until they are swept away."""
    return f"posters/{order.organization_id}/{order.key}"


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


class CountChange(models.Model):
    """People to be added to (or taken from) the rating counts: written with the response itself."""

    organization = loose_key(Organization)
    survey = loose_key(Survey)
    location = loose_key(Location)
    collector = loose_key(Collector)
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    people = models.SmallIntegerField()
    ratings = models.JSONField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "survey", "id"], name="changes_of_survey")
        ]

    def __str__(self) -> str:
        return f"{self.people:+d} on {self.day} {self.hour}h"


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
