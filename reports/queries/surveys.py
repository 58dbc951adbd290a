"""The report of one survey, and the list of all."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Max, Min
from django.utils import timezone

from hearme.accounts.models import Organization
from reports.models import MonthCount
from reports.queries.counts import (
    BY_DAY,
    OF_PLACES,
    read_tallies,
    tallies_of,
    totals_table,
)
from reports.queries.goals import day_notes, survey_goals
from reports.queries.veils import place_parents, veil_of
from reports.rules.aimed import with_goals
from reports.rules.filters import EVERYTHING, Filters
from reports.rules.outline import Asked, asked_in, main_of
from reports.rules.periods import DAY, Period, reach_of
from reports.rules.scores import Score, shown_score
from reports.rules.summary import (
    Span,
    SurveyReport,
    Tallies,
    ranked_question,
    summarize,
)
from reports.rules.trends import Point, trend_of
from reports.rules.veiling import veiled
from reports.rules.veils import Ranking, Veil, with_small_places
from responses.models import CountChange
from responses.rules import WHOLE_RESPONSE
from surveys.models import Survey
from surveys.queries import surveys_of, versions_of


def today_of(organization: Organization) -> date:
    """The day it is where the organization is at home."""
    return timezone.localdate(timezone=ZoneInfo(organization.time_zone))


# ------------------------------------------------------------------ one survey
def survey_report(
    organization: Organization,
    survey: Survey,
    span: Span,
    *,
    filters: Filters = EVERYTHING,
    ranked_by: str = "",
) -> SurveyReport:
    """All figures of a survey for some days and filters, from one read of the counts."""
    versions = versions_of(organization, survey)
    asked = asked_in([version.content for version in versions])
    ranked = ranked_question(asked, ranked_by)
    tallies = tallies_of(organization, survey, span, filters, ranked)
    goals = survey_goals(organization, survey)
    notes = day_notes(organization, span.period, filters.places)
    veil = _veil(organization, survey, span, filters, tallies, ranked)
    report = veiled(summarize(asked, tallies, span, ranked), veil)
    return with_goals(report, goals, notes, filters.places)


def _veil(
    organization: Organization,
    survey: Survey,
    span: Span,
    filters: Filters,
    tallies: Tallies,
    ranked: Asked | None,
) -> Veil:
    """What gives few people away, beside other selections and among the places shown."""
    veil = veil_of(
        organization, survey, span, filters, ranking=Ranking(ranked.key) if ranked else None
    )
    return with_small_places(veil, tallies.places, lambda: place_parents(organization, filters))


def counted_days(organization: Organization, survey: Survey) -> Period | None:
    """The whole months in which there are counts; None if there are none."""
    ends = MonthCount.objects.filter(
        organization=organization, survey=survey, question_key=WHOLE_RESPONSE
    ).aggregate(first=Min("month"), last=Max("month"))
    if ends["first"] is None:
        return None
    return Period(ends["first"], (ends["last"] + 31 * DAY).replace(day=1) - DAY)


def days_asked(
    organization: Organization, survey: Survey, first: date | None, last: date | None
) -> Period:
    """The days from `first` to `last`; what is left open reaches as far as there are counts.

    Days before and after all counts are cut off. Raises ValueError if `last` is before `first`.
    """
    today = today_of(organization)
    counted = counted_days(organization, survey) or Period(today, today)
    asked = Period(first or min(counted.first, last or today), last or max(counted.last, today))
    if asked.days < 1:
        raise ValueError(asked)
    if asked.last < counted.first or counted.last < asked.first:
        return Period(counted.first - DAY, counted.first - DAY)
    return Period(max(asked.first, counted.first), min(asked.last, counted.last))


def waiting_changes(organization: Organization, survey: Survey) -> int:
    """How many changes wait to be counted."""
    return CountChange.objects.filter(organization=organization, survey=survey).count()


# ------------------------------------------------------------------ all surveys
@dataclass(frozen=True, slots=True)
class SurveyLine:
    """One survey in the list of reports."""

    survey: Survey
    people: int
    main: Asked | None
    score: Score | None
    n: int
    trend: tuple[Point, ...]


LINES = """
SELECT survey_id, question_key, rating, month, ARRAY[{by_day}]
FROM {counts}
WHERE organization_id = %(organization)s AND survey_id = ANY(%(surveys)s)
  AND month = ANY(%(months)s) AND question_key = ANY(%(keys)s)
  {at_places}
GROUP BY survey_id, question_key, rating, month
"""


def survey_lines(
    organization: Organization, period: Period, places: frozenset[int] | None = None
) -> list[SurveyLine]:
    """Every published survey with its main score, newest first; with `places` only of these."""
    surveys = list(surveys_of(organization).filter(live_version__isnull=False))
    mains = {survey.pk: _main_question(survey) for survey in surveys}
    keys = {main.key for main in mains.values() if main} | {WHOLE_RESPONSE}
    tallies = _tallies_by_survey(organization, list(mains), period, keys, places)
    return [_line(survey, mains[survey.pk], tallies, period) for survey in surveys]


def _main_question(survey: Survey) -> Asked | None:
    return main_of(asked_in([survey.live_version.content])) if survey.live_version else None


def _tallies_by_survey(
    organization: Organization,
    surveys: Sequence[int],
    period: Period,
    keys: Collection[str],
    places: frozenset[int] | None,
) -> Mapping[int, Tallies]:
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "surveys": surveys,
        "months": reach_of(period).months,
        "keys": sorted(keys),
        "places": sorted(places or ()),
    }
    at_places = "" if places is None else OF_PLACES
    statement = LINES.format(by_day=BY_DAY, counts=totals_table(places), at_places=at_places)
    rows: dict[int, list[Sequence[Any]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        for survey_id, key, rating, month, people in cursor.fetchall():
            rows[survey_id].append((key, rating, month, None, people))
    return {survey_id: read_tallies(found) for survey_id, found in rows.items()}


def _line(
    survey: Survey, main: Asked | None, tallies: Mapping[int, Tallies], period: Period
) -> SurveyLine:
    counted = tallies.get(survey.pk, Tallies({}))
    people = sum(counted.during(WHOLE_RESPONSE, period).values())
    if main is None:
        return SurveyLine(survey, people, None, None, 0, ())
    counts = counted.during(main.key, period)
    return SurveyLine(
        survey,
        people,
        main,
        shown_score(main.question, counts),
        sum(counts.values()),
        trend_of(main.question, counted.days.get(main.key, {}), period),
    )
