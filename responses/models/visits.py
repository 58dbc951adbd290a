"""How many people opened a page, began and finished: counted without knowing who."""

from django.db import models

from hearme.accounts.models import Organization
from responses.models.collectors import Collector
from responses.models.loose import loose_key
from responses.rules.spans import SECONDS
from surveys.models import Survey

SECONDS_COLUMNS = tuple(f"s{number}" for number in range(len(SECONDS) + 1))
"""The columns of VisitCount: one for each span of time to finish."""


class VisitCount(models.Model):
    """What happened at a collector in a local hour of a local day."""

    pk = models.CompositePrimaryKey("organization_id", "collector_id", "day", "hour", "survey_id")
    organization = loose_key(Organization)
    collector = loose_key(Collector)
    day = models.DateField()
    hour = models.SmallIntegerField()
    survey = loose_key(Survey)
    opened = models.IntegerField(db_default=0)
    """Pages shown to people; nearly exact, for a server that is killed forgets a few seconds."""
    started = models.IntegerField(db_default=0)
    """Responses with at least one answer: exact, like all counts of responses."""
    finished = models.IntegerField(db_default=0)
    excluded = models.IntegerField(db_default=0)
    """Responses that are kept but counted nowhere else."""

    def __str__(self) -> str:
        return f"{self.collector_id} on {self.day} {self.hour}h: {self.opened}"


for column in SECONDS_COLUMNS:
    VisitCount.add_to_class(column, models.IntegerField(db_default=0))
