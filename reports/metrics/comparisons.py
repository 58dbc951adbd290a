"""Comparisons: is a difference real, or what chance makes of the same opinion?"""

from collections.abc import Sequence
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from reports.metrics.intervals import Interval, adjusted_score, newcombe_interval
from reports.metrics.scores import Counts, mean, people, share, variance
from reports.metrics.special import chi_square_p, student_p, t_value, two_sided_p, z_value


class Difference(NamedTuple):
    """First minus second: the estimate, its interval and the two-sided p-value."""

    estimate: float
    interval: Interval
    p: float

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self.interval.low

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self.interval.high


class Welch(NamedTuple):
    """A difference of two means with Student's t, its degrees of freedom and two-sided p-value."""

    estimate: float
    interval: Interval
    p: float
    t: float
    df: float


class ChiSquare(NamedTuple):
    """A chi-square statistic, its degrees of freedom and p-value."""

    statistic: float
    df: int
    p: float


class Trend(NamedTuple):
    """The z of a trend, positive when shares rise, and its two-sided p-value."""

    z: float
    p: float


class Discoveries(NamedTuple):
    """Adjusted p-values, and which of them are discoveries, in the order they were given."""

    adjusted: tuple[float, ...]
    rejected: tuple[bool, ...]


def nps_difference(
    a: tuple[float, float, float], b: tuple[float, float, float], level: float = 0.95
) -> Difference | None:
    """Compare two NPS, a - b, each as (promoters, passives, detractors); -2 to 2.

    Adjusted Wald: 3/4, 1 1/2 and 3/4 answers are added to each side, z = d / sqrt(V1/n1 + V2/n2)
    (MeasuringU, "How to statistically compare two NPS"). The estimate is the adjusted one, in the
    middle of its interval; print nps(*a) - nps(*b) beside two printed scores. None if one is empty.
    """
    if not sum(a) or not sum(b):
        return None
    (score_a, error_a), (score_b, error_b) = adjusted_score(*a), adjusted_score(*b)
    estimate, error = score_a - score_b, sqrt(error_a + error_b)
    half = z_value(level) * error
    interval = Interval(max(-2.0, estimate - half), min(2.0, estimate + half))
    return Difference(estimate, interval, two_sided_p(estimate / error))


def proportion_difference(
    k1: float, n1: float, k2: float, n2: float, level: float = 0.95
) -> Difference | None:
    """Compare two shares, k1/n1 - k2/n2, -1 to 1. None if n1 or n2 is 0.

    Newcombe's interval (method 10) and the p-value of the pooled z test, which can disagree by a
    hair at the border. If everybody, or nobody, agrees on both sides, p is 1.
    """
    interval = newcombe_interval(k1, n1, k2, n2, level)
    if interval is None:
        return None
    pooled = (k1 + k2) / (n1 + n2)
    error = sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    estimate = k1 / n1 - k2 / n2
    return Difference(estimate, interval, two_sided_p(estimate / error) if error else 1.0)


def welch_test(counts_a: Counts, counts_b: Counts, level: float = 0.95) -> Welch | None:
    """Welch's t test for two means, a - b, on the scale of the question.

    None below two answers on a side, and if all answers on each side are alike, as nothing then
    says how far chance reaches. Welch 1947, Biometrika 34:28.
    """
    mean_a, mean_b = mean(counts_a), mean(counts_b)
    spread_a, spread_b = variance(counts_a), variance(counts_b)
    if mean_a is None or mean_b is None or spread_a is None or spread_b is None:
        return None
    n_a, n_b = people(counts_a), people(counts_b)
    error_a, error_b = spread_a / n_a, spread_b / n_b
    if not (squared_error := error_a + error_b):
        return None
    df = squared_error**2 / (error_a**2 / (n_a - 1) + error_b**2 / (n_b - 1))
    estimate, error = mean_a - mean_b, sqrt(squared_error)
    half = t_value(level, df) * error
    t = estimate / error
    return Welch(estimate, Interval(estimate - half, estimate + half), student_p(t, df), t, df)


def chi_square_homogeneity(k: Sequence[float], n: Sequence[float]) -> ChiSquare | None:
    """Pearson's chi-square test that all shares k[i]/n[i] are one.

    Places without answers do not count. None below two places, or if all answers are alike.
    """
    groups = [(hits, size) for hits, size in zip(k, n, strict=True) if size]
    pooled = share(sum(k), sum(n))
    if len(groups) < 2 or not pooled or pooled == 1:
        return None
    distance = sum((hits - size * pooled) ** 2 / size for hits, size in groups)
    statistic, df = distance / (pooled * (1 - pooled)), len(groups) - 1
    return ChiSquare(statistic, df, chi_square_p(statistic, df))


def cochran_armitage(
    k: Sequence[float], n: Sequence[float], scores: Sequence[float] | None = None
) -> Trend | None:
    """The Cochran-Armitage test for a trend in the shares k[i]/n[i] along scores (1, 2, 3 ...).

    z = sum x (k - n p) / sqrt(p (1-p) (sum n x^2 - (sum n x)^2 / N)). None if all answers are alike
    or lie at one score. Armitage 1955, Biometrics 11:375.
    """
    pooled = share(sum(k), sum(n))
    places = list(zip(scores or range(len(n)), k, n, strict=True))
    if not pooled or pooled == 1:
        return None
    centre = sum(x * size for x, _, size in places) / sum(n)
    spread = sum(size * (x - centre) ** 2 for x, _, size in places)
    if not spread:
        return None
    z = sum((x - centre) * hits for x, hits, _ in places) / sqrt(pooled * (1 - pooled) * spread)
    return Trend(z, two_sided_p(z))


def benjamini_hochberg(p_values: Sequence[float], q: float = 0.05) -> Discoveries:
    """Benjamini-Hochberg: among the discoveries, at most a share q is false on average.

    Adjusted p(i) = min over j >= i of p(j) m / j; discoveries have adjusted p <= q.
    Benjamini & Hochberg 1995, JRSS-B 57:289.
    """
    m = len(p_values)
    falling = sorted(range(m), key=lambda place: p_values[place], reverse=True)
    scaled = (min(1.0, p_values[place] * (m / (m - i))) for i, place in enumerate(falling))
    adjusted = dict(zip(falling, accumulate(scaled, min), strict=True))
    in_order = tuple(adjusted[place] for place in range(m))
    return Discoveries(in_order, tuple(p <= q for p in in_order))
