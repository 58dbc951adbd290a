"""Ranking: shrinkage against scipy's optimum, funnels against the binomial distribution."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from reports import metrics

unhurried = settings(deadline=None, max_examples=50)


@st.composite
def k_of_n(draw):
    n = draw(st.integers(0, 2_000))
    return draw(st.integers(0, n)), n


PLACES = st.lists(k_of_n(), min_size=1, max_size=20)


def many_places(alpha, beta, places, most, seed=7):
    draw = random.Random(seed)
    n = [draw.randint(5, most) for _ in range(places)]
    shares = [draw.betavariate(alpha, beta) for _ in n]
    k = [sum(draw.random() < s for _ in range(size)) for s, size in zip(shares, n, strict=True)]
    return k, n


@pytest.mark.parametrize(
    ("alpha", "beta", "places", "most"),
    [(75, 20, 12, 500), (75, 20, 60, 300), (2, 1, 20, 100), (0.3, 0.2, 15, 50), (9, 300, 40, 800)],
)
def test_the_prior_is_the_most_likely_one(alpha, beta, places, most):
    k, n = many_places(alpha, beta, places, most)
    found = metrics.beta_binomial_shrink(k, n)

    def unlikely(logs):
        return -sum(stats.betabinom.logpmf(k, n, *map(math.exp, logs)))

    best = optimize.minimize(unlikely, (1.0, 1.0), method="Nelder-Mead", tol=1e-10)
    assert [found.alpha, found.beta] == pytest.approx([math.exp(x) for x in best.x], rel=1e-3)
    expected = [
        (hits + found.alpha) / (size + found.alpha + found.beta)
        for hits, size in zip(k, n, strict=True)
    ]
    assert list(found.values) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("k", "n"), [([1, 4, 1, 1], [30] * 4), ([0, 2, 8], [5, 9, 20]), ([1, 4, 5, 6], [30] * 4)]
)
def test_a_flat_top_is_climbed_as_well(k, n):
    """Places that hardly differ leave alpha and beta vague, but no pair may be likelier."""
    found = metrics.beta_binomial_shrink(k, n)
    reached = sum(stats.betabinom.logpmf(k, n, found.alpha, found.beta))
    for alpha, beta in [(0.9, 1), (1.1, 1), (1, 0.9), (1, 1.1), (0.5, 0.5), (2, 2)]:
        other = stats.betabinom.logpmf(k, n, found.alpha * alpha, found.beta * beta)
        assert reached >= sum(other) - 1e-9


def test_fewer_answers_are_pulled_further():
    k, n = many_places(30, 10, 20, 400)
    few, many = metrics.beta_binomial_shrink([9, 900, *k], [10, 1000, *n]).values[:2]
    assert few < many < 0.9


@pytest.mark.parametrize(
    ("k", "n"), [([8, 80], [10, 100]), ([3], [4]), ([0, 0], [5, 9]), ([5, 9], [5, 9])]
)
def test_places_that_differ_no_more_than_chance_become_one(k, n):
    found = metrics.beta_binomial_shrink(k, n)
    assert (found.alpha, found.beta) == (math.inf, math.inf)
    assert set(found.values) == {sum(k) / sum(n)}


def test_a_place_without_answers_stays_unknown_and_changes_nothing():
    k, n = many_places(30, 10, 10, 300)
    with_empty = metrics.beta_binomial_shrink([*k, 0], [*n, 0])
    assert with_empty.values[-1] is None
    assert with_empty.values[:-1] == metrics.beta_binomial_shrink(k, n).values
    assert metrics.beta_binomial_shrink([0, 0], [0, 0]) is None
    assert metrics.beta_binomial_shrink([], []) is None


def test_all_or_nothing_places_are_hardly_pulled():
    found = metrics.beta_binomial_shrink([40, 0, 40, 0, 40, 1], [40] * 6)
    assert found.values == pytest.approx([1, 0, 1, 0, 1, 0.025], abs=0.01)


@unhurried
@given(PLACES)
def test_shrunken_shares_stay_between_their_own_and_the_common_one(places):
    k, n = zip(*places, strict=True)
    found = metrics.beta_binomial_shrink(k, n)
    if found is None or math.isinf(found.alpha):
        return
    common = found.alpha / (found.alpha + found.beta)
    for (hits, size), value in zip(places, found.values, strict=True):
        if size:
            low, high = sorted([hits / size, common])
            assert low - 1e-9 <= value <= high + 1e-9


@unhurried
@given(PLACES)
def test_shrinkage_turns_round_when_everybody_changes_their_mind(places):
    k, n = zip(*places, strict=True)
    found = metrics.beta_binomial_shrink(k, n)
    turned = metrics.beta_binomial_shrink([size - hits for hits, size in places], n)
    if found is not None:
        expected = [None if v is None else pytest.approx(1 - v, abs=1e-4) for v in turned.values]
        assert list(found.values) == expected


def test_exact_scores_are_pulled_less_than_vague_ones():
    values, errors = [0.5, 0.5, 0.1, 0.2, 0.3, -0.2], [0.001, 0.05, 0.01, 0.01, 0.01, 0.01]
    found = metrics.normal_shrink(values, errors)
    assert found.centre < found.values[1] < found.values[0] < 0.5
    assert found.variance > 0


def test_scores_that_differ_by_chance_only_are_pulled_all_the_way_allowed():
    found = metrics.normal_shrink([0.1, 0.11, 0.12, 0.13], [0.04] * 4)
    assert found.variance == 0
    assert found.values[0] == pytest.approx(0.115 - 0.015 * 2 / 3)  # (m - 3) / (m - 1) of the way


def test_three_places_are_too_few_to_pull():
    assert metrics.normal_shrink([0.1, 0.5, 0.3], [0.01] * 3).values == (0.1, 0.5, 0.3)
    assert metrics.normal_shrink([0.1], [0.01]).values == (0.1,)
    assert metrics.normal_shrink([], []) is None


def test_a_place_of_which_nothing_is_uncertain_is_refused():
    with pytest.raises(ValueError, match="positive"):
        metrics.normal_shrink([0.1, 0.2], [0.01, 0])


SCORES = st.lists(st.tuples(st.floats(-1, 1), st.floats(1e-4, 0.5)), min_size=1, max_size=20)


@unhurried
@given(SCORES)
def test_normal_shrinkage_only_ever_pulls_towards_the_centre(places):
    values, errors = zip(*places, strict=True)
    found = metrics.normal_shrink(values, errors)
    for before, after in zip(values, found.values, strict=True):
        low, high = sorted([before, found.centre])
        assert low - 1e-9 <= after <= high + 1e-9


TARGET = st.floats(0.001, 0.999)
LIMITS = [("low998", 0.001), ("low95", 0.025), ("high95", 0.975), ("high998", 0.999)]


@unhurried
@given(TARGET, st.integers(1, 20_000))
def test_funnel_limits_follow_the_binomial_distribution(target, n):
    found = metrics.funnel_limits(target, n)
    for name, p in LIMITS:
        r = stats.binom.ppf(p, n, target)
        over = (stats.binom.cdf(r, n, target) - p) / stats.binom.pmf(r, n, target)
        assert getattr(found, name) == pytest.approx(max(0, (r - over) / n), abs=1e-7), name


@unhurried
@given(TARGET, st.integers(1, 5_000), st.floats(1, 5))
def test_funnel_limits_are_nested_and_widen_with_the_spread_of_places(target, n, phi):
    limits, wider = metrics.funnel_limits(target, n), metrics.funnel_limits(target, n, phi)
    assert 0 <= limits.low998 <= limits.low95 <= limits.high95 <= limits.high998 <= 1
    assert wider.low95 <= limits.low95 or limits.low95 > target
    assert wider.high95 >= limits.high95 - 1e-12 or limits.high95 < target


def test_funnel_limits_widen_by_the_root_of_the_spread():
    limits, wider = metrics.funnel_limits(0.8, 200), metrics.funnel_limits(0.8, 200, phi=2.25)
    assert [end - 0.8 for end in wider] == pytest.approx([1.5 * (end - 0.8) for end in limits])
    assert metrics.funnel_limits(0.8, 200, phi=0.5) == limits


def test_funnel_limits_of_many_sizes_come_in_their_order():
    assert metrics.funnel_limits(0.8, [10, 0, 300]) == (
        metrics.funnel_limits(0.8, 10),
        None,
        metrics.funnel_limits(0.8, 300),
    )
    assert metrics.funnel_limits(0.8, 0) is None


@pytest.mark.parametrize("target", [0, 1])
def test_a_certain_target_leaves_no_room(target):
    assert metrics.funnel_limits(target, 10) == (target,) * 4


def test_places_drawn_by_chance_have_a_spread_of_about_one():
    k, n = many_places(8e6, 2e6, 300, 400)
    assert metrics.overdispersion(k, n) == pytest.approx(0.85, abs=0.25)  # tails pulled in


def test_places_that_differ_have_a_spread_above_one():
    k, n = many_places(20, 5, 60, 800)
    assert metrics.overdispersion(k, n) > 2
    assert metrics.overdispersion(k, n, target=0.5) > metrics.overdispersion(k, n)


def test_one_odd_place_does_not_hide_itself():
    k, n = [80] * 19 + [20], [100] * 20
    assert metrics.overdispersion(k, n, target=0.8) == 0


@pytest.mark.parametrize(("k", "n"), [([], []), ([0, 0], [0, 5]), ([5], [5])])
def test_no_spread_can_be_told_without_two_opinions(k, n):
    assert metrics.overdispersion(k, n) == 1
