"""Child processes: started on a leash, found again, stopped politely and then firmly."""

import contextlib
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hearme.launch.console import LaunchError

LEASH = str(Path(__file__).with_name("leash.py"))
LOG_BYTES = 5_000_000
Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Person:
    """The user whom a server runs as; uid -1 is whoever runs the launcher."""

    uid: int = -1
    gid: int = -1

    @property
    def is_other(self) -> bool:
        return self.uid >= 0


MYSELF = Person()


@dataclass(frozen=True)
class Program:
    """A command with everything it needs to run."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    folder: Path = Path("/")
    person: Person = MYSELF
    dies_by: signal.Signals = signal.SIGTERM
    files: Sequence[int] = ()
    """Open file descriptors that the program inherits."""
    speaks: bool = False
    """Whether its standard output goes to the terminal; its errors always go to the log."""


def unprivileged_person() -> Person:
    """Return MYSELF, or as root somebody who is not root: PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return MYSELF
    for name in ("nobody", "daemon", "bin"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Person(entry.pw_uid, entry.pw_gid)
    raise LaunchError(
        "PostgreSQL refuses to run as root, and there is no user 'nobody' to run it as.",
        "run this as an ordinary user, or add the user 'nobody'",
    )


def start(program: Program) -> Process:
    """Start a program in its own session, so that Ctrl-C reaches the launcher alone."""
    who = (str(program.person.uid), str(program.person.gid))
    leash = [sys.executable, "-I", "-S", LEASH, str(int(program.dies_by)), str(os.getpid()), *who]
    program.log.parent.mkdir(parents=True, exist_ok=True)
    _turn_over(program.log)
    with program.log.open("ab") as log:
        return subprocess.Popen(
            [*leash, *program.command],
            cwd=program.folder,
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=None if program.speaks else log,
            stderr=log,
            start_new_session=True,
            pass_fds=program.files,
        )


def _turn_over(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".old.log"))


def stop(process: Process, *signals: tuple[signal.Signals, float]) -> None:
    """Send each signal and wait its seconds; whatever is left of the group after that is killed."""
    for number, seconds in signals:
        if process.poll() is not None:
            break
        process.send_signal(number)
        wait_until(lambda: process.poll() is not None, seconds)
    sweep(process)


def sweep(process: Process) -> None:
    """Kill what remains of a process and of the children in its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def wait_until(is_true: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Ask again and again, at most so many seconds long; return the last answer."""
    end = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def end_strays(mark: str, number: signal.Signals, seconds: float) -> None:
    """End processes that an earlier launcher left behind: those that carry its mark."""
    for signal_number in (number, signal.SIGKILL):
        strays = list(marked(mark))
        for pid in strays:
            _send(pid, signal_number)
        if not strays or wait_until(lambda: not any(marked(mark)), seconds):
            return


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def runs(pid: int, program: str) -> bool:
    """Return whether a live process of this number runs a program of this name."""
    if not Path("/proc/self").exists():
        return True  # no way to look: let the program itself decide
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        return program in Path(words.split("\0")[0]).name
    return False


def marked(mark: str) -> Iterable[int]:
    """Yield the live processes whose command line or environment contains the mark.

    A zombie has neither, so a killed server that nobody has collected yet is not taken for alive.
    """
    for entry in Path("/proc").glob("[0-9]*"):
        pid = int(entry.name)
        if pid != os.getpid() and mark.encode() in _words(entry):
            yield pid


def _words(entry: Path) -> bytes:
    words = b""
    for name in ("cmdline", "environ"):
        try:
            words += (entry / name).read_bytes()
        except OSError:
            continue
    return words
