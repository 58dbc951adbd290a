"""Opening hours of places: a week of spans, days off, and what a place takes from above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, Final, TypeAlias

DAYS: Final = 7
Span: TypeAlias = tuple[time, time]
"""From when to when; a span that ends before it begins goes on past midnight."""

MAX_HOLIDAYS: Final = 40


@dataclass(frozen=True, slots=True)
class Hours:
    """When a place is open: a span or None for each weekday from Monday, and days off."""

    week: tuple[Span | None, ...]
    holidays: tuple[tuple[date, date], ...] = ()

    def is_open_at(self, local: datetime) -> bool:
        """Whether the place is open at this moment of its own clock."""
        return self._is_in(local, local.date(), 0) or self._is_in(local, _before(local.date()), 1)

    def _is_in(self, local: datetime, day: date, days_later: int) -> bool:
        span = self.week[day.weekday()]
        if span is None or self.holiday_on(day):
            return False
        opens, closes = span
        moment, is_overnight = local.time(), closes <= opens
        if days_later:
            return is_overnight and moment < closes
        return opens <= moment and (is_overnight or moment < closes)

    def holiday_on(self, day: date) -> tuple[date, date] | None:
        """The days off that this day is one of."""
        return next((span for span in self.holidays if span[0] <= day <= span[1]), None)

    @property
    def runs(self) -> list[tuple[int, int, Span | None]]:
        """Weekdays with the same hours together: first day, last day (0 Monday), hours."""
        found = []
        for span, days in groupby(range(DAYS), key=lambda day: self.week[day]):
            numbers = list(days)
            found.append((numbers[0], numbers[-1], span))
        return found


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def hours_from(raw: Mapping[str, Any] | None) -> Hours | None:
    """Read stored hours; None stays None: those of the place above."""
    if raw is None:
        return None
    week = tuple(_span_from(day) for day in raw["week"])
    holidays = tuple(
        (date.fromisoformat(first), date.fromisoformat(last)) for first, last in raw["holidays"]
    )
    return Hours(week, holidays)


def _span_from(raw: Sequence[str] | None) -> Span | None:
    return (time.fromisoformat(raw[0]), time.fromisoformat(raw[1])) if raw else None


def hours_document(hours: Hours | None) -> dict[str, Any] | None:
    """The form in which hours are stored."""
    if hours is None:
        return None
    return {
        "week": [[f"{span[0]:%H:%M}", f"{span[1]:%H:%M}"] if span else None for span in hours.week],
        "holidays": [[first.isoformat(), last.isoformat()] for first, last in hours.holidays],
    }


def inherited(
    own: Mapping[int, Hours | None], parents: Mapping[int, int | None], place: int
) -> tuple[Hours | None, int | None]:
    """The hours of a place, and the place that says them; (None, None) if nobody does."""
    at: int | None = place
    while at is not None:
        if hours := own.get(at):
            return hours, at
        at = parents.get(at)
    return None, None
