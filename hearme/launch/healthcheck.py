"""Is this container's process well? Run as a file, so that asking costs little.

python hearme/launch/healthcheck.py web|worker|beat
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

BEAT_WRITES_EVERY = 180
"""Seconds between two writes of beat's schedule file."""


def web() -> bool:
    """Ask the web server, in the name of a host that it answers for."""
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request("http://127.0.0.1:8000/healthz")
    request.add_header("Host", host if host not in {"", "*"} else "127.0.0.1")
    with urllib.request.urlopen(request, timeout=4) as reply:  # noqa: S310 the scheme is above
        return bool(reply.status == 200)


def worker() -> bool:
    """Ask the worker of this container for an answer over Redis."""
    name = f"celery@{socket.gethostname()}"
    ask = ["celery", "-A", "hearme.celery", "inspect", "ping", "--timeout", "10", "-d", name]
    return subprocess.call(ask, stdout=subprocess.DEVNULL) == 0


def beat() -> bool:
    """Look whether beat still writes its schedule."""
    written = [file.stat().st_mtime for file in Path("/tmp").glob("beat-schedule*")]  # noqa: S108
    return bool(written) and time.time() - max(written) < 3 * BEAT_WRITES_EVERY


if __name__ == "__main__":
    try:
        well = {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]()
    except OSError as error:
        sys.exit(f"unwell: {error}")
    sys.exit(0 if well else "unwell")
