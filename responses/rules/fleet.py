"""Many codes at once: names written as a pattern, and lists of codes as they come in tables."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from hearme.accounts.rules import RowProblem

MOST_AT_ONCE: Final = 2_000
MAX_NAME: Final = 80
BRACES: Final = re.compile(r"(\{[^{}]*\})")
RANGE: Final = re.compile(
    r"\{\s*([0-9]{1,6}|[A-Za-z])\s*(?:-|–|\.{2,3}|…)\s*([0-9]{1,6}|[A-Za-z])\s*\}"
)
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "location": ("location", "place", "inside", "địa điểm", "chi nhánh", "nơi đặt"),
    "name": ("name", "spot", "table", "tên", "vị trí", "bàn"),
    "touchpoint": ("touchpoint", "điểm chạm"),
    "subject": ("subject", "who", "staff", "đối tượng", "nhân viên"),
}
"""What a column means -> the headings under which it is found, in both languages."""


class NameProblemError(ValueError):
    """A name that cannot be read. `kind` says why: `range`, `long`, `many` or `letters`."""

    def __init__(self, kind: str, value: str = "") -> None:
        super().__init__(kind, value)
        self.kind, self.value = kind, value


@dataclass(frozen=True, slots=True)
class Spot:
    """One code that is wanted: where it stands, what it is called, and what is rated there."""

    location_id: int
    name: str = ""
    touchpoint_id: int | None = None
    subject_id: int | None = None

    @property
    def key(self) -> tuple[int, str]:
        """By what two codes are the same, whatever the capitals."""
        return self.location_id, self.name.casefold()


# ------------------------------------------------------------------ names
def names_of(text: str) -> list[str]:
    """The names that lines stand for: "Bàn {1-12}" is twelve of them. No name comes twice.

    Raises NameProblemError for a line that cannot be read, or if there are too many.
    """
    names: dict[str, str] = {}
    for line in text.splitlines():
        for name in _expanded(" ".join(line.split())) if line.strip() else ():
            names.setdefault(name.casefold(), name)
        if len(names) > MOST_AT_ONCE:
            raise NameProblemError("many", str(MOST_AT_ONCE))
    return list(names.values())


def _expanded(line: str) -> Iterator[str]:
    parts = [_values(part) for part in BRACES.split(line)]
    wanted = 1
    for values in parts:
        wanted *= len(values)
    if wanted > MOST_AT_ONCE:
        raise NameProblemError("many", str(MOST_AT_ONCE))
    for chosen in product(*parts):
        yield checked_name("".join(chosen))


def _values(part: str) -> Sequence[str]:
    """What a part of a line stands for: itself, or all from the first to the last in braces."""
    if not BRACES.fullmatch(part):
        return (part,)
    found = RANGE.fullmatch(part)
    if not found or found[1].isdecimal() != found[2].isdecimal():
        raise NameProblemError("range", part[:40])
    if not found[1].isdecimal():
        first, last = (ord(letter.upper()) for letter in found.groups())
        values = [chr(letter) for letter in range(first, last + 1)]
    else:
        # {01-12} keeps its zeros, as they stand on the tables.
        width = len(found[1]) if found[1].startswith("0") else 0
        numbers = range(int(found[1]), min(int(found[2]), int(found[1]) + MOST_AT_ONCE) + 1)
        values = [str(number).zfill(width) for number in numbers]
    if not values:
        raise NameProblemError("range", part[:40])
    return values


def checked_name(name: str) -> str:
    """A name that fits. Raises NameProblemError."""
    if len(name) > MAX_NAME:
        raise NameProblemError("long", name[:20])
    if not name.isprintable():
        raise NameProblemError("letters", "".join(filter(str.isprintable, name))[:20])
    return name


def spots_of(
    locations: Iterable[int], names: Sequence[str], touchpoint: int | None, subject: int | None
) -> list[Spot]:
    """Each name at each place; without names one code for each whole place."""
    return [Spot(at, name, touchpoint, subject) for at in locations for name in names or ("",)]


# ------------------------------------------------------------------ tables
@dataclass(frozen=True, slots=True)
class Known:
    """What the words of a table may mean: words as `folded` -> ids, of which one is wanted."""

    location: Mapping[str, tuple[int, ...]]
    touchpoint: Mapping[str, tuple[int, ...]]
    subject: Mapping[str, tuple[int, ...]]


def folded(text: str) -> str:
    """Words as they are compared: the way to a place may be written with >, ›, / or ·."""
    parts = (" ".join(part.split()) for part in re.split(r"[>›/·]", text.casefold()))
    return " > ".join(part for part in parts if part)


def meanings(entries: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """What each word may mean."""
    found: dict[str, tuple[int, ...]] = {}
    for word, pk in entries:
        found[folded(word)] = (*found.get(folded(word), ()), pk)
    return found


def places_by_words(paths: Mapping[int, Sequence[str]]) -> dict[str, tuple[int, ...]]:
    """Places by their name, with as much of the way to them as somebody writes.

    The whole way means that place alone, even if places elsewhere end in the same words.
    """
    ends = meanings(
        (" > ".join(path[start:]), pk) for pk, path in paths.items() for start in range(len(path))
    )
    return ends | meanings((" > ".join(path), pk) for pk, path in paths.items())


def read_fleet(table: Sequence[Sequence[str]], known: Known) -> tuple[list[Spot], list[RowProblem]]:
    """Read a table with a heading: the codes it wants, and all that is wrong with it."""
    columns = _columns(table[0]) if table else {}
    if "location" not in columns:
        return [], [RowProblem(0, "no_column")]
    spots: dict[tuple[int, str], Spot] = {}
    problems: list[RowProblem] = []
    for line, cells in enumerate(table[1:], start=2):
        row = {name: _cell(cells, at) for name, at in columns.items()}
        if not any(row.values()):
            continue
        try:
            found = _read_row(row, known)
        except NameProblemError as problem:
            problems.append(RowProblem(line, problem.kind, problem.value))
            continue
        problems += [
            RowProblem(line, "twice", spot.name or row["location"])
            for spot in found
            if spot.key in spots
        ][:1]
        spots |= {spot.key: spot for spot in found}
        if len(spots) > MOST_AT_ONCE:
            return [], [RowProblem(0, "many", str(MOST_AT_ONCE))]
    return list(spots.values()), problems if spots or problems else [RowProblem(0, "empty")]


def _columns(heading: Sequence[str]) -> dict[str, int]:
    plain = [" ".join(cell.lower().split()) for cell in heading]
    return {
        name: plain.index(word)
        for name, words in COLUMNS.items()
        for word in reversed(words)
        if word in plain
    }


def _cell(cells: Sequence[str], at: int) -> str:
    return " ".join(cells[at].split()) if at < len(cells) else ""


def _read_row(row: Mapping[str, str], known: Known) -> list[Spot]:
    """The codes that a line wants. Raises NameProblemError."""
    at = _meant("location", row["location"], known.location)
    if at is None:
        raise NameProblemError("empty_location")
    touchpoint = _meant("touchpoint", row.get("touchpoint", ""), known.touchpoint)
    subject = _meant("subject", row.get("subject", ""), known.subject)
    return spots_of([at], names_of(row.get("name", "")), touchpoint, subject)


def _meant(column: str, words: str, entries: Mapping[str, tuple[int, ...]]) -> int | None:
    """The one thing that is meant; None for nothing. Raises NameProblemError."""
    if not words:
        return None
    found = entries.get(folded(words), ())
    if len(found) != 1:
        raise NameProblemError(f"many_{column}s" if found else f"no_{column}", words[:60])
    return found[0]
