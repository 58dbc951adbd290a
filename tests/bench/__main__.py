"""`make bench`: CPU per page view and per stored response, the report page, the limit beside it.

Ratios within one run can be trusted; times differ between machines and hours.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg2

from hearme.launch import binaries, local, processes
from hearme.launch.processes import wait_until
from tests.bench.cpu import Meter
from tests.bench.generate import GENERATE
from tests.bench.manager import Manager
from tests.bench.phone import first_control
from tests.customers import FORM, Customer
from tests.stack import Stack

PHONE = FORM | {"Accept-Encoding": "gzip"}
CONNECTIONS = 8
ROW = "INSERT INTO bench_row (survey, score, answers) VALUES (1, 9, '{\"q1\": 9}')"
TABLE = """
CREATE TABLE bench_row
(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, survey int, score int, answers jsonb)
"""
DEMO = """
SELECT s.id, s.code, o.slug FROM responses_collector c JOIN surveys_survey s ON s.id = c.survey_id
JOIN accounts_organization o ON o.id = s.organization_id WHERE c.code = 'DEMO'
"""
Results = dict[str, Any]


def main() -> None:
    """Start the stack with production settings, measure, print a table, write bench.json."""
    arguments = parse(sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="hearme-bench-") as folder:
        stack = Stack(Path(folder), DEBUG="0", HTTPS="0", STATIC_ROOT=f"{folder}/static")
        stack.data.create()
        stack.manage("collectstatic", "--noinput").check_returncode()
        with stack.running():
            results = measure(stack, arguments)
    table(results)
    write(results)


def parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--requests", type=int, default=4_000)
    parser.add_argument("--responses", type=int, default=1_000_000, help="for the report page")
    return parser.parse_args(words)


def measure(stack: Stack, arguments: argparse.Namespace) -> Results:
    warm_up(stack)
    return {
        "first control": first_control(stack),
        "page view": views(stack, arguments.requests),
        "response": answers(stack, arguments.requests),
        "one-row INSERT": inserts(stack),
        "report page": report(stack, arguments.responses),
    }


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
    wait_until(lambda: not scalar(stack, "SELECT count(*) FROM responses_countchange"), 60, 0.5)
    cpu = meter.microseconds_each(each * CONNECTIONS)
    return {"cpu_us": cpu, "per_second": each * CONNECTIONS / seconds}


def inserts(stack: Stack) -> Results:
    """What PostgreSQL alone does: one-row INSERTs by pgbench over as many connections."""
    run(stack, TABLE)
    script = stack.data.path / "insert.sql"
    script.write_text(ROW)
    pgbench = str(binaries.postgres_tools(processes.MYSELF) / "pgbench")
    command = [pgbench, "-n", "-M", "prepared", "-T", "5", "-f", str(script), "-j", "2"]
    words = [*command, "-c", str(CONNECTIONS), "-d", stack.database_url]
    printed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    [line] = [line for line in printed.splitlines() if line.startswith("tps")]
    return {"per_second": float(line.split()[2])}


def report(stack: Stack, responses: int) -> Results:
    """The report of 90 days with this many responses behind it."""
    [(survey, code, slug)] = rows(stack, DEMO)
    run(stack, GENERATE, {"survey": survey, "responses": responses, "days": 90})
    wait_until(lambda: not scalar(stack, "SELECT count(*) FROM responses_countchange"), 900, 1)
    run(stack, "VACUUM ANALYZE")
    manager = Manager(stack)
    manager.sign_in()
    times = [manager.milliseconds(f"/{slug}/reports/{code}/?period=90d") for _ in range(30)][5:]
    counted = scalar(stack, "SELECT count(*) FROM responses_response")
    return {"responses": counted, "p50_ms": statistics.median(times), "slowest_ms": max(times)}


# ------------------------------------------------------------------ the database, directly
def rows(stack: Stack, statement: str, values: Mapping[str, Any] | None = None) -> list[Any]:
    connection = psycopg2.connect(stack.database_url)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


run = rows


def scalar(stack: Stack, statement: str) -> Any:
    return rows(stack, statement)[0][0]


# ------------------------------------------------------------------ telling
def table(results: Results) -> None:
    """Print what was measured, the ratio to the limit included."""
    limit = results["one-row INSERT"]["per_second"]
    print(f"\n{'':<14}{'CPU µs':>8}{'web':>7}{'postgres':>10}{'rest':>7}{'per second':>12}")
    for name in ("page view", "response"):
        cpu = results[name]["cpu_us"]
        rest = cpu["all"] - cpu["web"] - cpu["postgres"]
        print(
            f"{name:<14}{cpu['all']:>8.0f}{cpu['web']:>7.0f}{cpu['postgres']:>10.0f}{rest:>7.0f}"
            f"{results[name]['per_second']:>12.0f}"
        )
    share = results["response"]["per_second"] / limit
    print(f"\npage: {results['page view']['bytes']:,} bytes compressed")
    print(f"one-row INSERT by pgbench: {limit:,.0f} a second; responses: {share:.0%} of that")
    if phone := results["first control"]:
        print(
            f"first control on a slow phone: {phone['p50_ms']:.0f} ms (median), "
            f"{phone['slowest_ms']:.0f} ms (slowest)"
        )
    page = results["report page"]
    print(
        f"report page at {page['responses']:,} responses: {page['p50_ms']:.0f} ms (median), "
        f"{page['slowest_ms']:.0f} ms (slowest)"
    )


def write(results: Results) -> None:
    folder = local.data_folder(os.environ)
    folder.create()
    file = folder.path / "bench.json"
    file.write_text(json.dumps(results, indent=2))
    print(f"\nwritten to {file}")


if __name__ == "__main__":
    main()
