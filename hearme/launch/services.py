"""The product's own processes on one machine: web, Celery worker and Celery beat."""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from hearme.launch import processes
from hearme.launch.folders import CHECKOUT, DataFolder
from hearme.launch.processes import Process, Program

STOP_SECONDS = 20.0
HURRIED_SECONDS = 2.0
"""For processes that serve nobody yet; a web server that still loads would wait for its workers."""
CELERY = ["-m", "celery", "-A", "hearme.celery", "--quiet"]


def web_command(port: int) -> list[str]:
    """The WSGI server; docs/adr/0005-wsgi-server.md says why this one."""
    return [
        *("-m", "granian", "--interface", "wsgi", "hearme.wsgi:application"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--blocking-threads", "4"),
        *("--no-access-log", "--respawn-failed-workers", "--workers-kill-timeout", "15"),
    ]


def worker_command() -> list[str]:
    # Talk among workers costs a second at every start and serves only fleets of them.
    quick = ["--without-mingle", "--without-gossip"]
    return [*CELERY, "worker", "--loglevel", "INFO", "--concurrency", "2", *quick]


def beat_command(schedule: Path) -> list[str]:
    return [*CELERY, "beat", "--loglevel", "INFO", "--schedule", str(schedule)]


class Service:
    """One of the product's processes, started again whenever it dies."""

    def __init__(
        self, name: str, folder: DataFolder, command: list[str], environment: Mapping[str, str]
    ) -> None:
        self.name = name
        self.process: Process | None = None
        self._mark = folder.mark(name)
        self._program = Program(
            name,
            [sys.executable, *command],
            log=folder.log(name),
            environment={**environment, "HEARME_SERVICE": self._mark},
            folder=CHECKOUT,
        )

    @property
    def log(self) -> Path:
        return self._program.log

    def start(self) -> None:
        """Start without waiting; `/readyz` tells when all of them answer."""
        processes.end_strays(self._mark, signal.SIGTERM, 5.0)
        self.process = processes.start(self._program)

    def stop(self, patience: float = STOP_SECONDS) -> None:
        """Let it finish what it does, at most so many seconds long."""
        if self.process is not None:
            processes.stop(self.process, (signal.SIGTERM, patience))
            self.process = None


def services(folder: DataFolder, port: int, environment: Mapping[str, str]) -> list[Service]:
    """Return the processes in the order in which they start; they stop in the other order."""
    schedule = folder.path / "run" / "beat-schedule"
    commands = {
        "worker": worker_command(),
        "beat": beat_command(schedule),
        "web": web_command(port),
    }
    return [Service(name, folder, command, environment) for name, command in commands.items()]
