"""Names beside points, where they touch neither each other nor the frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from reports.charts.drawing import Spot, text

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""

LETTER: Final = 6.4
HEIGHT: Final = 12
MOST_LETTERS: Final = 22


@dataclass(frozen=True, slots=True)
class Label:
    """Words that belong to a spot."""

    spot: Spot
    words: str


def place_labels(labels: Sequence[Label], points: Sequence[Spot], frame: Box) -> str:
    """Write each label right, left, above or below its spot; one without room is left out.

    A label that is left out still stands in the table of the chart.
    """
    taken = [(x - 6, y - 6, x + 6, y + 6) for x, y in points]
    written = []
    for label in labels:
        words = label.words
        words = words if len(words) <= MOST_LETTERS else f"{words[: MOST_LETTERS - 1]}…"
        for spot, anchor, box in _tries(label.spot, len(words) * LETTER):
            if _is_inside(box, frame) and not any(_touch(box, other) for other in taken):
                taken.append(box)
                written.append(text("plab halo", spot, words, anchor))
                break
    return "".join(written)


def _tries(spot: Spot, width: float) -> list[tuple[Spot, str, Box]]:
    x, y = spot
    places = [
        (x + 10, y + 4, ""),
        (x - 10, y + 4, "end"),
        (x, y - 11, "middle"),
        (x, y + 19, "middle"),
    ]
    return [((px, py), anchor, _box(px, py, anchor, width)) for px, py, anchor in places]


def _box(x: float, y: float, anchor: str, width: float) -> Box:
    left = x - width if anchor == "end" else x - width / 2 if anchor == "middle" else x
    return left, y - HEIGHT, left + width, y + 2


def _is_inside(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _touch(one: Box, other: Box) -> bool:
    return not (one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1])
