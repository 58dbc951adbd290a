"""Scores: shares, means, NPS and the rounding at display."""

import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import metrics

COUNT = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "score"),
    [(5, 3, 2, 0.3), (1, 0, 0, 1), (0, 0, 4, -1), (0, 7, 0, 0), (3, 0, 3, 0), (0, 0, 0, None)],
)
def test_nps_counts_passives_in_the_base(promoters, passives, detractors, score):
    assert metrics.nps(promoters, passives, detractors) == score


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        metrics.nps(5, -1, 2)


@given(COUNT, COUNT, COUNT)
def test_nps_turns_round_when_promoters_and_detractors_swap(promoters, passives, detractors):
    score, turned = (
        metrics.nps(promoters, passives, detractors),
        metrics.nps(detractors, passives, promoters),
    )
    assert score == turned if score is None else score == -turned


def test_promoters_and_detractors_are_not_independent():
    assert metrics.nps_variance(250, 675, 75) == pytest.approx(0.325 - 0.175**2)
    assert metrics.nps_variance(0, 0, 0) is None


@pytest.mark.parametrize(("k", "n", "expected"), [(3, 4, 0.75), (0, 4, 0), (0, 0, None)])
def test_a_share_of_nobody_is_not_zero(k, n, expected):
    assert metrics.share(k, n) == expected


@pytest.mark.parametrize(("k", "n"), [(5, 4), (-1, 4), (1, 0)])
def test_an_impossible_share_is_refused(k, n):
    with pytest.raises(ValueError, match="not a share"):
        metrics.share(k, n)


def test_the_mean_and_variance_weigh_ratings_by_people():
    counts = {1: 1, 4: 2, 5: 5}
    assert metrics.people(counts) == 8
    assert metrics.mean(counts) == 34 / 8
    assert metrics.variance(counts) == pytest.approx(13.5 / 7)


@pytest.mark.parametrize("counts", [{}, {5: 0}])
def test_scores_of_nobody_are_none(counts):
    assert metrics.mean(counts) is None
    assert metrics.variance(counts) is None
    assert metrics.scale_index(counts, 1, 5) is None


def test_one_answer_has_a_mean_but_no_spread():
    assert metrics.mean({4: 1}) == 4
    assert metrics.variance({4: 1}) is None


def test_four_smileys_become_thirds():
    shares = [metrics.scale_index({button: 7}, 1, 4) for button in (1, 2, 3, 4)]
    assert shares == pytest.approx([0, 1 / 3, 2 / 3, 1])


def test_equal_weights_keep_the_whole_sample():
    assert metrics.effective_size([0.5] * 12) == pytest.approx(12)
    assert metrics.effective_size([]) is None


@pytest.mark.parametrize(
    ("x", "digits", "expected"),
    [
        (2.5, 0, 3),
        (-2.5, 0, -3),
        (0.5, 0, 1),
        (1.005, 2, 1.01),
        (2.675, 2, 2.68),
        (-0.125, 2, -0.13),
        (1234.5, -2, 1200),
        (1250, -2, 1300),
        (14.4999, 0, 14),
        (14.499999, 0, 14),
        (1e22, 0, 1e22),
    ],
)
def test_halves_go_away_from_zero(x, digits, expected):
    assert metrics.round_half_away(x, digits) == expected


def test_a_half_survives_floating_point():
    score = metrics.nps(29, 171, 0)
    assert 100 * score < 14.5  # 0.145 has no exact float
    assert metrics.round_half_away(100 * score, 0) == 15


def test_nothing_rounds_to_minus_zero():
    assert str(metrics.round_half_away(-0.4, 0)) == "0.0"


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_rounding_is_odd_stable_and_close(x, digits):
    rounded = metrics.round_half_away(x, digits)
    assert metrics.round_half_away(-x, digits) == -rounded
    assert metrics.round_half_away(rounded, digits) == rounded
    assert abs(rounded - x) <= 0.500001 * 10**-digits


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6))
def test_percentages_round_as_their_exact_fraction(part, whole):
    exactly = Fraction(100 * part, whole)
    up = int(abs(exactly) + Fraction(1, 2))
    assert metrics.round_half_away(100 * (part / whole)) == (up if part >= 0 else -up)


def test_the_maths_need_no_framework():
    code = "import sys, reports.metrics; print({'django', 'celery', 'scipy'} & {*sys.modules})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
