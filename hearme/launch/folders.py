"""The data folder: who uses it now, its secrets, and the short path for sockets."""

import contextlib
import fcntl
import hashlib
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hearme.launch.console import LaunchError
from hearme.launch.processes import Person

CHECKOUT = Path(__file__).resolve().parent.parent.parent
SECRET_BYTES = 32


class DataFolder:
    """Everything that one Hearme keeps on this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        identity = f"{os.geteuid()} {self.path.resolve()}"
        self.name = "hearme-" + hashlib.sha256(identity.encode()).hexdigest()[:10]
        # In the system's temporary folder, because a socket's path ends at 107 bytes.
        self.sockets = Path(tempfile.gettempdir()) / self.name

    def mark(self, part: str) -> str:
        """Return the word by which a part's processes are found again after a crash."""
        return f"{self.name}-{part}"

    def create(self) -> None:
        """Make the folder. Raises LaunchError when that is not allowed."""
        try:
            for name in ("log", "run"):
                (self.path / name).mkdir(parents=True, exist_ok=True)
            secret_folder = self.path / "secrets"
            secret_folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise LaunchError(
                f"The data folder {self.path} cannot be made: {error.strerror}.",
                "set HEARME_VAR to a folder that you may write to",
            ) from error

    def log(self, part: str) -> Path:
        return self.path / "log" / f"{part}.log"

    def secret(self, name: str, characters: int = SECRET_BYTES) -> str:
        """Return a secret that is made once and then kept."""
        file = self.path / "secrets" / name
        if not file.is_file():
            _write_private(file, secrets.token_urlsafe(characters)[:characters])
        return file.read_text().strip()

    def has_secret(self, name: str) -> bool:
        return (self.path / "secrets" / name).is_file()

    def forget_secret(self, name: str) -> None:
        (self.path / "secrets" / name).unlink(missing_ok=True)

    def keep_secret(self, name: str, value: str) -> None:
        _write_private(self.path / "secrets" / name, value)

    def make_socket_folder(self, person: Person) -> None:
        """Make the folder for sockets, which only this person may enter."""
        folder = self.sockets
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            if person.is_other:
                os.chown(folder, person.uid, person.gid)
        found = folder.lstat()
        expected = person.uid if person.is_other else os.geteuid()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != expected or found.st_mode & 0o077:
            raise LaunchError(
                f"{folder} belongs to somebody else.",
                "remove it, or set TMPDIR to another folder",
            )


def _write_private(file: Path, text: str) -> None:
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text + "\n")
    draft.replace(file)


class Claim:
    """The right to run servers in a data folder. It ends with the process, however that dies."""

    def __init__(self, folder: DataFolder) -> None:
        self._file = folder.path / "run" / "lock"
        self._descriptor = -1

    def take(self) -> bool:
        """Return whether the folder is ours now."""
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._descriptor = descriptor
        return True

    def holder(self) -> str:
        """Return the process id of whoever runs the folder."""
        return self._file.read_text().strip() or "unknown"

    def give_back(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@contextlib.contextmanager
def claimed(folder: DataFolder) -> Iterator[None]:
    """Hold the folder's claim. Raises LaunchError when another process holds it."""
    claim = Claim(folder)
    if not claim.take():
        pid = claim.holder()
        raise LaunchError(
            f"Hearme is already running from {folder.path} (process {pid}).",
            f"stop that one first (Ctrl-C where it runs, or: kill {pid}), "
            "or set HEARME_VAR to another folder for a second one",
        )
    try:
        yield
    finally:
        claim.give_back()
