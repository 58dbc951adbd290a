"""Cross-tabs are counted from answers, in PostgreSQL, of the newest responses at most."""

import json
from collections.abc import Mapping
from typing import Final

from django.db import connection

from hearme.accounts.models import Organization
from reports.queries.comments import conditions_of
from reports.rules.crosstab import Group
from reports.rules.filters import Filters
from reports.rules.outline import Asked, asked_in
from reports.rules.periods import DAY, Period
from surveys.models import Survey
from surveys.queries import versions_of

MOST_READ: Final = 200_000
"""More responses than these are not read: the newest are."""

VALUES: Final[Mapping[str, str]] = {
    "place": "ARRAY[%(tops)s::jsonb ->> r.location_id::text]",
    "touchpoint": "ARRAY[r.touchpoint_id::text]",
    "subject": "ARRAY[r.subject_id::text]",
    "channel": "ARRAY[r.channel::text]",
    "language": "ARRAY[r.language::text]",
    "weekday": "ARRAY[extract(isodow FROM r.day)::text]",
}
"""SQL: the value of a response `r` for what is not a question."""

OF_ANSWER: Final = """(
    SELECT CASE jsonb_typeof(a.answer)
        WHEN 'array' THEN ARRAY(SELECT jsonb_array_elements_text(a.answer) ORDER BY 1)
        WHEN 'number' THEN ARRAY[a.answer #>> '{{}}']
    END
    FROM (SELECT r.answers #> %({name})s::text[] AS answer) AS a
)"""

# Responses with the same values are one row: however many there are, few leave the database.
GROUPS: Final = """
SELECT rows, columns, count(*) FROM (
    SELECT array_remove({rows}, NULL) AS rows, array_remove({columns}, NULL) AS columns
    FROM (
        SELECT * FROM responses_response r
        WHERE r.organization_id = %(organization)s AND r.survey_id = %(survey)s
          AND r.answered_at >= %(since)s AND r.answered_at < %(until)s
          AND r.day BETWEEN %(first)s AND %(last)s
          AND (%(everywhere)s OR r.location_id = ANY(%(places)s))
          {more}
        ORDER BY r.answered_at DESC, r.id DESC LIMIT %(most)s
    ) AS r
) AS given
WHERE cardinality(rows) > 0 AND cardinality(columns) > 0
GROUP BY rows, columns
"""


def cross_counts(
    organization: Organization,
    survey: Survey,
    axes: tuple[str, str],
    period: Period,
    filters: Filters,
    tops: Mapping[int, int],
) -> list[Group]:
    """How many people gave which values of both axes; `tops` is place -> place at the top."""
    more, values = conditions_of(organization, filters)
    values |= {
        "organization": organization.pk,
        "survey": survey.pk,
        "first": period.first,
        "last": period.last,
        "since": period.first - DAY,
        "until": period.last + 2 * DAY,
        "everywhere": filters.places is None,
        "places": sorted(filters.places or ()),
        "tops": json.dumps(tops),
        "most": MOST_READ,
    }
    parts: dict[str, str] = {}
    for name, axis in zip(("rows", "columns"), axes, strict=True):
        parts[name] = VALUES.get(axis) or OF_ANSWER.format(name=f"{name}_path")
        values[f"{name}_path"] = axis.split(".")
    with connection.cursor() as cursor:
        cursor.execute(GROUPS.format(more=more, **parts), values)
        return [(rows, columns, int(people)) for rows, columns, people in cursor.fetchall()]


def every_question(organization: Organization, survey: Survey) -> list[Asked]:
    """Every question that the survey ever asked, the newest version's first."""
    return asked_in([version.content for version in versions_of(organization, survey)])
