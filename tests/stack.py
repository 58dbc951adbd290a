"""The whole product as `make run` starts it, in a folder and on a port of its own."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path

from hearme.launch.folders import CHECKOUT, DataFolder
from hearme.launch.processes import marked, wait_until

PARTS = ("web", "worker", "beat", "valkey", "postgres")
GIVEN = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SITE_URL", "HEARME_SERVICE", "MAKELEVEL")


class Stack:
    """PostgreSQL, Valkey, web, worker and beat, supervised by the launcher."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.data = DataFolder(folder)
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if name not in GIVEN}
        # Its customers send like bots: faster than people, and without cookies.
        own = {"HEARME_VAR": str(folder), "PORT": str(self.port), "GUARD": "0"}
        self.environment = kept | own | settings

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database_url(self) -> str:
        addresses = json.loads((self.data.path / "secrets" / "addresses.json").read_text())
        return str(addresses["DATABASE_URL"])

    @contextlib.contextmanager
    def running(self) -> Iterator["Stack"]:
        """Start everything, and stop it however the block ends."""
        launcher = subprocess.Popen(
            [sys.executable, "-m", "hearme.launch", "run"], cwd=CHECKOUT, env=self.environment
        )
        try:
            if not wait_until(lambda: self.is_ready() or launcher.poll() is not None, 120, 0.2):
                raise RuntimeError("the stack did not become ready")
            yield self
        finally:
            launcher.send_signal(signal.SIGTERM)
            launcher.wait(timeout=90)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as reply:
                return bool(reply.status == 200)
        except OSError:
            return False

    def pids(self, *parts: str) -> list[int]:
        """The processes of these parts, with their children."""
        return [pid for part in parts or PARTS for pid in marked(self.data.mark(part))]

    def kill(self, part: str) -> None:
        """kill -9 every process of a part."""
        end(self.pids(part))

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py on this stack's data."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


def end(pids: Iterable[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
