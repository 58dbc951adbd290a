"""PostgreSQL and Valkey from the wheels: started in the data folder, probed by asking them."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from hearme.launch import binaries, processes
from hearme.launch.console import LaunchError
from hearme.launch.folders import DataFolder
from hearme.launch.processes import Process, Program

START_SECONDS = 60.0
STOP_SECONDS = 30.0
TRIES = 5
FIRST_PORT, PORTS = 20_000, 10_000
"""Valkey's ports lie below the range from which Linux takes the ports of outgoing connections."""
PLAIN_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "UTC"}
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "synchronous_commit": "on",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "log_checkpoints": "off",
    "timezone": "UTC",
}
CARELESS_SETTINGS = {"fsync": "off", "full_page_writes": "off"}
"""For data that survives a killed server but need not survive a crash of the machine."""


class Server(ABC):
    """A server of our own that can be started, killed and started again on the same data."""

    name: str
    stop_signals: Sequence[tuple[signal.Signals, float]]

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self.process: Process | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """The address in the form that DATABASE_URL and REDIS_URL have."""

    @abstractmethod
    def is_answering(self) -> bool:
        """Ask the server itself: process ids and lock files lie after a kill."""

    @abstractmethod
    def _launch(self) -> Process:
        """Start the process once."""

    @property
    def log(self) -> Path:
        return self.folder.log(self.name)

    @property
    def environment(self) -> Mapping[str, str]:
        return PLAIN_ENVIRONMENT | {"HEARME_SERVICE": self.folder.mark(self.name)}

    def start(self) -> None:
        """Start on a folder that we hold the claim of. Raises LaunchError when it never answers."""
        processes.end_strays(self.folder.mark(self.name), self.stop_signals[0][0], STOP_SECONDS)
        for _ in range(TRIES):
            self.process = self._launch()
            if self._answers_in_time(self.process):
                return
            processes.sweep(self.process)
        raise LaunchError(f"{self.name} does not start.", self._remedy(), log=self.log)

    def _answers_in_time(self, process: Process) -> bool:
        processes.wait_until(
            lambda: process.poll() is not None or self.is_answering(), START_SECONDS
        )
        return process.poll() is None and self.is_answering()

    def _remedy(self) -> str:
        return f"read {self.log}"

    def stop(self) -> None:
        if self.process is not None:
            processes.stop(self.process, *self.stop_signals)
            self.process = None

    def kill(self) -> None:
        """Die as in a power cut, for tests of what survives."""
        if self.process is not None:
            processes.sweep(self.process)


class Postgres(Server):
    """PostgreSQL on a unix socket, as somebody who is not root."""

    name = "postgres"
    stop_signals = ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5.0))

    def __init__(self, folder: DataFolder, *, careless: bool = False) -> None:
        super().__init__(folder)
        self.careless = careless
        self.person = processes.unprivileged_person()
        self.cluster = folder.path / "postgres"
        self.sockets = folder.sockets

    @property
    def url(self) -> str:
        return f"postgres://hearme@:5432/hearme?host={self.sockets}"

    def is_answering(self) -> bool:
        """Say hello as a client does: R means that the server lets us in."""
        hello = b"\x00\x03\x00\x00user\x00hearme\x00database\x00hearme\x00\x00"
        words = (len(hello) + 4).to_bytes(4, "big") + hello
        address = str(self.sockets / ".s.PGSQL.5432")
        return _reply(socket.AF_UNIX, address, words).startswith(b"R")

    def stop(self) -> None:
        """Stop, and leave nothing in the temporary folder."""
        super().stop()
        with contextlib.suppress(OSError):
            self.sockets.rmdir()

    def _launch(self) -> Process:
        # At every start: a cleaner of temporary folders may have taken it away.
        self.folder.make_socket_folder(self.person)
        tools = binaries.postgres_tools(self.person)
        if not (self.cluster / "PG_VERSION").exists():
            self._create(tools)
        self._forget_stale_pid()
        settings = POSTGRES_SETTINGS | (CARELESS_SETTINGS if self.careless else {})
        settings |= {
            "unix_socket_directories": str(self.sockets),
            "cluster_name": self.folder.mark(self.name),
        }
        words = [word for pair in settings.items() for word in ("-c", "=".join(pair))]
        with binaries.reachable(self.cluster, self.person) as (path, files):
            return processes.start(
                Program(
                    self.name,
                    [str(tools / "postgres"), "-D", path, *words],
                    log=self.log,
                    environment=self.environment,
                    person=self.person,
                    dies_by=signal.SIGINT,
                    files=files,
                )
            )

    def _forget_stale_pid(self) -> None:
        """Remove a pid file whose number is dead, a zombie's or by now another program's.

        PostgreSQL takes any of its user's processes with that number for a running server.
        """
        file = self.cluster / "postmaster.pid"
        pid = file.read_text().split("\n")[0] if file.is_file() else ""
        if pid.isdecimal() and not processes.runs(int(pid), "postgres"):
            file.unlink()

    def _create(self, tools: Path) -> None:
        """Make the cluster beside its place and move it there, so that half a one never stays."""
        draft = self.cluster.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.person.is_other:
            os.chown(draft, self.person.uid, self.person.gid)
        with binaries.reachable(draft, self.person) as (path, files):
            words = ["--username=hearme", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
            words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-T", "simple"]
            words += ["--no-sync"] if self.careless else []
            self._run_once([str(tools / "initdb"), "-D", path, *words], files)
            single = [str(tools / "postgres"), "--single", "-D", path, "postgres"]
            self._run_once(single, files, "CREATE DATABASE hearme;\n")
        draft.rename(self.cluster)

    def _run_once(self, command: Sequence[str], files: Sequence[int], text: str = "") -> None:
        who = self.person
        with self.log.open("ab") as log:
            code = subprocess.run(
                command,
                input=text.encode(),
                stdout=log,
                stderr=log,
                env=dict(self.environment),
                cwd="/",
                user=who.uid if who.is_other else None,
                group=who.gid if who.is_other else None,
                extra_groups=[] if who.is_other else None,
                pass_fds=files,
                check=False,
            ).returncode
        if code:
            name = Path(command[0]).name
            raise LaunchError(f"{name} failed with code {code}.", f"read {self.log}", log=self.log)

    def _remedy(self) -> str:
        return (
            f"read {self.log}; if the data there is not needed, "
            f"remove {self.cluster} and start again"
        )


class Valkey(Server):
    """Valkey on a loopback port, with a password, writing every command to its log file."""

    name = "valkey"
    stop_signals = ((signal.SIGTERM, STOP_SECONDS),)

    def __init__(self, folder: DataFolder, *, careless: bool = False) -> None:
        super().__init__(folder)
        self.careless = careless
        self.password = folder.secret("valkey-password")
        self.port = _free_port(int(folder.name[-6:], 16))

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def is_answering(self) -> bool:
        words = f"AUTH {self.password}\r\nPING\r\n".encode()
        return _reply(socket.AF_INET, ("127.0.0.1", self.port), words).startswith(b"+OK\r\n+PONG")

    def _launch(self) -> Process:
        data = self.folder.path / "valkey"
        data.mkdir(mode=0o700, exist_ok=True)
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "dir": f'"{data}"',
            "requirepass": self.password,
            "appendonly": "yes",
            "appendfsync": "no" if self.careless else "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "set-proc-title": "no",
        }
        file = self.folder.path / "secrets" / "valkey.conf"
        self.folder.keep_secret(file.name, "\n".join(" ".join(pair) for pair in settings.items()))
        return processes.start(
            Program(
                self.name,
                [str(binaries.valkey_server()), str(file)],
                log=self.log,
                environment=self.environment,
            )
        )

    def start(self) -> None:
        """Start; on the first start look for another port when somebody else took ours."""
        first = self.process is None
        try:
            super().start()
        except LaunchError:
            if not first or _is_free(self.port):
                raise
            self.port = _free_port(secrets.randbelow(PORTS))
            super().start()

    def _remedy(self) -> str:
        return (
            f"read {self.log}; {self.folder.path / 'valkey'} may be removed without loss, "
            "since every answer is in PostgreSQL"
        )


def _reply(family: int, address: str | tuple[str, int], words: bytes) -> bytes:
    """Return what a server says to these words, or nothing when it does not answer."""
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        try:
            connection.connect(address)
            connection.sendall(words)
            reply = connection.recv(256)
            if reply == b"+OK\r\n":
                reply += connection.recv(256)
        except OSError:
            return b""
    return reply


def _free_port(start: int) -> int:
    for offset in range(PORTS):
        port = FIRST_PORT + (start + offset) % PORTS
        if _is_free(port):
            return port
    raise LaunchError("No port is free for Valkey.", "set REDIS_URL to a Redis or Valkey of yours")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
