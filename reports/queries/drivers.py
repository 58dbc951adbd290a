"""The ratings of the newest responses, person by person: what drivers are worked out from."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from hearme.accounts.models import Organization
from reports.queries.comments import conditions_of
from reports.rules.filters import Filters
from reports.rules.periods import DAY, Period
from surveys.models import Survey

MOST_PEOPLE: Final = 5_000
"""Drivers of more people look alike: the newest are taken."""
MOST_READ: Final = 50_000
"""How many responses are looked through for those who gave the main rating."""

RATINGS: Final = """
SELECT answers #> %(main)s::text[], {drivers} FROM (
    SELECT r.answers, r.answered_at, r.id FROM responses_response r
    WHERE r.organization_id = %(organization)s AND r.survey_id = %(survey)s
      AND r.answered_at >= %(since)s AND r.answered_at < %(until)s
      AND r.day BETWEEN %(first)s AND %(last)s
      AND (%(everywhere)s OR r.location_id = ANY(%(places)s))
      {more}
    ORDER BY r.answered_at DESC, r.id DESC LIMIT %(most_read)s
) AS r
WHERE jsonb_typeof(answers #> %(main)s::text[]) = 'number'
ORDER BY r.answered_at DESC, r.id DESC LIMIT %(most)s
"""


def ratings_by_person(
    organization: Organization,
    survey: Survey,
    keys: Sequence[str],
    period: Period,
    filters: Filters,
) -> list[tuple[int | None, ...]]:
    """What each person gave, the newest first: the first key is the main rating, None is open."""
    more, values = conditions_of(organization, filters)
    main, *drivers = keys
    values |= {
        "organization": organization.pk,
        "survey": survey.pk,
        "first": period.first,
        "last": period.last,
        "since": period.first - DAY,
        "until": period.last + 2 * DAY,
        "everywhere": filters.places is None,
        "places": sorted(filters.places or ()),
        "main": main.split("."),
        "most": MOST_PEOPLE,
        "most_read": MOST_READ,
    }
    values |= {f"driver{at}": key.split(".") for at, key in enumerate(drivers)}
    columns = ", ".join(f"answers #> %(driver{at})s::text[]" for at in range(len(drivers)))
    with connection.cursor() as cursor:
        cursor.execute(RATINGS.format(drivers=columns, more=more), values)
        return [tuple(_number(each) for each in row) for row in cursor.fetchall()]


def _number(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isdecimal() else None
