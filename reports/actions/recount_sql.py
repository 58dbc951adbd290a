"""What the counts of some days must be, and whether they are, as SQL."""

from collections.abc import Collection, Iterable
from typing import Final

from reports.actions.folding import (
    ADDING,
    KEPT,
    NEW_SEGMENTS,
    VISITS,
    placing,
)
from reports.actions.recount_codes import QUESTION, RATING
from reports.models import DAY_COLUMNS, HOUR_COLUMNS

# ------------------------------------------------------------------ some days of a survey
SCOPE: Final = "organization_id = %(organization)s AND survey_id = %(survey)s"
PLACE: Final = """location_id, collector_id, version_id, channel, language, touchpoint, subject,
    is_complete, is_excluded, extra"""
"""What responses have in common that are counted together, beside day and hour."""


def answered(counted: str, hidden: str, moments: str, days: str) -> str:
    """SQL: the responses and, with -1, what still waits to be counted.

    One statement, hence one moment. A new answer changes both alike, so only folding can move
    what the counts must be. `counted` says what the answers of one count for.
    """
    return f"""
CREATE TEMPORARY TABLE answered ON COMMIT DROP AS
SELECT day, hour, location_id, collector_id, version_id, channel, language,
       coalesce(touchpoint_id, 0) AS touchpoint, coalesce(subject_id, 0) AS subject,
       is_complete, is_excluded,
       CASE WHEN hidden IS NOT NULL THEN {hidden} ELSE '{{}}' END AS extra,
       seconds, {counted} AS counted, NULL::jsonb AS ratings, 1 AS people
FROM responses_response WHERE {SCOPE} AND {moments} AND {days}
UNION ALL
SELECT day, hour, location_id, collector_id, 0, '', '', 0, 0, FALSE, FALSE, segment, NULL,
       NULL, ratings, -people
FROM responses_countchange WHERE {SCOPE} AND {days}
"""  # noqa: S608 - only our own column names


PLACES: Final = f"""
CREATE TEMPORARY TABLE places ON COMMIT DROP AS
SELECT *, row_number() OVER () AS place,
       CASE WHEN version_id = 0 THEN extra ELSE
           jsonb_build_object(
               'channel', channel, 'language', language, 'version', version_id,
               'touchpoint', nullif(touchpoint, 0), 'subject', nullif(subject, 0),
               'is_complete', is_complete
           )
           || CASE WHEN extra = '{{}}' THEN extra ELSE jsonb_build_object('hidden', extra) END
           || CASE WHEN is_excluded THEN '{{"is_held": true}}' ELSE '{{}}'::jsonb END
       END AS facets
FROM (SELECT DISTINCT {PLACE} FROM answered) AS met
"""  # noqa: S608 - only our own column names

ASKED: Final = """
WITH asked AS MATERIALIZED (
    SELECT DISTINCT %(organization)s::bigint AS organization_id, %(survey)s::bigint AS survey_id,
                    facets
    FROM places
)"""
KEEP_SEGMENTS: Final = f"""
{ASKED}, {placing(NEW_SEGMENTS)} SELECT count(*) FROM segments
"""  # noqa: S608 - only our own column names

# Until a repair gives it a row, a number below zero stands for a segment.
NO_SEGMENTS: Final = """
    SELECT -row_number() OVER () AS id, kept AS facets
    FROM (SELECT DISTINCT kept FROM placed) AS each
    WHERE NOT EXISTS (SELECT FROM known WHERE known.facets = kept)
"""
SEGMENTS: Final = f"""
CREATE TEMPORARY TABLE recounted_segments ON COMMIT DROP AS
{ASKED}, {placing(NO_SEGMENTS)} SELECT * FROM segments
"""  # noqa: S608 - only our own column names

LACKS_SEGMENTS: Final = "SELECT EXISTS (SELECT FROM recounted_segments WHERE segment_id < 0)"

SHOULD_BE: Final = f"""
CREATE TEMPORARY TABLE should_be ON COMMIT DROP AS
WITH told AS (
    SELECT day, hour, place, code, sum(people)::integer AS people
    FROM (
        SELECT day, hour, place, people, unnest(counted) AS code
        FROM answered JOIN places USING ({PLACE})
        WHERE version_id <> 0
    ) AS each
    WHERE code IS NOT NULL
    GROUP BY 1, 2, 3, 4
), waiting AS (
    SELECT day, hour, place, question.key AS question_key, rating::smallint AS rating, people
    FROM answered JOIN places USING ({PLACE}),
         jsonb_each(ratings) AS question, jsonb_array_elements_text(question.value) AS rating
    WHERE ratings IS NOT NULL
)
SELECT day, hour, question_key, rating, location_id, collector_id, segment_id,
       recounted_segments.version_id, touchpoint_id, is_held, people
FROM (
    SELECT day, hour, place, (%(keys)s::text[])[1 + ({QUESTION})] AS question_key,
           {RATING} AS rating, people
    FROM told
    UNION ALL
    SELECT * FROM waiting
) AS both_sides JOIN places USING (place) JOIN recounted_segments USING (facets)
"""  # noqa: S608 - only our own column names


# ------------------------------------------------------------------ comparing
def _across(table: str, columns: Iterable[str], found: str, days: str) -> str:
    """SQL: the rows of a table of many columns as one row for each column with people."""
    each = f"unnest(ARRAY[{', '.join(columns)}]) WITH ORDINALITY AS each (people, number)"
    return f"SELECT {found}, people FROM {table}, {each} WHERE {SCOPE} AND people <> 0 AND {days}"  # noqa: S608


def _visits(days: str) -> str:
    each = ", ".join(f"('{key}', {rating}, {name})" for name, (key, rating) in VISITS.items())
    return f"""
    SELECT day, hour, question_key, collector_id, rating, people
    FROM responses_visitcount, LATERAL (VALUES {each}) AS each (question_key, rating, people)
    WHERE {SCOPE} AND people <> 0 AND {days}
"""  # noqa: S608 - only our own column names


WHERE: Final = {
    "hour": "day, hour, question_key, rating, location_id, collector_id",
    "month": "day, question_key, rating, location_id",
    "segment": "day, question_key, rating, location_id, collector_id, segment_id",
    "touchpoint": "day, question_key, rating, version_id, touchpoint_id",
    "visit": "day, hour, question_key, rating, collector_id",
}
"""What tells the buckets of each table apart, within a survey."""
FOUND: Final = (
    *("day", "hour", "question_key", "rating", "location_id", "collector_id", "segment_id"),
    *("version_id", "touchpoint_id"),
)


def _stored(size: str, days: str, months: str) -> str:
    """SQL: what a table holds for some days."""
    if size == "visit":
        return f"SELECT {WHERE[size]}, people FROM ({_visits(days)}) AS visits"  # noqa: S608
    if size == "hour":
        found = WHERE[size].replace("hour,", "number::integer - 1 AS hour,")
        return _across("reports_hourcount", HOUR_COLUMNS, found, days)
    day = "month + number::integer - 1"
    found = WHERE[size].replace("day,", f"{day} AS day,")
    wanted = f"{months} AND {days.replace('day', f'({day})')}"
    return _across(f"reports_{size}count", DAY_COLUMNS, found, wanted)


def _wrong(size: str, days: str, months: str) -> str:
    """SQL: the buckets of one table that do not hold what they should."""
    bucket = WHERE[size]
    nothing = {"hour": "NULL::smallint"}
    columns = ", ".join(
        name if name in bucket.split(", ") else f"{nothing.get(name, 'NULL::bigint')} AS {name}"
        for name in FOUND
    )
    return f"""
    SELECT '{size}' AS size, {columns}, counted::integer, people::integer
    FROM (
        SELECT {bucket}, sum(counted) AS counted, sum(people) AS people
        FROM (
            SELECT {bucket}, people AS counted, 0 AS people
            FROM ({_stored(size, days, months)}) AS stored
            UNION ALL
            SELECT {bucket}, 0, people FROM should_be WHERE {KEPT[size]}
        ) AS both_sides
        GROUP BY {bucket} HAVING sum(counted) <> sum(people)
    ) AS {size}s
"""  # noqa: S608 - only our own column names


# ------------------------------------------------------------------ bucket by bucket
def compare(days: str, months: str, left_out: Collection[str] = ()) -> str:
    """SQL: the buckets of all tables but some that do not hold what they should."""
    sizes = [size for size in WHERE if size not in left_out]
    each = " UNION ALL ".join(_wrong(size, days, months) for size in sizes)
    return f"CREATE TEMPORARY TABLE wrong ON COMMIT DROP AS {each}"


RESPONSES: Final = "SELECT count(*) FROM answered WHERE version_id <> 0"
LIST: Final = f"""
SELECT size, {", ".join(FOUND)}, counted, people FROM wrong
ORDER BY day, size, hour, question_key, rating, location_id, collector_id, segment_id,
         version_id, touchpoint_id
LIMIT %(most)s
"""  # noqa: S608 - only our own column names

WHOSE: Final = """
    SELECT %(organization)s::bigint AS organization_id, %(survey)s::bigint AS survey_id,
           date_trunc('month', day)::date AS month,
"""
REPAIRS: Final = tuple(
    f"""
WITH added AS (
    {WHOSE} {", ".join(FOUND)}, people - counted AS people FROM wrong WHERE size = '{size}'
) {adding("TRUE")}"""
    for size, adding in ADDING.items()
)
"""SQL: add what lacks to each table, as folding does."""


# ------------------------------------------------------------------ from nothing
def empty_tables(days: str, months: str) -> str:
    """SQL: the tables that hold nobody on some days; visits hold who opened a page, too."""
    return " UNION ALL ".join(
        f"SELECT '{size}' WHERE NOT EXISTS ({_stored(size, days, months)})"
        for size in WHERE
        if size != "visit"
    )


WAITS: Final = "SELECT EXISTS (SELECT FROM answered WHERE version_id = 0)"
BUILDS: Final = {
    size: f"""
WITH added AS ({WHOSE} should_be.* FROM should_be) {adding(KEPT[size])}"""
    for size, adding in ADDING.items()
}
"""Table -> SQL: fill it with all that there should be, if it is empty and nothing waits."""
