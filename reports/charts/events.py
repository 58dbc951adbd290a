"""Over and across a time line: what happened on a day, and the goal to reach."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reports.charts.drawing import Scale, Size, Spot, line, rect, text
from reports.charts.labels import Box

LETTER: Final = 6.1
PILL: Final = 19
"""How tall a label is."""
ROW: Final = 22
GAP: Final = 4
MOST_ROWS: Final = 3
ROOM_FOR_WORDS: Final = 420
"""With less width, labels are numbers, and their words stand below the chart."""
MOST_IN_WORDS: Final = 5
SHORT: Final = 24
BIN: Final = 44
"""How wide the label of many notes side by side is."""
REACH: Final = 2
"""The axis grows to a goal if it becomes at most so many times as long."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at a point, counted from 0."""

    at: int
    words: str
    badge: str
    """What stands for the words where there is no room for them."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What the values should reach."""

    value: float
    words: str


@dataclass(frozen=True, slots=True)
class Extras:
    """What a time line shows beside its values."""

    aim: Aim | None = None
    events: tuple[Event, ...] = ()


NOTHING: Final = Extras()


@dataclass(frozen=True, slots=True)
class Pill:
    """A label where it lies in the strip over a chart."""

    left: float
    width: float
    row: int
    words: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The labels over a chart, and where their lines go down."""

    pills: tuple[Pill, ...] = ()
    lines: tuple[tuple[float, int], ...] = ()
    """The place of each line, and the row of the label that it hangs from."""
    is_numbered: bool = False

    @property
    def height(self) -> float:
        rows = max((pill.row + 1 for pill in self.pills), default=0)
        return rows * ROW

    def draw(self, top: float, floor: float) -> str:
        """The lines first, so that a label covers those that pass behind it."""
        lines = "".join(line("", (x, top + row * ROW + PILL), (x, floor)) for x, row in self.lines)
        labels = "".join(
            rect("", (pill.left, top + pill.row * ROW), Size(pill.width, PILL), PILL / 2)
            + text(
                "",
                (pill.left + pill.width / 2, top + pill.row * ROW + 13.5),
                pill.words,
                "middle",
            )
            for pill in self.pills
        )
        return f'<g class="event">{lines}{labels}</g>' if labels else ""


def strip_of(events: Sequence[Event], x: Scale, ends: tuple[float, float]) -> Strip:
    """Lay the labels out: in words, shortened, as numbers, or many numbers in one; none touch."""
    if not events:
        return Strip()
    spots = [x(event.at) for event in events]
    if len(events) <= MOST_IN_WORDS and ends[1] - ends[0] >= ROOM_FOR_WORDS:
        words = [event.words for event in events]
        shortened = [each if len(each) <= SHORT else f"{each[: SHORT - 1]}…" for each in words]
        for tried in (words, shortened):
            if pills := _in_rows(spots, tried, ends):
                return Strip(pills, _hung(spots, pills), tried != words)
    badges = [event.badge for event in events]
    pills = _in_rows(spots, badges, ends)
    if pills:
        return Strip(pills, _hung(spots, pills), is_numbered=True)
    together = _together(spots, badges, ends)
    return Strip(together, tuple((spot, 0) for spot in sorted(set(spots))), is_numbered=True)


def _hung(spots: Sequence[float], pills: Sequence[Pill]) -> tuple[tuple[float, int], ...]:
    """One line for each spot, from its highest label on: two dashed ones would look solid."""
    rows: dict[float, int] = {}
    for spot, pill in zip(spots, pills, strict=True):
        rows[spot] = min(pill.row, rows.get(spot, pill.row))
    return tuple(rows.items())


def _in_rows(
    spots: Sequence[float], words: Sequence[str], ends: tuple[float, float]
) -> tuple[Pill, ...]:
    """Each label over its spot in the first free row; nothing if the rows do not do."""
    placed: list[Pill] = []
    for spot, label in zip(spots, words, strict=True):
        width = 12 + LETTER * len(label)
        left = max(ends[0], min(spot - width / 2, ends[1] - width))
        row = next((row for row in range(MOST_ROWS) if _is_free(placed, row, left, width)), None)
        if row is None:
            return ()
        placed.append(Pill(left, width, row, label))
    return tuple(placed)


def _is_free(placed: Iterable[Pill], row: int, left: float, width: float) -> bool:
    return not any(
        pill.row == row and left < pill.left + pill.width + GAP and pill.left < left + width + GAP
        for pill in placed
    )


def _together(
    spots: Sequence[float], badges: Sequence[str], ends: tuple[float, float]
) -> tuple[Pill, ...]:
    """One label for all that lie side by side: “3–7”."""
    bins: dict[int, list[str]] = {}
    most = max(0, int((ends[1] - ends[0]) // BIN) - 1)
    for spot, badge in zip(spots, badges, strict=True):
        bins.setdefault(min(most, int((spot - ends[0]) // BIN)), []).append(badge)
    return tuple(
        Pill(ends[0] + number * BIN + GAP / 2, BIN - GAP, 0, _span(inside))
        for number, inside in bins.items()
    )


def _span(badges: Sequence[str]) -> str:
    return badges[0] if len(badges) == 1 else f"{badges[0]}–{badges[-1]}"


# ------------------------------------------------------------------ the goal
def is_near(aim: float, low: float, high: float) -> bool:
    """Whether an axis from `low` to `high` can grow to a goal without flattening its values."""
    return max(high, aim) - min(low, aim) <= REACH * (high - low)


def aim_line(
    aim: Aim, y: Scale, ends: tuple[float, float], frame: Box, spots: Iterable[Spot]
) -> str:
    """The goal across the chart, or an arrow at the edge beyond which it lies.

    `ends` are those of the axis; the label stands where it covers the fewest of the spots.
    """
    left, top, right, floor = frame
    low, high = ends
    if aim.value > high:
        return text("ax tgt", (left + 6, top + 13), f"▲ {aim.words}")
    if aim.value < low:
        return text("ax tgt", (left + 6, floor - 6), f"▼ {aim.words}")
    at, known = y(aim.value), list(spots)
    width = LETTER * len(aim.words)
    tries = list(_beside(at, width, frame))
    spot, anchor, _box = min(tries, key=lambda each: _covered(each[2], known))
    return line("target", (left, at), (right, at)) + text("ax tgt", spot, aim.words, anchor)


def _beside(at: float, width: float, frame: Box) -> Iterator[tuple[Spot, str, Box]]:
    left, top, right, floor = frame
    for x, anchor, start in ((left + 6, "", left + 6), (right - 6, "end", right - 6 - width)):
        if at - 18 >= top:
            yield (x, at - 6), anchor, (start, at - 17, start + width, at - 3)
        if at + 18 <= floor or at - 18 < top:
            yield (x, at + 15), anchor, (start, at + 4, start + width, at + 18)


def _covered(box: Box, spots: Iterable[Spot]) -> int:
    left, top, right, bottom = box
    return sum(left <= x <= right and top <= y <= bottom for x, y in spots)
