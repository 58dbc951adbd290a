"""The environment that the settings read on a machine without servers of its own."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from hearme.launch.console import LaunchError
from hearme.launch.folders import CHECKOUT, Claim, DataFolder
from hearme.launch.processes import wait_until
from hearme.launch.servers import Postgres, Server, Valkey

WITHOUT_SERVERS = frozenset(
    {
        *("", "help", "version", "--help", "--version", "-h", "diffsettings", "findstatic"),
        *("check", "check_translations", "collectstatic", "compile_translations", "spectacular"),
        *("makemessages", "make_translations", "startapp", "startproject"),
    }
)
"""Commands of manage.py that ask neither PostgreSQL nor Valkey anything."""
NOWHERE = {
    "DATABASE_URL": "postgres://hearme@127.0.0.1:1/hearme",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
START_SECONDS = 60


class Servers:
    """The servers of our own: those that DATABASE_URL and REDIS_URL do not name."""

    def __init__(
        self, folder: DataFolder, given: Mapping[str, str], *, careless: bool = False
    ) -> None:
        self.given = given
        self.postgres = None if given.get("DATABASE_URL") else Postgres(folder, careless=careless)
        self.valkey = None if given.get("REDIS_URL") else Valkey(folder, careless=careless)

    @property
    def own(self) -> list[Server]:
        return [server for server in (self.postgres, self.valkey) if server is not None]

    @property
    def urls(self) -> dict[str, str]:
        """Return DATABASE_URL and REDIS_URL."""
        return {
            "DATABASE_URL": self.postgres.url if self.postgres else self.given["DATABASE_URL"],
            "REDIS_URL": self.valkey.url if self.valkey else self.given["REDIS_URL"],
        }

    def start(self) -> None:
        """Start them. Call it from the main thread: they stop when the calling thread ends."""
        for server in self.own:
            server.start()

    def stop(self) -> None:
        for server in reversed(self.own):
            server.stop()


def data_folder(given: Mapping[str, str]) -> DataFolder:
    """Return the folder that HEARME_VAR names, `var` in the checkout unless it is set."""
    path = Path(given.get("HEARME_VAR") or "var").expanduser()
    return DataFolder(CHECKOUT / path)


def settings_environment(folder: DataFolder, given: Mapping[str, str]) -> dict[str, str]:
    """Return what the settings need besides the servers, for use on this machine alone."""
    port = given.get("PORT") or "8000"
    own = {
        "DEBUG": "1",
        "SECRET_KEY": folder.secret("secret-key", 50),
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    kept = {name: given[name] for name in own if given.get(name)}
    return own | kept | {"HEARME_VAR": str(folder.path)}


@contextlib.contextmanager
def environment(command: str) -> Iterator[None]:
    """Fill os.environ for a command of manage.py, with own servers where it needs some."""
    folder = data_folder(os.environ)
    named = all(os.environ.get(name) for name in NOWHERE)
    if named and not folder.has_secret("secret-key"):
        yield
        return
    folder.create()
    os.environ.update(settings_environment(folder, os.environ))
    if named or command in WITHOUT_SERVERS:
        os.environ.update({name: os.environ.get(name) or NOWHERE[name] for name in NOWHERE})
        yield
        return
    with _servers_of(folder) as urls:
        os.environ.update(urls)
        yield


@contextlib.contextmanager
def _servers_of(folder: DataFolder) -> Iterator[dict[str, str]]:
    """Yield the addresses of the folder's servers: the running ones, or ones started for now."""
    claim = Claim(folder)
    if not claim.take():
        with _guest(folder):
            yield running_environment(folder, claim)
        return
    servers = Servers(folder, os.environ)
    try:
        servers.start()
        publish(folder, servers.urls)
        yield servers.urls
        withdraw(folder)
        _wait_for_guests(folder)
    finally:
        withdraw(folder)
        servers.stop()
        claim.give_back()


def _published(folder: DataFolder) -> Path:
    return folder.path / "secrets" / "addresses.json"


def publish(folder: DataFolder, urls: Mapping[str, str]) -> None:
    """Tell other commands where the servers listen."""
    folder.keep_secret(_published(folder).name, json.dumps(dict(urls)))


def withdraw(folder: DataFolder) -> None:
    _published(folder).unlink(missing_ok=True)


def running_environment(folder: DataFolder, claim: Claim) -> dict[str, str]:
    """Return the addresses that the folder's holder published; wait while it is still starting."""
    file = _published(folder)
    if not wait_until(file.is_file, START_SECONDS):
        raise LaunchError(
            f"Process {claim.holder()} holds {folder.path}, but its servers do not answer.",
            f"stop it (kill {claim.holder()}) and start again",
        )
    urls: dict[str, str] = json.loads(file.read_text())
    return urls


@contextlib.contextmanager
def _guest(folder: DataFolder) -> Iterator[None]:
    """Keep a command that started the servers from stopping them under us."""
    with (folder.path / "run" / "guests").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def _wait_for_guests(folder: DataFolder) -> None:
    with (folder.path / "run" / "guests").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
