"""How long it took to finish, told from how many people fall into each span of seconds."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

SECONDS: Final = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600)
"""The upper ends of the spans into which the time to finish falls; the last span is open."""


def span_of(seconds: int) -> int:
    """The number of the span into which a time falls; an upper end belongs to its span."""
    return bisect_left(SECONDS, seconds)


def median_seconds(people: Sequence[int]) -> float | None:
    """The median of the times in the spans, as if they were spread evenly in each; None for none.

    Of the last span only the beginning is known, so a median in it is that beginning.
    """
    half, below = sum(people) / 2, 0
    if not half:
        return None
    for number, count in enumerate(people):
        if count and below + count >= half:
            first = SECONDS[number - 1] if number else 0
            last = SECONDS[number] if number < len(SECONDS) else first
            return first + (last - first) * (half - below) / count
        below += count
    return None
