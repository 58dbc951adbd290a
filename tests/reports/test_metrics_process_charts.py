"""Process charts: limits, gaps and the rules named on the points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import metrics
from reports.metrics import Signal

VALUES = st.lists(st.one_of(st.none(), st.integers(-50, 50)), min_size=2, max_size=60)


def signals_of(values, **options):
    return metrics.xmr_chart(values, **options).signals


def test_a_day_without_answers_is_a_gap():
    chart = metrics.p_chart([8, 0, 9], [10, 0, 10])
    assert chart.values == (0.8, None, 0.9)
    assert (chart.lower[1], chart.upper[1], chart.signals[1]) == (None, None, ())
    assert chart.centre == 0.85


@pytest.mark.parametrize(("k", "n"), [([], []), ([0, 0], [0, 0]), ([], 50)])
def test_no_answers_make_no_chart(k, n):
    assert metrics.p_chart(k, n) is None


def test_few_answers_get_wide_limits_that_end_at_0_and_1():
    chart = metrics.p_chart([8, 800, 8], [10, 1000, 10])
    assert chart.upper == (1, pytest.approx(0.8 + 3 * 0.4 / 1000**0.5), 1)
    assert chart.lower[0] == pytest.approx(0.8 - 3 * 0.4 / 10**0.5)


def test_a_frozen_baseline_does_not_learn_from_what_it_watches():
    k, n = [80] * 20 + [40] * 5, [100] * 25
    chart = metrics.p_chart(k, n, baseline=20)
    assert chart.centre == 0.8
    assert chart.places(Signal.BEYOND_LIMITS) == (20, 21, 22, 23, 24)


def test_a_baseline_of_perfect_days_notices_the_first_complaint():
    chart = metrics.p_chart([10] * 20 + [9], 10, baseline=20)
    assert chart.places(Signal.BEYOND_LIMITS) == (20,)


def test_laney_widens_the_limits_where_days_differ_more_than_chance():
    n = [100_000] * 24
    k = [80_000 + (-1) ** day * 900 for day in range(24)]
    plain, laney = metrics.p_chart(k, n), metrics.p_chart(k, n, laney=True)
    assert len(plain.places(Signal.BEYOND_LIMITS)) == 24
    assert laney.places(Signal.BEYOND_LIMITS) == ()
    mean_range = 2 * 900 / 100_000
    assert laney.upper[0] == pytest.approx(0.8 + 3 * mean_range / 1.128)


def test_laney_narrows_to_chance_when_days_differ_by_chance():
    one = metrics.p_chart([8], [10], laney=True)
    assert one == metrics.p_chart([8], [10])


def test_the_limits_of_single_values_come_from_their_moving_ranges():
    chart = metrics.xmr_chart([10, 12, 11, 15])
    assert chart.centre == 12
    assert chart.moving_ranges == (None, 2, 1, 4)
    assert chart.mean_range == pytest.approx(7 / 3)
    assert chart.upper[0] == pytest.approx(12 + 2.66 * 7 / 3)
    assert chart.lower[0] == pytest.approx(12 - 2.66 * 7 / 3)
    assert chart.range_limit == pytest.approx(3.267 * 7 / 3)


def test_moving_ranges_reach_over_gaps():
    chart = metrics.xmr_chart([None, 10, None, 13])
    assert chart.moving_ranges == (None, None, None, 3)
    assert chart.values == (None, 10, None, 13)


@pytest.mark.parametrize("values", [[], [5], [None, 5, None]])
def test_one_value_makes_no_chart(values):
    assert metrics.xmr_chart(values) is None
    assert metrics.ewma_chart(values, 0.2, 3) is None


def test_laney_takes_its_spread_from_the_baseline_too():
    k, n = [80_000, 80_900] * 10, [100_000] * 20
    calm = metrics.p_chart(k, n, laney=True)
    watched = metrics.p_chart([*k, 60_000, 99_000], [*n, 100_000, 100_000], 20, laney=True)
    assert watched.upper[:20] == calm.upper
    assert watched.places(Signal.BEYOND_LIMITS) == (20, 21)


@pytest.mark.parametrize(("sigmas", "named"), [(2.99, ()), (3.01, (Signal.BEYOND_LIMITS,))])
def test_the_limits_lie_at_three_sigma(sigmas, named):
    chart = metrics.p_chart([80] * 20 + [80 + 4 * sigmas], 100, baseline=20)
    assert chart.signals[-1] == named


def test_seven_points_on_one_side_are_no_run():
    signals = signals_of([0.2] * 7 + [-1.4] + [1, -1] * 10)
    assert not any(signals)


def test_one_point_beyond_the_limits_is_named():
    assert signals_of([1, -1] * 10 + [9], baseline=20)[-1] == (Signal.BEYOND_LIMITS,)


def test_the_eighth_point_on_one_side_is_named():
    signals = signals_of([1, -1] * 10 + [0.2] * 7 + [None, 0.2, 0.2], baseline=20)
    named = [place for place, found in enumerate(signals) if Signal.EIGHT_ON_ONE_SIDE in found]
    assert named == [28, 29]  # the gap at 27 neither counts nor breaks the run


def test_two_of_three_far_points_on_one_side_are_named():
    signals = signals_of([1, -1] * 10 + [4, 0, 4, -4, 0, 0, -4], baseline=20)
    named = [place for place, found in enumerate(signals) if Signal.TWO_OF_THREE_FAR in found]
    assert named == [22]  # -4 at 23 has two far neighbours, but on the other side


@pytest.mark.parametrize("value", [0.1, 7, -3.3])
def test_values_that_never_change_are_no_news(value):
    assert signals_of([value] * 30) == ((),) * 30
    assert metrics.ewma_chart([value] * 30, 0.2, 3).signals == ((),) * 30


def test_any_change_after_a_still_baseline_is_news():
    assert signals_of([5] * 20 + [5.5], baseline=20)[-1] == (Signal.BEYOND_LIMITS,)


def test_a_slow_drift_shows_in_the_moving_average_first():
    drift = [1, -1] * 10 + [1.4 if day % 2 else 3 for day in range(14)]
    smoothed = metrics.ewma_chart(drift, 0.2, 3, target=0, sigma=2 / 1.128)
    single = metrics.xmr_chart(drift, baseline=20)
    assert smoothed.places(Signal.BEYOND_LIMITS)
    assert not single.places(Signal.BEYOND_LIMITS)


def test_runs_of_smoothed_values_prove_nothing():
    chart = metrics.ewma_chart([1] * 30, 0.2, 3, target=0, sigma=5)
    assert chart.signals == ((),) * 30


def test_a_moving_average_keeps_its_level_over_a_gap():
    chart = metrics.ewma_chart([4, None, 4], 0.5, 3, target=0, sigma=1)
    assert chart.values == (2, None, 3)


@pytest.mark.parametrize("lam", [0, -0.1, 1.1])
def test_a_weight_outside_0_to_1_is_refused(lam):
    with pytest.raises(ValueError, match="lam"):
        metrics.ewma_chart([1, 2, 3], lam, 3)


@given(VALUES)
def test_upside_down_values_give_the_same_signals_upside_down(values):
    chart = metrics.xmr_chart(values)
    if chart is None:
        return
    turned = metrics.xmr_chart([None if x is None else -x for x in values])
    assert turned.signals == chart.signals
    assert turned.lower == tuple(None if x is None else pytest.approx(-x) for x in chart.upper)


@given(VALUES)
def test_a_moving_average_without_memory_is_the_value_itself(values):
    chart = metrics.ewma_chart(values, 1, 3)
    if chart is not None:
        assert chart.values == tuple(values)
