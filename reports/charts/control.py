"""The control chart: points, the limits of each, and a numbered badge where a rule speaks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from reports.charts.drawing import (
    Name,
    Scale,
    Size,
    dot,
    image,
    line,
    rect,
    runs,
    scale,
    short,
    text,
)
from reports.charts.events import NOTHING, Extras, aim_line, strip_of
from reports.charts.lines import Axis

LEFT, RIGHT, TOP, BOTTOM = 40, 52, 26, 28
LABEL_ROOM: Final = 52
BADGE_AWAY: Final = 19
LINE: Final = 14
"""How far two words must be apart."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One day or week. Without a value it is a gap."""

    label: str
    value: float | None = None
    low: float = 0
    high: float = 0
    side: str = ""
    """good or bad where a rule speaks."""
    badge: str = ""
    """The number of the rule, on the point where it first speaks."""


@dataclass(frozen=True, slots=True)
class ControlWords:
    """What is written into a control chart."""

    write: Callable[[float], str]
    middle: str
    ends: tuple[str, str] = ("", "")
    """What the upper and the lower limit are called."""
    extras: Extras = NOTHING


@dataclass(frozen=True, slots=True)
class _Frame:
    size: Size
    x: Scale
    y: Scale
    half: float
    top: float

    @property
    def right(self) -> float:
        return self.size.width - RIGHT

    @property
    def floor(self) -> float:
        return self.size.height - BOTTOM


def control_chart(
    samples: Sequence[Sample],
    centre: float,
    axis: Axis,
    size: Size,
    words: ControlWords,
    name: Name,
) -> str:
    """Limits are stepped, as they belong to a day and not to the way between two of them.

    Notes stand in a strip over the chart, which grows by it.
    """
    x, half = _across(len(samples), size)
    strip = strip_of(words.extras.events, x, (2, size.width - 2))
    frame = _frame(axis, Size(size.width, size.height + strip.height), x, half, strip.height)
    spans = runs([each.value for each in samples])
    y = frame.y(centre)
    body = _grid(axis, frame, words)
    body += "".join(_limits(samples, span, frame) for span in spans)
    body += _gaps(samples, frame) + strip.draw(4, frame.floor)
    body += line("centre", (LEFT, y), (frame.right, y))
    body += text("ax b", (frame.right + 6, y + 4), words.middle)
    body += _ends(samples, y, frame, words)
    body += "".join(_run(samples, span, frame) for span in spans)
    body += _aim(words.extras, axis, samples, frame)
    body += "".join(_points(samples, frame))
    body += "".join(_badge(each, at, frame) for at, each in enumerate(samples))
    return image("ctl", frame.size, body + _labels(samples, frame), name)


def _across(many: int, size: Size) -> tuple[Scale, float]:
    """Where each sample lies, and half of its width."""
    inset = (size.width - LEFT - RIGHT) / max(1, many) / 2
    return scale(0, max(1, many - 1), LEFT + inset, size.width - RIGHT - inset), inset


def is_control_numbered(many: int, size: Size, extras: Extras) -> bool:
    """Whether the notes of a chart of so many samples need a list that says their words."""
    return strip_of(extras.events, _across(many, size)[0], (2, size.width - 2)).is_numbered


def _frame(axis: Axis, size: Size, x: Scale, half: float, strip: float) -> _Frame:
    top = TOP + strip
    return _Frame(size, x, scale(axis.low, axis.high, size.height - BOTTOM, top), half, top)


def _aim(extras: Extras, axis: Axis, samples: Sequence[Sample], frame: _Frame) -> str:
    if extras.aim is None:
        return ""
    known = [(at, each.value) for at, each in enumerate(samples)]
    spots = [(frame.x(at), frame.y(value)) for at, value in known if value is not None]
    box = (LEFT, frame.top, frame.right, frame.floor)
    return aim_line(extras.aim, frame.y, (axis.low, axis.high), box, spots)


def _grid(axis: Axis, frame: _Frame, words: ControlWords) -> str:
    return "".join(
        line("gl", (LEFT, frame.y(value)), (frame.right, frame.y(value)))
        + text("ax", (LEFT - 6, frame.y(value) + 4), words.write(value), "end")
        for value in axis.lines
    )


def _limits(samples: Sequence[Sample], span: range, frame: _Frame) -> str:
    upper = _steps(span, frame, [each.high for each in samples])
    lower = _steps(span, frame, [each.low for each in samples])
    back = "".join(
        f"V{short(frame.y(samples[at].low))}H{short(frame.x(at) - frame.half)}"
        for at in reversed(span)
    )
    return f'<path class="ok" d="{upper}{back}Z"/><path class="lim" d="{upper}{lower}"/>'


def _steps(span: range, frame: _Frame, ends: Sequence[float]) -> str:
    path = ""
    for at in span:
        y = short(frame.y(ends[at]))
        path += f"V{y}" if path else f"M{short(frame.x(at) - frame.half)} {y}"
        path += f"H{short(frame.x(at) + frame.half)}"
    return path


def _ends(samples: Sequence[Sample], middle: float, frame: _Frame, words: ControlWords) -> str:
    """The names of the last limits, where they do not run into that of the middle."""
    last = next((each for each in reversed(samples) if each.value is not None), None)
    if last is None:
        return ""
    named = zip((last.high, last.low), words.ends, strict=True)
    return "".join(
        text("ax", (frame.right + 6, frame.y(end) + 4), name)
        for end, name in named
        if abs(frame.y(end) - middle) > LINE
    )


def _gaps(samples: Sequence[Sample], frame: _Frame) -> str:
    return "".join(
        rect(
            "vgap",
            (frame.x(at) - frame.half, frame.top),
            Size(2 * frame.half, frame.floor - frame.top),
        )
        for at, each in enumerate(samples)
        if each.value is None
    )


def _run(samples: Sequence[Sample], span: range, frame: _Frame) -> str:
    spots = [f"{short(frame.x(at))} {short(frame.y(samples[at].value or 0))}" for at in span]
    return f'<path class="run" d="M{"L".join(spots)}"/>'


def _points(samples: Sequence[Sample], frame: _Frame) -> Iterable[str]:
    for at, each in enumerate(samples):
        if each.value is not None:
            spot = (frame.x(at), frame.y(each.value))
            yield dot(f"viol {each.side}", spot, 5.5) if each.side else dot("cp", spot, 3)


def _badge(sample: Sample, at: int, frame: _Frame) -> str:
    if sample.value is None or not sample.badge:
        return ""
    x, y = frame.x(at), frame.y(sample.value)
    away = BADGE_AWAY if sample.side == "bad" else -BADGE_AWAY
    if not frame.top - 16 < y + away < frame.floor - 8:
        away = -away
    spot = (x, y + away)
    return dot(f"vb {sample.side}", spot, 9) + text(
        "vb-t", (x, y + away + 4), sample.badge, "middle"
    )


def _labels(samples: Sequence[Sample], frame: _Frame) -> str:
    room = max(1, int((frame.right - LEFT) // LABEL_ROOM))
    every = max(1, ceil(len(samples) / room))
    return "".join(
        text("ax", (frame.x(at), frame.size.height - 8), samples[at].label, "middle")
        for at in range(0, len(samples), every)
    )


def control_axis(values: Sequence[float], lowest: float, highest: float) -> Axis:
    """An axis with round lines that holds all values, within lowest..highest."""
    low, high = min(values, default=lowest), max(values, default=highest)
    gap = max(high - low, 1e-9)
    power = 10.0 ** _exponent(gap / 5)
    step = next(power * factor for factor in (1, 2, 5, 10) if gap / (power * factor) <= 5)
    # A tenth of a step is left free, so that no point lies on the frame.
    bottom = max(lowest, step * floor(low / step - 0.1))
    top = step * ceil(high / step + 0.1)
    return Axis(bottom, max(min(highest, top), bottom + step), step)


def _exponent(number: float) -> int:
    exponent = 0
    while number >= 10:
        number, exponent = number / 10, exponent + 1
    while number < 1:
        number, exponent = number * 10, exponent - 1
    return exponent
