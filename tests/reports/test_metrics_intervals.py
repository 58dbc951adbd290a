"""Intervals: what must hold for every sample, and how often they cover the truth."""

from math import comb

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy import stats

from reports import metrics

COUNT = st.integers(0, 20_000)
COUNTS = st.tuples(COUNT, COUNT, COUNT).filter(any)
LEVEL = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.998])
unhurried = settings(deadline=None)


@st.composite
def k_of_n(draw):
    n = draw(st.integers(1, 50_000))
    return draw(st.integers(0, n)), n


def test_intervals_of_nobody_are_none():
    assert metrics.wilson_interval(0, 0) is None
    assert metrics.newcombe_interval(0, 0, 1, 2) is None
    assert metrics.newcombe_interval(1, 2, 0, 0) is None
    assert metrics.nps_interval(0, 0, 0) is None
    assert metrics.adjusted_nps_interval(0, 0, 0) is None
    assert metrics.mean_interval({}) is None
    assert metrics.mean_interval({4: 1}) is None


@pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 5)])
def test_wilson_refuses_more_than_everybody(k, n):
    with pytest.raises(ValueError, match="not a share"):
        metrics.wilson_interval(k, n)


@unhurried
@given(k_of_n(), LEVEL)
def test_wilson_holds_its_share_within_0_and_1(sample, level):
    low, high = metrics.wilson_interval(*sample, level)
    assert 0 <= low <= sample[0] / sample[1] <= high <= 1
    assert low < high


@unhurried
@given(k_of_n())
def test_wilson_turns_round_when_everybody_changes_their_mind(sample):
    k, n = sample
    interval, turned = metrics.wilson_interval(k, n), metrics.wilson_interval(n - k, n)
    assert interval == pytest.approx((1 - turned.high, 1 - turned.low), abs=1e-12)


@unhurried
@given(k_of_n(), st.integers(2, 9))
def test_wilson_narrows_as_answers_come_in(sample, times):
    k, n = sample
    assert metrics.wilson_interval(k * times, n * times).width < metrics.wilson_interval(k, n).width


@unhurried
@given(k_of_n(), LEVEL)
def test_wilson_agrees_with_scipy(sample, level):
    expected = stats.binomtest(*sample).proportion_ci(level, method="wilson")
    assert metrics.wilson_interval(*sample, level) == pytest.approx(tuple(expected), abs=1e-12)


@unhurried
@given(k_of_n(), k_of_n(), LEVEL)
def test_newcombe_holds_its_difference_and_turns_round(first, second, level):
    low, high = metrics.newcombe_interval(*first, *second, level)
    turned = metrics.newcombe_interval(*second, *first, level)
    assert -1 - 1e-12 <= low <= first[0] / first[1] - second[0] / second[1] <= high <= 1 + 1e-12
    assert (low, high) == pytest.approx((-turned.high, -turned.low), abs=1e-12)


@unhurried
@given(COUNTS, LEVEL)
@example((1, 0, 0), 0.95)
@example((0, 3, 0), 0.95)
@example((0, 0, 20_000), 0.998)
def test_the_nps_interval_holds_its_score_within_its_range(counts, level):
    low, high = metrics.nps_interval(*counts, level)
    assert -1 <= low <= metrics.nps(*counts) <= high <= 1
    assert low < high


@unhurried
@given(COUNTS)
def test_the_nps_interval_turns_round_with_its_score(counts):
    interval, turned = metrics.nps_interval(*counts), metrics.nps_interval(*counts[::-1])
    assert interval == (-turned.high, -turned.low)


@unhurried
@given(COUNTS, st.integers(2, 9))
def test_the_nps_interval_narrows_as_answers_come_in(counts, times):
    more = [times * count for count in counts]
    assert metrics.nps_interval(*more).width < metrics.nps_interval(*counts).width


@unhurried
@given(COUNTS)
def test_a_surer_nps_interval_is_wider(counts):
    likely, sure = metrics.nps_interval(*counts, 0.8), metrics.nps_interval(*counts, 0.99)
    assert sure.low <= likely.low <= likely.high <= sure.high
    assert sure.width > likely.width


@unhurried
@given(st.integers(1, 20_000), LEVEL)
def test_unanimous_promoters_have_a_closed_form(n, level):
    z = stats.norm.ppf((1 + level) / 2)
    expected = ((n - z * z) / (n + z * z), 1)
    assert metrics.nps_interval(n, 0, 0, level) == pytest.approx(expected, abs=1e-10)


@unhurried
@given(k_of_n(), LEVEL)
def test_without_passives_the_nps_interval_is_wilson_stretched(sample, level):
    k, n = sample
    wilson, score = metrics.wilson_interval(k, n, level), metrics.nps_interval(k, 0, n - k, level)
    assert score == pytest.approx((2 * wilson.low - 1, 2 * wilson.high - 1), abs=1e-9)


def coverage(interval, n, promoter, detractor):
    """How often the interval of n answers holds the true score, over all possible samples."""
    truth, covered = promoter - detractor, 0.0
    for p in range(n + 1):
        for d in range(n - p + 1):
            low, high = interval(p, n - p - d, d)
            ways = comb(n, p) * comb(n - p, d)
            chance = ways * promoter**p * detractor**d * (1 - promoter - detractor) ** (n - p - d)
            covered += chance * (low - 1e-12 <= truth <= high + 1e-12)
    return covered


@pytest.mark.parametrize("truth", [(0.5, 0.2), (0.3, 0.3), (0.8, 0.05), (0.1, 0.6)])
def test_the_nps_interval_covers_the_truth_as_often_as_it_says(truth):
    assert 0.94 < coverage(metrics.nps_interval, 20, *truth) < 0.975
    assert 0.93 < coverage(metrics.adjusted_nps_interval, 20, *truth) < 0.975


@unhurried
@given(st.dictionaries(st.integers(0, 10), st.integers(0, 300), min_size=1), LEVEL)
def test_the_mean_interval_agrees_with_scipy(counts, level):
    answers = [rating for rating, people in counts.items() for _ in range(people)]
    assume(len(set(answers)) > 1)
    expected = stats.t.interval(
        level, len(answers) - 1, loc=sum(answers) / len(answers), scale=stats.sem(answers)
    )
    assert metrics.mean_interval(counts, level) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_the_coverage_test_would_notice_a_naive_interval():
    def naive(p, a, d):
        n = p + a + d
        half = 1.96 * (metrics.nps_variance(p, a, d) / n) ** 0.5
        return (p - d) / n - half, (p - d) / n + half

    assert coverage(naive, 20, 0.8, 0.05) < 0.92
