"""Reading the counts of one question by weekday and hour."""

from collections import defaultdict
from typing import Any

from django.db import connection

from hearme.accounts.models import Organization
from reports.rules.filters import Filters
from reports.rules.hours import ByHour
from reports.rules.periods import Period
from surveys.models import Survey

# Every day and every hour is named, so that the primary key, which has them before the question,
# leads straight to this question's rows and past all others.
BY_HOUR = """
SELECT extract(isodow FROM day)::int, hour, rating, sum(people)
FROM reports_hourcount
WHERE organization_id = %(organization)s AND survey_id = %(survey)s AND day = ANY(%(days)s)
  AND hour = ANY(%(hours)s) AND question_key = %(key)s
  AND (%(everywhere)s OR location_id = ANY(%(places)s))
  AND (%(anyone)s OR collector_id = ANY(%(collectors)s))
GROUP BY 1, 2, 3
"""


def hour_counts(
    organization: Organization, survey: Survey, key: str, period: Period, filters: Filters
) -> ByHour:
    """Weekday from 1 for Monday and local hour -> who gave which rating."""
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "survey": survey.pk,
        "days": list(period),
        "hours": list(range(24)),
        "key": key,
        "everywhere": filters.places is None,
        "places": sorted(filters.places or ()),
        "anyone": not filters.collectors,
        "collectors": sorted(filters.collectors),
    }
    found: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(BY_HOUR, wanted)
        for weekday, hour, rating, people in cursor.fetchall():
            if people:
                found[weekday, hour][rating] = people
    return dict(found)
