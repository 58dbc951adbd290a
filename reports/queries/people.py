"""Reading the counts of one question by the person, product or service that was rated."""

from collections import defaultdict
from typing import Any

from django.db import connection

from hearme.accounts.models import Organization
from reports.queries.counts import people_during, stages_of
from reports.queries.segments import facets_of
from reports.rules.filters import Filters
from reports.rules.places import Sides
from reports.rules.summary import Span
from surveys.models import Subject, Survey
from surveys.queries import subjects_of

BY_SUBJECT = """
SELECT wanted.subject, rating, {now}, {before}
FROM reports_segmentcount c
JOIN unnest(%(segments)s::bigint[], %(subjects)s::bigint[]) AS wanted(segment, subject)
  ON wanted.segment = c.segment_id
WHERE organization_id = %(organization)s AND survey_id = %(survey)s AND month = ANY(%(months)s)
  AND segment_id = ANY(%(segments)s) AND question_key = %(key)s
  AND (%(everywhere)s OR location_id = ANY(%(places)s))
  AND (%(anyone)s OR collector_id = ANY(%(collectors)s))
GROUP BY 1, 2
"""


def rated_subjects(organization: Organization, survey: Survey, about: str) -> dict[int, Subject]:
    """Those of one kind that any response of the survey is about."""
    met = facets_of(organization, survey)
    ids = {facets["subject"] for facets in met.values() if facets.get("subject")}
    return subjects_of(organization).filter(pk__in=ids, about=about).in_bulk()


def subject_counts(
    organization: Organization,
    survey: Survey,
    key: str,
    span: Span,
    filters: Filters,
    subjects: dict[int, Subject],
) -> dict[int, Sides]:
    """Subject -> who gave which rating in the period, and in the one before."""
    stages = stages_of(organization) if filters.stages else {}
    pairs = [
        (segment, facets["subject"])
        for segment, facets in facets_of(organization, survey).items()
        if facets.get("subject") in subjects and filters.covers(facets, stages)
    ]
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "survey": survey.pk,
        "months": sorted({*span.period.months, *(span.before.months if span.before else ())}),
        "key": key,
        "segments": [segment for segment, _ in pairs],
        "subjects": [subject for _, subject in pairs],
        "everywhere": filters.places is None,
        "places": sorted(filters.places or ()),
        "anyone": not filters.collectors,
        "collectors": sorted(filters.collectors),
    }
    statement = BY_SUBJECT.format(now=people_during(span.period), before=people_during(span.before))
    found: dict[int, Sides] = defaultdict(lambda: ({}, {}))
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        for subject, rating, now, before in cursor.fetchall():
            for side, people in zip(found[subject], (now, before), strict=True):
                if people:
                    side[rating] = people  # type: ignore[index]
    return dict(found)
