"""Collectors: the doors through which answers come, and what each led to in the past."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Location, Organization, User
from surveys.models import Subject, Survey, Theme, Touchpoint
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

    class Kind(models.TextChoices):
        LINK = "link", _("Link or QR code")
        EMBED = "embed", _("Website")
        EMAIL = "email", _("E-mail footer")
        API = "api", _("API")

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        LOST = "lost", _("Lost")
        RETIRED = "retired", _("Retired")

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
    kind = models.CharField(
        _("Kind"), max_length=5, choices=Kind, default=Kind.LINK, db_default=Kind.LINK
    )
    state = models.CharField(
        max_length=7, choices=State, default=State.ACTIVE, db_default=State.ACTIVE, editable=False
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    """Since when it is not active; null while it is."""
    message = models.JSONField(default=dict, db_default={}, blank=True)
    """Language -> what visitors read while it takes no answers; without one our own words."""
    language = models.CharField(
        _("First language"), max_length=5, blank=True, default="", db_default=""
    )
    """The language it opens in; empty for that of the phone."""
    may_switch_language = models.BooleanField(
        _("Offer other languages"), default=True, db_default=True
    )
    theme = models.ForeignKey(
        Theme,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Look"),
    )
    first_day = models.DateField(_("Takes answers from"), null=True, blank=True)
    last_day = models.DateField(_("Takes answers until"), null=True, blank=True)
    """Local days of its place, both included."""
    is_hours_only = models.BooleanField(_("Only in opening hours"), default=False, db_default=False)
    most_responses = models.PositiveIntegerField(_("Most responses"), null=True, blank=True)
    taken = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    """How many complete responses came while there is a limit."""
    full_at = models.DateTimeField(null=True, editable=False)
    """When the limit was reached."""
    pin = models.CharField(_("PIN"), max_length=8, blank=True, default="", db_default="")
    rest_hours = models.PositiveIntegerField(_("One answer per device"), null=True, blank=True)
    """For how many hours a device that answered may not answer again; null for no rest."""
    return_url = models.URLField(
        _("Page to return to"), max_length=500, blank=True, default="", db_default=""
    )
    frame_origins = ArrayField(
        models.CharField(max_length=200), default=list, db_default=[], blank=True
    )
    """The sites that may show an embedded survey, as origins such as https://example.vn."""
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CollectorQuerySet.as_manager()

    class Meta:
        ordering = ["location__position", "location_id", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code=models.functions.Upper("code")), name="codes_are_upper_case"
            ),
            models.CheckConstraint(
                condition=models.Q(state="active", closed_at=None)
                | (~models.Q(state="active") & models.Q(closed_at__isnull=False)),
                name="only_active_collectors_are_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.location} · {self.name}" if self.name else str(self.location)


class PointingQuerySet(models.QuerySet["Pointing"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


class Pointing(models.Model):
    """Where a collector led from a moment on: one row for every time it was pointed elsewhere."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    collector = models.ForeignKey(Collector, on_delete=models.CASCADE, related_name="pointings")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    touchpoint = models.ForeignKey(
        Touchpoint, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    subject = models.ForeignKey(Subject, on_delete=models.SET_NULL, null=True, related_name="+")
    pointed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    pointed_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PointingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pointed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.collector_id} → {self.survey_id} ({self.pointed_at:%Y-%m-%d})"
