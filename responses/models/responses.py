"""Responses, and the changes that wait to be counted."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Location, Organization, User
from responses.models.collectors import Collector
from responses.models.loose import loose_key
from surveys.models import Subject, Survey, SurveyVersion, Touchpoint


class ResponseQuerySet(models.QuerySet["Response"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


class Response(models.Model):
    """One customer's reply: where, when, and the answers by question key."""

    class Channel(models.TextChoices):
        LINK = "link", _("Link or QR code")
        EMBED = "embed", _("Website")
        EMAIL = "email", _("E-mail")
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
    reference = models.BinaryField(max_length=16, null=True)
    """A keyed hash of the transaction that a signed link named."""
    suspicions = ArrayField(models.CharField(max_length=16), null=True)
    """Why it may not be honest (`rules.Suspicion`); null for no reason."""
    is_excluded = models.BooleanField(db_default=False)
    """Whether it is kept but held back from all that is reported."""
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
            models.Index(
                fields=["organization", "answered_at"],
                condition=models.Q(suspicions__isnull=False),
                name="suspicious_responses",
            ),
            models.Index(
                fields=["organization", "reference"],
                condition=models.Q(reference__isnull=False),
                name="responses_by_reference",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="one_response_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.survey} · {self.answered_at:%Y-%m-%d %H:%M}"


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
    segment = models.JSONField(db_default={})
    """What reports filter by: channel, language, version, touchpoint, subject, is_complete.

    Also `hidden`, the values of reportable hidden fields, and `is_held`, where there are any.
    """
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "survey", "id"], name="changes_of_survey")
        ]

    def __str__(self) -> str:
        return f"{self.people:+d} on {self.day} {self.hour}h"


class Verdict(models.Model):
    """Somebody, or a rule, counted a suspicious response in or out again."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    response = loose_key("responses.Response")
    suspicions = ArrayField(models.CharField(max_length=16))
    is_excluded = models.BooleanField()
    """What it became."""
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    """Null where a rule decided."""
    decided_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["-decided_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["organization", "response"], name="verdicts_on_response")
        ]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.is_excluded}"


class Trust(models.Model):
    """A rule of the organization: this suspicion does not exclude, here or everywhere."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="trusts")
    suspicion = models.CharField(max_length=16)
    collector = models.ForeignKey(
        Collector, on_delete=models.CASCADE, null=True, related_name="trusts"
    )
    """Null for all collectors."""
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "suspicion", "collector"],
                name="one_trust_each",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.suspicion} · {self.collector or '*'}"
