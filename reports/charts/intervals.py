"""Intervals: an estimate on the line of its 95 % interval, many below one another on one rail."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil, floor

from reports.charts.drawing import Size, dot, line, ornament, scale, short, text

WHISKER = Size(300, 26)
AXIS = Size(300, 16)
MARGIN = 8
RAIL_STEP = 20


@dataclass(frozen=True, slots=True)
class Rail:
    """The values from one end of a rail to the other."""

    low: float
    high: float

    @classmethod
    def around(cls, values: Iterable[float], lowest: float, highest: float) -> "Rail":
        """A rail with round ends that holds all values, within lowest..highest."""
        known = list(values) or [lowest, highest]
        low = max(lowest, RAIL_STEP * floor(min(known) / RAIL_STEP))
        high = min(highest, RAIL_STEP * ceil(max(known) / RAIL_STEP))
        return cls(low, high) if high > low else cls(lowest, highest)

    @property
    def ticks(self) -> list[float]:
        span = self.high - self.low
        step = RAIL_STEP if span <= 5 * RAIL_STEP else 2 * RAIL_STEP
        return [self.low + n * step for n in range(int(span // step) + 1)]


@dataclass(frozen=True, slots=True)
class Whisker:
    """An estimate with its interval; `was` is the value before, `everywhere` that of all places.

    `raw` is what was measured, where the value was drawn towards all others; `goal` is what the
    value should reach, and left out where the rail does not reach it.
    """

    value: float
    low: float
    high: float
    was: float | None = None
    everywhere: float | None = None
    raw: float | None = None
    goal: float | None = None


def whisker(mark: Whisker, rail: Rail, size: Size = WHISKER) -> str:
    """Draw the interval and the estimate on it, beside the same numbers in text."""
    x, y = scale(rail.low, rail.high, MARGIN, size.width - MARGIN), size.height / 2
    body = line("rail", (0, y), (size.width, y))
    if mark.everywhere is not None:
        body += line("mean", (x(mark.everywhere), 0), (x(mark.everywhere), size.height))
    body += line("iv", (x(mark.low), y), (x(mark.high), y))
    if mark.was is not None:
        body += line("was", (x(mark.was), y - 7), (x(mark.was), y + 7))
    if mark.raw is not None:
        body += dot("raw", (x(mark.raw), y), 4)
    if mark.goal is not None and rail.low <= mark.goal <= rail.high:
        body += f'<path class="aim" d="M{short(x(mark.goal) - 4)} 0h8l-4 7z"/>'
    return ornament("wh", size, body + dot("pt", (x(mark.value), y), 5))


def whisker_axis(rail: Rail, write: Callable[[float], str], size: Size = AXIS) -> str:
    """The numbers over a column of whiskers."""
    x = scale(rail.low, rail.high, MARGIN, size.width - MARGIN)
    body = "".join(text("ax", (x(tick), 12), write(tick), "middle") for tick in rail.ticks)
    return ornament("wh-ax", size, body)
