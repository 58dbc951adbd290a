"""Cross-tabs are counted from answers, in PostgreSQL, of the newest responses at most."""

import json
from collections.abc import Mapping
from typing import Final

from django.db import connection

from hearme.accounts.models import Organization
from reports.queries.newest import newest_responses
from reports.rules.crosstab import Group
from reports.rules.filters import Filters
from reports.rules.outline import Asked, asked_in
from reports.rules.periods import Period
from surveys.models import Survey
from surveys.queries import versions_of

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
    FROM ({newest}) AS r
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
    newest, values = newest_responses(organization, survey, period, filters)
    values["tops"] = json.dumps(tops)
    parts: dict[str, str] = {}
    for name, axis in zip(("rows", "columns"), axes, strict=True):
        parts[name] = VALUES.get(axis) or OF_ANSWER.format(name=f"{name}_path")
        values[f"{name}_path"] = axis.split(".")
    with connection.cursor() as cursor:
        cursor.execute(GROUPS.format(newest=newest, **parts), values)
        return [(rows, columns, int(people)) for rows, columns, people in cursor.fetchall()]


def every_question(organization: Organization, survey: Survey) -> list[Asked]:
    """Every question that the survey ever asked, the newest version's first."""
    return asked_in([version.content for version in versions_of(organization, survey)])
