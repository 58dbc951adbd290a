"""Key drivers: R squared by subset and its fair division."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import metrics


def people(rows=200, drivers=4, seed=5):
    draw = np.random.default_rng(seed)
    X = draw.normal(size=(rows, drivers))  # noqa: N806
    X[:, 1] += X[:, 0]
    return X, X @ np.arange(drivers) + draw.normal(size=rows)


def r_squared(X, y):  # noqa: N803
    design = np.column_stack([np.ones(len(y)), X])
    fitted = design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return 1 - ((y - fitted) ** 2).sum() / ((y - y.mean()) ** 2).sum()


def test_every_set_of_drivers_gets_its_r_squared():
    X, y = people()  # noqa: N806
    explained = metrics.subset_r_squared(X, y)
    assert len(explained) == 16
    for size in range(5):
        for columns in combinations(range(4), size):
            place = sum(1 << column for column in columns)
            assert explained[place] == pytest.approx(r_squared(X[:, columns], y), abs=1e-12)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 7), st.integers(0, 10**6))
def test_the_shares_add_up_and_follow_their_columns(drivers, seed):
    X, y = people(drivers + 20, max(2, drivers), seed)  # noqa: N806
    shares = metrics.lmg(X, y)
    assert sum(shares) == pytest.approx(r_squared(X, y))
    assert min(shares) >= -1e-12
    assert metrics.lmg(X[:, ::-1], y) == pytest.approx(shares[::-1])


def test_scales_and_offsets_do_not_matter():
    X, y = people()  # noqa: N806
    assert metrics.lmg(X * [1, 10, 0.1, 5] + 3, 7 - 2 * y) == pytest.approx(metrics.lmg(X, y))


def test_twins_share_alike():
    X, y = people(drivers=2)  # noqa: N806
    once = metrics.lmg(X, y)
    twice = metrics.lmg(np.column_stack([X, X[:, 0]]), y)
    assert twice[0] == pytest.approx(twice[2])
    assert sum(twice) == pytest.approx(sum(once))


@pytest.mark.parametrize("seed", range(10))
def test_the_sum_of_two_questions_adds_nothing_to_them(seed):
    X, y = people(drivers=2, seed=seed)  # noqa: N806
    with_sum = np.column_stack([X, X @ [0.3, 0.7]])
    explained = metrics.subset_r_squared(with_sum, y)
    assert explained[0b111] == pytest.approx(explained[0b011])
    assert sum(metrics.lmg(with_sum, y)) == pytest.approx(r_squared(X, y))


def test_a_question_that_all_answer_alike_explains_nothing():
    X, y = people(drivers=2)  # noqa: N806
    shares = metrics.lmg(np.column_stack([X, np.full(len(y), 0.1)]), y)
    assert shares == pytest.approx((*metrics.lmg(X, y), 0))


def test_plain_lists_will_do():
    X, y = people(drivers=2)  # noqa: N806
    assert metrics.lmg(X.tolist(), y.tolist()) == metrics.lmg(X, y)


def test_nothing_explains_one_opinion():
    X, _ = people(drivers=2)  # noqa: N806
    assert metrics.lmg(X, [4] * len(X)) is None
    assert metrics.lmg(np.empty((0, 2)), []) is None


def test_more_drivers_than_can_be_tried_are_refused():
    X, y = people(drivers=17)  # noqa: N806
    with pytest.raises(ValueError, match="at most 16"):
        metrics.lmg(X, y)


def test_the_correlation_agrees_with_numpy():
    X, y = people()  # noqa: N806
    assert metrics.pearson(X[:, 3], y) == pytest.approx(np.corrcoef(X[:, 3], y)[0, 1])
    assert metrics.pearson([1, 2, 3], [5, 5, 5]) is None
    assert metrics.pearson([], []) is None
