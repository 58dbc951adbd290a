"""Rating counts: how many people gave which rating, by question, place, collector and time."""

from django.db import models

from hearme.accounts.models import Location, Organization
from responses.models import Collector, loose_key
from surveys.models import Survey


class DayCount(models.Model):
    """How many people gave a rating on a local day."""

    pk = models.CompositePrimaryKey(
        "organization_id",
        "survey_id",
        "day",
        "question_key",
        "location_id",
        "collector_id",
        "rating",
    )
    organization = loose_key(Organization)
    survey = loose_key(Survey)
    day = models.DateField()
    question_key = models.CharField(max_length=40)
    location = loose_key(Location)
    collector = loose_key(Collector)
    rating = models.SmallIntegerField()
    people = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.question_key}={self.rating} on {self.day}: {self.people}"


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
"""The columns of MonthCount: one for each day of the month."""


class MonthCount(models.Model):
    """How many people gave a rating at a place on each local day of a month, a column a day.

    The same numbers as in DayCount without the collector: a report over 200 places reads a
    thirtieth of the rows.
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


for column in DAY_COLUMNS:
    MonthCount.add_to_class(column, models.IntegerField(db_default=0))
