"""What the journey board reads: touchpoints, the questions that ask about them, and counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import QuerySet

from hearme.accounts.models import Organization
from hearme.accounts.queries import places_of
from reports.queries.counts import people_during
from reports.rules.filters import EVERYTHING, Filters
from reports.rules.journey import (
    Cell,
    Journey,
    Place,
    Rated,
    Spot,
    counted_questions,
)
from reports.rules.journey_tally import journey_of, withheld_cells
from reports.rules.periods import DAY
from reports.rules.summary import Span
from surveys.models import SurveyVersion
from surveys.queries import touchpoints_of
from surveys.rules import Content, Kind

RATED_EVERYWHERE = """
SELECT version_id, touchpoint_id, question_key, rating, {now}, {before}
FROM reports_touchpointcount
WHERE organization_id = %(organization)s AND survey_id = ANY(%(surveys)s)
  AND month = ANY(%(months)s) AND question_key = ANY(%(keys)s)
GROUP BY version_id, touchpoint_id, question_key, rating
"""

# One pass: grouping by segment first keeps the JSON of a segment out of the inner loop.
RATED = """
SELECT (s.facets ->> 'version')::bigint, (s.facets ->> 'touchpoint')::bigint,
       c.question_key, c.rating, sum(c.now), sum(c.before)
FROM (
    SELECT segment_id, question_key, rating, {now} AS now, {before} AS before
    FROM reports_segmentcount
    WHERE organization_id = %(organization)s AND survey_id = ANY(%(surveys)s)
      AND month = ANY(%(months)s) AND question_key = ANY(%(keys)s)
      AND location_id = ANY(%(places)s)
    GROUP BY segment_id, question_key, rating
) AS c
JOIN reports_segment s ON s.id = c.segment_id
WHERE NOT s.facets ? 'is_held'
GROUP BY 1, 2, 3, 4
"""

PEOPLE = """
SELECT (s.facets ->> 'version')::bigint, (s.facets ->> 'touchpoint')::bigint,
       c.question_key, c.location_id, sum(c.now)
FROM (
    SELECT segment_id, question_key, location_id, {now} AS now
    FROM reports_segmentcount
    WHERE organization_id = %(organization)s AND survey_id = ANY(%(surveys)s)
      AND month = ANY(%(months)s) AND question_key = ANY(%(keys)s)
    GROUP BY segment_id, question_key, location_id
) AS c
JOIN reports_segment s ON s.id = c.segment_id
WHERE NOT s.facets ? 'is_held'
GROUP BY 1, 2, 3, 4
"""
"""Who rated what, place by place: needed only where a board of some places is shown."""


@dataclass(frozen=True)
class Board:
    """The journey with the versions that it was read from."""

    journey: Journey
    contents: Mapping[int, Content]
    survey_ids: Mapping[int, int]
    """Version -> survey."""
    codes: Mapping[int, str]
    """Version -> the code of its survey."""


def journey_board(organization: Organization, span: Span, filters: Filters = EVERYTHING) -> Board:
    """The board of some days and places, from three reads: none of them looks at an answer."""
    spots = [
        Spot(each.pk, each.stage, each.about, each.name, each.closed_at is None)
        for each in touchpoints_of(organization)
    ]
    versions = list(_versions(organization)) if spots else []
    contents = {version.pk: version.content for version in versions}
    surveys = {version.pk: version.survey_id for version in versions}
    rated = _rated(organization, span, filters, versions) if versions else []
    withheld = _withheld(organization, span, filters, spots, versions) if versions else frozenset()
    codes = {version.pk: version.survey.code for version in versions}
    journey = journey_of(spots, contents, rated, withheld)
    return Board(journey, contents, surveys, codes)


def _versions(organization: Organization) -> QuerySet[SurveyVersion]:
    rows = SurveyVersion.objects.filter(organization=organization).select_related("survey")
    return rows.only("document", "survey__code").order_by("pk")


def _wanted(
    organization: Organization, span: Span, filters: Filters, versions: Sequence[SurveyVersion]
) -> dict[str, Any]:
    keys = {
        question.key
        for version in versions
        for question, _own in counted_questions(version.content)
    }
    periods = [period for period in (span.period, span.before) if period]
    return {
        "organization": organization.pk,
        "surveys": sorted({version.survey_id for version in versions}),
        "months": sorted({month for period in periods for month in period.months}),
        "keys": sorted(keys),
        "places": sorted(filters.places or ()),
    }


def _rated(
    organization: Organization, span: Span, filters: Filters, versions: Sequence[SurveyVersion]
) -> list[Rated]:
    wanted = _wanted(organization, span, filters, versions)
    statement = RATED_EVERYWHERE if filters.places is None else RATED
    sides = {"now": people_during(span.period), "before": people_during(span.before)}
    with connection.cursor() as cursor:
        cursor.execute(statement.format(**sides), wanted)
        return [
            Rated(version, spot or 0, key, rating, int(now), int(before))
            for version, spot, key, rating, now, before in cursor.fetchall()
        ]


def _withheld(
    organization: Organization,
    span: Span,
    filters: Filters,
    spots: Sequence[Spot],
    versions: Sequence[SurveyVersion],
) -> frozenset[Place]:
    """The cells of some places whose score would give away that of few people elsewhere."""
    if filters.places is None or filters.places == filters.reach:
        return frozenset()
    wanted = _wanted(organization, span, filters, versions)
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE.format(now=people_during(span.period)), wanted)
        rated = [
            (location, Rated(version, spot or 0, key, 0, int(now)))
            for version, spot, key, location, now in cursor.fetchall()
            if filters.reach is None or location in filters.reach
        ]
    contents = {version.pk: version.content for version in versions}
    tree = {each.location.pk: each.location.parent_id for each in places_of(organization)}
    return withheld_cells(spots, contents, rated, tree, filters.places)


# ------------------------------------------------------------------ what was said there
@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote who rated a cell badly."""

    text: str
    response_id: int
    answered_at: datetime
    time_zone: str
    location: str


# The newest responses of each survey only: else a cell that nobody comments on reads them all.
SAID = """
WITH recent AS (
    SELECT r.* FROM unnest(%(surveys)s::bigint[]) AS asked(survey_id)
    CROSS JOIN LATERAL (
        SELECT id, version_id, touchpoint_id, answers, answered_at, location_id
        FROM responses_response
        WHERE organization_id = %(organization)s AND survey_id = asked.survey_id
          AND answered_at >= %(since)s AND answered_at < %(until)s
          AND day BETWEEN %(first)s AND %(last)s
          AND (%(everywhere)s OR location_id = ANY(%(places)s)) AND NOT is_excluded
        ORDER BY answered_at DESC, id DESC
        LIMIT %(reach)s
    ) AS r
), found AS (
    SELECT q.cell, recent.*, q.words,
           row_number() OVER (PARTITION BY q.cell ORDER BY recent.answered_at DESC, recent.id DESC)
           AS place
    FROM unnest(
        %(cells)s::int[], %(versions)s::bigint[], %(spots)s::bigint[], %(keys)s::text[],
        %(bad)s::int[], %(words)s::text[]
    ) AS q(cell, version_id, spot_id, key, bad_to, words)
    JOIN recent ON recent.version_id = q.version_id
        AND (q.spot_id IS NULL OR recent.touchpoint_id = q.spot_id)
    WHERE jsonb_typeof(recent.answers -> q.words) = 'string'
      AND jsonb_typeof(recent.answers #> string_to_array(q.key, '.')) = 'number'
      AND (recent.answers #>> string_to_array(q.key, '.'))::int <= q.bad_to
)
SELECT found.cell, found.answers ->> found.words, found.id, found.answered_at, l.time_zone, l.name
FROM found JOIN accounts_location l ON l.id = found.location_id
WHERE found.place <= %(most)s
ORDER BY found.cell, found.place
"""
REACH = 1_000
"""How many of the newest responses of a survey are looked through for comments."""


def said_at(
    organization: Organization,
    board: Board,
    cells: Sequence[Cell],
    span: Span,
    filters: Filters = EVERYTHING,
    *,
    most: int = 1,
) -> list[list[Said]]:
    """For each cell the newest comments of people who rated it badly."""
    asks = [
        (at, *ask)
        for at, cell in enumerate(cells)
        for ask in _asks(board, frozenset(spot.id for spot in cell.spots))
    ]
    found: list[list[Said]] = [[] for _ in cells]
    if not asks:
        return found
    names = ("cells", "versions", "spots", "keys", "bad", "words")
    wanted: dict[str, Any] = {
        **{name: list(column) for name, column in zip(names, zip(*asks, strict=True), strict=True)},
        "organization": organization.pk,
        "surveys": sorted({board.survey_ids[ask[1]] for ask in asks}),
        "first": span.period.first,
        "last": span.period.last,
        # A local day starts and ends within a day of the same day in UTC.
        "since": span.period.first - DAY,
        "until": span.period.last + 2 * DAY,
        "everywhere": filters.places is None,
        "places": sorted(filters.places or ()),
        "reach": REACH,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(SAID, wanted)
        for at, *said in cursor.fetchall():
            found[at].append(Said(*said))
    return found


Ask: TypeAlias = tuple[int, int | None, str, int, str]
"""A version, the touchpoint of its responses or None for any, a rating question, its highest bad
rating, and a question that is answered in words."""


def _asks(board: Board, spots: frozenset[int]) -> Iterator[Ask]:
    for version_id, content in board.contents.items():
        words = [each.key for each in content.questions if each.kind is Kind.TEXT]
        for question, own in counted_questions(content):
            targets: Iterable[int | None] = spots if not own else [None] if own in spots else []
            if rule := question.score_rule:
                yield from (
                    (version_id, target, question.key, rule.bad_to, key)
                    for target in targets
                    for key in words
                )
