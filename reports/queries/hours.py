"""Reading the ratings of one question by hour: of each weekday, or of one day."""

from collections import defaultdict
from datetime import date
from typing import Any, Final

from django.db import connection

from hearme.accounts.models import Organization
from reports.models import HOUR_COLUMNS
from reports.queries.newest import newest_responses
from reports.rules.filters import Filters
from reports.rules.hours import ByHour
from reports.rules.periods import Period
from reports.rules.scores import Counts
from surveys.models import Survey

# The question comes before the day in the key, so this reads its own rows and no others.
BY_HOUR: Final = f"""
SELECT extract(isodow FROM day)::int, rating,
       ARRAY[{", ".join(f"sum({column})" for column in HOUR_COLUMNS)}]
FROM reports_hourcount
WHERE organization_id = %(organization)s AND survey_id = %(survey)s AND question_key = %(key)s
  AND day BETWEEN %(first)s AND %(last)s
  AND (%(everywhere)s OR location_id = ANY(%(places)s))
  AND (%(anyone)s OR collector_id = ANY(%(collectors)s))
GROUP BY 1, 2
"""  # noqa: S608 - only our own column names

RATED: Final = "AND jsonb_typeof(r.answers #> %(path)s::text[]) = 'number'"
BY_ANSWER: Final = """
SELECT extract(isodow FROM day)::int, hour, (answers #>> %(path)s::text[])::int, count(*)
FROM ({newest}) AS newest
GROUP BY 1, 2, 3
"""


def hour_counts(
    organization: Organization, survey: Survey, key: str, period: Period, filters: Filters
) -> ByHour:
    """Weekday from 1 for Monday and local hour -> who gave which rating.

    Hours are not counted apart by segment: where filters ask for some, the newest answers are
    read themselves, MOST_READ at most.
    """
    if filters.has_segments:
        return _from_answers(organization, survey, key, period, filters)
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "survey": survey.pk,
        "key": key,
        "first": period.first,
        "last": period.last,
        "everywhere": filters.places is None,
        "places": sorted(filters.places or ()),
        "anyone": not filters.collectors,
        "collectors": sorted(filters.collectors),
    }
    found: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(BY_HOUR, wanted)
        for weekday, rating, hours in cursor.fetchall():
            for hour, people in enumerate(hours):
                if people:
                    found[weekday, hour][rating] = people
    return dict(found)


def _from_answers(
    organization: Organization, survey: Survey, key: str, period: Period, filters: Filters
) -> ByHour:
    newest, values = newest_responses(organization, survey, period, filters, RATED)
    values["path"] = key.split(".")
    found: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(BY_ANSWER.format(newest=newest), values)
        for weekday, hour, rating, people in cursor.fetchall():
            found[weekday, hour][rating] = people
    return dict(found)


def day_by_hour(
    organization: Organization, survey: Survey, key: str, day: date, filters: Filters
) -> dict[int, Counts]:
    """Local hour of one day -> who gave which rating; an hour without answers is not there."""
    found = hour_counts(organization, survey, key, Period(day, day), filters)
    return {hour: counts for (_, hour), counts in sorted(found.items())}
