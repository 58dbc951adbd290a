"""Writes that keep a collector within its limits: enough answers, and not too many tries."""

import time
from typing import Final

from django.core.cache import cache
from django.db import connection, transaction
from redis.exceptions import RedisError

from responses.actions.recording import Outcome, Recorded, record_response
from responses.rules import Reply

# The clock and not the start of the transaction: forms are opened while it runs.
TAKE = """
UPDATE responses_collector
SET taken = taken + 1,
    full_at = coalesce(full_at, CASE WHEN taken + 1 >= most_responses THEN clock_timestamp() END)
WHERE id = %s AND most_responses IS NOT NULL
"""

MOST_TRIES: Final = 20
"""Tries at the PIN of one code that are judged at once in TRIES_SECONDS."""
TRIES_SECONDS: Final = 600
PAUSE_SECONDS: Final = 30
"""Beyond them one try is judged in so many seconds."""


@transaction.atomic
def record_within_limit(reply: Reply) -> Recorded:
    """Store a reply that came through a collector with a limit, and count it once.

    What is excluded from the start, as suspicious answers are, uses up nothing.
    """
    recorded = record_response(reply)
    if recorded.outcome is Outcome.STORED and reply.is_complete and not reply.is_excluded:
        count_taken(reply.collector_id)
    return recorded


def count_taken(collector_id: int) -> None:
    """One complete response more; with the last one that is wanted, no new form opens."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [collector_id])


def may_try_pin(collector_id: int) -> bool:
    """Count a try at a PIN; False if there were so many that it is not even judged.

    It is counted by code and not by who tries: guests of one shop share an address. While Redis
    is away everybody may try.
    """
    key = _tries_key(collector_id)
    try:
        cache.add(key, 0, 2 * TRIES_SECONDS)
        if cache.incr(key) <= MOST_TRIES:
            return True
        return cache.add(f"pin-pause:{collector_id}", 1, PAUSE_SECONDS)
    except (RedisError, ValueError):
        return True


def forgive_try(collector_id: int) -> None:
    """Take back a try: it was the right PIN."""
    try:
        cache.decr(_tries_key(collector_id))
    except (RedisError, ValueError):
        return


def _tries_key(collector_id: int) -> str:
    return f"pin-tries:{collector_id}:{int(time.time()) // TRIES_SECONDS}"
