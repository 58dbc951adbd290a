"""What customers wait for: the page, and the answer that is stored."""

import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hearme.launch import binaries, processes
from hearme.launch.processes import wait_until
from tests.bench.cpu import Meter
from tests.bench.database import rows, scalar
from tests.customers import FORM, Customer
from tests.stack import Stack

PHONE = FORM | {"Accept-Encoding": "gzip"}
CONNECTIONS = 8
ROW = "INSERT INTO bench_row (survey, score, answers) VALUES (1, 9, '{\"q1\": 9}')"
TABLE = """
CREATE TABLE IF NOT EXISTS bench_row
(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, survey int, score int, answers jsonb)
"""
WAITING = "SELECT count(*) FROM responses_countchange"
Results = dict[str, Any]


def warm_up(stack: Stack) -> None:
    side_by_side(stack, lambda customer: [customer.open_page() for _ in range(25)])


def side_by_side(stack: Stack, work: Callable[[Customer], Any]) -> list[Any]:
    customers = [Customer(stack.port) for _ in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        done = list(pool.map(work, customers))
    for customer in customers:
        customer.leave()
    return done


def views(stack: Stack, times: int) -> Results:
    """Open the page over and over, compressed, as phones do."""
    each = times // CONNECTIONS

    def look(customer: Customer) -> int:
        return max(len(customer.ask("GET", None, PHONE)[1]) for _ in range(each))

    meter, started = Meter(stack), time.monotonic()
    largest = max(side_by_side(stack, look))
    seconds = time.monotonic() - started
    cpu = meter.microseconds_each(each * CONNECTIONS)
    return {"cpu_us": cpu, "per_second": each * CONNECTIONS / seconds, "bytes": largest}


def answers(stack: Stack, times: int) -> Results:
    """Send answers whose pages are open already, until every one of them is counted."""
    each = times // CONNECTIONS
    tokens = side_by_side(stack, lambda customer: [customer.open_page() for _ in range(each)])
    waiting = iter(tokens)

    def send(customer: Customer) -> None:
        for token in next(waiting):
            customer.answer(token, {"q1": 5, "q2": 9, "q3": 1, "q4": "Trà ngon"})

    meter, started = Meter(stack), time.monotonic()
    side_by_side(stack, send)
    seconds = time.monotonic() - started
    wait_until(lambda: not scalar(stack, WAITING), 60, 0.5)
    cpu = meter.microseconds_each(each * CONNECTIONS)
    return {"cpu_us": cpu, "per_second": each * CONNECTIONS / seconds}


def inserts(stack: Stack) -> Results:
    """What PostgreSQL alone does: one-row INSERTs by pgbench over as many connections."""
    rows(stack, TABLE)
    script = stack.data.path / "insert.sql"
    script.write_text(ROW)
    pgbench = str(binaries.postgres_tools(processes.MYSELF) / "pgbench")
    command = [pgbench, "-n", "-M", "prepared", "-T", "5", "-f", str(script), "-j", "2"]
    words = [*command, "-c", str(CONNECTIONS), "-d", stack.database_url]
    printed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    [line] = [line for line in printed.splitlines() if line.startswith("tps")]
    return {"per_second": float(line.split()[2])}
