"""When: a question's score by hour and weekday, and which hours really stand out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeAlias

from reports.rules.places import against_rest, raw_value
from reports.rules.scores import Counts, Score, add_up, people_in, real_among, score_of
from reports.rules.suppression import suppressed, suppressed_in_table
from surveys.rules import Kind, Question

ByHour: TypeAlias = Mapping[tuple[int, int], Counts]
"""Weekday from 1 for Monday, hour of the local day -> rating -> people."""

SHOWN_FROM: Final = 10
"""Below so many answers an hour shows only how many they are."""
FIRM_FROM: Final = 20
"""Below so many answers an hour is drawn towards what its day and its hour let expect."""
WEEKDAYS: Final = range(1, 8)
MOST_NAMED: Final = 3


@dataclass(frozen=True)
class Cell:
    """One hour of one weekday, a whole weekday, or one hour of all days."""

    weekday: int
    """0 for all days."""
    hour: int
    """-1 for the whole day."""
    question: Question
    counts: Counts
    is_hidden: bool
    value: float | None = None
    """What is shown, in points; None where nobody answered or it is hidden."""
    is_drawn: bool = False
    """Whether few answers were drawn towards what the day and the hour let expect."""
    side: int = 0
    """1 better and -1 worse than the rest of the week, all hours judged together."""

    @property
    def n(self) -> int:
        return people_in(self.counts)

    @cached_property
    def score(self) -> Score | None:
        return None if self.is_hidden else score_of(self.question, self.counts)


@dataclass(frozen=True, slots=True)
class HourMap:
    """The whole map: seven rows of hours, with a margin on two sides."""

    question: Question
    hours: range
    rows: tuple[tuple[Cell, ...], ...]
    days: tuple[Cell, ...]
    """The margin: each weekday as a whole."""
    across: tuple[Cell, ...]
    """The margin: each hour over all days."""
    whole: Cell

    @property
    def worst(self) -> list[Cell]:
        """The hours that are really worse than the rest, the lowest first."""
        return sorted(self._standing_out(-1), key=lambda cell: cell.value or 0)[:MOST_NAMED]

    @property
    def best(self) -> list[Cell]:
        """The hours that are really better than the rest, the highest first."""
        return sorted(self._standing_out(1), key=lambda cell: -(cell.value or 0))[:MOST_NAMED]

    def _standing_out(self, side: int) -> list[Cell]:
        return [cell for row in self.rows for cell in row if cell.side == side]

    @property
    def busiest(self) -> Cell:
        return max(self.across, key=lambda cell: cell.n)

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest score shown, at least a few points apart."""
        shown = [cell.value for row in self.rows for cell in row if cell.value is not None]
        low, high = min(shown, default=0.0), max(shown, default=100.0)
        lowest = -100.0 if self.question.kind is Kind.NPS else 0.0
        if high - low >= 14:
            return low, high
        middle = max(lowest + 7, min(93.0, (low + high) / 2))
        return middle - 7, middle + 7


def hour_map(question: Question, counts: ByHour) -> HourMap | None:
    """The map of a week; None if nobody answered."""
    known = {at: people for at, people in counts.items() if people_in(people)}
    if not known:
        return None
    hours = range(min(hour for _, hour in known), max(hour for _, hour in known) + 1)
    whole = Cell(0, -1, question, add_up(known.values()), people_in(add_up(known.values())) < 5)
    days = [add_up(known.get((day, hour), {}) for hour in hours) for day in WEEKDAYS]
    across = [add_up(known.get((day, hour), {}) for day in WEEKDAYS) for hour in hours]
    return HourMap(
        question,
        hours,
        _rows(question, known, hours),
        tuple(_margin(question, [(day, -1) for day in WEEKDAYS], days)),
        tuple(_margin(question, [(0, hour) for hour in hours], across)),
        whole if whole.is_hidden else replace(whole, value=raw_value(question, whole.counts)),
    )


def _margin(
    question: Question, places: Sequence[tuple[int, int]], counts: Sequence[Counts]
) -> list[Cell]:
    hidden = suppressed({at: people_in(each) for at, each in zip(places, counts, strict=True)})
    return [
        Cell(
            *at,
            question,
            each,
            at in hidden,
            value=None if at in hidden else raw_value(question, each),
        )
        for at, each in zip(places, counts, strict=True)
    ]


def _rows(question: Question, known: ByHour, hours: range) -> tuple[tuple[Cell, ...], ...]:
    hidden = suppressed_in_table({at: people_in(each) for at, each in known.items()}, SHOWN_FROM)
    expected = _Fit(question, known)
    cells = {
        at: _cell(question, at, counts, at in hidden, expected) for at, counts in known.items()
    }
    sides = _sides(question, [cell for cell in cells.values() if cell.value is not None], known)
    return tuple(
        tuple(
            replace(cells[day, hour], side=sides.get((day, hour), 0))
            if (day, hour) in cells
            else Cell(day, hour, question, {}, is_hidden=False)
            for hour in hours
        )
        for day in WEEKDAYS
    )


def _cell(
    question: Question, at: tuple[int, int], counts: Counts, is_hidden: bool, fit: "_Fit"
) -> Cell:
    cell = Cell(*at, question, counts, is_hidden)
    raw = raw_value(question, counts)
    if is_hidden or raw is None:
        return cell
    if cell.n >= FIRM_FROM:
        return replace(cell, value=raw)
    weight = cell.n / FIRM_FROM
    return replace(cell, value=weight * raw + (1 - weight) * fit.at(*at), is_drawn=True)


class _Fit:
    """What an hour lets expect: all answers, moved by how its weekday and its hour differ."""

    def __init__(self, question: Question, known: ByHour) -> None:
        self.lowest = -100.0 if question.kind is Kind.NPS else 0.0
        self.whole = raw_value(question, add_up(known.values())) or 0.0
        self.days = self._line(question, known, 0)
        self.hours = self._line(question, known, 1)

    def _line(self, question: Question, known: ByHour, side: int) -> dict[int, float]:
        keys = {at[side] for at in known}
        pooled = {
            key: add_up(counts for at, counts in known.items() if at[side] == key) for key in keys
        }
        return {key: raw_value(question, counts) or 0.0 for key, counts in pooled.items()}

    def at(self, weekday: int, hour: int) -> float:
        fitted = self.days[weekday] + self.hours[hour] - self.whole
        return max(self.lowest, min(100.0, fitted))


def _sides(question: Question, cells: Sequence[Cell], known: ByHour) -> dict[tuple[int, int], int]:
    everybody = add_up(known.values())
    changes = [against_rest(question, cell.counts, everybody) for cell in cells]
    return {
        (cell.weekday, cell.hour): 1 if change.value > 0 else -1
        for cell, change, is_real in zip(cells, changes, real_among(changes), strict=True)
        if change and is_real
    }
