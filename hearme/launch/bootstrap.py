"""Make .venv with the pinned packages, then run a Python command in it.

    python3 hearme/launch/bootstrap.py GROUP ARGUMENT…      (GROUP: run or dev)

Started by whatever Python there is, so it imports nothing of ours and stays readable for old ones.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
VENV = CHECKOUT / ".venv"
PINS = CHECKOUT / "constraints.txt"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
OLDEST = (3, 11)
NEWER_PYTHONS = ("python3.13", "python3.12", "python3.11", "python3.14")
GROUPS = {"run": ("local",), "dev": ("local", "test", "lint")}


class Stop(Exception):  # noqa: N818 the name says what it does
    """Nothing more can be done here: the text says what the reader can do."""


def main(words: list[str]) -> None:
    """Prepare the environment for a group and become the Python command."""
    if not words or words[0] not in GROUPS:
        raise Stop("usage: bootstrap.py run|dev ARGUMENT…")
    find_python()
    os.chdir(str(CHECKOUT))
    prepare(words[0])
    if words[1:]:
        # Compiled modules are kept: without them every start takes seconds longer.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.execv(str(interpreter()), [str(interpreter()), *words[1:]])  # noqa: S606


def find_python() -> None:
    """Go on with a newer Python when this one is too old. Raises Stop when there is none."""
    if sys.version_info >= OLDEST:
        return
    for name in NEWER_PYTHONS:
        found = shutil.which(name)
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(found, [found, *sys.argv])  # noqa: S606
    raise Stop(
        "Python 3.11 or newer is needed; this is {}.{} ({}).\n"
        "What to do: install it (Debian: apt install python3 python3-venv), or name one:\n"
        "  make PYTHON=/path/to/python3.12 …".format(*sys.version_info[:2], sys.executable)
    )


def interpreter() -> Path:
    return VENV / "bin" / "python"


def prepare(group: str) -> None:
    """Create and fill the environment unless it already holds exactly these pins."""
    lock = os.open(str(CHECKOUT), os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_current(group):
            fill(group)
    finally:
        os.close(lock)


def is_current(group: str) -> bool:
    groups = {group, "dev"}
    return interpreter().exists() and any(
        stamp(name).is_file() and stamp(name).read_text() == digest(name) for name in groups
    )


def stamp(group: str) -> Path:
    return VENV / f"hearme-{group}.stamp"


def digest(group: str) -> str:
    """Fingerprint what the environment is made from, and where it stands."""
    parts = [origin(), *requirements(group), PINS.read_text()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def origin() -> str:
    """Say where the environment stands and which Python it leans on."""
    return f"{VENV} {interpreter().resolve()}"


def requirements(group: str) -> list[str]:
    """Return the names that pyproject.toml asks for: the product's and the group's."""
    import tomllib  # noqa: PLC0415 unknown to the old Pythons that read this file

    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    names = list(project["project"]["dependencies"])
    for name in GROUPS[group]:
        names += [word for word in project["dependency-groups"][name] if isinstance(word, str)]
    return names


def fill(group: str) -> None:
    """Install the pins with uv, or with pip where uv does not work."""
    started = time.monotonic()
    print(f"Installing the pinned packages into {VENV.name} …", flush=True)
    create()
    try:
        install_with_uv(group)
    except subprocess.CalledProcessError:
        print("uv could not install the packages; trying again with pip (slower) …", flush=True)
        install_with_pip()
    stamp(group).write_text(digest(group))
    print(f"Packages are in place ({time.monotonic() - started:.0f} s).", flush=True)


def create() -> None:
    """Make an empty environment; one that was moved or lost its Python is made anew."""
    made_for = VENV / "hearme-origin"
    moved = made_for.is_file() and made_for.read_text() != origin()
    if interpreter().exists() and not moved:
        return
    run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)], "make .venv")
    made_for.write_text(origin())


def install_with_uv(group: str) -> None:
    draft = VENV / "hearme-requirements.txt"
    draft.write_text(pin_of("uv"))
    command = [*pip(), "install", "--quiet", "--require-hashes", "-r", str(draft)]
    subprocess.run(command, check=True, env=tool_environment())
    draft.write_text("\n".join(requirements(group)) + "\n")
    # uv checks the hashes that the constraints file gives for everything it installs.
    command = [str(VENV / "bin" / "uv"), "pip", "install", "--python", str(interpreter())]
    subprocess.run(
        [*command, "-r", str(draft), "-c", str(PINS)], check=True, env=tool_environment()
    )


def pin_of(name: str) -> str:
    """Return the lines of the constraints file for one package, with its hashes."""
    found = re.search(rf"^{name}==(?:.*\\\n)*.*\n", PINS.read_text(), re.MULTILINE)
    if found is None:
        raise Stop(f"{PINS.name} has no pin for {name}. What to do: make upgrade")
    return found[0]


def tool_environment() -> dict[str, str]:
    """Return an environment in which uv and pip work on unusual machines too."""
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1")
    if CERTIFICATES.exists():
        # A company's own certificates are there; uv would look at its built-in ones alone.
        environment.setdefault("UV_SYSTEM_CERTS", "1")
    cache = Path(environment.get("XDG_CACHE_HOME") or environment.get("HOME") or "/")
    if not os.access(cache, os.W_OK):
        environment.setdefault("UV_NO_CACHE", "1")
        environment.setdefault("PIP_NO_CACHE_DIR", "1")
    elif cache.stat().st_dev != CHECKOUT.stat().st_dev:
        environment.setdefault("UV_LINK_MODE", "copy")
    return environment


def install_with_pip() -> None:
    run([*pip(), "install", "--require-hashes", "-r", str(PINS)], "install the packages")


def pip() -> list[str]:
    """Return a command that installs into .venv: this Python's own pip, or the one in ensurepip."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(interpreter())]
    with contextlib.suppress(ImportError):
        import ensurepip  # noqa: PLC0415 Debian ships it apart

        folder = getattr(ensurepip, "_WHEEL_PKG_DIR", None) or Path(ensurepip.__file__).parent
        for wheel in sorted(Path(folder).rglob("pip-*.whl")):
            return [str(interpreter()), f"{wheel}/pip"]
    raise Stop(
        "This Python has no pip to install packages with.\n"
        "What to do: install it (Debian: apt install python3-venv) and run the same command again."
    )


def run(command: list[str], aim: str) -> None:
    """Run one step and show what it prints. Raises Stop when it fails."""
    code = subprocess.call(command, env=tool_environment())
    if code:
        raise Stop(
            f"Could not {aim} (code {code}); the reason is above.\n"
            "What to do: check the network and the free disk space, then try again."
        )


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Stop as stop:
        sys.exit(f"\nFailed: {stop}")
    except KeyboardInterrupt:
        sys.exit(130)
