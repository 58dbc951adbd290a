"""Comparisons and planning: tests against scipy and R, and what holds for every sample."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import special, stats

from reports import metrics
from reports.metrics.special import (
    chi_square_p,
    incomplete_beta,
    student_p,
    t_value,
    two_sided_p,
    upper_gamma,
)

COUNT = st.integers(0, 20_000)
COUNTS = st.tuples(COUNT, COUNT, COUNT).filter(any)
RATINGS = st.dictionaries(st.integers(1, 5), st.integers(1, 200), min_size=2)
P_VALUES = st.lists(st.floats(0, 1), max_size=40)
unhurried = settings(deadline=None)


@st.composite
def k_of_n(draw, least=1):
    n = draw(st.integers(least, 5_000))
    return draw(st.integers(0, n)), n


PLACES = st.lists(k_of_n(), min_size=2, max_size=12)


def answers(counts):
    return [rating for rating, people in counts.items() for _ in range(people)]


@unhurried
@given(COUNTS, COUNTS)
def test_an_nps_difference_lies_in_its_interval_and_turns_round(a, b):
    found, turned = metrics.nps_difference(a, b), metrics.nps_difference(b, a)
    assert -2 <= found.low <= found.estimate <= found.high <= 2
    assert 0 <= found.p <= 1
    assert (found.estimate, found.low, found.p) == pytest.approx(
        (-turned.estimate, -turned.high, turned.p)
    )


@unhurried
@given(COUNTS, COUNTS)
def test_an_nps_difference_is_real_just_when_its_interval_leaves_zero_out(a, b):
    found = metrics.nps_difference(a, b)
    assume(abs(found.p - 0.05) > 1e-9)
    assert (found.p < 0.05) == (found.low > 0 or found.high < 0)


def test_the_same_answers_twice_do_not_differ():
    assert metrics.nps_difference((50, 30, 20), (50, 30, 20))[::2] == (0, 1)
    assert metrics.proportion_difference(50, 80, 50, 80)[::2] == (0, 1)


def test_nothing_is_compared_with_nobody():
    assert metrics.nps_difference((0, 0, 0), (1, 2, 3)) is None
    assert metrics.nps_difference((1, 2, 3), (0, 0, 0)) is None
    assert metrics.proportion_difference(1, 2, 0, 0) is None
    assert metrics.welch_test({}, {4: 3, 5: 1}) is None
    assert metrics.welch_test({4: 3, 5: 1}, {4: 1}) is None


@pytest.mark.parametrize("agree", [0, 1])
def test_unanimous_sides_do_not_differ(agree):
    found = metrics.proportion_difference(9 * agree, 9, 30 * agree, 30)
    assert found.p == 1
    assert found.low < found.estimate == 0 < found.high


@unhurried
@given(k_of_n(), k_of_n())
def test_the_pooled_z_test_is_the_chi_square_test_of_two_places(first, second):
    (k1, n1), (k2, n2) = first, second
    assume(0 < k1 + k2 < n1 + n2)
    found = metrics.proportion_difference(k1, n1, k2, n2)
    expected = stats.chi2_contingency([[k1, k2], [n1 - k1, n2 - k2]], correction=False)
    assert found.estimate == k1 / n1 - k2 / n2
    assert found.p == pytest.approx(expected.pvalue, rel=1e-7, abs=1e-12)


@unhurried
@given(PLACES)
def test_homogeneity_agrees_with_scipy(places):
    k, n = zip(*places, strict=True)
    assume(0 < sum(k) < sum(n))
    table = [k, [size - hits for hits, size in places]]
    expected = stats.chi2_contingency(table, correction=False)
    found = metrics.chi_square_homogeneity([0, *k], [0, *n])  # the empty place does not count
    assert found == pytest.approx((expected.statistic, expected.dof, expected.pvalue), abs=1e-9)


@pytest.mark.parametrize(
    ("k", "n"), [([], []), ([3], [5]), ([3, 0], [5, 0]), ([0, 0], [4, 9]), ([4, 9], [4, 9])]
)
def test_homogeneity_needs_two_places_and_two_opinions(k, n):
    assert metrics.chi_square_homogeneity(k, n) is None


def test_the_trend_of_smokers_is_that_of_r():
    """R's ?prop.trend.test prints X-squared 8.2249, p 0.004132 for Fleiss's smokers."""
    found = metrics.cochran_armitage([83, 90, 129, 70], [86, 93, 136, 82])
    assert found.z**2 == pytest.approx(8.2249, abs=5e-5)
    assert found.z < 0
    assert found.p == pytest.approx(0.004132, abs=5e-7)


@unhurried
@given(PLACES)
def test_the_trend_is_the_correlation_of_answers_with_time(places):
    k, n = zip(*places, strict=True)
    assume(0 < sum(k) < sum(n))
    times = np.repeat(range(len(n)), n)
    agrees = np.concatenate([np.arange(size) < hits for hits, size in places])
    expected = math.sqrt(len(times)) * np.corrcoef(times, agrees)[0, 1]
    assert metrics.cochran_armitage(k, n).z == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("k", "n", "scores"),
    [([], [], None), ([0, 0], [5, 5], None), ([5, 5], [5, 5], None), ([1, 2], [5, 5], [3, 3])],
)
def test_a_trend_needs_two_times_and_two_opinions(k, n, scores):
    assert metrics.cochran_armitage(k, n, scores) is None


@unhurried
@given(RATINGS, RATINGS)
def test_welch_agrees_with_scipy(a, b):
    found = metrics.welch_test(a, b)
    expected = stats.ttest_ind(answers(a), answers(b), equal_var=False)
    reach = expected.confidence_interval()
    assert found.t == pytest.approx(expected.statistic, rel=1e-8, abs=1e-9)
    assert found.df == pytest.approx(expected.df, rel=1e-9)
    assert found.p == pytest.approx(expected.pvalue, rel=1e-7, abs=1e-9)
    assert found.interval == pytest.approx((reach.low, reach.high), rel=1e-8, abs=1e-8)


def test_welch_says_nothing_without_any_spread():
    assert metrics.welch_test({5: 3}, {4: 3}) is None


@given(P_VALUES)
def test_benjamini_hochberg_agrees_with_scipy(p_values):
    found = metrics.benjamini_hochberg(p_values)
    expected = stats.false_discovery_control(p_values) if p_values else []
    assert list(found.adjusted) == pytest.approx(list(expected))
    assert found.rejected == tuple(p <= 0.05 for p in found.adjusted)


@given(P_VALUES)
def test_a_smaller_p_value_stays_smaller(p_values):
    adjusted = metrics.benjamini_hochberg(p_values).adjusted
    pairs = sorted(zip(p_values, adjusted, strict=True))
    assert all(p <= q <= 1 for p, q in pairs)
    assert [q for _, q in pairs] == sorted(adjusted)


@given(P_VALUES, st.floats(0, 0.2), st.floats(0, 0.2))
def test_a_looser_rate_keeps_every_discovery(p_values, q, more):
    strict = metrics.benjamini_hochberg(p_values, q).rejected
    loose = metrics.benjamini_hochberg(p_values, q + more).rejected
    assert all(kept for found, kept in zip(strict, loose, strict=True) if found)


@pytest.mark.parametrize(
    ("variance", "digits", "expected"),
    [
        (0.55, 3, [0.536, 0.416, 0.294, 0.208, 0.147, 0.093]),
        (0.8 * 0.2, 3, [0.289, 0.224, 0.158, 0.112, 0.079, 0.050]),
        (0.9**2, 2, [0.65, 0.50, 0.36, 0.25, 0.18, 0.11]),
    ],
)
def test_the_smallest_change_that_shows(variance, digits, expected):
    """NPS, CSAT and mean at 30 to 1000 answers a side, 80 % power."""
    changes = [
        metrics.minimal_detectable_change(variance, n) for n in (30, 50, 100, 200, 400, 1000)
    ]
    assert [metrics.round_half_away(change, digits) for change in changes] == expected


def test_unequal_sides_show_less_than_the_larger_twice():
    equal = metrics.minimal_detectable_change(0.5, 200)
    assert metrics.minimal_detectable_change(0.5, 200, 50) > equal
    assert metrics.minimal_detectable_change(0.5, 50, 200) == pytest.approx(
        metrics.minimal_detectable_change(0.5, 200, 50)
    )


@pytest.mark.parametrize("sides", [(0,), (0, 9), (9, 0)])
def test_no_answers_show_no_change(sides):
    assert metrics.minimal_detectable_change(0.5, *sides) is None


def test_the_answers_needed_give_the_power_asked_for():
    n = metrics.answers_needed(0.8, 0.85, power=0.9)
    assert metrics.power_of_two_shares(0.8, 0.85, n) == pytest.approx(0.9)
    assert metrics.answers_needed(0.8, 0.8) is None


SHAPE = st.floats(0.5, 2_000)


@unhurried
@given(SHAPE, SHAPE, st.floats(0, 1))
def test_the_incomplete_beta_function_is_scipys(a, b, x):
    assert incomplete_beta(a, b, x) == pytest.approx(special.betainc(a, b, x), abs=1e-11)


@unhurried
@given(SHAPE, st.floats(0, 5_000))
def test_the_incomplete_gamma_function_is_scipys(a, x):
    assert upper_gamma(a, x) == pytest.approx(special.gammaincc(a, x), abs=1e-11)


@pytest.mark.parametrize("df", [0.5, 1, 2, 3.7, 17.8, 200, 1e5])
@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.998])
def test_student_values_are_scipys(df, level):
    t = stats.t.ppf((1 + level) / 2, df)
    assert t_value(level, df) == pytest.approx(t, rel=1e-9)
    assert student_p(-t, df) == pytest.approx(1 - level, rel=1e-8)


@pytest.mark.parametrize(("a", "b", "x"), [(1e6, 1e6, 0.5), (2e5, 500, 0.9975), (1e6, 9, 1)])
def test_hundreds_of_thousands_of_answers_are_not_too_many(a, b, x):
    assert incomplete_beta(a, b, x) == pytest.approx(special.betainc(a, b, x), abs=1e-9)


def test_far_tails_keep_their_digits():
    assert two_sided_p(-12) == pytest.approx(2 * stats.norm.sf(12), rel=1e-10, abs=0)
    assert student_p(40, 20) == pytest.approx(2 * stats.t.sf(40, 20), rel=1e-10, abs=0)
    assert chi_square_p(300, 6) == pytest.approx(stats.chi2.sf(300, 6), rel=1e-10, abs=0)
