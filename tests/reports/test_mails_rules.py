"""When a mail is due, which days it covers, and when a failed one is tried again."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.periods import Period
from reports.rules.schedules import (
    MOST_TRIES,
    Rhythm,
    Timing,
    context_of,
    days_covered,
    latest_due,
    next_due,
    retry_after,
    span_of,
)

HANOI, BERLIN = "Asia/Ho_Chi_Minh", "Europe/Berlin"
TIMINGS = st.builds(
    Timing,
    st.sampled_from(Rhythm),
    st.sampled_from([HANOI, BERLIN, "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
    st.integers(0, 23),
    st.integers(1, 7),
    st.integers(1, 28),
)
MOMENTS = st.datetimes(datetime(2011, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def due(timing: Timing, *after: int) -> datetime:
    return next_due(timing, datetime(*after, tzinfo=UTC))


def test_seven_in_vietnam_is_midnight_in_utc():
    assert due(Timing(Rhythm.DAILY, HANOI, 7), 2026, 11, 21, 23, 59) == datetime(
        2026, 11, 22, tzinfo=UTC
    )
    assert due(Timing(Rhythm.DAILY, HANOI, 7), 2026, 11, 22) == datetime(2026, 11, 23, tzinfo=UTC)


def test_a_weekly_one_comes_on_its_weekday_by_the_local_clock():
    monday = Timing(Rhythm.WEEKLY, HANOI, 2, weekday=1)

    assert due(monday, 2026, 11, 22, 10) == datetime(2026, 11, 22, 19, tzinfo=UTC)
    assert due(monday, 2026, 11, 22, 19) == datetime(2026, 11, 29, 19, tzinfo=UTC)


def test_a_monthly_one_comes_in_every_month():
    last = Timing(Rhythm.MONTHLY, HANOI, 7, day_of_month=28)

    assert due(last, 2027, 2, 1).date() == date(2027, 2, 28)


def test_an_hour_that_the_clock_skips_is_the_one_after_it():
    # On 28 March 2027 the clocks of Berlin go from 2:00 to 3:00.
    assert due(Timing(Rhythm.DAILY, BERLIN, 2), 2027, 3, 27, 12) == datetime(
        2027, 3, 28, 1, tzinfo=UTC
    )


def test_an_hour_that_comes_twice_sends_one_mail():
    # On 31 October 2027 it is 2:00 in Berlin at 0:00 and at 1:00 UTC.
    night = Timing(Rhythm.DAILY, BERLIN, 2)

    assert due(night, 2027, 10, 30, 12) == datetime(2027, 10, 31, 0, tzinfo=UTC)
    assert due(night, 2027, 10, 31, 0) == datetime(2027, 11, 1, 1, tzinfo=UTC)


@given(TIMINGS, MOMENTS)
def test_the_next_one_comes_later_and_in_time(timing, moment):
    days = {Rhythm.DAILY: 2, Rhythm.WEEKLY: 9, Rhythm.MONTHLY: 33}[timing.rhythm]
    found = next_due(timing, moment)

    assert moment < found <= moment + timedelta(days=days)
    assert timing.is_due_on(timing.day_of(found))


@given(TIMINGS, MOMENTS)
def test_no_mail_lies_between_one_and_the_next(timing, moment):
    found = next_due(timing, moment)
    second = timedelta(seconds=1)

    assert latest_due(timing, moment + second, found) == found
    assert latest_due(timing, moment + second, found - second) is None


@given(TIMINGS, MOMENTS)
def test_every_day_is_told_once(timing, moment):
    moments = [moment]
    for _ in range(6):
        moments.append(next_due(timing, moments[-1]))
    days = [days_covered(timing.rhythm, timing.day_of(each)) for each in moments[1:]]

    for earlier, later in pairwise(days):
        # Where a whole day is skipped by law, as in Apia in 2011, that day has no report.
        gap = (later.first - earlier.last).days
        assert gap == 1 or (timing.zone == "Pacific/Apia" and gap == 2)


def test_a_machine_that_was_off_for_days_sends_only_the_latest():
    daily = Timing(Rhythm.DAILY, HANOI, 7)
    first, now = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 22, 5, tzinfo=UTC)

    assert latest_due(daily, first, now) == datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rhythm", "period", "before"),
    [
        (Rhythm.DAILY, (22, 22), (date(2026, 11, 21), date(2026, 11, 21))),
        (Rhythm.WEEKLY, (16, 22), (date(2026, 11, 9), date(2026, 11, 15))),
    ],
)
def test_it_covers_whole_days_up_to_yesterday(rhythm, period, before):
    covered = days_covered(rhythm, date(2026, 11, 23))

    assert covered == Period(date(2026, 11, period[0]), date(2026, 11, period[1]))
    assert span_of(covered).before == Period(*before)


def test_a_monthly_one_covers_the_last_month_and_compares_it_with_the_one_before():
    covered = days_covered(Rhythm.MONTHLY, date(2027, 3, 5))

    assert covered == Period(date(2027, 2, 1), date(2027, 2, 28))
    assert span_of(covered).before == Period(date(2027, 1, 1), date(2027, 1, 31))


@pytest.mark.parametrize("rhythm", Rhythm)
def test_the_trend_ends_where_the_report_ends(rhythm):
    covered = days_covered(rhythm, date(2026, 11, 23))
    context = context_of(rhythm, covered)

    assert context.last == covered.last
    assert context.first < covered.first


def test_a_failed_mail_is_tried_for_some_hours_and_then_given_up():
    pauses = [retry_after(tries) for tries in range(1, MOST_TRIES + 1)]

    assert [pause.total_seconds() / 60 for pause in pauses[:-1]] == [1, 5, 15, 60, 240]
    assert pauses[-1] is None
