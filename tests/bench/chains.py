"""The large organizations that reports are measured on: made once, found again."""

import subprocess
import sys
import time
from dataclasses import dataclass

from hearme.launch.folders import CHECKOUT
from hearme.launch.processes import wait_until
from tests.bench.database import rows, scalar
from tests.stack import Stack

FEW = 100_000
"""How many responses the smaller organization has, to which the larger one is compared."""
FIND = """
SELECT o.id, o.slug, s.id, s.code FROM accounts_organization o
JOIN surveys_survey s ON s.organization_id = o.id WHERE o.name = %(name)s
"""
TO_LIST = "SELECT count(*) FROM reports_commentchange"


@dataclass(frozen=True, slots=True)
class Large:
    """One of them."""

    responses: int
    organization: int
    slug: str
    survey: int
    code: str


def large(stack: Stack, responses: int) -> Large:
    """The organization with so many responses; its counts are still to be made if it is new."""
    name = f"Bench {responses}"
    if not rows(stack, FIND, {"name": name}):
        _make(stack, name, responses)
    [(organization, slug, survey, code)] = rows(stack, FIND, {"name": name})
    return Large(responses, organization, slug, survey, code)


def _make(stack: Stack, name: str, responses: int) -> None:
    started = time.monotonic()
    words = ["--responses", str(responses), "--name", name, "--uncounted"]
    subprocess.run(
        [sys.executable, "-m", "tests.bench.generate", *words],
        cwd=CHECKOUT,
        env=stack.environment,
        check=True,
    )
    print(f"generated {responses:,} responses in {time.monotonic() - started:.0f} s", flush=True)


def wait_for_comments(stack: Stack) -> None:
    """Wait until the worker has listed every comment."""
    wait_until(lambda: not scalar(stack, TO_LIST), 7_200, 2)
