"""Millions of responses for trying the product at scale, the same ones for the same seed.

`python -m tests.bench.generate --responses 1000000` adds an organization with 200 places to the
data folder (HEARME_VAR) and counts its responses.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Protocol

import django
import psycopg2

from hearme.launch import local
from tests.bench.words import BAD, ENDINGS, GOOD, OPENINGS, RARE, SUBJECTS

DAYS = 400
CHUNK = 50_000
SIDE_BY_SIDE = 2
HOURS = (7, 7, 8, 8, 8, 9, 9, 10, 11, 11, 12, 12, 12, 12, 13, 13, 14, 15, 16, 16, 17, 17, 18, 18,
         18, 19, 19, 19, 20, 20, 20, 21)  # fmt: skip
"""When people come, the busy hours several times."""
CHANNELS = ("link",) * 13 + ("embed", "email", "api")
LANGUAGES = ("vi",) * 14 + ("en", "en")
CHOSEN = ("[1]", "[2]", "[1, 2]", "[3]", "[1, 4]", "[2, 3]", "[5]", "[1, 2, 6]")
COMPANY = (1, 2, 2, 2, 3, 3, 4, 1)
NPS = (0, 2, 4, 5, 6, 6, 7, 7, 8, 8, 9, 9, 9, 10, 10, 10)
CSAT = (1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5)
CES = (1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7)
"""What people answer, from the worst mood to the best."""

# Everything about a response follows from its number and the seed. `mood` is from 0 to 15: half
# of it is the branch's, half the person's; branches are visited the less the higher their number.
RESPONSES = """
WITH doors AS MATERIALIZED (
    SELECT c.*, row_number() OVER (ORDER BY c.id) - 1 AS place
    FROM responses_collector c WHERE c.organization_id = %(organization)s
), drawn AS MATERIALIZED (
    SELECT g, (g - 1) * %(days)s / %(responses)s AS since,
           hashint8extended(g, %(seed)s) AS a, hashint8extended(g, %(seed)s + 1) AS b,
           hashint8extended(g, %(seed)s + 2) AS c,
           floor((SELECT count(*) FROM doors) * power(
               (hashint8extended(g, %(seed)s + 3) & 65535)::float8 / 65536, 1.4
           ))::bigint AS place
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS g
), met AS (
    SELECT drawn.g, a, b, c, d.id AS collector_id, d.location_id, d.touchpoint_id, d.subject_id,
           least(15, ((hashint8extended(place, %(seed)s) & 7) + 2 * (a & 15)) / 2)::int AS mood,
           %(first_day)s::date + since::int AS day, (%(hours)s::int[])[1 + (a >> 4 & 31)] AS hour
    FROM drawn JOIN doors d USING (place)
), told AS (
    SELECT met.*,
           (day + make_interval(hours => hour, secs => (b & 4095) * 3600 / 4096))
           AT TIME ZONE %(zone)s AS at,
           (b >> 12 & 255) >= 31 AS is_complete, (b >> 20 & 255) < 5 AS is_excluded,
           (%(nps)s::int[])[1 + mood] AS nps,
           (%(csat)s::int[])[1 + greatest(0, least(15, mood - 1 + (b >> 28 & 3)::int))] AS csat,
           (%(ces)s::int[])[1 + greatest(0, least(15, mood - 1 + (b >> 30 & 3)::int))] AS ces
    FROM met
), answered AS (
    SELECT told.*, jsonb_strip_nulls(jsonb_build_object(
        'q1', nps, 'q2', CASE WHEN is_complete OR b >> 32 & 1 = 1 THEN csat END,
        'q3', CASE WHEN is_complete AND (b >> 33 & 7) < 7 THEN ces END,
        'q4', CASE WHEN is_complete AND (b >> 36 & 7) < 5
                   THEN (%(chosen)s::jsonb[])[1 + (b >> 39 & 7)] END,
        'q5', CASE WHEN is_complete AND (b >> 42 & 7) < 5 THEN jsonb_build_object(
            '1', (%(csat)s::int[])[1 + least(15, mood + (c & 1)::int)],
            '2', (%(csat)s::int[])[1 + greatest(0, mood - (c >> 1 & 3)::int)],
            '3', (%(csat)s::int[])[1 + least(15, mood + (c >> 3 & 3)::int)],
            '4', (%(csat)s::int[])[1 + greatest(0, mood - (c >> 5 & 7)::int)]) END,
        'q6', CASE WHEN is_complete AND (b >> 45 & 7) < 5
                   THEN (%(company)s::int[])[1 + (b >> 48 & 7)] END,
        'q7', CASE WHEN is_complete AND (c >> 8 & 1023) < 95 THEN
            (%(openings)s::text[])[1 + (c >> 18 & 1023) %% cardinality(%(openings)s::text[])]
            || ', ' || (%(subjects)s::text[])[
                1 + (c >> 28 & 1023) %% cardinality(%(subjects)s::text[])]
            || ' ' || CASE WHEN nps > 6
                THEN (%(good)s::text[])[1 + (c >> 38 & 1023) %% cardinality(%(good)s::text[])]
                ELSE (%(bad)s::text[])[1 + (c >> 38 & 1023) %% cardinality(%(bad)s::text[])] END
            || '. ' || CASE WHEN c >> 48 & 4095 = 0 THEN (%(rare)s::text[])[
                    1 + (c >> 18 & 1023) %% cardinality(%(rare)s::text[])]
                ELSE (%(endings)s::text[])[
                    1 + (c >> 48 & 1023) %% cardinality(%(endings)s::text[])] END
        END)) AS answers
    FROM told
)
INSERT INTO responses_response
    (organization_id, survey_id, version_id, location_id, collector_id, key, fingerprint,
     answered_at, day, hour, language, channel, seconds, score, answers, is_complete,
     touchpoint_id, subject_id, suspicions, is_excluded, created_at)
SELECT %(organization)s, %(survey)s, %(version)s, location_id, collector_id,
       overlay(overlay(lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
           || md5(%(seed)s || ':' || g)
           PLACING '7' FROM 13 FOR 1) PLACING '8' FROM 17 FOR 1)::varchar(32)::uuid,
       decode(md5(g::text), 'hex'), at, day, hour, (%(languages)s::text[])[1 + (b >> 51 & 15)],
       (%(channels)s::text[])[1 + (b >> 55 & 15)],
       CASE WHEN is_excluded THEN 1 ELSE 8 + (c >> 58 & 15) * (b >> 59 & 15) END, nps, answers,
       is_complete, touchpoint_id, subject_id, CASE WHEN is_excluded THEN '{too_fast}'::text[] END,
       is_excluded, at
FROM answered
"""
OPENED = """
INSERT INTO responses_visitcount AS v (organization_id, collector_id, day, hour, survey_id, opened)
SELECT organization_id, collector_id, day, hour, survey_id, count(*) * 4 / 3 + 1
FROM responses_response WHERE organization_id = %(organization)s
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (organization_id, collector_id, day, hour, survey_id)
DO UPDATE SET opened = v.opened + excluded.opened
"""


class Asks(Protocol):
    """A cursor of Django's or of psycopg2's."""

    def execute(self, statement: str, values: Any = ..., /) -> Any: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """How many responses of which organization, over how many days until yesterday."""

    organization: int
    survey: int
    version: int
    responses: int
    first_day: str
    zone: str = "Asia/Ho_Chi_Minh"
    days: int = DAYS
    seed: int = 1

    def chunks(self, size: int = CHUNK) -> Iterator[dict[str, Any]]:
        """The values of RESPONSES for one part after the other, in the order of time."""
        for first in range(1, self.responses + 1, size):
            last = min(first + size - 1, self.responses)
            yield (
                {name: getattr(self, name) for name in self.__slots__}
                | LISTS
                | {
                    "first": first,
                    "last": last,
                }
            )


LISTS: dict[str, Any] = {
    "hours": list(HOURS), "channels": list(CHANNELS), "languages": list(LANGUAGES),
    "nps": list(NPS), "csat": list(CSAT), "ces": list(CES), "chosen": list(CHOSEN),
    "company": list(COMPANY), "openings": list(OPENINGS), "subjects": list(SUBJECTS),
    "good": list(GOOD), "bad": list(BAD), "endings": list(ENDINGS), "rare": list(RARE),
}  # fmt: skip


def fill(cursor: Asks, plan: Plan) -> None:
    """Store the responses of a plan, and the pages that were opened for them."""
    for values in plan.chunks():
        cursor.execute(RESPONSES, values)
    cursor.execute(OPENED, {"organization": plan.organization})


def fill_quickly(database_url: str, plan: Plan) -> None:
    """The same over two connections side by side, each part in a transaction of its own."""
    chunks = list(plan.chunks())

    def work(number: int) -> None:
        with closing(psycopg2.connect(database_url)) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            for values in chunks[number::SIDE_BY_SIDE]:
                cursor.execute(RESPONSES, values)

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        list(pool.map(work, range(SIDE_BY_SIDE)))
    with closing(psycopg2.connect(database_url)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(OPENED, {"organization": plan.organization})
        cursor.execute("VACUUM ANALYZE responses_response")


def parse(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.generate", description=__doc__)
    parser.add_argument("--responses", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--locations", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--name", default="Chuỗi lớn")
    parser.add_argument("--owner", default="demo@hearme.test", help="who may read it")
    parser.add_argument("--uncounted", action="store_true", help="leave counting to recount")
    return parser.parse_args(words)


def main() -> None:
    """Add the organization to the data folder's database and print where it is."""
    arguments = parse(sys.argv[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearme.settings")
    with local.environment("generate"):
        django.setup()
        from tests.bench.making import add  # noqa: PLC0415 - models need Django's setup

        add(arguments)


if __name__ == "__main__":
    main()
