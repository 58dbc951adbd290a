"""Key drivers: how much of the overall score each question explains. Correlation, not cause."""

from collections.abc import Sequence
from math import factorial
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from reports.metrics.intervals import Interval

Array: TypeAlias = npt.NDArray[np.float64]
Rows: TypeAlias = Array | Sequence[Sequence[float]]
"""One row a person, one column a driver; complete cases only."""

MOST_DRIVERS = 16
NOTHING_LEFT = 1e-10
"""A driver of which the others explain all but this share adds nothing of its own."""


def lmg(X: Rows, y: Sequence[float] | Array) -> tuple[float, ...] | None:  # noqa: N803
    """The share of R^2 that each column of X earns, averaged over all orders of entry (Shapley).

    Lindeman, Merenda & Gold 1980; equals relaimpo's lmg (Grömping 2006, JSS 17(1)). The shares sum
    to R^2, 0 to 1. None if all answers in y are alike. Raises ValueError above 16 columns.
    """
    explained = subset_r_squared(X, y)
    return None if explained is None else tuple(map(float, _shapley(explained)))


def _shapley(explained: Array) -> Array:
    """What each driver adds on average, one row a driver; more places of `explained` side by side.

    The last axes of `explained` are left as they are, so that many tables are worked out at once.
    """
    m = len(explained).bit_length() - 1
    sizes = np.array([subset.bit_count() for subset in range(len(explained))])
    chances = np.array([factorial(s) * factorial(m - s - 1) / factorial(m) for s in range(m)])
    subsets = np.arange(len(explained))
    shares = []
    for driver in range(m):
        without = subsets[(subsets >> driver) & 1 == 0]
        gains = explained[without | (1 << driver)] - explained[without]
        shares.append(chances[sizes[without]] @ gains)
    return np.array(shares)


def subset_r_squared(X: Rows, y: Sequence[float] | Array) -> Array | None:  # noqa: N803
    """R^2 of y on every set of columns of X: place 0b101 is the model with columns 0 and 2.

    None if all answers in y are alike, or nobody answered. Raises ValueError above 16 columns.
    """
    columns = np.column_stack([np.asarray(X, dtype=float), np.asarray(y, dtype=float)])
    _refuse_too_many(columns.shape[1] - 1)
    table = _correlations(columns)
    return _explained(table) if table[-1, -1] else None


def _refuse_too_many(drivers: int) -> None:
    if drivers > MOST_DRIVERS:
        raise ValueError(f"at most {MOST_DRIVERS} drivers, not {drivers}")


def _explained(tables: Array) -> Array:
    """R^2 of the last column on every set of the others, from the correlations of all.

    Each column in turn is swept out of the correlations of all the sets before it, which takes 2^m
    small steps but only m calls, however many tables are worked out at once.
    """
    left = tables[np.newaxis]
    for _ in range(tables.shape[-1] - 1):
        pivot = left[..., 0, 0]
        divisor = np.where(pivot > NOTHING_LEFT, pivot, np.inf)[..., None, None]
        edge = left[..., 1:, :1]
        rest = left[..., 1:, 1:]
        left = np.concatenate([rest, rest - edge * edge.swapaxes(-1, -2) / divisor])
    explained: Array = 1 - left[..., 0, 0]
    return explained


def bootstrap_lmg(
    X: Rows,  # noqa: N803
    y: Sequence[float] | Array,
    samples: int = 200,
    level: float = 0.95,
    seed: int = 1,
) -> tuple[Interval, ...] | None:
    """An interval of each column's part of R^2, lmg / R^2, 0 to 1: percentiles of the bootstrap.

    People are drawn with replacement (Efron 1979, Annals of Statistics 7:1; for LMG Grömping 2006,
    JSS 17(1), 5). The same seed draws the same people. None if all answers in y are alike.
    """
    columns = np.column_stack([np.asarray(X, dtype=float), np.asarray(y, dtype=float)])
    _refuse_too_many(columns.shape[1] - 1)
    chance = np.random.default_rng(seed)
    drawn = (columns[chance.integers(0, len(columns), len(columns))] for _ in range(samples))
    tables = np.array([table for each in drawn if (table := _correlations(each))[-1, -1]])
    if not len(tables):
        return None
    shares = _shapley(_explained(tables))
    whole = shares.sum(axis=0)
    parts = shares[:, whole > NOTHING_LEFT] / whole[whole > NOTHING_LEFT]
    if not parts.size:
        return None
    ends = np.quantile(parts, [(1 - level) / 2, (1 + level) / 2], axis=1)
    return tuple(Interval(float(low), float(high)) for low, high in ends.T)


class Contrast(NamedTuple):
    """How far y lies from its usual mean where a driver is bad, and where it is excellent."""

    penalty: float | None
    reward: float | None


def penalty_reward(
    x: Sequence[float], y: Sequence[float], bad_to: float, great_from: float, least: int = 5
) -> Contrast:
    """The mean of y where x <= bad_to, and where x >= great_from, each less that in between.

    The same as regressing y on two dummies (Brandt 1987; Matzler & Sauerwein 2002, IJSIM 13:314).
    None for a side where it, or the middle, has fewer than `least` answers.
    """
    pairs = list(zip(x, y, strict=True))
    low = [value for rating, value in pairs if rating <= bad_to]
    high = [value for rating, value in pairs if rating >= great_from]
    usual = [value for rating, value in pairs if bad_to < rating < great_from]

    def gap(side: list[float]) -> float | None:
        if min(len(side), len(usual)) < least:
            return None
        return sum(side) / len(side) - sum(usual) / len(usual)

    return Contrast(gap(low), gap(high))


def pearson(x: Sequence[float] | Array, y: Sequence[float] | Array) -> float | None:
    """Pearson's correlation, -1 to 1. None if either side is all alike or nobody answered."""
    table = _correlations(np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)]))
    return float(table[0, 1]) if table[0, 0] and table[1, 1] else None


def _correlations(columns: npt.NDArray[Any]) -> Array:
    """The correlations of all columns; rows and columns of 0 for those that never vary."""
    centred = columns - columns.mean(axis=0) if len(columns) else columns
    lengths = np.sqrt((centred**2).sum(axis=0))
    scaled = np.where(lengths > NOTHING_LEFT * len(columns), centred, 0.0)
    scaled = scaled / np.where(lengths > 0, lengths, 1.0)
    table: Array = scaled.T @ scaled
    return table
