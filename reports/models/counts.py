"""Rating counts by question, place, time and segment."""

from django.db import models
from django.db.models.functions import Now

from hearme.accounts.models import Location, Organization
from responses.models import Collector, loose_key
from surveys.models import Survey, SurveyVersion, Touchpoint

HOUR_COLUMNS = tuple(f"h{hour}" for hour in range(24))
"""The columns of HourCount: one for each hour of the day."""


class HourCount(models.Model):
    """How many people gave a rating in each hour of a local day, apart by collector.

    An hour without people is null: most are, take no room then, and need not be added up.
    Responses that are held back are not here.
    """

    pk = models.CompositePrimaryKey(
        "organization_id", "survey_id", "question_key", "day", "location_id", "collector_id",
        "rating",
    )  # fmt: skip
    organization = loose_key(Organization)
    survey = loose_key(Survey)
    question_key = models.CharField(max_length=40)
    day = models.DateField()
    location = loose_key(Location)
    collector = loose_key(Collector)
    rating = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"{self.question_key}={self.rating} on {self.day}"


DAY_COLUMNS = tuple(f"d{day}" for day in range(1, 32))
"""The columns of the counts by month: one for each day of the month."""


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


class TouchpointCount(models.Model):
    """The same numbers as in MonthCount, apart by touchpoint and version instead of by place.

    What looks at all places together reads few rows here, however many places there are.
    """

    pk = models.CompositePrimaryKey(
        "organization_id", "survey_id", "month", "question_key", "version_id", "touchpoint_id",
        "rating",
    )  # fmt: skip
    organization = loose_key(Organization)
    survey = loose_key(Survey)
    month = models.DateField()
    question_key = models.CharField(max_length=40)
    version = loose_key(SurveyVersion)
    touchpoint = loose_key(Touchpoint)
    """0 where the collector has none."""
    rating = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"{self.question_key}={self.rating} in {self.month:%Y-%m} at {self.touchpoint_id}"


class Segment(models.Model):
    """What some responses of a survey have in common, beside place, collector and time."""

    organization = loose_key(Organization)
    survey = loose_key(Survey)
    facets = models.JSONField()
    """Channel, language, version, touchpoint, subject and is_complete, as in CountChange.

    Also `hidden` where a reportable field has a value, and `is_held` where it is held back.
    """

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "survey", "facets"], name="one_segment_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}: {self.facets}"


class SegmentCount(models.Model):
    """The same numbers as in MonthCount, apart by segment and collector: what filters read.

    Responses that are held back are here, too, in segments of their own.
    """

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


class RecountChunk(models.Model):
    """Some days of a survey that a repair still has to recount, or has recounted already.

    The rows are there only while a repair goes on, so that one that was cut off can go on, too.
    """

    organization = loose_key(Organization)
    survey = loose_key(Survey)
    first = models.DateField(null=True)
    """The first local day; null for the beginning of time."""
    last = models.DateField(null=True)
    """The last local day; null for the end of time."""
    responses = models.IntegerField()
    """How many responses it was thought to hold."""
    differences = models.IntegerField(null=True)
    """How many there were; null while it is not recounted."""
    is_whole = models.BooleanField()
    """Whether the repair is one of all surveys."""
    begun_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"{self.survey_id}: {self.first} to {self.last}"


for column in DAY_COLUMNS:
    MonthCount.add_to_class(column, models.IntegerField(db_default=0))
    SegmentCount.add_to_class(column, models.IntegerField(db_default=0))
    TouchpointCount.add_to_class(column, models.IntegerField(db_default=0))
for column in HOUR_COLUMNS:
    HourCount.add_to_class(column, models.IntegerField(null=True))
