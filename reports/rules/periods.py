"""Periods: which days a report covers, what it compares with, and the points of its trends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

DAY: Final = timedelta(days=1)
MOST_DAYS: Final = 1_100
"""About three years: more than that is read faster in a spreadsheet."""
FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2100, 1, 1)
LONGEST_BY_DAY: Final = 14
"""Up to here a point is one day."""
LONGEST_POOLED: Final = 62
"""Up to here there is a point a day that pools the days before it; then a point a week."""
LONGEST_BY_WEEK: Final = 400
POOLED_DAYS: Final = 7


class Preset(StrEnum):
    """Periods that are named instead of dated."""

    DAYS_7 = "7d"
    DAYS_30 = "30d"
    DAYS_90 = "90d"
    THIS_MONTH = "month"
    LAST_MONTH = "last-month"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return (self.first + n * DAY for n in range(self.days))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_whole_month(self) -> bool:
        return self == _month_of(self.first)

    @property
    def months(self) -> list[date]:
        """The first days of the months that it touches."""
        months = [self.first.replace(day=1)]
        while (following := _month_of(months[-1]).last + DAY) <= self.last:
            months.append(following)
        return months


def _month_of(day: date) -> Period:
    first = day.replace(day=1)
    return Period(first, (first + 31 * DAY).replace(day=1) - DAY)


def _month_before(day: date) -> Period:
    return _month_of(day.replace(day=1) - DAY)


def named_period(preset: Preset, today: date) -> Period:
    """The days that a named period covers today. Raises KeyError for CUSTOM."""
    if preset is Preset.THIS_MONTH:
        return Period(today.replace(day=1), today)
    if preset is Preset.LAST_MONTH:
        return _month_before(today)
    days = {Preset.DAYS_7: 7, Preset.DAYS_30: 30, Preset.DAYS_90: 90}[preset]
    return Period(today - (days - 1) * DAY, today)


def period_before(period: Period, preset: Preset = Preset.CUSTOM) -> Period:
    """What a period is compared with.

    A month with the month before, a month so far with the same days of the month before, and
    anything else with as many days just before it.
    """
    if period.is_whole_month:
        return _month_before(period.first)
    if preset is Preset.THIS_MONTH:
        month = _month_before(period.first)
        return Period(month.first, min(month.last, month.first + (period.days - 1) * DAY))
    return Period(period.first - period.days * DAY, period.first - DAY)


def period_last_year(period: Period) -> Period:
    """The same days of the year before; a whole month with the whole month."""
    if period.is_whole_month:
        return _month_of(_year_before(period.first))
    return Period(_year_before(period.first), _year_before(period.last))


def _year_before(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


class Grain(StrEnum):
    """What one point of a trend stands for."""

    DAY = "day"
    POOLED = "pooled"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Step:
    """One point of a trend: the days it stands for, and the days whose answers it pools."""

    own: Period
    pooled: Period


def grain_of(period: Period) -> Grain:
    """How finely a period's trend is drawn, so that a point rests on enough answers."""
    if period.days <= LONGEST_BY_DAY:
        return Grain.DAY
    if period.days <= LONGEST_POOLED:
        return Grain.POOLED
    return Grain.WEEK if period.days <= LONGEST_BY_WEEK else Grain.MONTH


def steps_of(period: Period) -> list[Step]:
    """The points of a period's trend. Weeks start on Monday.

    A week or month is cut at the period's ends; only pooled days reach back before its start.
    """
    grain = grain_of(period)
    if grain is Grain.DAY:
        return [Step(Period(day, day), Period(day, day)) for day in period]
    if grain is Grain.POOLED:
        back = (POOLED_DAYS - 1) * DAY
        return [Step(Period(day, day), Period(day - back, day)) for day in period]
    spans = _weeks(period) if grain is Grain.WEEK else _months(period)
    return [Step(span, span) for span in spans]


def reach_of(period: Period) -> Period:
    """All days that a period's figures and its trend rest on."""
    return Period(steps_of(period)[0].pooled.first, period.last)


def _weeks(period: Period) -> Iterator[Period]:
    start = period.first
    while start <= period.last:
        end = min(period.last, start + (6 - start.weekday()) * DAY)
        yield Period(start, end)
        start = end + DAY


def _months(period: Period) -> Iterator[Period]:
    for month in period.months:
        whole = _month_of(month)
        yield Period(max(period.first, whole.first), min(period.last, whole.last))
