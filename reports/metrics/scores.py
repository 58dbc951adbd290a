"""Scores from counts: shares, means, NPS, and the one rounding used at display."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypeAlias

Counts: TypeAlias = Mapping[int, int] | Mapping[float, float]
"""Rating -> how many people gave it (or the sum of their weights). Counts add up, scores do not."""

EXACT = Context(prec=400)
"""Enough digits to write any float in full."""


def people(counts: Counts) -> float:
    """How many people answered: the sum of the counts."""
    return sum(counts.values())


def share(k: float, n: float) -> float | None:
    """The share k/n, 0 to 1, such as the top box of CSAT or CES. None if n is 0.

    Raises ValueError unless 0 <= k <= n.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a share")
    return k / n if n else None


def mean(counts: Counts) -> float | None:
    """The arithmetic mean of the ratings, on the scale of the question. None if nobody answered."""
    n = people(counts)
    return sum(rating * count for rating, count in counts.items()) / n if n else None


def variance(counts: Counts) -> float | None:
    """The sample variance of the ratings, sum (x - mean)^2 / (n - 1). None below two answers."""
    n, centre = people(counts), mean(counts)
    if centre is None or n <= 1:
        return None
    return sum(count * (rating - centre) ** 2 for rating, count in counts.items()) / (n - 1)


def scale_index(counts: Counts, lowest: float, highest: float) -> float | None:
    """Where the mean lies on its scale, (mean - lowest) / (highest - lowest), 0 to 1.

    Compares scales of different lengths (the 0-100 form of ACSI and ECSI); four smileys become
    0, 1/3, 2/3 and 1. None if nobody answered.
    """
    centre = mean(counts)
    return None if centre is None else (centre - lowest) / (highest - lowest)


def nps(promoters: float, passives: float, detractors: float) -> float | None:
    """Net Promoter Score (promoters - detractors) / everybody, -1 to 1. None if nobody answered.

    Reichheld 2003, HBR: promoters give 9-10, passives 7-8, detractors 0-6.
    Raises ValueError if a count is negative.
    """
    if min(promoters, passives, detractors) < 0:
        raise ValueError("a count of people cannot be negative")
    n = promoters + passives + detractors
    return (promoters - detractors) / n if n else None


def nps_variance(promoters: float, passives: float, detractors: float) -> float | None:
    """The variance of one answer, p + d - (p - d)^2, 0 to 1; the standard error is sqrt(var / n).

    Promoters and detractors are not independent, so their variances must not simply be added.
    """
    score = nps(promoters, passives, detractors)
    if score is None:
        return None
    return (promoters + detractors) / (promoters + passives + detractors) - score**2


def effective_size(weights: Iterable[float]) -> float | None:
    """Kish's effective number of answers, (sum w)^2 / sum w^2, for Wilson on weighted shares."""
    kept = list(weights)
    squares = sum(weight**2 for weight in kept)
    return sum(kept) ** 2 / squares if squares else None


def round_half_away(x: float, digits: int = 0) -> float:
    """Round half away from zero, 2.5 to 3 and -2.5 to -3, as people do; never to -0.

    A half that floating point missed by a hair, such as 100 * 0.145, still counts as a half.
    Raises decimal.InvalidOperation if x is infinite.
    """
    nearly = Decimal(repr(float(x))).quantize(Decimal(1).scaleb(-digits - 9), context=EXACT)
    rounded = nearly.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, EXACT)
    return float(rounded) + 0.0
