"""Reading the counts of one question by place."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection

from hearme.accounts.models import Organization
from reports.queries.counts import BY_DAY, people_during, read_tallies, segments_of
from reports.rules.filters import Filters
from reports.rules.periods import Period
from reports.rules.places import Sides
from reports.rules.summary import Span
from reports.rules.trends import Days
from surveys.models import Survey

OF_QUESTION = """
FROM {counts}
WHERE organization_id = %(organization)s AND survey_id = %(survey)s AND month = ANY(%(months)s)
  AND question_key = %(key)s AND (%(everywhere)s OR location_id = ANY(%(places)s)) {more}
"""
BY_PLACE = "SELECT location_id, rating, {now}, {before}" + OF_QUESTION + "GROUP BY 1, 2"
BY_MONTH = f"SELECT rating, month, ARRAY[{BY_DAY}]" + OF_QUESTION + "GROUP BY 1, 2"


def place_counts(
    organization: Organization, survey: Survey, key: str, span: Span, filters: Filters
) -> dict[int, Sides]:
    """Place -> who gave which rating in the period, and in the one before."""
    found: dict[int, Sides] = defaultdict(lambda: ({}, {}))
    statement, wanted = _asking(BY_PLACE, organization, survey, key, span, filters)
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        for place, rating, now, before in cursor.fetchall():
            for side, people in zip(found[place], (now, before), strict=True):
                if people:
                    side[rating] = people  # type: ignore[index]
    return dict(found)


def day_counts(
    organization: Organization, survey: Survey, key: str, period: Period, filters: Filters
) -> Days:
    """Local day -> who gave which rating to one question."""
    statement, wanted = _asking(BY_MONTH, organization, survey, key, Span(period), filters)
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        rows = [(key, rating, month, None, people) for rating, month, people in cursor.fetchall()]
    days: Mapping[date, Any] = read_tallies(rows).days.get(key, {})
    return days


def _asking(
    statement: str,
    organization: Organization,
    survey: Survey,
    key: str,
    span: Span,
    filters: Filters,
) -> tuple[str, dict[str, Any]]:
    is_apart = filters.has_segments or bool(filters.collectors)
    more = "AND segment_id = ANY(%(segments)s)" if is_apart else ""
    if filters.collectors:
        more += " AND collector_id = ANY(%(collectors)s)"
    written = statement.format(
        counts="reports_segmentcount" if is_apart else "reports_monthcount",
        more=more,
        now=people_during(span.period),
        before=people_during(span.before),
    )
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "survey": survey.pk,
        "months": sorted({*span.period.months, *(span.before.months if span.before else ())}),
        "key": key,
        "everywhere": filters.places is None,
        "places": sorted(filters.places or ()),
        "collectors": sorted(filters.collectors),
        "segments": segments_of(organization, survey, filters) if is_apart else [],
    }
    return written, wanted
