"""How fast a file of all responses is written, and how much memory that takes.

`python -m tests.bench.exporting CODE` writes it in a process of its own and prints both as JSON.
"""

import json
import os
import subprocess
import sys
from typing import Any

import django

from hearme.launch import local
from hearme.launch.folders import CHECKOUT
from tests.bench.chains import Large
from tests.stack import Stack

Results = dict[str, Any]


def export(stack: Stack, chain: Large) -> Results:
    """All responses of an organization as CSV, by the product's own writer."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.exporting", chain.code],
        cwd=CHECKOUT,
        env=stack.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    results: Results = json.loads(done.stdout.splitlines()[-1])
    return results


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearme.settings")
    with local.environment("export"):
        django.setup()
        from tests.bench.writing import write_all  # noqa: PLC0415 - models need Django's setup

        print(json.dumps(write_all(sys.argv[1])))


if __name__ == "__main__":
    main()
