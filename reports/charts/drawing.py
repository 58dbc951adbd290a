"""What all charts are drawn with: scales, smooth lines, runs without gaps, and the SVG around."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import hypot
from typing import TypeAlias

Spot: TypeAlias = tuple[float, float]
Scale: TypeAlias = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in units of the drawing; a unit is a pixel where the chart has room."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Name:
    """What a chart is called: its own id on the page, a title, and its numbers in words."""

    id: str
    title: str
    description: str


def short(number: float) -> str:
    """A coordinate with one decimal at most."""
    return f"{number:.1f}".removesuffix(".0")


def scale(low: float, high: float, start: float, end: float) -> Scale:
    """Map low..high to start..end in a straight line; what lies outside is held at the ends."""
    width = high - low or 1.0
    return lambda value: start + (max(low, min(high, value)) - low) / width * (end - start)


def runs(values: Sequence[object | None]) -> list[range]:
    """The stretches without None."""
    found: list[range] = []
    start = 0
    for at, value in enumerate([*values, None]):
        if value is not None:
            continue
        if at > start:
            found.append(range(start, at))
        start = at + 1
    return found


def smooth(spots: Sequence[Spot]) -> str:
    """A path through the spots that never overshoots, so it invents no peak (Fritsch-Carlson)."""
    if len(spots) < 2:
        return "".join(f"M{short(x)} {short(y)}h.01" for x, y in spots)
    path = f"M{short(spots[0][0])} {short(spots[0][1])}"
    tangents = _tangents(spots)
    for at, ((x0, y0), (x1, y1)) in enumerate(pairwise(spots)):
        third = (x1 - x0) / 3
        first, second = y0 + tangents[at] * third, y1 - tangents[at + 1] * third
        path += (
            f"C{short(x0 + third)} {short(first)} {short(x1 - third)} {short(second)}"
            f" {short(x1)} {short(y1)}"
        )
    return path


def _tangents(spots: Sequence[Spot]) -> list[float]:
    slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(spots)]
    between = [0.0 if a * b <= 0 else (a + b) / 2 for a, b in pairwise(slopes)]
    tangents = [slopes[0], *between, slopes[-1]]
    for at, slope in enumerate(slopes):
        if slope == 0:
            tangents[at] = tangents[at + 1] = 0.0
        elif (length := hypot(tangents[at] / slope, tangents[at + 1] / slope)) > 3:
            tangents[at] *= 3 / length
            tangents[at + 1] *= 3 / length
    return tangents


def band(upper: Sequence[Spot], lower: Sequence[Spot]) -> str:
    """The closed area between two smooth lines."""
    return f"{smooth(upper)}L{smooth(lower[::-1])[1:]}Z"


def image(css: str, size: Size, body: str, name: Name, attributes: str = "") -> str:
    """An SVG that says in words what it shows."""
    key = escape(name.id)
    return (
        f'<svg class="{css}" viewBox="0 0 {short(size.width)} {short(size.height)}" role="img"'
        f' aria-labelledby="{key}-t {key}-d"{attributes}>'
        f'<title id="{key}-t">{escape(name.title)}</title>'
        f'<desc id="{key}-d">{escape(name.description)}</desc>{body}</svg>'
    )


def ornament(css: str, size: Size, body: str) -> str:
    """An SVG beside the same numbers in text."""
    width, height = short(size.width), short(size.height)
    return (
        f'<svg class="{css}" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' aria-hidden="true">{body}</svg>'
    )


def text(css: str, spot: Spot, words: str, anchor: str = "") -> str:
    """Words at a spot; `anchor` is "middle" or "end"."""
    side = f' text-anchor="{anchor}"' if anchor else ""
    place = f'x="{short(spot[0])}" y="{short(spot[1])}"'
    return f'<text class="{css}" {place}{side}>{escape(words)}</text>'


def line(css: str, start: Spot, end: Spot) -> str:
    (x1, y1), (x2, y2) = start, end
    return (
        f'<line class="{css}" x1="{short(x1)}" x2="{short(x2)}" y1="{short(y1)}" y2="{short(y2)}"/>'
    )


def rect(css: str, corner: Spot, size: Size, radius: float = 0) -> str:
    """A rectangle from its upper left corner."""
    x, y = corner
    place = f'x="{short(x)}" y="{short(y)}"'
    extent = f'width="{short(max(0.0, size.width))}" height="{short(max(0.0, size.height))}"'
    return f'<rect class="{css}" {place} {extent} rx="{short(radius)}"/>'


def dot(css: str, spot: Spot, radius: float) -> str:
    x, y = spot
    return f'<circle class="{css}" cx="{short(x)}" cy="{short(y)}" r="{short(radius)}"/>'
