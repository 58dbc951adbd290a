"""Folding: what waits in the outbox moves into the counts, each change exactly once."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from django.db import connection, transaction

from hearme.common.prepared import Prepared
from reports.models import DAY_COLUMNS, HOUR_COLUMNS
from responses.models import SECONDS_COLUMNS, CountChange
from responses.rules import ASIDE, EXCLUDED, FINISHED, TIME_TAKEN, WHOLE_RESPONSE

BATCH: Final = 5_000
FOLD_LOCK: Final = 7_001
"""The first half of the advisory lock's key; the survey is the second."""

MOST_SEGMENTS: Final = 1_000
"""From so many segments of a survey on, hidden fields make no new ones: see docs/adr/0016."""

PEOPLE_BY_DAY = ", ".join(
    f"coalesce(sum(people) FILTER (WHERE day - month = {days}), 0)" for days in range(31)
)
"""SQL: the people of a month, a column a day."""

PEOPLE_BY_HOUR = ", ".join(f"sum(people) FILTER (WHERE hour = {hour})" for hour in range(24))
"""SQL: the people of a day, a column an hour; null where there are none."""

VISITS = {
    "started": (WHOLE_RESPONSE, -1),
    "finished": (FINISHED, -1),
    "excluded": (EXCLUDED, -1),
    **{column: (TIME_TAKEN, number) for number, column in enumerate(SECONDS_COLUMNS)},
}
"""Column of VisitCount -> the question key and rating that are counted in it."""

PEOPLE_BY_VISIT = ", ".join(
    f"coalesce(sum(people) FILTER (WHERE question_key = '{key}' AND rating = {rating}), 0)"
    for key, rating in VISITS.values()
)
IS_REPORTED = f"(NOT is_held OR question_key = '{EXCLUDED}')"
"""SQL: what is in every report. The rest of what is held back only its segment leads to."""

OF_VISITS = (
    f"{IS_REPORTED}"
    f" AND question_key IN ('{WHOLE_RESPONSE}', '{FINISHED}', '{EXCLUDED}', '{TIME_TAKEN}')"
)
"""SQL: what VisitCount holds."""

BY_HOUR = f"NOT is_held AND question_key NOT LIKE '{ASIDE}%%'"
"""SQL: what HourCount holds; of the rest VisitCount knows the hours."""

BY_SEGMENT = f"question_key <> '{TIME_TAKEN}'"
"""SQL: what SegmentCount holds."""

BY_MONTH = f"{BY_SEGMENT} AND {IS_REPORTED}"
"""SQL: what MonthCount and TouchpointCount hold."""


Adding: TypeAlias = Callable[[str], str]
"""Which of the rows in `added` -> SQL that adds their people to the buckets of a table."""


def _upsert(table: str, key: str, columns: tuple[str, ...], people: str) -> Adding:
    # One order of the key for everybody: two that write can then never wait for each other.
    sums = ", ".join(
        f"{column} = coalesce(c.{column} + excluded.{column}, c.{column}, excluded.{column})"
        for column in columns
    )

    def adding(only: str) -> str:
        return f"""
    INSERT INTO {table} AS c ({key}, {", ".join(columns)})
    SELECT {key}, {people} FROM added WHERE {only} GROUP BY {key} ORDER BY {key}
    ON CONFLICT ({key}) DO UPDATE SET {sums}"""  # noqa: S608 - only our own column names

    return adding


HOUR = "organization_id, survey_id, question_key, day, location_id, collector_id, rating"
MONTH = "organization_id, survey_id, month, question_key, location_id, rating"
SEGMENT = (
    "organization_id, survey_id, month, segment_id, collector_id, question_key, location_id, rating"
)
TOUCHPOINT = "organization_id, survey_id, month, question_key, version_id, touchpoint_id, rating"
VISIT = "organization_id, collector_id, day, hour, survey_id"

ADDING: Final[Mapping[str, Adding]] = {
    "hour": _upsert("reports_hourcount", HOUR, HOUR_COLUMNS, PEOPLE_BY_HOUR),
    "month": _upsert("reports_monthcount", MONTH, DAY_COLUMNS, PEOPLE_BY_DAY),
    "segment": _upsert("reports_segmentcount", SEGMENT, DAY_COLUMNS, PEOPLE_BY_DAY),
    "touchpoint": _upsert("reports_touchpointcount", TOUCHPOINT, DAY_COLUMNS, PEOPLE_BY_DAY),
    "visit": _upsert("responses_visitcount", VISIT, tuple(VISITS), PEOPLE_BY_VISIT),
}
"""Table -> what adds to it."""
KEPT: Final = {
    "hour": BY_HOUR,
    "month": BY_MONTH,
    "segment": BY_SEGMENT,
    "touchpoint": BY_MONTH,
    "visit": OF_VISITS,
}
"""Table -> SQL: which rows of `added` it keeps."""

NEW_SEGMENTS = """
    INSERT INTO reports_segment (organization_id, survey_id, facets)
    SELECT DISTINCT organization_id, survey_id, kept FROM placed
    WHERE NOT EXISTS (SELECT FROM known WHERE known.facets = placed.kept)
    RETURNING id, facets
"""


def placing(fresh: str) -> str:
    """SQL: the segment of each of `asked` facets of one survey; `fresh` makes those that lack.

    Once the survey has MOST_SEGMENTS, hidden values that are new are left out of the facets.
    Segments never go, so the same facets are always placed alike.
    """
    return f"""
met AS MATERIALIZED (
    SELECT organization_id, survey_id, facets, s.id,
           row_number() OVER (
               PARTITION BY s.id IS NULL AND facets ? 'hidden' ORDER BY facets
           ) AS place
    FROM asked LEFT JOIN reports_segment s USING (organization_id, survey_id, facets)
), placed AS MATERIALIZED (
    SELECT organization_id, survey_id, facets,
           CASE WHEN id IS NULL AND facets ? 'hidden' AND place > (
               SELECT {MOST_SEGMENTS} - count(*) FROM reports_segment
               WHERE (organization_id, survey_id)
                   = (SELECT organization_id, survey_id FROM asked LIMIT 1)
           ) THEN facets - 'hidden' ELSE facets END AS kept
    FROM met
), known AS MATERIALIZED (
    SELECT DISTINCT s.id, s.facets
    FROM placed JOIN reports_segment s ON s.organization_id = placed.organization_id
         AND s.survey_id = placed.survey_id AND s.facets = placed.kept
), fresh AS ({fresh}
), segments AS (
    SELECT placed.facets, each.id AS segment_id,
           coalesce((placed.facets ->> 'version')::bigint, 0) AS version_id,
           coalesce((placed.facets ->> 'touchpoint')::bigint, 0) AS touchpoint_id,
           coalesce((placed.facets -> 'is_held')::boolean, FALSE) AS is_held
    FROM placed JOIN (SELECT * FROM known UNION ALL SELECT * FROM fresh) AS each
         ON each.facets = placed.kept
)"""  # noqa: S608 - only our own statements


# One statement: the changes leave the outbox and enter all tables together, or not at all.
# Planning so much takes longer than folding a few changes, so it is planned once a connection.
FOLD = Prepared(
    "fold",
    f"""
WITH wanted AS MATERIALIZED (
    SELECT id, organization_id FROM surveys_survey WHERE id = $1
), taken AS (
    DELETE FROM responses_countchange
    WHERE id = ANY (ARRAY(
        SELECT id FROM responses_countchange
        WHERE organization_id = (SELECT organization_id FROM wanted)
          AND survey_id = (SELECT id FROM wanted)
        ORDER BY id LIMIT $2
    ))
    RETURNING *
), asked AS MATERIALIZED (
    SELECT DISTINCT organization_id, survey_id, segment AS facets FROM taken
), {placing(NEW_SEGMENTS)}, added AS MATERIALIZED (
    SELECT organization_id, survey_id, day, date_trunc('month', day)::date AS month, hour,
           question.key AS question_key, location_id, collector_id, segment_id, version_id,
           touchpoint_id, is_held, rating.value::smallint AS rating,
           sum(people)::integer AS people
    FROM taken JOIN segments ON segments.facets = taken.segment,
         LATERAL jsonb_each(ratings) AS question,
         LATERAL jsonb_array_elements_text(question.value) AS rating
    GROUP BY organization_id, survey_id, day, hour, question.key, location_id, collector_id,
             segment_id, version_id, touchpoint_id, is_held, rating.value
    HAVING sum(people) <> 0
), {", ".join(f"by_{size} AS ({adding(KEPT[size])})" for size, adding in ADDING.items())}
SELECT count(*) FROM taken
""",  # noqa: S608 - only our own column names
    parameters=2,
)


def count_waiting(survey_id: int) -> int:
    """Fold all changes that wait for this survey into its counts; return how many there were."""
    folded = 0
    while batch := _fold(survey_id):
        folded += batch
        if batch < BATCH:
            break
    return folded


def _fold(survey_id: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        # One folder at a time per survey: two would only wait for each other's buckets, and
        # might both add the same segment.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [FOLD_LOCK, survey_id % 2**31])
        FOLD.execute(cursor, [survey_id, BATCH])
        return int(cursor.fetchone()[0])


def count_waiting_everywhere() -> int:
    """Fold what lost messages left behind, for every survey; return how many changes there were."""
    surveys = CountChange.objects.order_by().values_list("survey_id", flat=True).distinct()
    return sum(count_waiting(survey_id) for survey_id in surveys)
