"""How long it takes to count every response again."""

import os
import time
from typing import Any

from tests.bench.chains import Large
from tests.bench.cpu import Meter
from tests.bench.database import rows
from tests.stack import Stack

EMPTY = """
TRUNCATE reports_hourcount, reports_monthcount, reports_segmentcount, reports_segment,
         reports_touchpointcount, reports_recountchunk;
DELETE FROM responses_visitcount WHERE opened = 0
"""
Results = dict[str, Any]


def recount(stack: Stack, chain: Large) -> Results:
    """Count all responses into empty tables, then compare all counts with the responses."""
    rows(stack, EMPTY)
    found = {name: _timed(stack, chain, name) for name in ("fix", "check")}
    rows(stack, "VACUUM ANALYZE")
    # The others need counts again, too.
    stack.manage("recount", "--fix")
    rows(stack, "VACUUM ANALYZE")
    return {"responses": chain.responses} | found


def count_once(stack: Stack, chain: Large) -> None:
    """Make the counts of an organization that has none yet."""
    wanted = "SELECT 1 FROM reports_monthcount WHERE survey_id = %(survey)s LIMIT 1"
    if not rows(stack, wanted, {"survey": chain.survey}):
        _timed(stack, chain, "fix")
        rows(stack, "VACUUM ANALYZE")


def _timed(stack: Stack, chain: Large, what: str) -> Results:
    meter, started = Meter(stack), time.monotonic()
    jobs = str(os.cpu_count() or 1)
    done = stack.manage("recount", f"--{what}", "--survey", chain.code, "--jobs", jobs)
    seconds = time.monotonic() - started
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
    cpu = meter.microseconds_each(1)["postgres"] / 1e6
    return {
        "seconds": seconds,
        "postgres_cpu_s": cpu,
        "per_second": chain.responses / seconds,
        "said": done.stdout.strip().splitlines()[-1],
    }
