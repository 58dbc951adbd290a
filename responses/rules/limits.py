"""Whether a collector takes answers at a moment, and why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from hearme.accounts.rules import Hours


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
