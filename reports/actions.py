"""Writes: fold waiting changes into the rating counts, each exactly once; check and repair them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from reports.models import DAY_COLUMNS
from responses.models import CountChange
from surveys.rules import Kind

BATCH = 5_000
FOLD_LOCK = 7_001
"""The first half of the advisory lock's key; the survey is the second."""

PEOPLE_BY_DAY = ", ".join(
    f"coalesce(sum(people) FILTER (WHERE day - month = {days}), 0)" for days in range(31)
)

# One statement: the changes leave the outbox and enter all tables together, or not at all.
# Buckets are upserted in one fixed order, so that two folders can never wait for each other.
FOLD = """
WITH taken AS (
    DELETE FROM responses_countchange
    WHERE id = ANY (ARRAY(
        SELECT id FROM responses_countchange
        WHERE survey_id = %(survey)s
          AND organization_id = (SELECT organization_id FROM surveys_survey WHERE id = %(survey)s)
        ORDER BY id LIMIT %(batch)s
    ))
    RETURNING *
), added AS MATERIALIZED (
    SELECT organization_id, survey_id, day, hour, question.key AS question_key, location_id,
           collector_id, rating.value::smallint AS rating, sum(people)::integer AS people
    FROM taken,
         LATERAL jsonb_each(ratings) AS question,
         LATERAL jsonb_array_elements_text(question.value) AS rating
    GROUP BY organization_id, survey_id, day, hour, question.key, location_id, collector_id,
             rating.value
    HAVING sum(people) <> 0
), by_hour AS (
    INSERT INTO reports_hourcount AS c
        (organization_id, survey_id, day, hour, question_key, location_id, collector_id, rating,
         people)
    SELECT organization_id, survey_id, day, hour, question_key, location_id, collector_id, rating,
           people
    FROM added ORDER BY organization_id, survey_id, day, hour, question_key, location_id,
                        collector_id, rating
    ON CONFLICT (organization_id, survey_id, day, hour, question_key, location_id, collector_id,
                 rating)
    DO UPDATE SET people = c.people + excluded.people
), by_day AS (
    INSERT INTO reports_daycount AS c
        (organization_id, survey_id, day, question_key, location_id, collector_id, rating, people)
    SELECT organization_id, survey_id, day, question_key, location_id, collector_id, rating,
           sum(people)
    FROM added
    GROUP BY organization_id, survey_id, day, question_key, location_id, collector_id, rating
    HAVING sum(people) <> 0
    ORDER BY organization_id, survey_id, day, question_key, location_id, collector_id, rating
    ON CONFLICT (organization_id, survey_id, day, question_key, location_id, collector_id, rating)
    DO UPDATE SET people = c.people + excluded.people
), by_month AS (
    INSERT INTO reports_monthcount AS c
        (organization_id, survey_id, month, question_key, location_id, rating, {columns})
    SELECT organization_id, survey_id, month, question_key, location_id, rating, {people}
    FROM (SELECT *, date_trunc('month', day)::date AS month FROM added) AS added
    GROUP BY organization_id, survey_id, month, question_key, location_id, rating
    ORDER BY organization_id, survey_id, month, question_key, location_id, rating
    ON CONFLICT (organization_id, survey_id, month, question_key, location_id, rating)
    DO UPDATE SET {sums}
)
SELECT count(*) FROM taken
""".format(  # noqa: S608 - only our own column names
    columns=", ".join(DAY_COLUMNS),
    people=PEOPLE_BY_DAY,
    sums=", ".join(f"{column} = c.{column} + excluded.{column}" for column in DAY_COLUMNS),
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
        # One folder at a time per survey: two would only wait for each other's buckets.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [FOLD_LOCK, survey_id % 2**31])
        cursor.execute(FOLD, {"survey": survey_id, "batch": BATCH})
        return int(cursor.fetchone()[0])


def count_waiting_everywhere() -> int:
    """Fold what lost messages left behind, for every survey; return how many changes there were."""
    surveys = CountChange.objects.order_by().values_list("survey_id", flat=True).distinct()
    return sum(count_waiting(survey_id) for survey_id in surveys)


# ------------------------------------------------------------------ recounting
HOUR = "organization_id, survey_id, day, hour, question_key, location_id, collector_id, rating"
DAY = "organization_id, survey_id, day, question_key, location_id, collector_id, rating"
MONTH = "organization_id, survey_id, month, question_key, location_id, rating"
DAY_OF_MONTH = "organization_id, survey_id, day, question_key, location_id, rating"


def _kinds(are_wanted: Callable[[Kind], bool]) -> str:
    """SQL: a list of kinds."""
    return ", ".join(f"'{kind.value}'" for kind in Kind if are_wanted(kind))


NUMBERED = _kinds(lambda kind: kind.is_rating or kind.picks_one)
PICKED = _kinds(lambda kind: kind.picks_many)
ROWED = _kinds(lambda kind: kind.has_rows)
RANKED = _kinds(lambda kind: kind is Kind.RANKING)

# What the counts must be: what the stored responses say, less what still waits in the outbox. A new
# answer changes both sides alike, so only folding can move it. Mirrors responses.rules.ratings_of.
SHOULD_BE = f"""
CREATE TEMPORARY TABLE should_be ON COMMIT DROP AS
WITH asked AS MATERIALIZED (
    SELECT id AS version_id,
           (SELECT jsonb_object_agg(each ->> 'key', each ->> 'kind')
            FROM jsonb_array_elements(document -> 'questions') AS each) AS kinds
    FROM surveys_surveyversion WHERE {{scope}}
), answered AS MATERIALIZED (
    SELECT organization_id, survey_id, day, hour, location_id, collector_id,
           answer.key AS question_key, answer.value AS answer, kinds ->> answer.key AS kind
    FROM responses_response JOIN asked USING (version_id), LATERAL jsonb_each(answers) AS answer
    WHERE {{scope}} AND kinds ? answer.key AND jsonb_typeof(answer.value) <> 'null'
), told AS (
    SELECT organization_id, survey_id, day, hour, question_key, location_id, collector_id,
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
    SELECT organization_id, survey_id, day, hour, question_key || '.' || row.key, location_id,
           collector_id, row.value::integer, 1
    FROM answered, LATERAL jsonb_each_text(
        CASE WHEN kind IN ({ROWED}) THEN answer ELSE '{{{{}}}}' END
    ) AS row
    WHERE kind IN ({ROWED})
    UNION ALL
    SELECT organization_id, survey_id, day, hour, question_key || '.' || item.value, location_id,
           collector_id, item.ordinality::integer, 1
    FROM answered, LATERAL jsonb_array_elements_text(
        CASE WHEN kind IN ({RANKED}) THEN answer ELSE '[]' END
    ) WITH ORDINALITY AS item (value, ordinality)
    WHERE kind IN ({RANKED})
    UNION ALL
    SELECT organization_id, survey_id, day, hour, '', location_id, collector_id, -1, 1
    FROM responses_response WHERE {{scope}}
    UNION ALL
    SELECT organization_id, survey_id, day, hour, question.key, location_id, collector_id,
           rating::integer, -people
    FROM responses_countchange, jsonb_each(ratings) AS question,
         jsonb_array_elements_text(question.value) AS rating
    WHERE {{scope}}
)
SELECT {HOUR}, sum(people)::integer AS people FROM told GROUP BY {HOUR}
"""  # noqa: S608 - only our own column names and kinds
WRONG = """wrong_{name} AS (
    SELECT {bucket}, sum(counted)::integer AS counted, sum(people)::integer AS people
    FROM (
        SELECT {bucket}, people AS counted, 0 AS people FROM {counts} WHERE {{scope}}
        UNION ALL
        SELECT {bucket}, 0, people FROM should_be
    ) AS both_sides
    GROUP BY {bucket} HAVING sum(counted) <> sum(people)
)"""
COMPARE = f"""
WITH month_days AS (
    SELECT organization_id, survey_id, month + number::integer - 1 AS day, question_key,
           location_id, rating, people
    FROM reports_monthcount,
         unnest(ARRAY[{", ".join(DAY_COLUMNS)}]) WITH ORDINALITY AS each (people, number)
    WHERE people <> 0
), {WRONG.format(name="hours", bucket=HOUR, counts="reports_hourcount")},
{WRONG.format(name="days", bucket=DAY, counts="reports_daycount")},
{WRONG.format(name="months", bucket=DAY_OF_MONTH, counts="month_days")}
"""  # noqa: S608 - only our own column names
LIST = """
SELECT stored.responses, found.*
FROM (SELECT count(*) AS responses FROM responses_response WHERE {scope}) AS stored
LEFT JOIN (
    SELECT *, count(*) OVER () FROM (
        SELECT 'hour' AS size, organization_id, survey_id, day, hour, question_key, rating,
               location_id, collector_id, counted, people FROM wrong_hours
        UNION ALL
        SELECT 'day', organization_id, survey_id, day, NULL, question_key, rating, location_id,
               collector_id, counted, people FROM wrong_days
        UNION ALL
        SELECT 'month', organization_id, survey_id, day, NULL, question_key, rating, location_id,
               NULL, counted, people FROM wrong_months
    ) AS wrong
    ORDER BY survey_id, day, size, hour, question_key, rating, location_id, collector_id
    LIMIT %(most)s
) AS found ON TRUE
"""
WHICH = """
SELECT organization_id, survey_id FROM responses_response
UNION SELECT organization_id, survey_id FROM reports_hourcount
UNION SELECT organization_id, survey_id FROM reports_daycount
UNION SELECT organization_id, survey_id FROM reports_monthcount
ORDER BY 1, 2
"""
REPAIR = """
INSERT INTO {counts} ({bucket}, people) SELECT {bucket}, people FROM wrong_{name} ORDER BY {bucket}
ON CONFLICT ({bucket}) DO UPDATE SET people = excluded.people
"""
REPAIR_MONTHS = """
INSERT INTO reports_monthcount ({bucket}, {columns})
SELECT {bucket}, {people}
FROM (
    SELECT DISTINCT organization_id, survey_id, date_trunc('month', day)::date AS month,
                    question_key, location_id, rating
    FROM wrong_months
) AS wrong
LEFT JOIN (
    SELECT *, date_trunc('month', day)::date AS month FROM should_be
) AS should_be USING ({bucket})
GROUP BY {bucket} ORDER BY {bucket}
ON CONFLICT ({bucket}) DO UPDATE SET {right}
"""
REPAIRS = (
    REPAIR.format(name="hours", bucket=HOUR, counts="reports_hourcount"),
    REPAIR.format(name="days", bucket=DAY, counts="reports_daycount"),
    REPAIR_MONTHS.format(
        bucket=MONTH,
        columns=", ".join(DAY_COLUMNS),
        people=PEOPLE_BY_DAY,
        right=", ".join(f"{column} = excluded.{column}" for column in DAY_COLUMNS),
    ),
)
MOST_LISTED = 100


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
    location_id: int
    collector_id: int | None
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
    with connection.cursor() as cursor:
        cursor.execute(WHICH)
        return [OneSurvey(*row) for row in cursor.fetchall()]


@transaction.atomic
def repair_counts(survey: OneSurvey) -> Recount:
    """Set right what does not match, and return what it was. Answers may arrive meanwhile."""
    with connection.cursor() as cursor:
        # Folding is the only thing that moves what the counts must be.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)", [FOLD_LOCK, survey.survey_id % 2**31]
        )
        _recount(cursor, survey)
        found = _compare(cursor, survey)
        for statement in REPAIRS if found.differences else ():
            _execute(cursor, COMPARE + statement, survey)
    return found


def _recount(cursor: CursorWrapper, survey: OneSurvey | None) -> None:
    """Write down in a table of this transaction what the counts must be."""
    cursor.execute("SET LOCAL work_mem = '256MB'")
    cursor.execute("DROP TABLE IF EXISTS pg_temp.should_be")
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
