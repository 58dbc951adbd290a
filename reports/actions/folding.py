"""Folding: what waits in the outbox moves into the counts, each change exactly once."""

from typing import Final

from django.db import connection, transaction

from hearme.common.prepared import Prepared
from reports.models import DAY_COLUMNS
from responses.models import SECONDS_COLUMNS, CountChange
from responses.rules import ASIDE, EXCLUDED, FINISHED, TIME_TAKEN, WHOLE_RESPONSE

BATCH: Final = 5_000
FOLD_LOCK: Final = 7_001
"""The first half of the advisory lock's key; the survey is the second."""

PEOPLE_BY_DAY = ", ".join(
    f"coalesce(sum(people) FILTER (WHERE day - month = {days}), 0)" for days in range(31)
)
"""SQL: the people of a month, a column a day."""

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
OF_VISITS = f"question_key IN ('{WHOLE_RESPONSE}', '{FINISHED}', '{EXCLUDED}', '{TIME_TAKEN}')"
"""SQL: what VisitCount holds."""

BY_HOUR = f"question_key NOT LIKE '{ASIDE}%%'"
"""SQL: what HourCount holds; of the rest VisitCount knows the hours."""

BY_MONTH = f"question_key <> '{TIME_TAKEN}'"
"""SQL: what MonthCount and SegmentCount hold."""


def _upsert(table: str, key: str, columns: tuple[str, ...], people: str, *, only: str) -> str:
    """SQL: add the people of some changes to the buckets of a table, in the order of its key.

    One fixed order for everybody: two that write can then never wait for each other.
    """
    sums = ", ".join(f"{column} = c.{column} + excluded.{column}" for column in columns)
    return f"""
    INSERT INTO {table} AS c ({key}, {", ".join(columns)})
    SELECT {key}, {people} FROM added WHERE {only} GROUP BY {key} ORDER BY {key}
    ON CONFLICT ({key}) DO UPDATE SET {sums}"""  # noqa: S608 - only our own column names


HOUR = "organization_id, survey_id, day, hour, question_key, location_id, collector_id, rating"
MONTH = "organization_id, survey_id, month, question_key, location_id, rating"
SEGMENT = (
    "organization_id, survey_id, month, segment_id, collector_id, question_key, location_id, rating"
)
VISIT = "organization_id, collector_id, day, hour, survey_id"

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
), known AS MATERIALIZED (
    SELECT id, facets FROM asked JOIN reports_segment USING (organization_id, survey_id, facets)
), fresh AS (
    INSERT INTO reports_segment (organization_id, survey_id, facets)
    SELECT * FROM asked WHERE NOT EXISTS (SELECT FROM known WHERE known.facets = asked.facets)
    RETURNING id, facets
), segments AS (
    SELECT * FROM known UNION ALL SELECT * FROM fresh
), added AS MATERIALIZED (
    SELECT organization_id, survey_id, day, date_trunc('month', day)::date AS month, hour,
           question.key AS question_key, location_id, collector_id, segments.id AS segment_id,
           rating.value::smallint AS rating, sum(people)::integer AS people
    FROM taken JOIN segments ON segments.facets = taken.segment,
         LATERAL jsonb_each(ratings) AS question,
         LATERAL jsonb_array_elements_text(question.value) AS rating
    GROUP BY organization_id, survey_id, day, hour, question.key, location_id, collector_id,
             segments.id, rating.value
    HAVING sum(people) <> 0
), by_hour AS ({_upsert("reports_hourcount", HOUR, ("people",), "sum(people)", only=BY_HOUR)}
), by_month AS ({_upsert("reports_monthcount", MONTH, DAY_COLUMNS, PEOPLE_BY_DAY, only=BY_MONTH)}
), by_segment AS (
    {_upsert("reports_segmentcount", SEGMENT, DAY_COLUMNS, PEOPLE_BY_DAY, only=BY_MONTH)}
), by_visit AS (
    {_upsert("responses_visitcount", VISIT, tuple(VISITS), PEOPLE_BY_VISIT, only=OF_VISITS)}
)
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
