"""What a person at the terminal reads: steps with their time, and failures with a way out."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TAIL_LINES = 15


class LaunchError(Exception):
    """A step that cannot go on: what failed, and what the reader can do about it."""

    def __init__(self, what: str, remedy: str, log: Path | None = None) -> None:
        super().__init__(what)
        self.what, self.remedy, self.log = what, remedy, log

    def __str__(self) -> str:
        lines = [
            self.what,
            *(f"  | {line}" for line in tail(self.log)),
            f"What to do: {self.remedy}",
        ]
        return "\n".join(lines)


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


def complain(error: LaunchError) -> None:
    """Print a failure to standard error."""
    print(f"\nFailed: {error}", file=sys.stderr, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Name a step when it is done, with the time it took."""
    started = time.monotonic()
    yield
    say(f"  {name:<34} {time.monotonic() - started:5.1f} s")


def tail(log: Path | None, lines: int = TAIL_LINES) -> list[str]:
    """Return the last lines of a log file, or none when there is no such file."""
    if log is None or not log.is_file():
        return []
    return log.read_text(errors="replace").splitlines()[-lines:]
