"""Lines through time: the trend with its band and gaps, and the word-sized sparkline."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from reports.charts.drawing import (
    Name,
    Scale,
    Size,
    Spot,
    band,
    dot,
    image,
    line,
    ornament,
    rect,
    runs,
    scale,
    short,
    smooth,
    text,
)
from reports.charts.events import NOTHING, Extras, Strip, aim_line, is_near, strip_of

SPARK = Size(92, 30)
LEFT, RIGHT, TOP, BOTTOM = 34, 52, 12, 26
LABEL_ROOM = 52
"""What a date under the axis needs."""
LETTER = 4.5
"""What a letter in a gap needs."""
STEPS = (5, 10, 20, 25, 50)
MOST_GRID_LINES = 6
NARROWEST = 20
"""Points an axis covers at least: a small wobble must not look like a mountain."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One point of a trend. Without a value it is a gap."""

    label: str
    value: float | None = None
    low: float = 0
    high: float = 0
    before: float | None = None
    is_low: bool = False
    """Fewer answers than a score should rest on."""
    is_empty: bool = False
    """Nobody answered, rather than too few to show."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The values that a trend's height stands for, with a grid line every `step`."""

    low: float
    high: float
    step: float

    @property
    def lines(self) -> Iterable[float]:
        last = round((self.high - self.low) / self.step)
        return (self.low + n * self.step for n in range(last + 1))


@dataclass(frozen=True, slots=True)
class TrendWords:
    """The words of a trend."""

    write: Callable[[float], str]
    """A value as a reader reads it."""
    gap: Callable[[int], str]
    """What is written into a gap of so many empty points."""


@dataclass(frozen=True, slots=True)
class _Frame:
    size: Size
    x: Scale
    y: Scale
    top: float

    @property
    def right(self) -> float:
        return self.size.width - RIGHT

    @property
    def floor(self) -> float:
        return self.size.height - BOTTOM


def axis_for(
    marks: Sequence[Mark], lowest: float, highest: float, aim: float | None = None
) -> Axis:
    """An axis that shows every value, with even grid lines, within lowest..highest.

    Bands of points with few answers may run out of it, unless most points are like that. A goal
    lies on it if it is near.
    """
    firm = [mark for mark in marks if mark.value is not None and not mark.is_low]
    known = [mark for mark in marks if mark.value is not None]
    banded = firm if 2 * len(firm) >= len(known) else known
    values = [end for mark in banded for end in (mark.low, mark.high)]
    values += [each for mark in marks for each in (mark.value, mark.before) if each is not None]
    low, high = min(values, default=lowest), max(values, default=highest)
    middle = max(lowest + NARROWEST / 2, min(highest - NARROWEST / 2, (low + high) / 2))
    low, high = min(low, middle - NARROWEST / 2), max(high, middle + NARROWEST / 2)
    if aim is not None and is_near(aim, low, high):
        low, high = min(low, aim), max(high, aim)
    step = next((step for step in STEPS if (high - low) / step <= MOST_GRID_LINES - 1), STEPS[-1])
    bottom = max(lowest, step * floor(low / step))
    top = min(highest, step * ceil(high / step))
    return Axis(bottom, max(top, bottom + step), step)


def trend(
    marks: Sequence[Mark],
    axis: Axis,
    size: Size,
    words: TrendWords,
    name: Name,
    extras: Extras = NOTHING,
) -> str:
    """A line with its 95 % band, the compared period dashed, a gap where nothing is known.

    Notes stand in a strip over the chart, which grows by it.
    """
    x = _across(len(marks), size)
    frame = _frame(axis, size, x, strip := _strip(x, size, extras))
    spans = runs([mark.value for mark in marks])
    body = "".join(
        [
            _grid(axis, frame, words),
            _dates(marks, frame),
            _gaps(marks, spans, frame, words),
            *(_band(marks, span, frame) for span in spans if len(span) > 1),
            strip.draw(2, frame.floor),
            _dashes(marks, frame),
            *(_line(marks, span, frame) for span in spans),
            _aim(extras, axis, marks, frame),
            _thin_points(marks, spans, frame),
            _end(marks, frame, words),
        ]
    )
    few = sum(mark.is_low for mark in marks) > len(marks) / 2
    ends = f' data-left="{LEFT}" data-right="{short(frame.right)}"'
    return image("trend small" if few else "trend", frame.size, body, name, ends)


def _across(many: int, size: Size) -> Scale:
    return scale(0, max(1, many - 1), LEFT, size.width - RIGHT)


def _strip(x: Scale, size: Size, extras: Extras) -> Strip:
    return strip_of(extras.events, x, (2, size.width - 2))


def is_trend_numbered(many: int, size: Size, extras: Extras) -> bool:
    """Whether the notes of a trend of so many points need a list that says their words."""
    return _strip(_across(many, size), size, extras).is_numbered


def _frame(axis: Axis, size: Size, x: Scale, strip: Strip) -> _Frame:
    grown = Size(size.width, size.height + strip.height)
    top = TOP + strip.height
    return _Frame(grown, x, scale(axis.low, axis.high, grown.height - BOTTOM, top), top)


def _aim(extras: Extras, axis: Axis, marks: Sequence[Mark], frame: _Frame) -> str:
    if extras.aim is None:
        return ""
    spots = _spots(range(len(marks)), [mark.value for mark in marks], frame)
    box = (LEFT, frame.top, frame.right, frame.floor)
    return aim_line(extras.aim, frame.y, (axis.low, axis.high), box, spots)


def _grid(axis: Axis, frame: _Frame, words: TrendWords) -> str:
    return "".join(
        line("gl", (LEFT, frame.y(value)), (frame.right, frame.y(value)))
        + text("ax", (LEFT - 8, frame.y(value) + 4), words.write(value), "end")
        for value in axis.lines
    )


def _dates(marks: Sequence[Mark], frame: _Frame) -> str:
    room = max(1, int((frame.right - LEFT) // LABEL_ROOM))
    every = max(1, ceil(len(marks) / room))
    return "".join(
        text("ax", (frame.x(at), frame.size.height - 7), marks[at].label, "middle")
        for at in range(0, len(marks), every)
    )


def _gaps(marks: Sequence[Mark], spans: Sequence[range], frame: _Frame, words: TrendWords) -> str:
    return "".join(_gap(marks, range(a.stop, b.start), frame, words) for a, b in pairwise(spans))


def _gap(marks: Sequence[Mark], gap: range, frame: _Frame, words: TrendWords) -> str:
    start, end = frame.x(gap.start - 1), frame.x(gap.stop)
    shade = rect("vgap", (start, frame.top), Size(end - start, frame.floor - frame.top))
    empty = sum(marks[at].is_empty for at in gap)
    label = words.gap(empty) if empty == len(gap) else ""
    if not label or end - start < LETTER * len(label):
        return shade
    return shade + text("ax vgap-t", ((start + end) / 2, frame.floor - 8), label, "middle")


def _spots(span: Iterable[int], values: Sequence[float | None], frame: _Frame) -> list[Spot]:
    known = ((at, values[at]) for at in span)
    return [(frame.x(at), frame.y(value)) for at, value in known if value is not None]


def _band(marks: Sequence[Mark], span: range, frame: _Frame) -> str:
    upper = _spots(span, [mark.high for mark in marks], frame)
    lower = _spots(span, [mark.low for mark in marks], frame)
    return f'<path class="ci" d="{band(upper, lower)}"/>'


def _dashes(marks: Sequence[Mark], frame: _Frame) -> str:
    before = [mark.before for mark in marks]
    path = "".join(smooth(_spots(span, before, frame)) for span in runs(before))
    return f'<path class="old" d="{path}"/>' if path else ""


def _line(marks: Sequence[Mark], span: range, frame: _Frame) -> str:
    spots = _spots(span, [mark.value for mark in marks], frame)
    return f'<path class="now" d="{smooth(spots)}"/>'


def _thin_points(marks: Sequence[Mark], spans: Sequence[range], frame: _Frame) -> str:
    """A ring on every point that rests on few answers, and a dot on one that stands alone."""
    values = [mark.value for mark in marks]
    alone = {span.start for span in spans if len(span) == 1}
    few = [at for at, mark in enumerate(marks) if mark.is_low and at not in alone]
    rings = "".join(dot("thin", spot, 3) for spot in _spots(few, values, frame))
    return rings + "".join(dot("dot", spot, 3.5) for spot in _spots(alone, values, frame))


def _end(marks: Sequence[Mark], frame: _Frame, words: TrendWords) -> str:
    last = max((at for at, mark in enumerate(marks) if mark.value is not None), default=None)
    if last is None or marks[last].value is None:
        return ""
    value, before = marks[last].value or 0.0, marks[last].before
    x, y = frame.x(last), frame.y(value)
    ends = dot("dot", (x, y), 4.5) + text("end", (x + 10, y + 5), words.write(value))
    if before is None or abs(frame.y(before) - y) < 15:
        return ends
    return ends + text("ax", (x + 10, frame.y(before) + 4), words.write(before))


def sparkline(values: Sequence[float | None], size: Size = SPARK) -> str:
    """A word-sized line; a gap stays a gap. Nothing at all below three values."""
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    if len(known) < 3:
        return ""
    levels = [value for _, value in known]
    low, high = min(levels), max(levels)
    x = scale(0, len(values) - 1, 2, size.width - 6)
    flat = high == low
    y = scale(low - flat, high + flat, size.height - 4, 4)
    path = "".join(smooth([(x(at), y(values[at] or 0.0)) for at in span]) for span in runs(values))
    last, level = known[-1]
    return ornament("spark", size, f'<path d="{path}"/>' + dot("tip-dot", (x(last), y(level)), 3))
