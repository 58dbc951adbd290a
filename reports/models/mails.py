"""Reports that come by e-mail, and each mail that was to be sent."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Location, Membership, Organization


class ReportScheduleQuerySet(models.QuerySet["ReportSchedule"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


class ReportSchedule(models.Model):
    """When a member gets which report by e-mail."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week")
        MONTHLY = "monthly", _("Every month")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="report_schedules"
    )
    member = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="report_schedules"
    )
    """Who gets it: it shows what this member may see when it is sent."""
    rhythm = models.CharField(_("How often"), max_length=7, choices=Rhythm)
    weekday = models.PositiveSmallIntegerField(_("Weekday"), default=1)
    """From 1 for Monday; only of a weekly one."""
    day_of_month = models.PositiveSmallIntegerField(_("Day of the month"), default=1)
    """From 1 to 28; only of a monthly one."""
    hour = models.PositiveSmallIntegerField(_("Hour"), default=7)
    """By the clock of the organization."""
    language = models.CharField(_("Language"), max_length=5, choices=settings.LANGUAGES)
    locations = models.ManyToManyField(Location, related_name="+", blank=True)
    """None for all that the member may see."""
    next_at = models.DateTimeField(db_index=True)
    """When the next one is due."""
    stopped_at = models.DateTimeField(null=True, editable=False)
    """When the member wrote it off, or paused it."""
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ReportScheduleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["member", "id"]

    def __str__(self) -> str:
        return f"{self.member} {self.rhythm}"


class ReportMail(models.Model):
    """One mail of a schedule: waiting, sent, or what stood in its way."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    schedule = models.ForeignKey(ReportSchedule, on_delete=models.CASCADE, related_name="mails")
    due_at = models.DateTimeField()
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True)
    """What the last try met; empty if nothing."""
    sent_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-due_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["schedule", "due_at"], name="one_mail_each_time")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state="waiting"),
                name="mails_to_send",
            )
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.due_at:%Y-%m-%d}: {self.state}"
