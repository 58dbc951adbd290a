"""From opening a page to the end of the survey: counted by collector, without knowing who."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Sum

from hearme.accounts.models import Organization
from responses.models import SECONDS_COLUMNS, Collector, VisitCount
from responses.queries.collectors import STANDING, Standing
from responses.rules.spans import median_seconds

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many opened the page, gave a first answer and came to the end."""

    opened: int = 0
    started: int = 0
    finished: int = 0
    excluded: int = 0
    """Responses that are kept but counted nowhere else."""
    seconds: float | None = None
    """The median time to finish; None if nobody's is known."""


TOTALS = {
    name: Sum(name, default=0)
    for name in ("opened", "started", "finished", "excluded", *SECONDS_COLUMNS)
}


def funnels_of(
    organization: Organization, collector_ids: Iterable[int], first: date, last: date
) -> dict[int, Funnel]:
    """Collector id -> its funnel on these local days; one without any visits is absent."""
    rows = (
        VisitCount.objects.filter(organization=organization, collector__in=list(collector_ids))
        .filter(day__range=(first, last))
        .values("collector_id")
        .annotate(**TOTALS)
        .order_by()
    )
    return {row["collector_id"]: _funnel(dict(row)) for row in rows}


def funnel_of_all(organization: Organization, first: date, last: date) -> Funnel:
    """The funnel of all collectors together on these local days."""
    rows = VisitCount.objects.filter(organization=organization, day__range=(first, last))
    return _funnel(rows.aggregate(**TOTALS))


def _funnel(row: dict[str, Any]) -> Funnel:
    spans = [row[column] for column in SECONDS_COLUMNS]
    counts = {name: row[name] for name in ("opened", "started", "finished", "excluded")}
    return Funnel(**counts, seconds=median_seconds(spans))


# ------------------------------------------------------------------ silent codes
SILENT_DAYS = 7
"""How long nobody must have opened a code for it to be silent."""
USUAL_DAYS = 28
"""The days before those, which say what is usual."""
SHOWN_DAYS = 14


@dataclass(frozen=True, slots=True)
class SilentCode:
    """A code that is usually opened every day, and has not been of late."""

    collector_id: int
    last_day: date
    usual_per_day: float
    days: tuple[int, ...]
    """Openings on each of the last SHOWN_DAYS days."""


def silent_codes(organization: Organization, today: date) -> list[SilentCode]:
    """Collectors that take answers but fell silent, the busiest first."""
    silent_from = today - (SILENT_DAYS - 1) * DAY
    first = silent_from - USUAL_DAYS * DAY
    taking = (
        Collector.objects.of(organization)
        .annotate(standing=STANDING)
        .filter(standing=Standing.OPEN, location__closed_at=None)
        .order_by()
        .values("pk")
    )
    rows = (
        VisitCount.objects.filter(organization=organization, collector__in=taking)
        .filter(day__range=(first, today), opened__gt=0)
        .values("collector_id")
        .annotate(people=Sum("opened"), newest=Max("day"))
        .filter(newest__lt=silent_from, people__gte=USUAL_DAYS)
        .order_by("-people", "collector_id")
        .values_list("collector_id", "newest", "people")
    )
    found = list(rows)
    shown = _openings(organization, [pk for pk, _, _ in found], today)
    return [SilentCode(pk, newest, people / USUAL_DAYS, shown[pk]) for pk, newest, people in found]


def _openings(
    organization: Organization, collector_ids: Sequence[int], today: date
) -> dict[int, tuple[int, ...]]:
    """Collector id -> openings on each of the last SHOWN_DAYS days."""
    days = [today - number * DAY for number in reversed(range(SHOWN_DAYS))]
    rows = (
        VisitCount.objects.filter(organization=organization, collector__in=collector_ids)
        .filter(day__range=(days[0], days[-1]))
        .values_list("collector_id", "day")
        .annotate(people=Sum("opened"))
        .order_by()
    )
    opened = {(pk, day): people for pk, day, people in rows}
    return {pk: tuple(opened.get((pk, day), 0) for day in days) for pk in collector_ids}
