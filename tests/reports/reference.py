"""Public survey data and its results computed in R, where somebody put them beside the tests."""

import csv
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
FOLDER = Path(os.environ.get("HEARME_REFERENCE_DATA", BESIDE))


def reference_rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the reference data; skips the test without them."""
    return _rows(reference_file(name))


def reference_results(name: str) -> Any:
    """The expected results of a data set; skips the test without them."""
    return json.loads(reference_file(f"{name}/expected.json").read_text())


def reference_file(name: str) -> Path:
    """The path of a file of the reference data; skips the test without it."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is missing: set HEARME_REFERENCE_DATA to the reference data")
    return path


@cache
def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))
