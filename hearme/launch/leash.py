"""Become another program that is stopped when the launcher dies.

Run as `python -I -S leash.py SIGNAL PARENT UID GID PROGRAM ARGUMENT…`; UID -1 keeps the user.
A program of its own, because code between fork and exec is not safe in a process with threads.
"""

import contextlib
import os
import sys

PR_SET_PDEATHSIG = 1


def main(words: list[str]) -> None:
    """Drop rights, tie this process to its parent and become the program."""
    signal_number, parent, uid, gid = (int(word) for word in words[:4])
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    tie_to_parent(signal_number)
    if os.getppid() != parent:
        sys.exit("the launcher is gone")
    os.execv(words[4], words[4:])  # noqa: S606


def tie_to_parent(signal_number: int) -> None:
    """Ask Linux for a signal when the parent dies; elsewhere the next start cleans up."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(ImportError, OSError):
        import ctypes  # noqa: PLC0415 some Pythons are built without it

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number)


if __name__ == "__main__":
    main(sys.argv[1:])
