"""Lists of places as they come in tables: one row each, with the path that leads to it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hearme.accounts.rules.identity import known_time_zones

MAX_ROWS: Final = 2_000
MAX_NAME: Final = 80
MAX_ADDRESS: Final = 300
MAX_DEPTH: Final = 10
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "place", "location", "tên", "địa điểm", "chi nhánh"),
    "inside": ("inside", "parent", "path", "thuộc", "nằm trong", "cấp trên"),
    "address": ("address", "địa chỉ"),
    "time_zone": ("time zone", "timezone", "time_zone", "múi giờ"),
}
"""What a column means -> the headings under which it is found, in both languages."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place of a table: the names on the way to it, its own last."""

    line: int
    path: tuple[str, ...]
    address: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a line of the table; line 0 is the table itself."""

    line: int
    kind: str
    value: str = ""


def read_places(table: Sequence[Sequence[str]]) -> tuple[list[PlaceRow], list[RowProblem]]:
    """Read a table with a heading: its places in order, and all that is wrong with it."""
    if not table:
        return [], [RowProblem(0, "empty")]
    columns = _columns(table[0])
    if "name" not in columns:
        return [], [RowProblem(0, "no_name")]
    if len(table) - 1 > MAX_ROWS:
        return [], [RowProblem(0, "too_many", str(MAX_ROWS))]
    rows: list[PlaceRow] = []
    problems: list[RowProblem] = []
    for line, cells in enumerate(table[1:], start=2):
        values = {name: _cell(cells, at) for name, at in columns.items()}
        if not any(values.values()):
            continue
        row = _row(line, values)
        found = _problem(row, {known.path for known in rows})
        problems += [found] if found else []
        rows.append(row)
    return rows, problems if rows or problems else [RowProblem(0, "empty")]


def _columns(heading: Sequence[str]) -> dict[str, int]:
    plain = [" ".join(cell.lower().split()) for cell in heading]
    found = {
        name: next((at for at, cell in enumerate(plain) if cell in words), None)
        for name, words in COLUMNS.items()
    }
    return {name: at for name, at in found.items() if at is not None}


def _cell(cells: Sequence[str], at: int) -> str:
    return " ".join(cells[at].split()) if at < len(cells) else ""


def _row(line: int, values: Mapping[str, str]) -> PlaceRow:
    above = [name.strip() for name in re.split(r"[>›/]", values.get("inside", "")) if name.strip()]
    path = (*above, values["name"]) if values["name"] else ()
    return PlaceRow(line, path, values.get("address", ""), values.get("time_zone", ""))


def _problem(row: PlaceRow, known: set[tuple[str, ...]]) -> RowProblem | None:
    long = next((name for name in row.path if len(name) > MAX_NAME), "")
    is_foreign = bool(row.time_zone) and row.time_zone not in known_time_zones()
    checks = (
        (not row.path, "name", ""),
        (row.path in known, "twice", " > ".join(row.path)),
        (len(row.path) > MAX_DEPTH, "deep", str(MAX_DEPTH)),
        (bool(long), "long", long[:20]),
        (len(row.address) > MAX_ADDRESS, "address", ""),
        (is_foreign, "zone", row.time_zone[:40]),
    )
    return next(
        (RowProblem(row.line, kind, value) for is_wrong, kind, value in checks if is_wrong), None
    )
