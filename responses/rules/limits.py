"""Whether a collector takes answers at a moment, and why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from hearme.accounts.rules import Hours

LOOKED_AHEAD: Final = 370
"""Days after which nobody waits for a place to open."""


class Refusal(StrEnum):
    """Why a collector takes no answers."""

    RETIRED = "retired"
    LOST = "lost"
    PAUSED = "paused"
    ENDED = "ended"
    """Its survey is closed."""
    FULL = "full"
    EARLY = "early"
    OVER = "over"
    SHUT = "shut"
    """Its place is not open at this hour."""


@dataclass(frozen=True, slots=True)
class Limits:
    """All that decides whether a collector takes answers."""

    state: str
    """active, or the reason why it is not: paused, lost, retired."""
    closed_at: datetime | None
    survey_closed_at: datetime | None
    full_at: datetime | None
    first_day: date | None
    last_day: date | None
    time_zone: str
    hours: Hours | None = None
    """When it takes answers; None for around the clock."""


def refusal_at(limits: Limits, moment: datetime) -> Refusal | None:
    """Why a form that is opened at this moment is refused; None if it is welcome."""
    return next(_refusals(limits, moment), None)


def _refusals(limits: Limits, moment: datetime) -> Iterator[Refusal]:
    if limits.closed_at and limits.closed_at <= moment:
        yield Refusal(limits.state)
    if limits.survey_closed_at and limits.survey_closed_at <= moment:
        yield Refusal.ENDED
    if limits.full_at and limits.full_at <= moment:
        yield Refusal.FULL
    if limits.first_day or limits.last_day or limits.hours:
        yield from _out_of_time(limits, moment.astimezone(ZoneInfo(limits.time_zone)))


def _out_of_time(limits: Limits, local: datetime) -> Iterator[Refusal]:
    if limits.first_day and local.date() < limits.first_day:
        yield Refusal.EARLY
    if limits.last_day and local.date() > limits.last_day:
        yield Refusal.OVER
    if limits.hours and not limits.hours.is_open_at(local):
        yield Refusal.SHUT


def refusal_of_given(limits: Limits, given_at: datetime, now: datetime) -> Refusal | None:
    """Why an answer that was given earlier and is brought now is refused; None if it is welcome.

    Whether the door still stands is a matter of now, its days and hours are one of then.
    """
    today = refusal_at(limits, now)
    return refusal_at(limits, given_at) if today is None or today in TIMED else today


TIMED: Final = frozenset({Refusal.EARLY, Refusal.OVER, Refusal.SHUT})
"""Refusals that depend on the clock alone."""


def opens_next(limits: Limits, moment: datetime) -> datetime | None:
    """When a door that is early or shut takes answers next, by the clock of its place.

    None if it will not within a year. A door without hours opens with its first day.
    """
    zone = ZoneInfo(limits.time_zone)
    local = moment.astimezone(zone)
    first = max(local.date(), limits.first_day or local.date())
    for days in range(LOOKED_AHEAD):
        opening = _opening_on(limits, first + timedelta(days=days), zone)
        if opening and opening > local:
            return opening
    return None


def _opening_on(limits: Limits, day: date, zone: ZoneInfo) -> datetime | None:
    if limits.last_day and day > limits.last_day:
        return None
    if limits.hours is None:
        return datetime(day.year, day.month, day.day, tzinfo=zone)
    span = limits.hours.week[day.weekday()]
    if span is None or limits.hours.holiday_on(day):
        return None
    return datetime.combine(day, span[0], tzinfo=zone)
