"""The latest comments."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from hearme.accounts.models import Organization
from reports.queries.counts import stages_of
from reports.rules.filters import EVERYTHING, Filters, State
from reports.rules.periods import DAY, Period
from responses.rules import MOST_REPORTED
from surveys.models import Survey, SurveyVersion


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
      {more}
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
    filters: Filters = EVERYTHING,
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
        "everywhere": filters.places is None,
        "places": sorted(filters.places or ()),
        "most": most,
    }
    conditions, values = conditions_of(organization, filters)
    found: dict[str, list[Comment]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(COMMENTS.format(more=conditions), wanted | values)
        for row in cursor.fetchall():
            found[row[0]].append(Comment(*row))
    return found


STATES: Final = {
    State.COUNTED: "AND NOT r.{held}",
    State.HELD: "AND r.{held}",
    State.ALL: "",
}
# A response carried the field before reports might be filtered by it: then it is in no count.
FIELDS: Final = """AND r.{id} IN (
    SELECT h.id FROM responses_response h
    WHERE h.organization_id = %(organization)s
      AND left(h.hidden ->> %({name})s, %(letters)s) = ANY(%({name}_is)s)
      AND h.version_id = ANY(%({name}_in)s)
)"""
FIELDS_HERE: Final = """AND left(r.hidden ->> %({name})s, %(letters)s) = ANY(%({name}_is)s)
      AND r.version_id = ANY(%({name}_in)s)"""


def conditions_of(
    organization: Organization, filters: Filters, *, of_comments: bool = False
) -> tuple[str, dict[str, Any]]:
    """SQL: what else the response `r` must be, or the comment `r`, and the values for it."""
    in_stages = {pk for pk, stage in stages_of(organization).items() if stage in filters.stages}
    sets: dict[str, Collection[Any]] = {
        "touchpoint_id": filters.touchpoints,
        "subject_id": filters.subjects,
        "collector_id": filters.collectors,
        "channel": filters.channels,
        "language": filters.languages,
        "version_id": filters.versions,
    }
    words = [f"AND r.{column} = ANY(%({column})s)" for column, wanted in sets.items() if wanted]
    words.append(STATES[filters.state].format(held="is_held" if of_comments else "is_excluded"))
    values: dict[str, Any] = {column: sorted(wanted) for column, wanted in sets.items() if wanted}
    if filters.stages:
        words.append("AND r.touchpoint_id = ANY(%(in_stages)s)")
        values["in_stages"] = sorted(in_stages)
    if filters.is_complete is not None:
        words.append("AND r.is_complete = %(is_complete)s")
        values["is_complete"] = filters.is_complete
    for at, name in enumerate(sorted({name for name, _value in filters.hidden})):
        given = FIELDS if of_comments else FIELDS_HERE
        words.append(given.format(name=f"field{at}", id="response_id"))
        values |= _field_values(organization, f"field{at}", name, filters)
    return " ".join(words), values


def _field_values(
    organization: Organization, key: str, name: str, filters: Filters
) -> dict[str, Any]:
    versions = SurveyVersion.objects.filter(
        organization=organization, document__reportable_fields__contains=[name]
    )
    return {
        "letters": MOST_REPORTED,
        key: name,
        f"{key}_is": sorted(value for other, value in filters.hidden if other == name),
        f"{key}_in": list(versions.values_list("pk", flat=True)),
    }
