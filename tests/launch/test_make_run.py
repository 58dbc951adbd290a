"""`make run` from an empty data folder to a clean stop, as a person at a terminal sees it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from hearme.launch import processes
from hearme.launch.folders import CHECKOUT, DataFolder

PARTS = ("postgres", "valkey", "worker", "beat", "web")
FROM_THE_TESTS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SITE_URL", "MAKELEVEL")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Terminal:
    """Runs launcher commands on one data folder and remembers what they say."""

    def __init__(self, path: Path) -> None:
        self.folder = DataFolder(path / "var")
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if name not in FROM_THE_TESTS}
        own = {"HEARME_VAR": str(self.folder.path), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        self.environment = kept | own
        self.output = path / "output"

    def start(self) -> subprocess.Popen[bytes]:
        with self.output.open("wb") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "hearme.launch", "run"],
                cwd=CHECKOUT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.output.read_text()

    def manage(self, *words: str) -> str:
        """Return what a command of manage.py prints, started from another folder."""
        command = [sys.executable, str(CHECKOUT / "manage.py"), *words]
        done = subprocess.run(
            command, cwd="/", env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    def alive(self) -> set[str]:
        return {part for part in PARTS if any(processes.marked(self.folder.mark(part)))}


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path)
    yield terminal
    shutil.rmtree(terminal.folder.sockets, ignore_errors=True)


def test_from_nothing_to_ready_to_nothing_left(terminal: Terminal) -> None:
    launcher = terminal.start()
    try:
        assert processes.wait_until(
            lambda: "Stop: Ctrl-C" in terminal.said() or launcher.poll() is not None, 240, 0.2
        )
        assert f"Ready: http://127.0.0.1:{terminal.port}/\n" in terminal.said()
        with urllib.request.urlopen(f"http://127.0.0.1:{terminal.port}/readyz") as reply:
            assert reply.status == 200
        assert terminal.alive() == set(PARTS)
        assert "[ ]" not in terminal.manage("showmigrations")
        second = subprocess.run(
            launcher.args, cwd=CHECKOUT, env=terminal.environment, capture_output=True, check=False
        )
        assert second.returncode == 1
        assert f"already running from {terminal.folder.path} (process {launcher.pid})" in str(
            second.stderr
        )
    finally:
        launcher.send_signal(signal.SIGINT)
        code = launcher.wait(60)
    assert code == 0
    assert terminal.said().endswith("Stopping …\nStopped.\n")
    assert terminal.alive() == set()


def test_a_failed_preparation_stops_everything_and_says_why(terminal: Terminal) -> None:
    terminal.environment["EMAIL_URL"] = "pigeon://"
    launcher = terminal.start()
    assert launcher.wait(120) == 1
    assert "Failed: The database could not be prepared." in terminal.said()
    assert "pigeon" in terminal.said()
    assert re.search(r"What to do: read \S+prepare\.log", terminal.said())
    assert terminal.alive() == set()
