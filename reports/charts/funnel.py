"""The funnel: score against number of answers, and how far chance alone throws a place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, TypeAlias

from reports.charts.drawing import (
    Name,
    Scale,
    Size,
    Spot,
    band,
    dot,
    image,
    line,
    scale,
    short,
    text,
)
from reports.charts.labels import Label, place_labels

Ends: TypeAlias = tuple[float, float, float, float]
"""95 % low and high, 99.8 % low and high."""

LEFT, RIGHT, TOP, BOTTOM = 40, 16, 12, 40
LETTER: Final = 7
"""About how wide a letter is."""
POINTS: Final = 40
STEPS: Final = (10, 20, 25, 50)
MOST_LINES: Final = 6


@dataclass(frozen=True, slots=True)
class Dot:
    """One place: how many answered, its score, and where a click leads."""

    name: str
    n: int
    value: float
    href: str
    """Empty if it leads nowhere."""
    said: str
    """The name with its numbers, for whoever hears the chart."""
    css: str = ""
    """good, bad or small."""
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class FunnelWords:
    """What is written into a funnel."""

    write: Callable[[float], str]
    count: Callable[[int], str]
    """How a number of answers is written."""
    middle: str
    axis: str


@dataclass(frozen=True, slots=True)
class Range:
    """The scores that the height stands for, and the most answers of its width."""

    low: float
    high: float
    most: int

    @property
    def step(self) -> float:
        gap = self.high - self.low
        return next((step for step in STEPS if gap / step <= MOST_LINES), STEPS[-1])


@dataclass(frozen=True, slots=True)
class Throw:
    """What chance makes of the common score `target`, by number of answers."""

    target: float
    limits: Callable[[int], Ends]
    reach: Range


def funnel(dots: Sequence[Dot], throw: Throw, size: Size, words: FunnelWords, name: Name) -> str:
    """Points inside the funnel are not news; those outside are drawn last, with their names."""
    target, reach = throw.target, throw.reach
    x = scale(0, reach.most, LEFT, size.width - RIGHT)
    y = scale(reach.low, reach.high, size.height - BOTTOM, TOP)
    right, floor = size.width - RIGHT, size.height - BOTTOM
    body = _bands(throw.limits, reach.most, x, y)
    body += _grid(reach, right, x, y, words) + _counts(reach.most, floor, x, words)
    body += line("fun0", (LEFT, y(target)), (right, y(target)))
    body += text("ax axis", ((LEFT + right) / 2, size.height - 4), words.axis, "middle")
    spots = [(x(each.n), y(each.value)) for each in dots]
    body += "".join(_point(each, spot) for each, spot in zip(dots, spots, strict=True))
    named = [
        Label(spot, each.name) for each, spot in zip(dots, spots, strict=True) if each.is_named
    ]
    middle = _middle(words.middle, (right, y(target)), spots)
    body += text("ax halo mid", middle, words.middle, "end")
    corner = (right - LETTER * len(words.middle), middle[1] - 6)
    body += place_labels(named, [*spots, corner], (LEFT, TOP, right, floor))
    drawn = image("fnl", size, body, name)
    # Nobody could reach a link inside an image.
    return drawn.replace('role="img"', 'role="group"', 1) if _has_links(dots) else drawn


def _has_links(dots: Sequence[Dot]) -> bool:
    return any(each.href for each in dots)


def _middle(words: str, end: Spot, spots: Sequence[Spot]) -> Spot:
    """Where the middle is named: over the end of its line, or under it if points lie there."""
    left = end[0] - LETTER * len(words) - 12
    over = [spot for spot in spots if spot[0] > left and -24 < spot[1] - end[1] < 4]
    under = [spot for spot in spots if spot[0] > left and -4 < spot[1] - end[1] < 24]
    return end[0] - 4, end[1] + (14 if over and not under else -6)


def _bands(limits: Callable[[int], Ends], most: int, x: Scale, y: Scale) -> str:
    start = min(8, most)
    at = sorted({round(start + (most - start) * (n / POINTS) ** 1.7) for n in range(POINTS + 1)})
    ends = [(n, limits(n)) for n in at]

    def edge(which: int) -> list[Spot]:
        return [(x(n), y(each[which])) for n, each in ends]

    wide, narrow = band(edge(3), edge(2)), band(edge(1), edge(0))
    return f'<path class="fun2" d="{wide}"/><path class="fun1" d="{narrow}"/>'


def _grid(reach: Range, right: float, x: Scale, y: Scale, words: FunnelWords) -> str:
    body, value = "", reach.low
    while value <= reach.high + 1e-9:
        body += line("gl", (LEFT, y(value)), (right, y(value)))
        body += text("ax", (LEFT - 6, y(value) + 4), words.write(value), "end")
        value += reach.step
    return body


def _counts(most: int, floor: float, x: Scale, words: FunnelWords) -> str:
    step = _round_step(most / 5)
    return "".join(
        text("ax", (x(n), floor + 16), words.count(n), "middle") for n in range(0, most + 1, step)
    )


def _round_step(rough: float) -> int:
    """The next 1, 2 or 5 with zeros."""
    power = 1
    while rough > 10 * power:
        power *= 10
    return next(power * factor for factor in (1, 2, 5, 10) if rough <= power * factor)


def most_of(counts: Sequence[int]) -> int:
    """A round number that holds all of these."""
    top = max(counts, default=0) or 1
    step = _round_step(top / 5)
    return -(-top // step) * step


def _point(each: Dot, spot: Spot) -> str:
    said, href = escape(each.said), escape(each.href)
    mark = dot(f"spot {each.css}".strip(), spot, 6)
    if not each.href:
        return mark
    # A circle of 12 px is too small to hit: the link is 24 px wide.
    wide = f'<circle class="hit" cx="{short(spot[0])}" cy="{short(spot[1])}" r="12"/>'
    return f'<a href="{href}" aria-label="{said}">{wide}{mark}<title>{said}</title></a>'
