"""Reading what a filtered report may not show: one grouped read, only if it is filtered."""

from collections.abc import Collection
from typing import Any, Final

from django.db import connection

from hearme.accounts.models import Organization
from hearme.accounts.queries import place_names_of
from reports.queries.counts import people_during, stages_of
from reports.queries.segments import facets_of
from reports.rules.filters import EVERYTHING, Filters
from reports.rules.summary import Span
from reports.rules.veils import (
    COLLECTORS,
    NO_VEIL,
    PLACES,
    Known,
    Ranking,
    Told,
    Veil,
    asked_dimensions,
    veil_from,
)
from surveys.models import Survey

# Who picks several choices is counted in each, and once as somebody who answered.
PEOPLE: Final = """
CASE WHEN min(rating) = -1 THEN {people} FILTER (WHERE rating = -1) ELSE {people} END
"""
TOLD: Final = """
SELECT {segment}, {collector},
       CASE WHEN question_key = %(ranked)s OR {by_place} THEN location_id END,
       question_key, {now}, {before}
FROM {counts}
WHERE organization_id = %(organization)s AND survey_id = %(survey)s AND month = ANY(%(months)s)
  AND (%(every)s OR question_key = ANY(%(keys)s))
  AND (%(everywhere)s OR location_id = ANY(%(reach)s))
GROUP BY 1, 2, 3, question_key
"""


def veil_of(
    organization: Organization,
    survey: Survey,
    span: Span,
    filters: Filters,
    *,
    keys: Collection[str] | None = None,
    ranking: Ranking | None = None,
) -> Veil:
    """What of some questions, or of all, may not be shown; nothing is read without a filter.

    `ranking` is the question whose places or people are shown one by one.
    """
    asked = asked_dimensions(filters)
    is_apart = filters.has_segments or bool(filters.collectors)
    if not asked and not is_apart:
        return NO_VEIL
    statement = TOLD.format(
        segment="segment_id" if is_apart else "0",
        collector="collector_id" if COLLECTORS in asked else "NULL::bigint",
        by_place="TRUE" if PLACES in asked else "FALSE",
        counts="reports_segmentcount" if is_apart else "reports_monthcount",
        now=_people(span.period),
        before=_people(span.before),
    )
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "survey": survey.pk,
        "months": sorted({*span.period.months, *(span.before.months if span.before else ())}),
        "every": keys is None,
        "keys": sorted(keys or ()),
        "everywhere": filters.reach is None,
        "reach": sorted(filters.reach or ()),
        "ranked": ranking.key if ranking and ranking.by == PLACES else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        told = [Told(*row) for row in cursor.fetchall()]
    return veil_from(told, _known(organization, survey, filters, asked), filters, ranking)


def _people(period: Any) -> str:
    return PEOPLE.format(people=people_during(period)) if period else "0"


def _known(
    organization: Organization, survey: Survey, filters: Filters, asked: Collection[str]
) -> Known:
    return Known(
        # By collectors alone, too: those that are held back have segments of their own.
        facets_of(organization, survey) if filters.has_segments or filters.collectors else {},
        stages_of(organization) if filters.stages else {},
        place_parents(organization) if PLACES in asked else {},
    )


def place_parents(
    organization: Organization, filters: Filters = EVERYTHING
) -> dict[int, int | None]:
    """Location -> the one that it is in, of those that the filters let through."""
    kept = {
        place.location.pk: place.location.parent_id
        for place in place_names_of(organization)
        if filters.places is None or place.location.pk in filters.places
    }
    return {at: above if above in kept else None for at, above in kept.items()}
