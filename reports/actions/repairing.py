"""A repair of many counts: in pieces, several at a time, and one that was cut off goes on."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import connections, transaction
from django.db.models import Count, Min, QuerySet, Sum

from reports.actions.recounting import Days, OneSurvey, Recount, days_to_recount, repair_days
from reports.models import RecountChunk

Given = TypeVar("Given")
Got = TypeVar("Got")


@dataclass(frozen=True, slots=True)
class Repair:
    """What is left of a repair, and what an earlier run has done of it."""

    survey: OneSurvey | None
    chunks: list[int]
    """The ids of those that are left."""
    responses: int
    """About how many responses are left."""
    done: int
    """How many chunks were done before."""
    begun_at: datetime | None
    """When the repair began that goes on now; None if it begins now."""


@transaction.atomic
def begin_repair(survey: OneSurvey | None = None, *, is_fresh: bool = False) -> Repair:
    """Begin to repair a survey or all, or go on with such a repair that was cut off."""
    rows = _of(survey)
    if is_fresh:
        rows.delete()
    begun_at = rows.aggregate(at=Min("begun_at"))["at"]
    if begun_at is None:
        RecountChunk.objects.bulk_create(_chunk(days, survey) for days in days_to_recount(survey))
    left = rows.filter(differences=None)
    return Repair(
        survey,
        list(left.order_by("pk").values_list("pk", flat=True)),
        left.aggregate(sum=Sum("responses"))["sum"] or 0,
        rows.exclude(differences=None).count(),
        begun_at,
    )


def _of(survey: OneSurvey | None) -> QuerySet[RecountChunk]:
    if survey is None:
        return RecountChunk.objects.filter(is_whole=True)
    return RecountChunk.objects.filter(
        is_whole=False, organization_id=survey.organization_id, survey_id=survey.survey_id
    )


def _chunk(days: Days, survey: OneSurvey | None) -> RecountChunk:
    return RecountChunk(
        organization_id=days.survey.organization_id,
        survey_id=days.survey.survey_id,
        first=days.first,
        last=days.last,
        responses=days.responses,
        is_whole=survey is None,
    )


@transaction.atomic
def repair_chunk(chunk_id: int) -> Recount:
    """Repair some days and note that they are done; nothing if another process has them."""
    left = RecountChunk.objects.select_for_update(skip_locked=True).filter(differences=None)
    chunk = left.filter(pk=chunk_id).first()
    if chunk is None:
        return Recount(0, 0, ())
    survey = OneSurvey(chunk.organization_id, chunk.survey_id)
    found = repair_days(Days(survey, chunk.first, chunk.last, chunk.responses))
    chunk.differences = found.differences
    chunk.save(update_fields=["differences"])
    return found


@transaction.atomic
def end_repair(repair: Repair) -> int:
    """Forget a repair of which nothing is left; return how many differences there were in all."""
    rows = _of(repair.survey)
    found = rows.aggregate(sum=Sum("differences"), left=Count("pk") - Count("differences"))
    if not found["left"]:
        rows.delete()
    return found["sum"] or 0


def side_by_side(
    work: Callable[[Given], Got], given: Iterable[Given], jobs: int = 1
) -> Iterator[Got]:
    """What becomes of each thing, in order; with several jobs each has a connection of its own."""
    if jobs == 1:
        yield from map(work, given)
        return
    with ThreadPoolExecutor(jobs) as workers:
        yield from workers.map(lambda each: _alone(work, each), given)


def _alone(work: Callable[[Given], Got], given: Given) -> Got:
    try:
        return work(given)
    finally:
        connections.close_all()
