"""A table that asks for many signed links at once: one a line, columns known by their names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from responses.rules.links import LONGEST_REFERENCE, has_room_for, misfit_of

MOST_ROWS: Final = 20_000
COLUMNS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "location": frozenset({"location", "place", "branch", "địa điểm", "chi nhánh", "nơi"}),
        "subject": frozenset(
            {"subject", "staff", "employee", "product", "service", "nhân viên", "sản phẩm",
             "dịch vụ", "đối tượng"}
        ),
        "touchpoint": frozenset({"touchpoint", "điểm chạm"}),
        "reference": frozenset(
            {"reference", "transaction", "giao dịch", "mã giao dịch", "tham chiếu"}
        ),
    }
)  # fmt: skip
"""What a column means -> the headings that say so. A hidden field's heading is its name."""
LINK_HEADING: Final = "link"


@dataclass(frozen=True, slots=True)
class TableProblem:
    """What is wrong with a line of the table; line 0 is the table itself."""

    line: int
    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One line: its cells as they came, and what they mean."""

    line: int
    cells: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    """location, subject, touchpoint and reference, as far as they are given."""
    hidden: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkTable:
    """A table that was understood, or what is wrong with it."""

    heading: tuple[str, ...] = ()
    rows: tuple[LinkRow, ...] = ()
    problems: tuple[TableProblem, ...] = ()
    known: tuple[str, ...] = ()
    """The headings that were understood; what stands in other columns only comes back."""


def read_link_table(table: Sequence[Sequence[str]], hidden_fields: Sequence[str]) -> LinkTable:
    """Read a table with a heading. Without problems it has at least one row."""
    heading = tuple(cell.strip() for cell in table[0]) if table else ()
    columns = {at: name for at, cell in enumerate(heading) if (name := _meant(cell, hidden_fields))}
    if repeated := _repeated(columns):
        return LinkTable(problems=(TableProblem(0, "repeated", repeated),))
    if len(table) - 1 > MOST_ROWS:
        return LinkTable(problems=(TableProblem(0, "too_many", str(MOST_ROWS)),))
    rows, problems = [], []
    for line, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = _row(line, cells, columns, hidden_fields)
        rows.append(row)
        problems += _problems(row)
    if not rows:
        problems.append(TableProblem(0, "empty"))
    known = tuple(heading[at] for at in columns)
    return LinkTable(heading, tuple(rows), tuple(problems), known)


def _meant(heading: str, hidden_fields: Sequence[str]) -> str:
    """What a column means; empty if it only comes back. The survey's own names come first."""
    plain = " ".join(heading.casefold().split())
    if plain in hidden_fields:
        return plain
    return next((name for name, words in COLUMNS.items() if plain in words), "")


def _repeated(columns: Mapping[int, str]) -> str:
    names = list(columns.values())
    return next((name for name in names if names.count(name) > 1), "")


def _row(
    line: int, cells: Sequence[str], columns: Mapping[int, str], hidden_fields: Sequence[str]
) -> LinkRow:
    given = {
        name: text
        for at, name in columns.items()
        if (text := cells[at].strip() if at < len(cells) else "")
    }
    return LinkRow(
        line,
        tuple(cells),
        {name: text for name, text in given.items() if name not in hidden_fields},
        {name: text for name, text in given.items() if name in hidden_fields},
    )


def _problems(row: LinkRow) -> list[TableProblem]:
    found = [
        TableProblem(row.line, f"value_{kind}", name)
        for name, value in row.hidden.items()
        if (kind := misfit_of(value))
    ]
    reference = row.facts.get("reference", "")
    if len(reference) > LONGEST_REFERENCE:
        found.append(TableProblem(row.line, "reference", str(LONGEST_REFERENCE)))
    if not found and not has_room_for(row.hidden):
        found.append(TableProblem(row.line, "too_much"))
    return found


class Names:
    """Things by their names in any case of letters; what several bear is no name.

    The later lists count only where the earlier ones know nothing.
    """

    def __init__(self, *lists: Sequence[tuple[str, object]]) -> None:
        self.lists: list[dict[str, list[object]]] = []
        for things in lists:
            by_name: dict[str, list[object]] = {}
            for name, thing in things:
                by_name.setdefault(_plain(name), []).append(thing)
            self.lists.append(by_name)

    def find(self, name: str) -> tuple[object | None, str]:
        """The thing with this name, or why there is none: unknown, or ambiguous."""
        plain = _plain(name)
        found = next((names[plain] for names in self.lists if plain in names), [])
        if len(found) == 1:
            return found[0], ""
        return None, "ambiguous" if found else "unknown"


def _plain(name: str) -> str:
    """A name or a path of names, however its letters and the marks between are written."""
    parts = re.split("[>›·/]", name.casefold())
    return ">".join(" ".join(part.split()) for part in parts)
