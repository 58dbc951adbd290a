"""Reports by e-mail: when the next one is due, which days it covers, when a failed one is tried."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from reports.rules.periods import DAY, Period, Preset, named_period, period_before
from reports.rules.summary import Span

RETRY_MINUTES: Final = (1, 5, 15, 60, 240)
"""How long to wait after the first failure, the second, and so on."""
MOST_TRIES: Final = len(RETRY_MINUTES) + 1
LAST_DAY_OF_MONTH: Final = 28
"""The last day that every month has."""
CONTEXT_DAYS: Final = 56
"""The trend of a week shows eight weeks: seven points alone say little."""
DAILY_CONTEXT_DAYS: Final = 14


class Rhythm(StrEnum):
    """How often a report comes."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Problem(StrEnum):
    """Why a mail was not sent."""

    ADDRESS = "address"
    """The mail server does not take mails to this address."""
    REFUSED = "refused"
    """The mail server does not take this mail."""
    AWAY = "away"
    """The mail server does not answer."""
    MAKING = "making"
    """The report could not be made."""
    ACCOUNT = "account"
    """The account of the member is switched off."""
    NOTHING = "nothing"
    """The member may see none of the places."""
    STOPPED = "stopped"
    """The schedule was stopped meanwhile."""
    REPLACED = "replaced"
    """A newer mail of the schedule took its place."""


@dataclass(frozen=True, slots=True)
class Timing:
    """When a report comes, by a clock on the wall."""

    rhythm: Rhythm
    zone: str
    hour: int
    weekday: int = 1
    """From 1 for Monday; only of a weekly one."""
    day_of_month: int = 1
    """From 1 to 28; only of a monthly one."""

    def is_due_on(self, day: date) -> bool:
        if self.rhythm is Rhythm.WEEKLY:
            return day.isoweekday() == self.weekday
        return self.rhythm is Rhythm.DAILY or day.day == self.day_of_month

    def moment_on(self, day: date) -> datetime:
        """The moment of the hour on that day.

        An hour that the clock skips becomes the one after it; one that it shows twice is the first.
        """
        return datetime.combine(day, time(self.hour), ZoneInfo(self.zone)).astimezone(UTC)

    def day_of(self, moment: datetime) -> date:
        """The day that it is by this clock."""
        return moment.astimezone(ZoneInfo(self.zone)).date()


def next_due(timing: Timing, after: datetime) -> datetime:
    """The first moment after this one at which a report is due."""
    return next(moment for moment in _moments(timing, after, DAY) if moment > after)


def latest_due(timing: Timing, first: datetime, last: datetime) -> datetime | None:
    """The last moment from `first` to `last` at which a report was due; None if there was none."""
    moment = next(moment for moment in _moments(timing, last, -DAY) if moment <= last)
    return moment if moment >= first else None


def _moments(timing: Timing, start: datetime, step: timedelta) -> Iterator[datetime]:
    """Due moments day by day, from the day before or after `start` on."""
    day = timing.day_of(start) - step
    while True:
        if timing.is_due_on(day):
            yield timing.moment_on(day)
        day += step


def days_covered(rhythm: Rhythm, day: date) -> Period:
    """The whole days that the report of this day is about: what was yesterday the last of them.

    A weekly one covers the seven days before it whatever its weekday; on Mondays that is a week
    from Monday to Sunday. A monthly one covers the last whole month.
    """
    if rhythm is Rhythm.MONTHLY:
        return named_period(Preset.LAST_MONTH, day)
    days = 1 if rhythm is Rhythm.DAILY else 7
    return Period(day - days * DAY, day - DAY)


def span_of(period: Period) -> Span:
    """The days of a report with those that it compares them with: as many just before."""
    return Span(period, period_before(period))


def context_of(rhythm: Rhythm, period: Period) -> Period:
    """The days of the trend, which reach back far enough to show one."""
    if rhythm is Rhythm.MONTHLY:
        return Period((period.first - 150 * DAY).replace(day=1), period.last)
    days = DAILY_CONTEXT_DAYS if rhythm is Rhythm.DAILY else CONTEXT_DAYS
    return Period(period.last - (days - 1) * DAY, period.last)


def retry_after(tries: int) -> timedelta | None:
    """How long to wait after so many failed tries; None if it was the last."""
    return timedelta(minutes=RETRY_MINUTES[tries - 1]) if tries < MOST_TRIES else None
