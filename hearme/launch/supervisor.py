"""Watches the processes that were started, and starts again those that die."""

import time
from collections.abc import Sequence
from pathlib import Path

from hearme.launch.console import LaunchError, say, tail
from hearme.launch.processes import sweep
from hearme.launch.servers import Server
from hearme.launch.services import Service

Part = Server | Service
HEALTHY_SECONDS = 60.0
LONGEST_PAUSE = 30.0
LOOK_EVERY = 0.25


class Supervisor:
    """Knows when each part may be started again: 1, 2, 4 … 30 seconds after it died."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self._deaths = dict.fromkeys((part.name for part in parts), 0)
        self._started = dict.fromkeys((part.name for part in parts), time.monotonic())
        self._due: dict[str, float] = {}

    @property
    def logs(self) -> Path:
        return self.parts[0].log.parent

    def check_alive(self) -> None:
        """Raise LaunchError for the first part that is dead."""
        for part in self.parts:
            if _is_dead(part):
                raise LaunchError(f"{part.name} has died.", f"read {part.log}", log=part.log)

    def watch(self) -> None:
        """Look after all parts until somebody interrupts."""
        while True:
            self.look()
            time.sleep(LOOK_EVERY)

    def look(self) -> None:
        """Notice the dead, and start again those whose pause is over."""
        now = time.monotonic()
        for part in self.parts:
            if part.name in self._due:
                if now >= self._due[part.name]:
                    self._start(part)
            elif _is_dead(part):
                self._bury(part, now)

    def _bury(self, part: Part, now: float) -> None:
        if now - self._started[part.name] > HEALTHY_SECONDS:
            self._deaths[part.name] = 0
        self._deaths[part.name] += 1
        pause = min(2.0 ** (self._deaths[part.name] - 1), LONGEST_PAUSE)
        self._due[part.name] = now + pause
        code = part.process.returncode if part.process else None
        say(
            f"\n{part.name} has died (code {code}) and starts again in {pause:.0f} s. Its log ends:"
        )
        for line in tail(part.log, 5):
            say(f"  | {line}")
        if part.process is not None:
            sweep(part.process)

    def _start(self, part: Part) -> None:
        del self._due[part.name]
        self._started[part.name] = time.monotonic()
        try:
            part.start()
        except LaunchError as error:
            say(str(error))
        else:
            say(f"{part.name} is running again.")


def _is_dead(part: Part) -> bool:
    return part.process is None or part.process.poll() is not None
