"""What the overview reads: the headline questions of all surveys, by day and by place."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from hearme.accounts.models import Organization
from reports.models import MonthCount
from reports.queries.counts import (
    BY_DAY,
    OF_PLACES,
    people_during,
    read_tallies,
    totals_table,
)
from reports.queries.goals import goals_of_kinds
from reports.queries.veils import place_parents
from reports.rules.filters import EVERYTHING, Filters
from reports.rules.outline import asked_in
from reports.rules.overview import Overview, Shelter, SurveyTally, headline_questions, overview_of
from reports.rules.periods import Period, reach_of
from reports.rules.scores import HIDE_BELOW, Change, people_in, volume_change
from reports.rules.summary import Span
from reports.rules.trends import Days, counts_during, volume_of
from responses.models import Collector
from responses.rules import WHOLE_RESPONSE
from surveys.models import Survey
from surveys.queries import surveys_of
from surveys.rules import Kind

# Both parts are one statement, hence one moment: cards and places agree while answers arrive.
COUNTS = """
SELECT survey_id, question_key, rating, month, NULL::bigint, ARRAY[{by_day}]
FROM {totals}
WHERE organization_id = %(organization)s AND survey_id = ANY(%(surveys)s)
  AND month = ANY(%(months)s) AND question_key = ANY(%(keys)s)
  {at_places}
GROUP BY survey_id, question_key, rating, month
UNION ALL
SELECT survey_id, question_key, rating, NULL, location_id, ARRAY[{now}, {before}]
FROM reports_monthcount
WHERE organization_id = %(organization)s AND survey_id = ANY(%(surveys)s)
  AND month = ANY(%(months)s) AND question_key = ANY(%(keys)s)
  AND (%(anywhere)s OR location_id = ANY(%(reach)s)) AND question_key <> %(whole)s
GROUP BY survey_id, question_key, rating, location_id
"""


@dataclass(frozen=True)
class Headlines:
    """The overview, how many responses came, and the surveys by id."""

    overview: Overview
    people: int
    people_before: int
    steps: tuple[int, ...]
    change: Change | None
    surveys: Mapping[int, Survey]


def headlines(organization: Organization, span: Span, filters: Filters = EVERYTHING) -> Headlines:
    """The figures of all published surveys together, from two reads."""
    surveys = list(surveys_of(organization).filter(live_version__isnull=False))
    questions = {
        survey.pk: headline_questions(asked_in([survey.live_version.content]))
        for survey in surveys
        if survey.live_version
    }
    keys = {question.key for asked in questions.values() for question in asked.values()}
    days, places = _counts(organization, questions, keys, span, filters)
    tallies = [SurveyTally(pk, asked, days[pk], places[pk]) for pk, asked in questions.items()]
    goals = goals_of_kinds(organization, surveys, span.period, filters.places)
    whole = [days[pk].get(WHOLE_RESPONSE, {}) for pk in questions]
    found = overview_of(tallies, span, _shelter(organization, tallies, filters))
    return _with_volume(_aimed(found, goals), whole, span, {s.pk: s for s in surveys})


def _aimed(overview: Overview, goals: Mapping[Kind, int]) -> Overview:
    cards = tuple(replace(each, goal=goals.get(each.question.kind)) for each in overview.cards)
    return replace(overview, cards=cards)


def _with_volume(
    overview: Overview, whole: Sequence[Days], span: Span, surveys: Mapping[int, Survey]
) -> Headlines:
    now = sum(sum(counts_during(days, span.period).values()) for days in whole)
    steps = tuple(map(sum, zip(*(volume_of(days, span.period) for days in whole), strict=True)))
    if span.before is None:
        return Headlines(overview, now, 0, steps, None, surveys)
    before = sum(sum(counts_during(days, span.before).values()) for days in whole)
    change = volume_change(now, span.period.days, before, span.before.days)
    return Headlines(overview, now, before, steps, change, surveys)


def _shelter(
    organization: Organization, tallies: Sequence[SurveyTally], filters: Filters
) -> Shelter:
    """The tree of places, if any place is small or some places of many are chosen."""
    chosen = None if filters.places == filters.reach else filters.places
    if chosen is None and not any(
        0 < people_in(side) < HIDE_BELOW
        for tally in tallies
        for places in tally.places.values()
        for sides in places.values()
        for side in sides
    ):
        return Shelter()
    return Shelter(place_parents(organization), chosen)


Counted = tuple[
    Mapping[int, Mapping[str, Days]],
    Mapping[int, Mapping[str, Mapping[int, tuple[dict[int, int], dict[int, int]]]]],
]


def _counts(
    organization: Organization,
    surveys: Mapping[int, object],
    keys: set[str],
    span: Span,
    filters: Filters,
) -> Counted:
    """Survey -> question -> day -> counts, and survey -> question -> place -> now and before."""
    periods = [period for period in (span.period, span.before) if period]
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "surveys": sorted(surveys),
        "months": sorted({month for period in periods for month in reach_of(period).months}),
        "keys": sorted({*keys, WHOLE_RESPONSE}),
        "whole": WHOLE_RESPONSE,
        "places": sorted(filters.places or ()),
        # Beside the chosen places those that are looked at elsewhere: see rules.suppression.
        "anywhere": filters.reach is None,
        "reach": sorted(filters.reach or ()),
    }
    statement = COUNTS.format(
        by_day=BY_DAY,
        totals=totals_table(filters.places),
        at_places="" if filters.places is None else OF_PLACES,
        now=people_during(span.period),
        before=people_during(span.before),
    )
    rows: dict[int, list[Sequence[Any]]] = defaultdict(list)
    places: dict[int, Any] = defaultdict(lambda: defaultdict(lambda: defaultdict(lambda: ({}, {}))))
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        for survey_id, key, rating, month, place, people in cursor.fetchall():
            if place is None:
                rows[survey_id].append((key, rating, month, None, people))
                continue
            for side, count in zip(places[survey_id][key][place], people, strict=True):
                side[rating] = count
    days = {pk: read_tallies(rows[pk]).days for pk in surveys}
    return days, places


OPENED = """
SELECT coalesce(sum(opened), 0), coalesce(sum(finished), 0) FROM (
    SELECT sum(opened) AS opened, sum(finished) AS finished
    FROM responses_visitcount
    WHERE organization_id = %(organization)s AND day BETWEEN %(first)s AND %(last)s
      AND (%(everywhere)s OR collector_id = ANY(%(collectors)s))
    GROUP BY collector_id
    HAVING sum(opened) > 0
) AS each
"""


def opened_anywhere(
    organization: Organization, period: Period, filters: Filters = EVERYTHING
) -> tuple[int, int]:
    """How many opened a page of any survey, and how many finished where pages are opened."""
    doors = Collector.objects.of(organization).filter(location__in=filters.places or ())
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "first": period.first,
        "last": period.last,
        "everywhere": filters.places is None,
        "collectors": list(doors.order_by().values_list("pk", flat=True)) if filters.places else [],
    }
    with connection.cursor() as cursor:
        cursor.execute(OPENED, wanted)
        opened, finished = cursor.fetchone()
    return int(opened), int(finished)


def has_answers(organization: Organization) -> bool:
    """Whether anything was ever counted."""
    return MonthCount.objects.filter(organization=organization).exists()


def has_collectors(organization: Organization) -> bool:
    """Whether there is any code that customers can scan."""
    return Collector.objects.of(organization).filter(closed_at=None).exists()
