"""Recounting: do the counts say what the stored responses say? If not, they are set right."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from reports.actions.folding import (
    BY_HOUR,
    BY_MONTH,
    FOLD_LOCK,
    HOUR,
    MONTH,
    OF_VISITS,
    PEOPLE_BY_DAY,
    PEOPLE_BY_VISIT,
    SEGMENT,
    VISIT,
    VISITS,
)
from reports.models import DAY_COLUMNS
from responses.rules import EXCLUDED, FINISHED, TIME_TAKEN, UNTIMED, WHOLE_RESPONSE
from responses.rules.spans import SECONDS
from surveys.rules import Kind


def _kinds(are_wanted: Callable[[Kind], bool]) -> str:
    """SQL: a list of kinds."""
    return ", ".join(f"'{kind.value}'" for kind in Kind if are_wanted(kind))


NUMBERED = _kinds(lambda kind: kind.is_rating or kind.picks_one)
PICKED = _kinds(lambda kind: kind.picks_many)
ROWED = _kinds(lambda kind: kind.has_rows)
RANKED = _kinds(lambda kind: kind is Kind.RANKING)

# ------------------------------------------------------------------ what the counts must be
FACETS = """jsonb_build_object(
    'channel', channel, 'language', language, 'version', version_id,
    'touchpoint', touchpoint_id, 'subject', subject_id, 'is_complete', is_complete
)"""

# Every segment that a response is in, or a change that waits. One that was never folded has no
# row yet: until a repair gives it one, a number below zero stands for it.
SEGMENTS = f"""
CREATE TEMPORARY TABLE recounted_segments ON COMMIT DROP AS
WITH told AS (
    SELECT DISTINCT organization_id, survey_id, channel, language, version_id, touchpoint_id,
                    subject_id, is_complete
    FROM responses_response WHERE {{scope}}
), met AS (
    SELECT organization_id, survey_id, {FACETS} AS facets, TRUE AS is_told FROM told
    UNION ALL
    SELECT DISTINCT organization_id, survey_id, segment, FALSE
    FROM responses_countchange WHERE {{scope}}
)
SELECT organization_id, survey_id, facets, coalesce(s.id, -row_number() OVER ()) AS segment_id,
       CASE WHEN is_told THEN (facets ->> 'version')::bigint END AS version_id,
       facets ->> 'channel' AS channel, facets ->> 'language' AS language,
       (facets -> 'is_complete')::boolean AS is_complete,
       coalesce((facets ->> 'touchpoint')::bigint, 0) AS touchpoint,
       coalesce((facets ->> 'subject')::bigint, 0) AS subject
FROM (
    SELECT organization_id, survey_id, facets, bool_or(is_told) AS is_told
    FROM met GROUP BY organization_id, survey_id, facets
) AS met LEFT JOIN reports_segment s USING (organization_id, survey_id, facets)
"""  # noqa: S608 - only our own column names
KEEP_SEGMENTS = """
WITH kept AS (
    INSERT INTO reports_segment (organization_id, survey_id, facets)
    SELECT organization_id, survey_id, facets FROM recounted_segments WHERE segment_id < 0
    RETURNING *
)
UPDATE recounted_segments r SET segment_id = kept.id
FROM kept WHERE r.organization_id = kept.organization_id AND r.survey_id = kept.survey_id
            AND r.facets = kept.facets
"""
IN_SEGMENT = """
JOIN recounted_segments USING (organization_id, survey_id, version_id, channel, language,
                               is_complete)
"""
SAME_SEGMENT = "coalesce(touchpoint_id, 0) = touchpoint AND coalesce(subject_id, 0) = subject"

WHERE_AND_WHEN = "organization_id, survey_id, day, hour, location_id, collector_id, segment_id"
BUCKET = f"{WHERE_AND_WHEN}, question_key, rating"

# What the stored responses say, less what still waits in the outbox. A new answer changes both
# sides alike, so only folding can move it. Mirrors responses.rules.ratings_of and counted.
SHOULD_BE = f"""
CREATE TEMPORARY TABLE should_be ON COMMIT DROP AS
WITH asked AS MATERIALIZED (
    SELECT id AS version_id,
           (SELECT jsonb_object_agg(each ->> 'key', each ->> 'kind')
            FROM jsonb_array_elements(document -> 'questions') AS each) AS kinds
    FROM surveys_surveyversion WHERE {{scope}}
), answered AS MATERIALIZED (
    SELECT {WHERE_AND_WHEN}, answer.key AS question_key, answer.value AS answer,
           kinds ->> answer.key AS kind
    FROM responses_response {IN_SEGMENT} JOIN asked USING (version_id),
         LATERAL jsonb_each(answers) AS answer
    WHERE {{scope}} AND {SAME_SEGMENT} AND NOT is_excluded
      AND kinds ? answer.key AND jsonb_typeof(answer.value) <> 'null'
), told AS (
    SELECT {WHERE_AND_WHEN}, question_key,
           unnest(CASE
               WHEN kind IN ({NUMBERED}) THEN ARRAY[answer::integer]
               WHEN kind IN ({PICKED}) THEN -1 || ARRAY(
                   SELECT jsonb_array_elements_text(answer)::integer
               )
               ELSE ARRAY[-1]
           END) AS rating,
           1 AS people
    FROM answered
    UNION ALL
    SELECT {WHERE_AND_WHEN}, question_key || '.' || row.key, row.value::integer, 1
    FROM answered, LATERAL jsonb_each_text(
        CASE WHEN kind IN ({ROWED}) THEN answer ELSE '{{{{}}}}' END
    ) AS row
    WHERE kind IN ({ROWED})
    UNION ALL
    SELECT {WHERE_AND_WHEN}, question_key || '.' || item.value, item.ordinality::integer, 1
    FROM answered, LATERAL jsonb_array_elements_text(
        CASE WHEN kind IN ({RANKED}) THEN answer ELSE '[]' END
    ) WITH ORDINALITY AS item (value, ordinality)
    WHERE kind IN ({RANKED})
    UNION ALL
    SELECT {WHERE_AND_WHEN}, whole.key, whole.rating, 1
    FROM responses_response {IN_SEGMENT}, LATERAL (VALUES
        ('{EXCLUDED}', -1, is_excluded),
        ('{WHOLE_RESPONSE}', -1, NOT is_excluded),
        ('{FINISHED}', -1, NOT is_excluded AND is_complete),
        ('{TIME_TAKEN}', width_bucket(seconds - 1, ARRAY[{", ".join(map(str, SECONDS))}]),
         NOT is_excluded AND is_complete AND seconds IS NOT NULL AND channel <> '{UNTIMED}')
    ) AS whole (key, rating, is_so)
    WHERE {{scope}} AND {SAME_SEGMENT} AND is_so
    UNION ALL
    SELECT {WHERE_AND_WHEN}, question.key, rating::integer, -people
    FROM responses_countchange
         JOIN (SELECT organization_id, survey_id, facets AS segment, segment_id
               FROM recounted_segments) AS segments USING (organization_id, survey_id, segment),
         jsonb_each(ratings) AS question,
         jsonb_array_elements_text(question.value) AS rating
    WHERE {{scope}}
)
SELECT {BUCKET}, sum(people)::integer AS people FROM told GROUP BY {BUCKET}
"""  # noqa: S608 - only our own column names and kinds

# ------------------------------------------------------------------ comparing
ONE_VISIT = "organization_id, survey_id, day, hour, question_key, collector_id, rating"
DAY_OF_MONTH = "organization_id, survey_id, day, question_key, location_id, rating"
DAY_OF_SEGMENT = f"{DAY_OF_MONTH}, collector_id, segment_id"


def _days(table: str, bucket: str) -> str:
    """SQL: the rows of a table with a column a day as one row for each day with people."""
    each = f"unnest(ARRAY[{', '.join(DAY_COLUMNS)}]) WITH ORDINALITY AS each (people, number)"
    bucket = bucket.replace(" day,", " month + number::integer - 1 AS day,")
    return f"""
    SELECT {bucket}, people FROM {table}, {each} WHERE {{scope}} AND people <> 0
"""  # noqa: S608 - only our own column names


VISITS_STORED = f"""
    SELECT {ONE_VISIT}, people FROM responses_visitcount, LATERAL (VALUES
        {", ".join(f"('{key}', {rating}, {column})" for column, (key, rating) in VISITS.items())}
    ) AS each (question_key, rating, people)
    WHERE {{scope}} AND people <> 0
"""  # noqa: S608 - only our own column names
HOURS_STORED = f"SELECT {HOUR}, people FROM reports_hourcount WHERE {{scope}}"  # noqa: S608


def _wrong(name: str, bucket: str, stored: str, only: str) -> str:
    """SQL: the buckets of one table that do not hold what they should."""
    return f"""wrong_{name} AS (
    SELECT {bucket}, sum(counted)::integer AS counted, sum(people)::integer AS people
    FROM (
        SELECT {bucket}, people AS counted, 0 AS people FROM ({stored}) AS stored
        UNION ALL
        SELECT {bucket}, 0, people FROM should_be WHERE {only}
    ) AS both_sides
    GROUP BY {bucket} HAVING sum(counted) <> sum(people)
)"""  # noqa: S608 - only our own column names


COMPARE = "WITH " + ", ".join(
    (
        _wrong("hours", HOUR, HOURS_STORED, BY_HOUR),
        _wrong("months", DAY_OF_MONTH, _days("reports_monthcount", DAY_OF_MONTH), BY_MONTH),
        _wrong("segments", DAY_OF_SEGMENT, _days("reports_segmentcount", DAY_OF_SEGMENT), BY_MONTH),
        _wrong("visits", ONE_VISIT, VISITS_STORED, OF_VISITS),
    )
)
LIST = """
SELECT stored.responses, found.*
FROM (SELECT count(*) AS responses FROM responses_response WHERE {scope}) AS stored
LEFT JOIN (
    SELECT *, count(*) OVER () FROM (
        SELECT 'hour' AS size, organization_id, survey_id, day, hour, question_key, rating,
               location_id, collector_id, NULL::bigint AS segment_id, counted, people
        FROM wrong_hours
        UNION ALL
        SELECT 'month', organization_id, survey_id, day, NULL, question_key, rating, location_id,
               NULL, NULL, counted, people FROM wrong_months
        UNION ALL
        SELECT 'segment', organization_id, survey_id, day, NULL, question_key, rating, location_id,
               collector_id, segment_id, counted, people FROM wrong_segments
        UNION ALL
        SELECT 'visit', organization_id, survey_id, day, hour, question_key, rating, NULL,
               collector_id, NULL, counted, people FROM wrong_visits
    ) AS wrong
    ORDER BY survey_id, day, size, hour, question_key, rating, location_id, collector_id, segment_id
    LIMIT %(most)s
) AS found ON TRUE
"""
WHICH = """
SELECT organization_id, survey_id FROM responses_response
UNION SELECT organization_id, survey_id FROM reports_hourcount
UNION SELECT organization_id, survey_id FROM reports_monthcount
UNION SELECT organization_id, survey_id FROM reports_segmentcount
UNION SELECT organization_id, survey_id FROM responses_visitcount
ORDER BY 1, 2
"""
WITHOUT_SEGMENTS = """
SELECT DISTINCT organization_id, survey_id FROM reports_monthcount m
WHERE NOT EXISTS (
    SELECT FROM reports_segmentcount s
    WHERE s.organization_id = m.organization_id AND s.survey_id = m.survey_id
)
ORDER BY 1, 2
"""

# ------------------------------------------------------------------ repairing
REPAIR_HOURS = f"""
INSERT INTO reports_hourcount ({HOUR}, people)
SELECT {HOUR}, people FROM wrong_hours ORDER BY {HOUR}
ON CONFLICT ({HOUR}) DO UPDATE SET people = excluded.people
"""  # noqa: S608 - only our own column names


def _repair(wrong: str, table: str, bucket: str, columns: tuple[str, ...], people: str) -> str:
    """SQL: write anew the rows of a table of many columns of which at least one is wrong."""
    with_month = "SELECT *, date_trunc('month', day)::date AS month FROM"
    right = ", ".join(f"{column} = excluded.{column}" for column in columns)
    return f"""
INSERT INTO {table} ({bucket}, {", ".join(columns)})
SELECT {bucket}, {people}
FROM (SELECT DISTINCT {bucket} FROM ({with_month} wrong_{wrong}) AS found) AS wrong
LEFT JOIN ({with_month} should_be) AS should_be USING ({bucket})
GROUP BY {bucket} ORDER BY {bucket}
ON CONFLICT ({bucket}) DO UPDATE SET {right}
"""  # noqa: S608 - only our own column names


REPAIRS = (
    REPAIR_HOURS,
    _repair("months", "reports_monthcount", MONTH, DAY_COLUMNS, PEOPLE_BY_DAY),
    _repair("segments", "reports_segmentcount", SEGMENT, DAY_COLUMNS, PEOPLE_BY_DAY),
    _repair("visits", "responses_visitcount", VISIT, tuple(VISITS), PEOPLE_BY_VISIT),
)
MOST_LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """A bucket of the counts that does not hold what the responses say."""

    size: str
    organization_id: int
    survey_id: int
    day: date
    hour: int | None
    question_key: str
    rating: int
    location_id: int | None
    collector_id: int | None
    segment_id: int | None
    counted: int
    should_be: int


@dataclass(frozen=True, slots=True)
class Recount:
    """What a comparison of the counts with the responses found."""

    responses: int
    differences: int
    listed: tuple[Difference, ...]
    """The first MOST_LISTED differences."""


@dataclass(frozen=True, slots=True)
class OneSurvey:
    """The survey to recount, which may be gone while its counts are still there."""

    organization_id: int
    survey_id: int


def check_counts(survey: OneSurvey | None = None) -> Recount:
    """Compare all counts, and what waits to be counted, with the stored responses.

    All of it is read as it was at one moment, so answers that arrive meanwhile do not disturb it.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _recount(cursor, survey)
        return _compare(cursor, survey)


def surveys_to_repair() -> list[OneSurvey]:
    """The surveys that have counts or responses, so that each can be repaired by itself."""
    return _surveys(WHICH)


def surveys_without_segments() -> list[OneSurvey]:
    """The surveys that were counted before counts were kept apart by segment."""
    return _surveys(WITHOUT_SEGMENTS)


def _surveys(statement: str) -> list[OneSurvey]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [OneSurvey(*row) for row in cursor.fetchall()]


@transaction.atomic
def repair_counts(survey: OneSurvey) -> Recount:
    """Set right what does not match, and return what it was. Answers may arrive meanwhile."""
    with connection.cursor() as cursor:
        # Folding is the only thing that moves what the counts must be.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)", [FOLD_LOCK, survey.survey_id % 2**31]
        )
        _recount(cursor, survey, keep=True)
        found = _compare(cursor, survey)
        for statement in REPAIRS if found.differences else ():
            _execute(cursor, COMPARE + statement, survey)
    return found


def _recount(cursor: CursorWrapper, survey: OneSurvey | None, *, keep: bool = False) -> None:
    """Write down in a table of this transaction what the counts must be."""
    cursor.execute("SET LOCAL work_mem = '256MB'")
    cursor.execute("DROP TABLE IF EXISTS pg_temp.recounted_segments, pg_temp.should_be")
    _execute(cursor, SEGMENTS, survey)
    if keep:
        cursor.execute(KEEP_SEGMENTS)
    cursor.execute("ANALYZE recounted_segments")
    _execute(cursor, SHOULD_BE, survey)
    cursor.execute("ANALYZE should_be")


def _compare(cursor: CursorWrapper, survey: OneSurvey | None) -> Recount:
    _execute(cursor, COMPARE + LIST, survey)
    rows = cursor.fetchall()
    listed = tuple(Difference(*row[1:-1]) for row in rows if row[1] is not None)
    return Recount(rows[0][0], rows[0][-1] or 0, listed)


def _execute(cursor: CursorWrapper, statement: str, survey: OneSurvey | None) -> None:
    """Run a statement for one survey or for all."""
    scope = "organization_id = %(organization)s AND survey_id = %(survey)s" if survey else "TRUE"
    values = {"most": MOST_LISTED}
    if survey:
        values |= {"organization": survey.organization_id, "survey": survey.survey_id}
    cursor.execute(statement.format(scope=scope), values)
