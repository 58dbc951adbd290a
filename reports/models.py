"""Rating counts by question, place, time and segment; and orders of large files."""

import uuid
from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Location, Organization, User
from responses.models import Collector, Response, loose_key
from surveys.models import Subject, Survey, SurveyVersion, Touchpoint


class HourCount(models.Model):
    """How many people gave a rating in a local hour of a local day."""

    pk = models.CompositePrimaryKey(
        "organization_id", "survey_id", "day", "hour", "question_key",
        "location_id", "collector_id", "rating",
    )  # fmt: skip
    organization = loose_key(Organization)
    survey = loose_key(Survey)
    day = models.DateField()
    hour = models.SmallIntegerField()
    question_key = models.CharField(max_length=40)
    location = loose_key(Location)
    collector = loose_key(Collector)
    rating = models.SmallIntegerField()
    people = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.question_key}={self.rating} on {self.day} {self.hour}h: {self.people}"


DAY_COLUMNS = tuple(f"d{day}" for day in range(1, 32))
"""The columns of MonthCount and SegmentCount: one for each day of the month."""


class MonthCount(models.Model):
    """How many people gave a rating at a place on each local day of a month, a column a day.

    A report over 200 places reads a thirtieth of the rows that it would with a row a day.
    """

    pk = models.CompositePrimaryKey(
        "organization_id", "survey_id", "month", "question_key", "location_id", "rating"
    )
    organization = loose_key(Organization)
    survey = loose_key(Survey)
    month = models.DateField()
    question_key = models.CharField(max_length=40)
    location = loose_key(Location)
    rating = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"{self.question_key}={self.rating} in {self.month:%Y-%m}"


class Segment(models.Model):
    """What some responses of a survey have in common, beside place, collector and time."""

    organization = loose_key(Organization)
    survey = loose_key(Survey)
    facets = models.JSONField()
    """Channel, language, version, touchpoint, subject and is_complete, as in CountChange."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "survey", "facets"], name="one_segment_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}: {self.facets}"


class SegmentCount(models.Model):
    """The same numbers as in MonthCount, apart by segment and collector: what filters read."""

    pk = models.CompositePrimaryKey(
        "organization_id", "survey_id", "month", "segment_id", "collector_id",
        "question_key", "location_id", "rating",
    )  # fmt: skip
    organization = loose_key(Organization)
    survey = loose_key(Survey)
    month = models.DateField()
    segment = loose_key(Segment)
    collector = loose_key(Collector)
    question_key = models.CharField(max_length=40)
    location = loose_key(Location)
    rating = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"{self.question_key}={self.rating} in {self.month:%Y-%m} of {self.segment_id}"


for column in DAY_COLUMNS:
    MonthCount.add_to_class(column, models.IntegerField(db_default=0))
    SegmentCount.add_to_class(column, models.IntegerField(db_default=0))


# ------------------------------------------------------------------ files that take a while
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


class Comment(models.Model):
    """A text that a customer wrote, as it is listed and searched: made from its response.

    Made anew from CommentChange; whatever refers to one names the response and the question.
    """

    organization = loose_key(Organization)
    survey = loose_key(Survey)
    version = loose_key(SurveyVersion)
    response = loose_key(Response)
    question_key = models.CharField(max_length=40)
    answered_at = models.DateTimeField()
    day = models.DateField()
    location = loose_key(Location)
    collector = loose_key(Collector)
    touchpoint = loose_key(Touchpoint, null=True)
    subject = loose_key(Subject, null=True)
    channel = models.CharField(max_length=6)
    language = models.CharField(max_length=5)
    is_complete = models.BooleanField()
    score = models.SmallIntegerField(null=True)
    feeling = models.CharField(max_length=7)
    """What the score says: good, neutral or bad; empty without a score."""
    text = models.TextField()
    words = SearchVectorField()
    """See rules.searching.lexemes."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "question_key"], name="one_comment_each")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "answered_at", "id"], name="comments_in_time"),
            models.Index(
                fields=["organization", "survey", "answered_at", "id"], name="comments_of_survey"
            ),
            # A search reads what waits in the index's list as well: a short one.
            GinIndex(fields=["words"], name="comment_words", gin_pending_list_limit=1024),
        ]

    def __str__(self) -> str:
        return f"{self.response_id} {self.question_key}: {self.text[:40]}"


class CommentChange(models.Model):
    """A response with a text was stored, changed or deleted. Written by a trigger of its table."""

    response = loose_key(Response)

    def __str__(self) -> str:
        return str(self.response_id)


class CommentTag(models.Model):
    """A word of the organization's own on a comment."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    response = loose_key(Response)
    question_key = models.CharField(max_length=40)
    word = models.CharField(max_length=30)
    tagged_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    tagged_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["word"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["response", "question_key", "word"], name="one_tag_each"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "word"], name="comments_by_tag")]

    def __str__(self) -> str:
        return f"{self.word} · {self.response_id} {self.question_key}"
