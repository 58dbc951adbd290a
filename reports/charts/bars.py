"""Bars: how answers are distributed, and how large a share is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.drawing import Name, Size, image, ornament, rect, scale, short, text

SPLIT = Size(640, 40)
SPLIT_NARROW = Size(320, 40)
HISTOGRAM = Size(320, 132)
SHARE = Size(220, 18)
LABEL_HEIGHT = 20
VALUE_HEIGHT = 18
ROOM_FOR_SHARE = 42


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a whole; `css` is d, a or p: bad, neutral, good."""

    css: str
    label: str
    people: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram."""

    css: str
    label: str
    people: int


def split_bar(
    segments: Sequence[Segment], write: Callable[[float], str], name: Name, size: Size = SPLIT
) -> str:
    """One stacked bar of shares. A share is written in where it fits; the key has them all."""
    whole = sum(segment.people for segment in segments)
    x, body = 0.0, ""
    for segment in segments:
        if not segment.people:
            continue
        width = segment.people / whole * size.width
        gap = 2 if x else 0
        body += rect(segment.css, (x + gap, 0), Size(width - gap, size.height), 6)
        if width > ROOM_FOR_SHARE:
            spot = (x + width / 2 + gap / 2, size.height / 2 + 5.5)
            body += text(f"on-{segment.css}", spot, write(100 * segment.people / whole), "middle")
        x += width
    return image("split", size, body, name)


def histogram(
    bars: Sequence[Bar], write: Callable[[float], str], name: Name, size: Size = HISTOGRAM
) -> str:
    """People per rating; every bar wears its number. A zero is a hairline with 0 on it."""
    highest = max((bar.people for bar in bars), default=0) or 1
    room = size.width / max(1, len(bars))
    gap = min(6.0, room * 0.16)
    base = size.height - LABEL_HEIGHT
    body = ""
    for at, bar in enumerate(bars):
        height = max(1.5, bar.people / highest * (base - VALUE_HEIGHT))
        middle = at * room + room / 2
        corner = (middle - (room - gap) / 2, base - height)
        body += rect(bar.css, corner, Size(room - gap, height), 3 if height > 6 else 0.7)
        body += text("ax", (middle, size.height - 5), bar.label, "middle")
        body += text("ax v", (middle, base - height - 5), write(bar.people), "middle")
    return image("hist", size, body, name)


def share_bar(share: float, low: float, high: float, size: Size = SHARE) -> str:
    """A share in percent with its interval, beside the same numbers in text."""
    x = scale(0, 100, 0, size.width)
    thick, middle = size.height - 8, short(size.height / 2)
    body = rect("track", (0, 4), Size(size.width, thick), 3)
    body += rect("p", (0, 4), Size(x(share), thick), 3)
    body += f'<path class="whisk" d="M{short(x(low))} {middle}H{short(x(high))}"/>'
    return ornament("sbar", size, body)


DAY_STEP = 7
DAY_WIDTH = 5
DAYS_HIGH = 18
RING = 2


def day_bars(days: Sequence[int]) -> str:
    """A word-sized bar for each day, the busiest of full height; a day without any is a ring."""
    most = max(days, default=0) or 1
    drawn = []
    for number, people in enumerate(days):
        left = number * DAY_STEP
        if people:
            height = max(2.0, DAYS_HIGH * people / most)
            drawn.append(
                f'<rect x="{left}" y="{short(DAYS_HIGH - height)}" width="{DAY_WIDTH}"'
                f' height="{short(height)}" rx="1"/>'
            )
        else:
            middle = short(left + DAY_WIDTH / 2)
            drawn.append(f'<circle cx="{middle}" cy="{DAYS_HIGH - RING - 1}" r="{RING}"/>')
    width = len(days) * DAY_STEP
    return (
        f'<svg class="day-bars" width="{width}" height="{DAYS_HIGH}"'
        f' viewBox="0 0 {width} {DAYS_HIGH}" aria-hidden="true">{"".join(drawn)}</svg>'
    )
