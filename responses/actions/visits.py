"""Counting the pages that people open, without knowing who: in memory first, in one go later."""

import atexit
import os
import threading
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction

from responses.rules import local_hour

log = structlog.get_logger("hearme.visits")

QUARTER: Final = 900
"""Seconds: no time zone's hours begin anywhere but at a quarter of an hour."""
MOST_WAITING: Final = 10_000
"""How many counts may wait in memory while the database is away."""
IDLE_SECONDS: Final = 60.0


class Opening(NamedTuple):
    """What is known of an opened page: nothing of who opened it."""

    organization_id: int
    survey_id: int
    collector_id: int
    time_zone: str
    quarter: int


UPSERT = """
INSERT INTO responses_visitcount AS c
    (organization_id, collector_id, day, hour, survey_id, opened)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::smallint[], %s::bigint[],
                     %s::integer[])
ORDER BY 1, 2, 3, 4, 5
ON CONFLICT (organization_id, collector_id, day, hour, survey_id)
DO UPDATE SET opened = c.opened + excluded.opened
"""


class Openings:
    """The openings of this process that are not stored yet, and the thread that stores them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._storing = threading.Lock()
        self._waiting: dict[Opening, int] = {}
        self._something = threading.Event()
        self._thread: threading.Thread | None = None

    def note(self, opening: Opening) -> None:
        """Count one; what does not fit into memory any more is forgotten."""
        with self._lock:
            waiting = self._waiting
            if opening in waiting or len(waiting) < MOST_WAITING:
                waiting[opening] = waiting.get(opening, 0) + 1
            if self._thread is None or not self._thread.is_alive():
                self._begin()
        self._something.set()

    def counts(self) -> dict[Opening, int]:
        """What waits to be stored."""
        with self._lock:
            return dict(self._waiting)

    def store(self) -> None:
        """Store what waits; if the database is away, it waits on."""
        with self._storing:
            with self._lock:
                taken, self._waiting = self._waiting, {}
            if not taken:
                return
            try:
                add_openings(_hours(taken))
            except (DatabaseError, InterfaceError) as error:
                log.warning("openings wait", error=type(error).__name__, counts=len(taken))
                # The next try gets a fresh one; inside a transaction it is not ours to close.
                if not connection.in_atomic_block:
                    connection.close()
                self._take_back(taken)

    def _take_back(self, taken: dict[Opening, int]) -> None:
        with self._lock:
            merged = Counter(taken) + Counter(self._waiting)
            self._waiting = dict(merged.most_common(MOST_WAITING))

    def _begin(self) -> None:
        # Not before the first page: a process that is about to fork must not have a thread.
        if settings.OPENING_SECONDS:
            self._thread = threading.Thread(target=self._run, name="openings", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            if not self._something.wait(IDLE_SECONDS):
                connection.close()
                continue
            time.sleep(settings.OPENING_SECONDS)
            self._something.clear()
            close_old_connections()
            self.store()
            if self._waiting:
                self._something.set()


Hour = tuple[int, int, str, int, int]
"""Organization, collector, local day, local hour and survey: the key of VisitCount."""


def add_openings(counts: Mapping[Hour, int]) -> None:
    """Add opened pages to the hours in which they were opened."""
    columns = [list(column) for column in zip(*counts, strict=True)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UPSERT, [*columns, list(counts.values())])


def _hours(taken: Mapping[Opening, int]) -> Mapping[Hour, int]:
    counts: Counter[Hour] = Counter()
    for each, people in taken.items():
        moment = datetime.fromtimestamp(each.quarter * QUARTER, UTC)
        day, hour = local_hour(moment, each.time_zone)
        counts[each.organization_id, each.collector_id, day, hour, each.survey_id] += people
    return counts


_openings = Openings()


def _start_anew() -> None:
    """A forked process counts its own pages; those of its parent are stored by the parent."""
    global _openings  # noqa: PLW0603 - one for each process
    _openings = Openings()


def flush_openings() -> None:
    """Store now what was noted in this process."""
    _openings.store()


def _store_at_the_end() -> None:
    if settings.OPENING_SECONDS:
        flush_openings()


os.register_at_fork(after_in_child=_start_anew)
atexit.register(_store_at_the_end)


def note_opening(organization_id: int, survey_id: int, collector_id: int, time_zone: str) -> None:
    """A person opened a survey's page at a collector."""
    quarter = int(time.time()) // QUARTER
    _openings.note(Opening(organization_id, survey_id, collector_id, time_zone, quarter))
