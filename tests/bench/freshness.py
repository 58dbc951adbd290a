"""How long an answer takes from its acknowledgement until it is in the reports."""

import statistics
import threading
import time
from bisect import bisect_left
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import Any

import psycopg2

from hearme.launch.processes import wait_until
from tests.bench.chains import Large
from tests.bench.cpu import Meter
from tests.bench.database import rows
from tests.customers import Customer
from tests.stack import Stack

A_SECOND = 300
SECONDS = 60
SENDERS = 24
LOOK_EVERY = 0.05
COUNTED = """
SELECT coalesce(sum({days}), 0) FROM reports_monthcount
WHERE organization_id = %(organization)s AND survey_id = %(survey)s AND question_key = ''
  AND month >= date_trunc('month', now() - interval '1 day')
""".format(days=" + ".join(f"d{day}" for day in range(1, 32)))
CODES = "SELECT code FROM responses_collector WHERE survey_id = %(survey)s"
Results = dict[str, Any]
Look = tuple[float, int]
"""A moment, and how many people were counted then."""


def freshness(stack: Stack, chain: Large, seconds: int = SECONDS) -> Results:
    """Send answers at an even pace, and watch the counts from which reports are made."""
    codes = [code.lower() for (code,) in rows(stack, CODES, {"survey": chain.survey})]
    customers = [
        Customer(stack.port, f"/s/{code}") for code, _ in zip(cycle(codes), range(SENDERS))
    ]
    each = A_SECOND * seconds // SENDERS
    with ThreadPoolExecutor(SENDERS) as pool:
        tokens = list(
            pool.map(lambda customer: [customer.open_page() for _ in range(each)], customers)
        )
    watch = Watch(stack, chain)
    meter, started = Meter(stack), time.monotonic()
    with ThreadPoolExecutor(SENDERS) as pool:
        sent = list(pool.map(_send, customers, tokens, [started] * SENDERS, range(SENDERS)))
    took = time.monotonic() - started
    moments = sorted(moment for some in sent for moment in some)
    looks = watch.end(len(moments))
    waits = waits_of(moments, looks)
    return {
        "responses": len(moments),
        "per_second": len(moments) / took,
        "p50_s": statistics.median(waits),
        "p99_s": statistics.quantiles(waits, n=100)[98],
        "slowest_s": max(waits),
        "cpu_cores": meter.microseconds_each(1)["all"] / 1e6 / took,
    }


def _send(customer: Customer, tokens: Sequence[str], started: float, place: int) -> list[float]:
    """Send each answer when it is due; return when each was acknowledged."""
    moments = []
    for number, token in enumerate(tokens):
        due = started + (number * SENDERS + place) / A_SECOND
        time.sleep(max(0.0, due - time.monotonic()))
        customer.answer(token, {"q1": 9, "q2": 5, "q3": 6, "q6": 2})
        moments.append(time.monotonic())
    customer.leave()
    return moments


def waits_of(moments: Sequence[float], looks: Sequence[Look]) -> list[float]:
    """For each answer how long after its acknowledgement so many were counted.

    Answers are counted in the order in which they come, so the hundredth is there when the counts
    hold a hundred more. `moments` are in order, and `looks` tell of the first answer onwards.
    """
    counted = [people for _moment, people in looks]
    waits = []
    for number, moment in enumerate(moments, start=1):
        seen = looks[bisect_left(counted, number)][0]
        waits.append(max(0.0, seen - moment))
    return waits


class Watch:
    """Looks at the counts again and again, from now until all answers are in them."""

    def __init__(self, stack: Stack, chain: Large) -> None:
        self.values = {"organization": chain.organization, "survey": chain.survey}
        self.connection = psycopg2.connect(stack.database_url)
        self.connection.autocommit = True
        self.before = self._counted()
        self.looks: list[Look] = []
        self.is_over = False
        self.thread = threading.Thread(target=self._look)
        self.thread.start()

    def _counted(self) -> int:
        with self.connection.cursor() as cursor:
            cursor.execute(COUNTED, self.values)
            return int(cursor.fetchone()[0])

    def _look(self) -> None:
        while not self.is_over:
            people = self._counted() - self.before
            self.looks.append((time.monotonic(), people))
            time.sleep(LOOK_EVERY)

    def end(self, answers: int) -> list[Look]:
        """Wait until so many answers are counted, and return what was seen."""
        is_there = wait_until(lambda: bool(self.looks) and self.looks[-1][1] >= answers, 120, 0.1)
        self.is_over = True
        self.thread.join()
        self.connection.close()
        assert is_there, f"{self.looks[-1][1]} of {answers} answers were counted"
        return self.looks
