"""A cross-tab: who answered what, by something else, with what may not be told left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from reports.metrics.contingency import Independence, adjusted_residuals, independence_test
from reports.rules.scores import CHANCE, HIDE_BELOW, LOW_BELOW, Score, share_of

FAR_OFF: Final = 2.5
"""A cell so many standard errors off is marked."""
MOST_ROWS: Final = 30
MOST_COLUMNS: Final = 12
STRENGTHS: Final = (("strong", 0.5), ("clear", 0.3), ("light", 0.1))
"""Cramér's V from which a link is called so (Cohen 1988, 7.2)."""


@dataclass(frozen=True, slots=True)
class Level:
    """One row or column: what it is called, and which values of the answers it takes together."""

    label: str
    values: tuple[str, ...]
    tone: str = ""
    """d, a or p where it is bad, neutral or good; else empty."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What stands in the rows or columns."""

    key: str
    label: str
    levels: tuple[Level, ...]
    has_many: bool = False
    """Whether one person may stand in several of its levels."""
    is_rating: bool = False
    is_by_size: bool = False
    """Whether its levels have no order of their own: the largest come first."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of a row stand in a column."""

    people: int
    share: Score
    mark: int = 0
    """1 where there are more than elsewhere, -1 where there are fewer, 0 where it may be chance."""
    tone: str = ""
    """good or bad where that can be said, else note; empty without a mark."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; without cells if so few stand in it that only their number may be shown."""

    label: str
    n: int
    cells: tuple[Cell, ...] = ()
    good: Score | None = None
    """The share of good ratings, where the columns are a rating."""

    @property
    def is_hidden(self) -> bool:
        return not self.cells

    @property
    def is_low(self) -> bool:
        return self.n < LOW_BELOW


@dataclass(frozen=True, slots=True)
class Finding:
    """The cell that stands out most."""

    row: str
    column: str
    share: float
    everywhere: float


@dataclass(frozen=True, slots=True)
class CrossTab:
    """The table with its test."""

    row_axis: Axis
    column_axis: Axis
    columns: tuple[Level, ...]
    rows: tuple[Row, ...]
    total: Row | None
    test: Independence | None
    finding: Finding | None
    rows_left_out: int = 0
    columns_left_out: int = 0
    columns_hidden: tuple[tuple[str, int], ...] = ()
    """Columns of too few people: what they are called, and how many."""

    @property
    def is_real(self) -> bool:
        return self.test is not None and self.test.p < CHANCE

    @property
    def strength(self) -> str:
        """How strong the link is: strong, clear, light or hardly."""
        v = self.test.v if self.test else 0.0
        return next((word for word, least in STRENGTHS if v >= least), "hardly")

    @property
    def has_many(self) -> bool:
        return self.row_axis.has_many or self.column_axis.has_many

    @property
    def has_hidden(self) -> bool:
        return bool(self.columns_hidden) or any(row.is_hidden for row in self.rows)

    @property
    def has_marks(self) -> bool:
        return any(cell.mark for row in self.rows for cell in row.cells)


Group = tuple[Sequence[str], Sequence[str], int]
"""The row values and column values of some people, and how many they are."""


class _Counts:
    """People by level, and by pairs of levels."""

    def __init__(self, rows: Axis, columns: Axis, groups: Iterable[Group]) -> None:
        row_of = {value: at for at, level in enumerate(rows.levels) for value in level.values}
        column_of = {value: at for at, level in enumerate(columns.levels) for value in level.values}
        self.rows = [0] * len(rows.levels)
        self.columns = [0] * len(columns.levels)
        self.cells = [[0] * len(columns.levels) for _ in rows.levels]
        for row_values, column_values, people in groups:
            met_rows = {row_of[value] for value in row_values if value in row_of}
            met_columns = {column_of[value] for value in column_values if value in column_of}
            self._add(met_rows, met_columns, people)

    def _add(self, rows: set[int], columns: set[int], people: int) -> None:
        if not rows or not columns:
            return
        for row in rows:
            self.rows[row] += people
            for column in columns:
                self.cells[row][column] += people
        for column in columns:
            self.columns[column] += people


def cross(rows: Axis, columns: Axis, groups: Iterable[Group]) -> CrossTab:
    """Make the table; each row shows the shares of its own people.

    A row or column of fewer than five people shows only how many, and is in no total. If one small
    row alone were left out, the survey's own report less this total would tell it: then the next
    smallest is left out with it. Columns of a rating are answers, not people, and are all shown.
    """
    counts = _Counts(rows, columns, groups)
    row_places = _shown(rows, counts.rows, MOST_ROWS)
    column_places = _shown(columns, counts.columns, MOST_COLUMNS)
    hidden_rows = _hidden([(at, counts.rows[at]) for at in row_places])
    sizes = [] if columns.is_rating else [(at, counts.columns[at]) for at in column_places]
    hidden_columns = _hidden(sizes)
    told = [at for at in column_places if at not in hidden_columns]
    kept = [at for at in row_places if at not in hidden_rows]
    body = _body(counts, (rows, columns), kept, told)
    lines = dict(zip(kept, body.rows, strict=False))
    return CrossTab(
        rows,
        columns,
        tuple(columns.levels[at] for at in told),
        tuple(lines.get(at) or Row(rows.levels[at].label, counts.rows[at]) for at in row_places),
        body.total,
        body.test,
        body.finding,
        _people_met(counts.rows) - len(row_places),
        _people_met(counts.columns) - len(column_places),
        tuple((columns.levels[at].label, counts.columns[at]) for at in sorted(hidden_columns)),
    )


@dataclass(frozen=True, slots=True)
class _Body:
    rows: Sequence[Row]
    total: Row | None
    test: Independence | None
    finding: Finding | None


def _body(
    counts: _Counts, axes: tuple[Axis, Axis], kept: Sequence[int], told: Sequence[int]
) -> _Body:
    """The rows and columns that may be told, with their test and their total."""
    rows, columns = axes
    if not kept or not told:
        return _Body((), None, None, None)
    table = [[counts.cells[i][j] for j in told] for i in kept]
    bases = [
        counts.rows[i] if columns.has_many else sum(counts.cells[i][j] for j in told) for i in kept
    ]
    test = None if rows.has_many or columns.has_many else independence_test(table)
    residuals = _residuals(table, test)
    maker = _Maker(columns, tuple(columns.levels[at] for at in told))
    made = list(map(maker.row, [rows.levels[at].label for at in kept], bases, table, residuals))
    total = None
    if sum(bases) and not rows.has_many:
        sums = [sum(column) for column in zip(*table, strict=True)]
        total = maker.row("", sum(bases), sums, [0.0] * len(sums))
    return _Body(made, total, test, _finding(made, maker.levels, total, residuals))


def _people_met(people: Sequence[int]) -> int:
    """In how many levels there is anybody."""
    return sum(1 for count in people if count)


def _shown(axis: Axis, people: Sequence[int], most: int) -> list[int]:
    """The places of the levels to show: those with anybody; if too many, the largest."""
    met = [at for at, count in enumerate(people) if count]
    largest = sorted(met, key=lambda at: -people[at])[:most]
    return largest if axis.is_by_size else sorted(largest)


def _hidden(sizes: Sequence[tuple[int, int]]) -> set[int]:
    """What is too small to tell, and as many more as it takes that no subtraction tells it."""
    rising = sorted(((people, at) for at, people in sizes if people), key=lambda each: each[0])
    hidden = {at for people, at in rising if people < HIDE_BELOW}
    out = sum(people for people, at in rising if at in hidden)
    for people, at in rising:
        if not hidden or out >= HIDE_BELOW:
            break
        if at not in hidden:
            hidden.add(at)
            out += people
    return hidden


def _residuals(table: list[list[int]], test: Independence | None) -> list[list[float]]:
    if test is None or test.p >= CHANCE:
        return [[0.0] * len(row) for row in table]
    return adjusted_residuals(table)


@dataclass(frozen=True, slots=True)
class _Maker:
    axis: Axis
    levels: tuple[Level, ...]

    def row(self, label: str, base: int, people: Sequence[int], residuals: Sequence[float]) -> Row:
        """A row with the shares of its own people."""
        if base < HIDE_BELOW:
            return Row(label, base)
        cells = tuple(
            self._cell(base, count, residual, level)
            for count, residual, level in zip(people, residuals, self.levels, strict=True)
        )
        good = None
        if self.axis.is_rating:
            tones = [level.tone for level in self.levels]
            happy = sum(n for n, tone in zip(people, tones, strict=True) if tone == "p")
            good = share_of(happy, base)
        return Row(label, base, cells, good)

    def _cell(self, base: int, people: int, residual: float, level: Level) -> Cell:
        share = share_of(people, base) or Score(0, 0, 0, 0)
        mark = (residual > 0) - (residual < 0) if abs(residual) >= FAR_OFF else 0
        return Cell(people, share, mark, self._tone(mark, level))

    def _tone(self, mark: int, level: Level) -> str:
        if not mark:
            return ""
        if not self.axis.is_rating:
            return "note"
        return {"p": ("bad", "good"), "d": ("good", "bad")}.get(level.tone, ("note", "note"))[
            mark > 0
        ]


def _finding(
    rows: Sequence[Row],
    levels: Sequence[Level],
    total: Row | None,
    residuals: Sequence[Sequence[float]],
) -> Finding | None:
    marked = [
        (abs(residual), row, at)
        for row, found in zip(rows, residuals, strict=False)
        for at, (residual, cell) in enumerate(zip(found, row.cells, strict=False))
        if cell.mark
    ]
    if not marked or total is None:
        return None
    _size, row, at = max(marked, key=lambda each: (each[0], each[2]))
    return Finding(
        row.label, levels[at].label, row.cells[at].share.value, total.cells[at].share.value
    )


__all__ = ["Axis", "Cell", "CrossTab", "Finding", "Group", "Level", "Row", "cross"]
