"""Trends: gaps where nobody answered, nothing where few did, the period before beside."""

from datetime import date, timedelta

import pytest

from reports.rules.periods import Period
from reports.rules.trends import trend_of, volume_of
from surveys.rules import SCORE_RULES, Kind, Question

NPS = Question(key="q1", kind=Kind.NPS, text={}, score_rule=SCORE_RULES[Kind.NPS])
MONDAY = date(2026, 11, 16)
WEEK = Period(MONDAY, MONDAY + timedelta(days=6))


def on(day: int, counts: dict[int, int]) -> dict[date, dict[int, int]]:
    return {MONDAY + timedelta(days=day): counts}


def test_a_day_without_answers_is_a_gap_and_zero_is_a_score():
    points = trend_of(NPS, on(0, {10: 3, 0: 3}) | on(2, {10: 6}), WEEK)

    assert points[0].score.value == 0
    assert points[1].score is None
    assert points[1].is_empty
    assert points[2].score.value == 100


def test_a_day_with_few_answers_keeps_its_score_to_itself():
    [point] = trend_of(NPS, on(0, {10: 4}), Period(MONDAY, MONDAY))

    assert point.score is None
    assert (point.n, point.is_empty) == (4, False)


def test_the_period_before_lies_beside_point_by_point():
    before = Period(MONDAY - timedelta(days=7), MONDAY - timedelta(days=1))
    points = trend_of(NPS, on(-7, {10: 5}) | on(-6, {0: 5}) | on(-5, {0: 1}), WEEK, before)

    assert [point.before for point in points] == [100, -100, None, None, None, None, None]


def test_a_shorter_period_before_leaves_the_last_points_alone():
    before = Period(MONDAY - timedelta(days=3), MONDAY - timedelta(days=1))
    points = trend_of(NPS, on(-1, {10: 5}), WEEK, before)

    assert [point.before for point in points] == [None, None, 100, None, None, None, None]


def test_a_point_of_a_month_pools_seven_days_but_only_where_somebody_answered():
    month = Period(MONDAY - timedelta(days=29), MONDAY)
    points = trend_of(NPS, on(-3, {10: 6}) | on(0, {0: 2}), month)

    assert points[-4].score.value == 100
    assert points[-2].score is None
    assert points[-1].score.value == pytest.approx(50)
    assert (points[-1].n, points[-1].pooled) == (2, 8)


def test_volume_is_counted_step_by_step():
    assert volume_of(on(0, {-1: 3}) | on(6, {-1: 1}), WEEK) == (3, 0, 0, 0, 0, 0, 1)
