"""python -m hearme.launch run | check [NAME…] | fix | upgrade"""

import os
import sys
from collections.abc import Callable

from hearme.launch import check
from hearme.launch.console import LaunchError, complain
from hearme.launch.folders import CHECKOUT
from hearme.launch.run import run

COMMANDS: dict[str, Callable[..., None]] = {
    "run": run,
    "check": check.check,
    "fix": check.fix,
    "upgrade": check.upgrade,
}


def main(words: list[str]) -> None:
    """Do what the first word says. Failures are said in words, and the exit code is 1."""
    if not words or words[0] not in COMMANDS:
        sys.exit(__doc__)
    os.chdir(CHECKOUT)
    try:
        COMMANDS[words[0]](*words[1:])
    except LaunchError as error:
        complain(error)
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
