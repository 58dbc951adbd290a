"""`make bench`: what pages, answers, reports, searches and files cost, and the limit beside it.

Ratios within one run can be trusted; times differ between machines and hours, CPU times less.
For ten million responses: make bench ARGS="--responses 10000000 --data /somewhere/large"
"""

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench import phones
from tests.bench.chains import FEW, Large, large, wait_for_comments
from tests.bench.exporting import export
from tests.bench.freshness import freshness
from tests.bench.pages import pages, searches
from tests.bench.phone import first_control
from tests.bench.recounting import count_once, recount
from tests.bench.telling import TELLERS, table, write
from tests.stack import Stack

OF_PHONES = ("phone", "answers")
Results = dict[str, Any]


def main() -> None:
    """Start the stack with production settings, measure, print a table, write bench.json."""
    arguments = parse(sys.argv[1:])
    with stack_in(arguments.data) as stack:
        results = {name: lane() for name, lane in lanes(stack, arguments).items()}
    table(results)
    write(results)


def parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", type=names, default=list(TELLERS), help=",".join(TELLERS))
    parser.add_argument("--requests", type=int, default=4_000, help="pages and answers each")
    parser.add_argument("--responses", type=int, default=1_000_000, help="behind the reports")
    parser.add_argument("--seconds", type=int, default=60, help="of answers for freshness")
    parser.add_argument("--data", type=Path, help="keep the responses here for another time")
    return parser.parse_args(words)


def names(text: str) -> list[str]:
    """The lanes that are named. Raises ArgumentTypeError for one that does not exist."""
    wanted = text.split(",")
    if unknown := set(wanted) - TELLERS.keys():
        raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}")
    return wanted


@contextlib.contextmanager
def stack_in(kept: Path | None) -> Iterator[Stack]:
    """The running product on data that goes away afterwards, or stays in that folder."""
    with contextlib.ExitStack() as ends:
        folder = kept or Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="hearme-")))
        stack = Stack(folder, DEBUG="0", HTTPS="0", STATIC_ROOT=f"{folder}/static")
        stack.data.create()
        stack.manage("collectstatic", "--noinput").check_returncode()
        yield ends.enter_context(stack.running())


def lanes(stack: Stack, arguments: argparse.Namespace) -> dict[str, Callable[[], Results]]:
    """What is to be measured, by name; large organizations are made only where they are needed."""
    wanted = arguments.only
    found: dict[str, Callable[[], Results]] = {}
    if set(wanted) & set(OF_PHONES):
        phones.warm_up(stack)
        found |= {
            "phone": partial(first_control, stack),
            "answers": partial(of_answers, stack, arguments.requests),
        }
    if set(wanted) - set(OF_PHONES):
        few, many = chains_of(stack, arguments.responses, is_counted="recount" not in wanted)
        found |= {
            "recount": partial(recount, stack, many),
            "reports": partial(pages, stack, [few, many]),
            "search": partial(searches, stack, many),
            "export": partial(export, stack, many),
            "freshness": partial(freshness, stack, many, arguments.seconds),
        }
    return {name: lane for name, lane in found.items() if name in wanted}


def of_answers(stack: Stack, requests: int) -> Results:
    return {
        "page view": phones.views(stack, requests),
        "response": phones.answers(stack, requests),
        "one-row INSERT": phones.inserts(stack),
    }


def chains_of(stack: Stack, responses: int, *, is_counted: bool) -> tuple[Large, Large]:
    """The small and the large organization with their comments listed."""
    few, many = large(stack, FEW), large(stack, responses)
    if is_counted:
        count_once(stack, few)
        count_once(stack, many)
    wait_for_comments(stack)
    return few, many


if __name__ == "__main__":
    main()
