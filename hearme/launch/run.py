"""`make run`: servers, migrations, demo, then web, worker and beat until somebody stops them."""

import hashlib
import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from hearme.launch import leash, local, processes
from hearme.launch.console import LaunchError, say, step
from hearme.launch.folders import CHECKOUT, DataFolder, claimed
from hearme.launch.local import Servers
from hearme.launch.processes import Program
from hearme.launch.services import HURRIED_SECONDS, STOP_SECONDS, Service, services
from hearme.launch.supervisor import Supervisor

READY_SECONDS = 90.0


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, kill or a closed terminal."""


def run() -> None:
    """Start everything, say so, watch it, and stop it all again."""
    if os.environ.get("MAKELEVEL"):
        leash.tie_to_parent(signal.SIGTERM)
    folder = local.data_folder(os.environ)
    port = chosen_port(os.environ)
    folder.create()
    say("Starting Hearme …")
    with claimed(folder), stoppable():
        check_port(port)
        hearme = Hearme(folder, port)
        try:
            hearme.start()
            hearme.say_ready()
            hearme.supervisor.watch()
        finally:
            ignore_signals()
            hearme.stop()
    say("Stopped.")


class Hearme:
    """All processes of one data folder, in the order in which they start."""

    def __init__(self, folder: DataFolder, port: int) -> None:
        self.folder, self.port = folder, port
        self.servers = Servers(folder, os.environ)
        self.services: list[Service] = []
        self.supervisor = Supervisor(self.servers.own)
        self._patience = HURRIED_SECONDS

    def start(self) -> None:
        """Start and wait until everything answers. Raises LaunchError when something does not."""
        if self.servers.own:
            with step(" and ".join(server.name for server in self.servers.own)):
                self.servers.start()
        environment = complete_environment(self.folder, self.servers)
        local.publish(self.folder, self.servers.urls)
        prepare(self.folder, self.servers, environment)
        with step("web, worker and beat"):
            self.services = services(self.folder, self.port, environment)
            for service in self.services:
                service.start()
            self.supervisor = Supervisor([*self.servers.own, *self.services])
            wait_until_ready(self.port, self.supervisor)
        self._patience = STOP_SECONDS

    def stop(self) -> None:
        """Stop web, beat, worker, Valkey and PostgreSQL, in this order."""
        say("\nStopping …")
        local.withdraw(self.folder)
        for service in reversed(self.services):
            service.stop(self._patience)
        self.servers.stop()

    def say_ready(self) -> None:
        say(f"\nReady: http://127.0.0.1:{self.port}/")
        if self.folder.has_secret("demo-login"):
            say(f"Demo login: {self.folder.secret('demo-login')}")
        say(f"Logs: {shown(self.folder.path / 'log')}   Stop: Ctrl-C")


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn Ctrl-C, kill and a closed terminal into Stopped, also where a shell ignores them."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
            continue  # nohup make run
        signal.signal(number, stop)
    try:
        yield
    except Stopped:
        return


def ignore_signals() -> None:
    """Finish stopping whatever comes."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def chosen_port(given: Mapping[str, str]) -> int:
    """Return PORT. Raises LaunchError when it is no port number."""
    text = given.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise LaunchError(f"PORT is '{text}'.", "set it to a number from 1 to 65535")
    return int(text)


def check_port(port: int) -> None:
    """Raise LaunchError when the web server could not listen on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise LaunchError(
                f"Port {port} cannot be used: {error.strerror}.",
                f"stop the program that uses it, or choose another: make run PORT={port + 1}",
            ) from error


def complete_environment(folder: DataFolder, servers: Servers) -> dict[str, str]:
    """Return the environment of every process that reads the settings."""
    own = local.settings_environment(folder, os.environ) | servers.urls
    return {**os.environ, **own, "HEARME_DEMO_PASSWORD": folder.secret("demo-password", 12)}


def prepare(folder: DataFolder, servers: Servers, environment: Mapping[str, str]) -> None:
    """Compile, migrate and seed, unless this very state has been prepared before."""
    done = folder.path / "run" / "prepared"
    state = prepared_state(folder)
    if servers.postgres and done.is_file() and done.read_text() == state:
        return
    log = folder.log("prepare")
    process = processes.start(
        Program(
            "prepare",
            [sys.executable, "-m", "hearme.launch.prepare"],
            log=log,
            environment=environment,
            folder=CHECKOUT,
            speaks=True,
        )
    )
    try:
        code = process.wait()
    finally:
        processes.sweep(process)
    if code:
        raise LaunchError("The database could not be prepared.", f"read {log}", log=log)
    done.write_text(prepared_state(folder))


def prepared_state(folder: DataFolder) -> str:
    """Fingerprint the cluster, the migrations, the translations and the pins."""
    files = [folder.path / "postgres" / "PG_VERSION", CHECKOUT / "constraints.txt"]
    for pattern in ("*/migrations/*.py", "*/locale/**/*.[pm]o", "*/management/commands/*.py"):
        files += sorted([*CHECKOUT.glob(pattern), *CHECKOUT.glob(f"hearme/{pattern}")])
    words = [
        f"{file} {file.stat().st_ino} {file.stat().st_mtime_ns}" for file in files if file.exists()
    ]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def wait_until_ready(port: int, supervisor: Supervisor) -> None:
    """Ask `/readyz` until it says yes. Raises LaunchError when a process dies or time runs out."""
    end = time.monotonic() + READY_SECONDS
    while problem := readiness_problem(port):
        supervisor.check_alive()
        if time.monotonic() > end:
            raise LaunchError(
                f"Hearme did not become ready in {READY_SECONDS:.0f} s: {problem}.",
                f"read the logs in {supervisor.logs}",
            )
        time.sleep(0.1)


def readiness_problem(port: int) -> str:
    """Return what `/readyz` misses, or nothing when all answer."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/readyz", timeout=5):
            return ""
    except urllib.error.HTTPError as error:
        code, body = error.code, error.read().decode(errors="replace")
    except OSError:
        return "the web server does not answer"
    try:
        return ", ".join(json.loads(body)["problems"])
    except (ValueError, KeyError, TypeError):
        return f"/readyz answers {code}"


def shown(path: Path) -> str:
    return str(path.relative_to(CHECKOUT)) if path.is_relative_to(CHECKOUT) else str(path)
