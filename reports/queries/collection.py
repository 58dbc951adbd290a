"""How answers are collected: from opening to the end, by collector and channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hearme.accounts.models import Organization
from reports.queries.counts import people_during
from reports.rules.filters import EVERYTHING, Filters
from reports.rules.periods import Period
from reports.rules.summary import Span
from responses.models import Collector
from responses.queries import Funnel, SilentCode, collectors_by_id, funnels_of, silent_codes
from responses.rules import WHOLE_RESPONSE
from surveys.models import Survey
from surveys.queries import surveys_of


@dataclass(frozen=True, slots=True)
class CollectorLine:
    """One collector with what happened at it."""

    collector: Collector
    funnel: Funnel
    before: Funnel


def collector_lines(
    organization: Organization, span: Span, filters: Filters = EVERYTHING
) -> list[CollectorLine]:
    """The collectors at which anything happened in the period."""
    doors = Collector.objects.of(organization).order_by()
    if filters.places is not None:
        doors = doors.filter(location__in=filters.places)
    ids = doors.values_list("pk", flat=True)
    now = funnels_of(organization, ids, span.period.first, span.period.last)
    before = (
        funnels_of(organization, now, span.before.first, span.before.last) if span.before else {}
    )
    found = collectors_by_id(organization, list(now))
    return [CollectorLine(door, now[pk], before.get(pk, Funnel())) for pk, door in found.items()]


OPENED = """
SELECT coalesce(sum(opened), 0), coalesce(sum(finished), 0) FROM (
    SELECT sum(opened) AS opened, sum(finished) AS finished
    FROM responses_visitcount
    WHERE organization_id = %(organization)s AND survey_id = %(survey)s
      AND day BETWEEN %(first)s AND %(last)s
      AND (%(anyone)s OR collector_id = ANY(%(collectors)s))
      AND (%(everywhere)s OR collector_id IN (
          SELECT id FROM responses_collector
          WHERE organization_id = %(organization)s AND location_id = ANY(%(places)s)
      ))
    GROUP BY collector_id
    HAVING sum(opened) > 0
) AS each
"""


def opened_and_finished(
    organization: Organization, survey: Survey, period: Period, filters: Filters
) -> tuple[int, int]:
    """How many opened the survey's page and how many of them finished, where pages are opened.

    None of them if only some are wanted by what is known of answers alone.
    """
    if filters.has_segments:
        return 0, 0
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "survey": survey.pk,
        "first": period.first,
        "last": period.last,
        "anyone": not filters.collectors,
        "collectors": sorted(filters.collectors),
        "everywhere": filters.places is None,
        "places": sorted(filters.places or ()),
    }
    with connection.cursor() as cursor:
        cursor.execute(OPENED, wanted)
        opened, finished = cursor.fetchone()
    return int(opened), int(finished)


# ------------------------------------------------------------------ channels
CHANNELS = """
SELECT s.facets ->> 'channel', {now}, {before}
FROM reports_segmentcount c JOIN reports_segment s ON s.id = c.segment_id
WHERE c.organization_id = %(organization)s AND c.survey_id = ANY(%(surveys)s)
  AND month = ANY(%(months)s) AND question_key = %(key)s
  AND (%(everywhere)s OR location_id = ANY(%(places)s)) AND NOT s.facets ? 'is_held'
GROUP BY 1
"""


def channel_counts(
    organization: Organization, span: Span, filters: Filters = EVERYTHING
) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Channel -> responses in the period, and in the one before."""
    statement = CHANNELS.format(now=people_during(span.period), before=people_during(span.before))
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "surveys": list(surveys_of(organization).order_by().values_list("pk", flat=True)),
        "months": sorted({*span.period.months, *(span.before.months if span.before else ())}),
        "key": WHOLE_RESPONSE,
        "everywhere": filters.places is None,
        "places": sorted(filters.places or ()),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        rows = cursor.fetchall()
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


# ------------------------------------------------------------------ silent codes
@dataclass(frozen=True, slots=True)
class Silence:
    """A code that fell silent, with the collector that it leads to."""

    collector: Collector
    code: SilentCode


def silences(
    organization: Organization, today: date, places: frozenset[int] | None = None
) -> list[Silence]:
    """The codes that are usually opened every day and have not been for a week.

    With `places` only those that stand there.
    """
    found = silent_codes(organization, today)
    doors = collectors_by_id(organization, [each.collector_id for each in found])
    told = [Silence(doors[each.collector_id], each) for each in found]
    return [each for each in told if places is None or each.collector.location_id in places]
