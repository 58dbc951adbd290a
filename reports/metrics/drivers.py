"""Key drivers: how much of the overall score each question explains. Correlation, not cause."""

from collections.abc import Sequence
from math import factorial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

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
    if explained is None:
        return None
    m = len(explained).bit_length() - 1
    sizes = np.array([subset.bit_count() for subset in range(len(explained))])
    chances = np.array([factorial(s) * factorial(m - s - 1) / factorial(m) for s in range(m)])
    subsets = np.arange(len(explained))
    shares = []
    for driver in range(m):
        without = subsets[(subsets >> driver) & 1 == 0]
        gains = explained[without | (1 << driver)] - explained[without]
        shares.append(float(chances[sizes[without]] @ gains))
    return tuple(shares)


def subset_r_squared(X: Rows, y: Sequence[float] | Array) -> Array | None:  # noqa: N803
    """R^2 of y on every set of columns of X: place 0b101 is the model with columns 0 and 2.

    Each column in turn is swept out of the correlations of all the sets before it, which takes 2^m
    small steps but only m calls. None if all answers in y are alike, or nobody answered.
    Raises ValueError above 16 columns.
    """
    columns = np.column_stack([np.asarray(X, dtype=float), np.asarray(y, dtype=float)])
    drivers = columns.shape[1] - 1
    if drivers > MOST_DRIVERS:
        raise ValueError(f"at most {MOST_DRIVERS} drivers, not {drivers}")
    left = _correlations(columns)[np.newaxis]
    if left[0, -1, -1] == 0:
        return None
    for _ in range(drivers):
        pivot = left[:, 0, 0]
        divisor = np.where(pivot > NOTHING_LEFT, pivot, np.inf)[:, None, None]
        edge = left[:, 1:, :1]
        rest = left[:, 1:, 1:]
        left = np.concatenate([rest, rest - edge * edge.transpose(0, 2, 1) / divisor])
    explained: Array = 1 - left[:, 0, 0]
    return explained


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
