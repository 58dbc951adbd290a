"""What a collector led to in the past, and how many came to the end then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum

from hearme.accounts.models import Organization
from responses.models import Collector, Pointing, VisitCount

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Chapter:
    """A time in which a collector led to the same survey, place, touchpoint and subject."""

    pointing: Pointing
    until: datetime | None
    """When it was pointed elsewhere; None for what it leads to now."""
    finished: int


def history_of(organization: Organization, collector: Collector) -> list[Chapter]:
    """The latest SHOWN chapters of a collector, newest first, with their responses."""
    found = Pointing.objects.of(organization).filter(collector=collector)
    related = ("survey", "location", "touchpoint", "subject", "pointed_by")
    pointings = list(found.select_related(*related)[:SHOWN])
    finished = _finished(organization, collector, pointings)
    ends = [None, *(pointing.pointed_at for pointing in pointings)]
    return [
        Chapter(pointing, until, people)
        for pointing, until, people in zip(pointings, ends, finished, strict=False)
    ]


def _finished(
    organization: Organization, collector: Collector, pointings: Sequence[Pointing]
) -> list[int]:
    """How many came to the end in each chapter, counted by hours of the place's clock."""
    counts = VisitCount.objects.filter(organization=organization, collector=collector)
    sums = {
        f"chapter{number}": Sum("finished", filter=_hours_of(pointing, pointings), default=0)
        for number, pointing in enumerate(pointings)
    }
    found = counts.aggregate(**sums) if sums else {}
    return [found[name] for name in sums]


def _hours_of(pointing: Pointing, pointings: Sequence[Pointing]) -> Q:
    """From its first hour to the next time it is pointed at the same survey.

    Who had begun before it was pointed elsewhere may still finish: that belongs to this chapter.
    """
    same = [each for each in pointings if each.survey_id == pointing.survey_id]
    later = {old.pk: new for new, old in pairwise(same)}.get(pointing.pk)
    hours = Q(survey=pointing.survey_id) & _from_hour(pointing)
    return hours & ~_from_hour(later) if later else hours


def _from_hour(pointing: Pointing) -> Q:
    local = pointing.pointed_at.astimezone(ZoneInfo(pointing.location.time_zone))
    return Q(day__gt=local.date()) | Q(day=local.date(), hour__gte=local.hour)
