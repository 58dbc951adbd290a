"""Reading the counts: people by question, rating, day and place."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection

from hearme.accounts.models import Organization
from reports.models import DAY_COLUMNS
from reports.queries.segments import Facets, facets_of
from reports.rules.filters import Filters, State
from reports.rules.outline import Asked
from reports.rules.periods import DAY, Period, reach_of
from reports.rules.summary import Span, Tallies
from responses.rules import EXCLUDED
from surveys.models import Survey
from surveys.queries import touchpoints_of

BY_DAY = ", ".join(f"sum({column})" for column in DAY_COLUMNS)

# A month of days stands in one row, so a sum over 200 places reads 30 times fewer rows. Both parts
# are one statement, hence one moment: totals, trend and ranking agree while answers arrive.
TALLIES = """
SELECT question_key, rating, month, NULL::bigint, ARRAY[{by_day}]
FROM {totals}
WHERE organization_id = %(organization)s AND survey_id = %(survey)s AND month = ANY(%(months)s)
  {at_places} {more}
GROUP BY question_key, rating, month
UNION ALL
SELECT question_key, rating, NULL, location_id, ARRAY[{now}, {before}]
FROM {counts}
WHERE organization_id = %(organization)s AND survey_id = %(survey)s AND month = ANY(%(months)s)
  AND (%(everywhere)s OR location_id = ANY(%(places)s)) {more}
  AND question_key = %(ranked)s
GROUP BY question_key, rating, location_id
"""


# How many are held back is said beside what counts, but nothing else of them.
OF_SEGMENTS = f"""AND segment_id = ANY(%(segments)s)
  AND (segment_id <> ALL(%(held)s) OR question_key = '{EXCLUDED}')"""
OF_PLACES = "AND location_id = ANY(%(places)s)"
OF_COLLECTORS = "AND collector_id = ANY(%(collectors)s)"


def tallies_of(
    organization: Organization,
    survey: Survey,
    span: Span,
    filters: Filters,
    ranked: Asked | None = None,
) -> Tallies:
    """The counts of some days, and those of the ranked question by place."""
    counts = "reports_segmentcount" if _is_apart(filters) else "reports_monthcount"
    statement = TALLIES.format(
        by_day=BY_DAY,
        now=people_during(span.period),
        before=people_during(span.before),
        totals=counts if _is_apart(filters) else totals_table(filters.places),
        at_places="" if filters.places is None else OF_PLACES,
        counts=counts,
        more=_more(filters),
    )
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "survey": survey.pk,
        "months": _months_of(span),
        "everywhere": filters.places is None,
        "places": sorted(filters.places or ()),
        "collectors": sorted(filters.collectors),
        "ranked": ranked.key if ranked else None,
    }
    if _is_apart(filters):
        wanted |= _segments_and_held(organization, survey, filters)
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        return read_tallies(cursor.fetchall())


def totals_table(places: Collection[int] | None) -> str:
    """SQL: the table that says fastest what there is at these places together."""
    return "reports_touchpointcount" if places is None else "reports_monthcount"


def _is_apart(filters: Filters) -> bool:
    return filters.has_segments or bool(filters.collectors)


def _more(filters: Filters) -> str:
    if not _is_apart(filters):
        return ""
    # All segments are named even where none is asked for: so the index leads to the collectors.
    return f"{OF_SEGMENTS} {OF_COLLECTORS if filters.collectors else ''}"


def _months_of(span: Span) -> list[date]:
    periods = [period for period in (span.period, span.before) if period]
    return sorted({month for period in periods for month in reach_of(period).months})


def segments_of(organization: Organization, survey: Survey, filters: Filters) -> list[int]:
    """The ids of the segments whose responses are wanted."""
    return sorted(_facets_of(organization, survey, filters))


def _segments_and_held(
    organization: Organization, survey: Survey, filters: Filters
) -> dict[str, list[int]]:
    """The segments that are wanted, and those of which only the number is."""
    if filters.state is not State.COUNTED:
        return {"segments": segments_of(organization, survey, filters), "held": []}
    found = _facets_of(organization, survey, replace(filters, state=State.ALL))
    held = [pk for pk, facets in found.items() if facets.get("is_held")]
    return {"segments": sorted(found), "held": sorted(held)}


def _facets_of(organization: Organization, survey: Survey, filters: Filters) -> dict[int, Facets]:
    stages = stages_of(organization) if filters.stages else {}
    found = facets_of(organization, survey)
    return {pk: facets for pk, facets in found.items() if filters.covers(facets, stages)}


def stages_of(organization: Organization) -> Mapping[int, str]:
    """Touchpoint id -> the stage of the journey that it is in."""
    return dict(touchpoints_of(organization).values_list("pk", "stage"))


def people_during(period: Period | None) -> str:
    """SQL: the people of one row on the days of a period. Made of our own numbers only."""
    if period is None:
        return "0"
    cases = " ".join(_case(month, period) for month in period.months)
    return f"sum(CASE month {cases} ELSE 0 END)"


def _case(month: date, period: Period) -> str:
    columns = zip(_days_of(month), DAY_COLUMNS, strict=False)
    inside = [column for day, column in columns if day in period]
    return f"WHEN '{month.isoformat()}' THEN {' + '.join(inside)}"


def read_tallies(rows: Iterable[Sequence[Any]]) -> Tallies:
    """Rows of question, rating, month or None, place, and people by day or by period."""
    days: dict[str, dict[date, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    places: dict[int, tuple[dict[int, int], dict[int, int]]] = defaultdict(lambda: ({}, {}))
    for key, rating, month, location_id, people in rows:
        if month is None:
            for side, count in zip(places[location_id], people, strict=True):
                side[rating] = count
            continue
        of_question = days[key]
        for day, count in zip(_days_of(month), people, strict=False):
            if count:
                of_question[day][rating] = count
    return Tallies(days, places)


@lru_cache(maxsize=512)
def _days_of(month: date) -> tuple[date, ...]:
    """The days of a month; the columns after them are always 0."""
    days = (month + number * DAY for number in range(len(DAY_COLUMNS)))
    return tuple(day for day in days if day.month == month.month)
