"""Reads: counts of people by question, day and place. The organization comes first everywhere."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Max, Min
from django.utils import timezone

from hearme.accounts.models import Organization
from reports.models import DAY_COLUMNS, MonthCount
from reports.rules.outline import Asked, asked_in, main_of
from reports.rules.periods import DAY, Period, reach_of
from reports.rules.scores import Score, shown_score
from reports.rules.summary import Span, SurveyReport, Tallies, ranked_question, summarize
from reports.rules.trends import Point, trend_of
from responses.models import CountChange
from responses.rules import WHOLE_RESPONSE
from surveys.models import Survey
from surveys.queries import surveys_of, versions_of

Places = Collection[int] | None
"""Ids of the locations that are wanted; None for everywhere."""


def today_of(organization: Organization) -> date:
    """The day it is where the organization is at home."""
    return timezone.localdate(timezone=ZoneInfo(organization.time_zone))


# ------------------------------------------------------------------ one survey
def survey_report(
    organization: Organization,
    survey: Survey,
    span: Span,
    *,
    places: Places = None,
    ranked_by: str = "",
) -> SurveyReport:
    """All figures of a survey for some days and places, from one read of the counts."""
    versions = versions_of(organization, survey)
    asked = asked_in([version.content for version in versions])
    ranked = ranked_question(asked, ranked_by)
    tallies = _tallies(organization, survey, span, places, ranked)
    return summarize(asked, tallies, span, ranked)


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


BY_DAY = ", ".join(f"sum({column})" for column in DAY_COLUMNS)

# A month of days stands in one row, so a sum over 200 places reads 30 times fewer rows. Both parts
# are one statement, hence one moment: totals, trend and ranking agree while answers arrive.
TALLIES = """
SELECT question_key, rating, month, NULL::bigint, ARRAY[{by_day}]
FROM reports_monthcount
WHERE organization_id = %(organization)s AND survey_id = %(survey)s AND month = ANY(%(months)s)
  AND (%(everywhere)s OR location_id = ANY(%(places)s))
GROUP BY question_key, rating, month
UNION ALL
SELECT question_key, rating, NULL, location_id, ARRAY[{now}, {before}]
FROM reports_monthcount
WHERE organization_id = %(organization)s AND survey_id = %(survey)s AND month = ANY(%(months)s)
  AND (%(everywhere)s OR location_id = ANY(%(places)s))
  AND question_key = %(ranked)s
GROUP BY question_key, rating, location_id
"""


def _tallies(
    organization: Organization, survey: Survey, span: Span, places: Places, ranked: Asked | None
) -> Tallies:
    statement = TALLIES.format(
        by_day=BY_DAY, now=_people_during(span.period), before=_people_during(span.before)
    )
    months = {
        month
        for period in (span.period, span.before)
        if period
        for month in reach_of(period).months
    }
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "survey": survey.pk,
        "months": sorted(months),
        "everywhere": places is None,
        "places": sorted(places or ()),
        "ranked": ranked.key if ranked else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        return _read_tallies(cursor.fetchall())


def _people_during(period: Period | None) -> str:
    """SQL: the people of one row on the days of a period. Made of our own numbers only."""
    if period is None:
        return "0"
    cases = " ".join(_case(month, period) for month in period.months)
    return f"sum(CASE month {cases} ELSE 0 END)"


def _case(month: date, period: Period) -> str:
    columns = zip(_days_of(month), DAY_COLUMNS, strict=False)
    inside = [column for day, column in columns if day in period]
    return f"WHEN '{month.isoformat()}' THEN {' + '.join(inside)}"


def _read_tallies(rows: Iterable[Sequence[Any]]) -> Tallies:
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


# ------------------------------------------------------------------ the latest comments
@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote, with where, when and how satisfied they were."""

    question_key: str
    text: str
    response_id: int
    answered_at: datetime
    time_zone: str
    location: str
    collector: str
    score: int | None


COMMENTS = """
SELECT wanted.key, found.answers ->> wanted.key, found.id, found.answered_at, l.time_zone, l.name,
       c.name, found.score
FROM unnest(%(keys)s::text[]) AS wanted(key)
CROSS JOIN LATERAL (
    SELECT r.id, r.answers, r.answered_at, r.location_id, r.collector_id, r.score
    FROM responses_response r
    WHERE r.organization_id = %(organization)s AND r.survey_id = %(survey)s
      AND r.answered_at >= %(since)s AND r.answered_at < %(until)s
      AND r.day BETWEEN %(first)s AND %(last)s
      AND (%(everywhere)s OR r.location_id = ANY(%(places)s))
      AND jsonb_typeof(r.answers -> wanted.key) = 'string'
    ORDER BY r.answered_at DESC, r.id DESC
    LIMIT %(most)s
) AS found
JOIN accounts_location l ON l.id = found.location_id
JOIN responses_collector c ON c.id = found.collector_id
ORDER BY wanted.key, found.answered_at DESC, found.id DESC
"""


def latest_comments(
    organization: Organization,
    survey: Survey,
    keys: Sequence[str],
    period: Period,
    *,
    places: Places = None,
    most: int = 6,
) -> dict[str, list[Comment]]:
    """The newest texts of each of these questions."""
    if not keys:
        return {}
    # A local day starts and ends within a day of the same day in UTC, and the index is by moment.
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "survey": survey.pk,
        "keys": list(keys),
        "first": period.first,
        "last": period.last,
        "since": period.first - DAY,
        "until": period.last + 2 * DAY,
        "everywhere": places is None,
        "places": sorted(places or ()),
        "most": most,
    }
    found: dict[str, list[Comment]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(COMMENTS, wanted)
        for row in cursor.fetchall():
            found[row[0]].append(Comment(*row))
    return found


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


LINES = f"""
SELECT survey_id, question_key, rating, month, ARRAY[{BY_DAY}]
FROM reports_monthcount
WHERE organization_id = %(organization)s AND survey_id = ANY(%(surveys)s)
  AND month = ANY(%(months)s) AND question_key = ANY(%(keys)s)
GROUP BY survey_id, question_key, rating, month
"""  # noqa: S608 - only our own column names


def survey_lines(organization: Organization, period: Period) -> list[SurveyLine]:
    """Every published survey with its main score, newest first."""
    surveys = list(surveys_of(organization).filter(live_version__isnull=False))
    mains = {survey.pk: _main_question(survey) for survey in surveys}
    keys = {main.key for main in mains.values() if main} | {WHOLE_RESPONSE}
    tallies = _tallies_by_survey(organization, list(mains), period, keys)
    return [_line(survey, mains[survey.pk], tallies, period) for survey in surveys]


def _main_question(survey: Survey) -> Asked | None:
    return main_of(asked_in([survey.live_version.content])) if survey.live_version else None


def _tallies_by_survey(
    organization: Organization, surveys: Sequence[int], period: Period, keys: Collection[str]
) -> Mapping[int, Tallies]:
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "surveys": surveys,
        "months": reach_of(period).months,
        "keys": sorted(keys),
    }
    rows: dict[int, list[Sequence[Any]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(LINES, wanted)
        for survey_id, key, rating, month, people in cursor.fetchall():
            rows[survey_id].append((key, rating, month, None, people))
    return {survey_id: _read_tallies(found) for survey_id, found in rows.items()}


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
