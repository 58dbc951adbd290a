"""A funnel of three steps: large on the page of a code, small in a row of a list."""

from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH: Final = 600
HEIGHT: Final = 72
STEP: Final = WIDTH // 3
GAP: Final = 1
THINNEST: Final = 2.0
BEND: Final = 80
"""Where in a step its edge begins to run towards the next one."""

BAR_WIDTH: Final = 76
BAR_HEIGHT: Final = 4
BAR_STEP: Final = 7


@dataclass(frozen=True, slots=True)
class Steps:
    """How many opened a page, gave a first answer and came to the end."""

    opened: int
    started: int
    finished: int

    @classmethod
    def counted(cls, opened: int, started: int, finished: int) -> "Steps":
        """Who began has opened the page, even if a server was killed before it counted that."""
        started = max(started, finished)
        return cls(max(opened, started), started, finished)

    @property
    def left(self) -> int:
        """How many went away before they gave an answer."""
        return self.opened - self.started

    @property
    def started_share(self) -> float | None:
        """Of those who opened; None if nobody did."""
        return self.started / self.opened if self.opened else None

    @property
    def finished_share(self) -> float | None:
        """Of those who opened; None if nobody did."""
        return self.finished / self.opened if self.opened else None

    @property
    def started_percent(self) -> int | None:
        """The share of those who began, in whole percent."""
        return None if self.started_share is None else round(100 * self.started_share)

    @property
    def finished_percent(self) -> int | None:
        """The share of those who came to the end, in whole percent."""
        return None if self.finished_share is None else round(100 * self.finished_share)


def funnel_of(steps: Steps, label: str) -> str:
    """The funnel of a code, with its numbers in words for those who cannot see it."""
    shares = (1.0, steps.started_share or 0.0, steps.finished_share or 0.0)
    heights = [max(THINNEST, HEIGHT * share) for share in shares]
    zones = "".join(
        f'<path class="z{number + 1}" d="{_zone(number, heights)}"/>' for number in range(3)
    )
    return (
        f'<svg class="fun" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(label)}">{zones}</svg>'
    )


def _zone(number: int, heights: list[float]) -> str:
    """One step: as high as its share, and bending to the height of the next."""
    start = number * STEP + (GAP if number else 0)
    end = (number + 1) * STEP - (GAP if number < 2 else 0)
    top, bottom = _edges(heights[number])
    if number == 2:
        return f"M{start} {top}H{end}V{bottom}H{start}z"
    next_top, next_bottom = _edges(heights[number + 1])
    bend, middle = end - BEND, end - BEND // 2
    return (
        f"M{start} {top}H{bend}C{middle} {top} {middle} {next_top} {end} {next_top}"
        f"V{next_bottom}C{middle} {next_bottom} {middle} {bottom} {bend} {bottom}H{start}z"
    )


def _edges(height: float) -> tuple[str, str]:
    return _short((HEIGHT - height) / 2), _short((HEIGHT + height) / 2)


def bars_of(steps: Steps, most: int) -> str:
    """Three thin bars for a row of a list; the busiest code of the page fills the width."""
    counts = (steps.opened, steps.started, steps.finished)
    bars = "".join(
        f'<rect class="f{number + 1}" y="{number * BAR_STEP}" rx="2" height="{BAR_HEIGHT}"'
        f' width="{_short(max(THINNEST, BAR_WIDTH * count / (most or 1)))}"/>'
        for number, count in enumerate(counts)
    )
    height = 2 * BAR_STEP + BAR_HEIGHT
    return (
        f'<svg class="funnel" width="{BAR_WIDTH}" height="{height}"'
        f' viewBox="0 0 {BAR_WIDTH} {height}" aria-hidden="true">{bars}</svg>'
    )


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
