"""Writes: fold waiting changes into the rating counts, each exactly once; check and repair them."""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from reports.models import DAY_COLUMNS
from responses.models import CountChange

BATCH = 5_000
FOLD_LOCK = 7_001
"""The first half of the advisory lock's key; the survey is the second."""

PEOPLE_BY_DAY = ", ".join(
    f"coalesce(sum(people) FILTER (WHERE extract(day FROM day) = {day}), 0)" for day in range(1, 32)
)

# One statement: the changes leave the outbox and enter both tables together, or not at all.
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
    SELECT organization_id, survey_id, date_trunc('month', day)::date AS month, question_key,
           location_id, rating, {people}
    FROM added
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

# What the counts must be: what the stored responses say, less what still waits in the outbox. A new
# answer changes both sides alike, so only folding can move it. Mirrors responses.rules.ratings_of.
SHOULD_BE = """
WITH asked AS (
    SELECT id AS version_id, question ->> 'key' AS question_key
    FROM surveys_surveyversion, jsonb_array_elements(document -> 'questions') AS question
    WHERE {scope}
    UNION ALL
    SELECT id, '' FROM surveys_surveyversion WHERE {scope}
), told AS (
    SELECT organization_id, survey_id, day, hour, each.question_key, location_id, collector_id,
           each.rating, count(*) AS people
    FROM responses_response AS r
    CROSS JOIN LATERAL (
        SELECT '' AS question_key, -1 AS rating
        UNION ALL
        SELECT key, CASE jsonb_typeof(value) WHEN 'number' THEN value::integer ELSE -1 END
        FROM jsonb_each(r.answers) WHERE jsonb_typeof(value) <> 'null'
        UNION ALL
        SELECT key, picked::integer
        FROM jsonb_each(r.answers), jsonb_array_elements_text(
            CASE jsonb_typeof(value) WHEN 'array' THEN value ELSE '[]' END
        ) AS picked
    ) AS each
    JOIN asked ON asked.version_id = r.version_id AND asked.question_key = each.question_key
    WHERE {scope}
    GROUP BY {hour_told}
), should_be AS MATERIALIZED (
    SELECT {hour}, sum(people)::integer AS people
    FROM (
        SELECT * FROM told
        UNION ALL
        SELECT organization_id, survey_id, day, hour, question.key, location_id, collector_id,
               rating::integer, -people
        FROM responses_countchange, jsonb_each(ratings) AS question,
             jsonb_array_elements_text(question.value) AS rating
        WHERE {scope}
    ) AS both_sides
    GROUP BY {hour}
), month_days AS (
    SELECT organization_id, survey_id, month + number::integer - 1 AS day, question_key,
           location_id, rating, people
    FROM reports_monthcount,
         unnest(ARRAY[{columns}]) WITH ORDINALITY AS each (people, number)
    WHERE people <> 0
)"""
WRONG = """, wrong_{name} AS (
    SELECT {bucket}, sum(counted)::integer AS counted, sum(people)::integer AS people
    FROM (
        SELECT {bucket}, people AS counted, 0 AS people FROM {counts} WHERE {{scope}}
        UNION ALL
        SELECT {bucket}, 0, people FROM should_be
    ) AS both_sides
    GROUP BY {bucket} HAVING sum(counted) <> sum(people)
)"""
COMPARE = (
    SHOULD_BE.replace("{hour_told}", HOUR.replace("question_key", "each.question_key"))
    .replace("{hour}", HOUR)
    .replace("{columns}", ", ".join(DAY_COLUMNS))
    + WRONG.format(name="hours", bucket=HOUR, counts="reports_hourcount")
    + WRONG.format(name="days", bucket=DAY, counts="reports_daycount")
    + WRONG.format(name="months", bucket=DAY_OF_MONTH, counts="month_days")
)
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
SELECT organization_id, survey_id FROM wrong_hours
UNION SELECT organization_id, survey_id FROM wrong_days
UNION SELECT organization_id, survey_id FROM wrong_months
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

    One statement, hence one moment: answers that arrive meanwhile do not disturb it.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_comparison(LIST, survey))
        rows = cursor.fetchall()
    listed = tuple(Difference(*row[1:-1]) for row in rows if row[1] is not None)
    return Recount(rows[0][0], rows[0][-1] or 0, listed)


def surveys_to_repair() -> list[OneSurvey]:
    """The surveys whose counts do not match their responses."""
    with connection.cursor() as cursor:
        cursor.execute(*_comparison(WHICH, None))
        return [OneSurvey(*row) for row in cursor.fetchall()]


@transaction.atomic
def repair_counts(survey: OneSurvey) -> Recount:
    """Set right what does not match, and return what it was. Answers may arrive meanwhile."""
    with connection.cursor() as cursor:
        # Folding is the only thing that moves what the counts must be.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)", [FOLD_LOCK, survey.survey_id % 2**31]
        )
        found = check_counts(survey)
        for statement in REPAIRS if found.differences else ():
            cursor.execute(*_comparison(statement, survey))
    return found


def _comparison(statement: str, survey: OneSurvey | None) -> tuple[str, dict[str, int]]:
    """A statement on top of the comparison, for one survey or for all."""
    scope = "organization_id = %(organization)s AND survey_id = %(survey)s" if survey else "TRUE"
    values = {"most": MOST_LISTED}
    if survey:
        values |= {"organization": survey.organization_id, "survey": survey.survey_id}
    return (COMPARE + statement).replace("{scope}", scope), values
