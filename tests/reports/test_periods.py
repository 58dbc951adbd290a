"""Periods: named and dated, what they are compared with, and the points of their trends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.periods import (
    Grain,
    Period,
    Preset,
    grain_of,
    named_period,
    period_before,
    reach_of,
    steps_of,
)

SUNDAY = date(2026, 11, 22)
DAYS = st.dates(date(2001, 1, 1), date(2099, 1, 1))
PERIODS = st.builds(
    lambda first, days: Period(first, first + timedelta(days=days)), DAYS, st.integers(0, 1_000)
)


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("preset", "period", "before"),
    [
        (Preset.DAYS_7, days("2026-11-16", "2026-11-22"), days("2026-11-09", "2026-11-15")),
        (Preset.DAYS_30, days("2026-10-24", "2026-11-22"), days("2026-09-24", "2026-10-23")),
        (Preset.DAYS_90, days("2026-08-25", "2026-11-22"), days("2026-05-27", "2026-08-24")),
        (Preset.THIS_MONTH, days("2026-11-01", "2026-11-22"), days("2026-10-01", "2026-10-22")),
        (Preset.LAST_MONTH, days("2026-10-01", "2026-10-31"), days("2026-09-01", "2026-09-30")),
    ],
)
def test_named_periods_end_today_and_are_compared_with_their_like(preset, period, before):
    assert named_period(preset, SUNDAY) == period
    assert period_before(period, preset) == before


def test_a_month_so_far_is_compared_with_no_more_than_the_month_before():
    march = named_period(Preset.THIS_MONTH, date(2026, 3, 30))

    assert period_before(march, Preset.THIS_MONTH) == days("2026-02-01", "2026-02-28")


def test_own_dates_that_are_a_whole_month_are_compared_with_the_month_before():
    assert period_before(days("2026-03-01", "2026-03-31")) == days("2026-02-01", "2026-02-28")
    assert period_before(days("2026-03-01", "2026-03-30")) == days("2026-01-30", "2026-02-28")


@pytest.mark.parametrize(
    ("length", "grain"),
    [(1, "day"), (14, "day"), (15, "pooled"), (62, "pooled"), (63, "week"), (401, "month")],
)
def test_longer_periods_are_drawn_more_coarsely(length, grain):
    period = Period(SUNDAY - timedelta(days=length - 1), SUNDAY)

    assert grain_of(period) is Grain(grain)


def test_weeks_start_on_monday_and_are_cut_at_the_ends():
    steps = steps_of(named_period(Preset.DAYS_90, SUNDAY))

    assert steps[0].own == days("2026-08-25", "2026-08-30")
    assert steps[1].own == days("2026-08-31", "2026-09-06")
    assert steps[-1].own == days("2026-11-16", "2026-11-22")


def test_pooled_days_reach_a_week_back_even_before_the_period():
    period = named_period(Preset.DAYS_30, SUNDAY)

    assert steps_of(period)[0].pooled == days("2026-10-18", "2026-10-24")
    assert reach_of(period) == days("2026-10-18", "2026-11-22")


@given(PERIODS)
def test_every_day_belongs_to_exactly_one_point(period):
    covered = [day for step in steps_of(period) for day in step.own]

    assert covered == list(period)


@given(PERIODS)
def test_the_months_of_a_period_hold_all_its_days(period):
    assert {day.replace(day=1) for day in period} == set(period.months)
