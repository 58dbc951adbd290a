"""Reading the counts of one question by hour: of each weekday, or of one day."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import connection

from hearme.accounts.models import Organization
from reports.models import HOUR_COLUMNS
from reports.queries.counts import segments_of
from reports.rules.filters import Filters
from reports.rules.hours import ByHour
from reports.rules.periods import Period
from reports.rules.scores import Counts
from surveys.models import Survey

# The question comes before the day in the key, so this reads its own rows and no others.
BY_HOUR = f"""
SELECT extract(isodow FROM day)::int, rating,
       ARRAY[{", ".join(f"sum({column})" for column in HOUR_COLUMNS)}]
FROM reports_hourcount
WHERE organization_id = %(organization)s AND survey_id = %(survey)s AND question_key = %(key)s
  AND day BETWEEN %(first)s AND %(last)s AND segment_id = ANY(%(segments)s)
  AND (%(everywhere)s OR location_id = ANY(%(places)s))
  AND (%(anyone)s OR collector_id = ANY(%(collectors)s))
GROUP BY 1, 2
"""  # noqa: S608 - only our own column names


def hour_counts(
    organization: Organization, survey: Survey, key: str, period: Period, filters: Filters
) -> ByHour:
    """Weekday from 1 for Monday and local hour -> who gave which rating."""
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "survey": survey.pk,
        "key": key,
        "first": period.first,
        "last": period.last,
        # Always named: without any filter those that are held back must be left out.
        "segments": segments_of(organization, survey, filters),
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


def day_by_hour(
    organization: Organization, survey: Survey, key: str, day: date, filters: Filters
) -> dict[int, Counts]:
    """Local hour of one day -> who gave which rating; an hour without answers is not there."""
    found = hour_counts(organization, survey, key, Period(day, day), filters)
    return {hour: counts for (_, hour), counts in sorted(found.items())}
