"""Importance and performance in one picture, cut into four corners."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from reports.charts.drawing import Name, Size, Spot, dot, image, line, ornament, rect, scale, text

QUADRANT: Final = Size(640, 420)
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 22.0, 42.0
STEP = 10
STRIP = 24.0
"""Room under 0% for the names of the lower corners."""
LETTER = 6.6
"""About how wide a letter is."""
LINE_HEIGHT = 15.0
LONGEST = 26


@dataclass(frozen=True, slots=True)
class Extent:
    """A value with its interval, in percent."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Factor:
    """One point of the picture; `css` is its corner."""

    label: str
    css: str
    across: Extent
    up: Extent


@dataclass(frozen=True, slots=True)
class QuadrantWords:
    """The corners from the upper left, row by row, and the two axes."""

    corners: tuple[str, str, str, str]
    across: str
    up: str
    write: Callable[[float], str]


def quadrant(
    factors: Sequence[Factor],
    cut: Spot,
    words: QuadrantWords,
    name: Name,
    size: Size = QUADRANT,
) -> str:
    """Points with both of their intervals; the corners meet at `cut`, the best is upper right.

    Labels are laid where no other label or point is; one that finds no place stays beside its
    point. Ticks stand at whole tens.
    """
    (x_low, x_high), (y_low, y_high) = (
        _range([f.across for f in factors]),
        (
            0.0,
            _range([f.up for f in factors])[1],
        ),
    )
    x = scale(x_low, x_high, LEFT, size.width - RIGHT)
    y = scale(y_low, y_high, size.height - BOTTOM - STRIP, TOP)
    middle = (x(cut[0]), y(cut[1]))
    body = _corners(middle, words, size)
    for tick in range(int(x_low), int(x_high) + 1, _step(x_high - x_low, size.width)):
        spot = (x(tick), size.height - BOTTOM + 17)
        body += text("ax", spot, words.write(tick), "middle")
    for tick in range(0, int(y_high) + 1, _step(y_high, size.height)):
        body += text("ax", (LEFT - 7, y(tick) + 4), words.write(tick), "end")
    body += text("ax axis", (LEFT, TOP - 8), words.up)
    body += text("ax axis", (size.width - RIGHT, size.height - 6), words.across, "end")
    for each in factors:
        at = (x(each.across.value), y(each.up.value))
        body += line("iv", (x(each.across.low), at[1]), (x(each.across.high), at[1]))
        body += line("iv", (at[0], y(each.up.low)), (at[0], y(each.up.high)))
    spots = [(x(each.across.value), y(each.up.value)) for each in factors]
    for each, spot in zip(factors, spots, strict=True):
        body += dot(f"spot {each.css}", spot, 6.5)
    body += _labels([each.label for each in factors], spots, size)
    return image("quad", size, body, name)


def _range(extents: Sequence[Extent]) -> tuple[float, float]:
    """Whole tens around all intervals."""
    low = STEP * floor(min(each.low for each in extents) / STEP)
    high = STEP * ceil(max(each.high for each in extents) / STEP)
    low, high = max(0, low), min(100, high)
    return float(low), float(max(high, low + STEP))


def _step(span: float, room: float) -> int:
    """So many apart that the numbers do not touch."""
    return STEP if span / STEP <= room / 46 else 2 * STEP


def _corners(middle: Spot, words: QuadrantWords, size: Size) -> str:
    right, floor_ = size.width - RIGHT, size.height - BOTTOM
    x, y = middle
    body = rect("q-fix", (LEFT, TOP), Size(x - LEFT, y - TOP))
    body += rect("q-keep", (x, TOP), Size(right - x, y - TOP))
    body += line("cut", (x, TOP), (x, floor_)) + line("cut", (LEFT, y), (right, y))
    places = (
        ((LEFT + 9, TOP + 18), ""),
        ((right - 9, TOP + 18), "end"),
        ((LEFT + 9, floor_ - 9), ""),
        ((right - 9, floor_ - 9), "end"),
    )
    for words_of, (spot, anchor) in zip(words.corners, places, strict=True):
        body += text("corner", spot, words_of, anchor)
    return body


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def _labels(labels: Sequence[str], spots: Sequence[Spot], size: Size) -> str:
    """Each label beside its point, where it covers no other."""
    taken: list[Box] = [(x - 8, y - 8, x + 8, y + 8) for x, y in spots]
    taken += [
        (LEFT, TOP, LEFT + 96, TOP + 24),
        (size.width - RIGHT - 96, TOP, size.width - RIGHT, TOP + 24),
    ]
    body = ""
    for label, (x, y) in zip(labels, spots, strict=True):
        short_label = label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"
        width = LETTER * len(short_label)
        choices = [
            ((x + 11, y - 9), ""),
            ((x - 11, y - 9), "end"),
            ((x + 11, y + 19), ""),
            ((x - 11, y + 19), "end"),
            ((x, y - 15), "middle"),
            ((x, y + 26), "middle"),
        ]
        inside = [
            (spot, anchor, box)
            for spot, anchor in choices
            if _is_inside(box := _box(spot, anchor, width), size)
        ]
        spot, anchor, box = min(
            inside or [(*choices[0], _box(*choices[0], width))],
            key=lambda choice: sum(_meet(choice[2], other) for other in taken),
        )
        taken.append(box)
        body += text("spot-l", spot, short_label, anchor)
    return body


def _box(spot: Spot, anchor: str, width: float) -> Box:
    left = spot[0] - {"": 0.0, "middle": width / 2, "end": width}[anchor]
    return left, spot[1] - LINE_HEIGHT + 3, left + width, spot[1] + 3


def _is_inside(box: Box, size: Size) -> bool:
    is_across = box[0] >= LEFT - 4 and box[2] <= size.width - RIGHT + 4
    return is_across and box[1] >= TOP and box[3] <= size.height - BOTTOM - STRIP / 2


def _meet(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, width) * max(0.0, height)


# ------------------------------------------------------------------ what is lost and what is won
TUG: Final = Size(360, 22)


def tug(penalty: float, reward: float, most: float, size: Size = TUG) -> str:
    """What is lost to the left of the middle and won to the right, beside the same numbers."""
    middle, reach = size.width / 2, size.width / 2 - 2
    lost = reach * min(1.0, max(0.0, -penalty) / most) if most else 0
    won = reach * min(1.0, max(0.0, reward) / most) if most else 0
    body = rect("d", (middle - 1.5 - lost, 0), Size(lost, size.height), 5) if lost else ""
    body += rect("p", (middle + 1.5, 0), Size(won, size.height), 5) if won else ""
    return ornament("tug", size, line("rail", (middle, 0), (middle, size.height)) + body)
