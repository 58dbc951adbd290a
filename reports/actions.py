"""Writes: fold waiting changes into the rating counts, each exactly once; check and repair them."""

from django.db import connection, transaction

from responses.models import CountChange

BATCH = 5_000
FOLD_LOCK = 7_001
"""The first half of the advisory lock's key; the survey is the second."""

# One statement: the changes leave the outbox and enter both tables together, or not at all.
# Buckets are upserted in one fixed order, so that two folders can never wait for each other.
FOLD = """
WITH taken AS (
    DELETE FROM responses_countchange
    WHERE id IN (
        SELECT id FROM responses_countchange WHERE survey_id = %(survey)s
        ORDER BY id LIMIT %(batch)s
    )
    RETURNING *
), added AS (
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
    ORDER BY organization_id, survey_id, day, question_key, location_id, collector_id, rating
    ON CONFLICT (organization_id, survey_id, day, question_key, location_id, collector_id, rating)
    DO UPDATE SET people = c.people + excluded.people
)
SELECT count(*) FROM taken
"""


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
