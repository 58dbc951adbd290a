"""CPU time of processes, as the kernel counts it."""

import os
from collections.abc import Iterable
from pathlib import Path

from tests.stack import Stack

TICKS = os.sysconf("SC_CLK_TCK")
PARTS = ("web", "postgres", "valkey", "worker", "beat")


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of these processes and of their children that ended, in seconds."""
    return sum(_ticks(pid) for pid in pids) / TICKS


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(int(fields[place]) for place in (11, 12, 13, 14))


class Meter:
    """How much CPU each part of the stack has used since the meter was made."""

    def __init__(self, stack: Stack) -> None:
        self.pids = {part: stack.pids(part) for part in PARTS}
        self.start = self._read()

    def _read(self) -> dict[str, float]:
        return {part: cpu_seconds(pids) for part, pids in self.pids.items()}

    def microseconds_each(self, times: int) -> dict[str, float]:
        """Microseconds per one of so many requests, by part and `all`."""
        now = self._read()
        used = {part: (now[part] - self.start[part]) / times * 1e6 for part in PARTS}
        return used | {"all": sum(used.values())}
