"""How long the server takes for the pages of reports, and for searches in comments."""

import statistics
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tests.bench.chains import Large
from tests.bench.cpu import Meter
from tests.bench.manager import Manager
from tests.stack import Stack

TIMES = 30
WARM = 5
PAGES = {
    "report": "reports/{code}/?period=90d",
    "places": "reports/places/?period=90d&survey={code}",
    "journey": "reports/journey/?period=90d",
    "overview": "overview/?period=90d",
}
SEARCHES: dict[str, dict[str, str]] = {
    "with marks": {"q": "bẩn"},
    "without marks": {"q": "ban"},
    "frequent": {"q": "quán"},
    "rare": {"q": "khoai lang tím"},
    "words side by side": {"q": '"nhân viên phục vụ"'},
    "found nowhere": {"q": "kính hiển vi"},
    "with filters": {"q": "bẩn", "feeling": "bad", "channel": "link", "language": "vi"},
    "no words": {},
}
Results = dict[str, Any]


def pages(stack: Stack, chains: Sequence[Large]) -> Results:
    """The pages of 90 days, compared with the 90 before, for each organization."""
    manager = _signed_in(stack)
    return {
        page: {
            str(chain.responses): measured(
                stack, manager, f"/{chain.slug}/{address.format(code=chain.code)}"
            )
            for chain in chains
        }
        for page, address in PAGES.items()
    }


def searches(stack: Stack, chain: Large) -> Results:
    """The page of comments for different searches in all days."""
    manager = _signed_in(stack)
    today = datetime.now(UTC).date()
    days = {"since": (today - timedelta(days=400)).isoformat(), "until": today.isoformat()}
    return {
        name: measured(
            stack,
            manager,
            f"/{chain.slug}/reports/comments/?{urlencode(days | {'survey': chain.code} | search)}",
        )
        for name, search in SEARCHES.items()
    }


def measured(stack: Stack, manager: Manager, path: str) -> dict[str, float]:
    """The median and the slowest of some requests, and the CPU time that each took."""
    for _ in range(WARM):
        manager.milliseconds(path)
    meter = Meter(stack)
    times = [manager.milliseconds(path) for _ in range(TIMES)]
    cpu = meter.microseconds_each(TIMES)
    return {
        "p50_ms": statistics.median(times),
        "slowest_ms": max(times),
        "web_cpu_ms": cpu["web"] / 1000,
        "postgres_cpu_ms": cpu["postgres"] / 1000,
    }


def _signed_in(stack: Stack) -> Manager:
    manager = Manager(stack)
    manager.sign_in()
    return manager
