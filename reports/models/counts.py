"""Rating counts by question, place, time and segment."""

from django.db import models

from hearme.accounts.models import Location, Organization
from responses.models import Collector, loose_key
from surveys.models import Survey


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
