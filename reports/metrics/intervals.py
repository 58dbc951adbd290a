"""Intervals: how far chance alone may have moved a share, an NPS or a mean."""

from math import sqrt
from typing import NamedTuple

from reports.metrics.scores import Counts, mean, nps, people, share, variance
from reports.metrics.special import crossing, t_value, z_value

ADDED_ANSWERS = (0.75, 1.5, 0.75)
"""The three answers added by the adjusted Wald interval for NPS (Rocks 2016, Sauro & Lewis)."""


class Interval(NamedTuple):
    """Two ends, in the unit of the estimate between them."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How far the ends are apart."""
        return self.high - self.low


def wilson_interval(k: float, n: float, level: float = 0.95) -> Interval | None:
    """Wilson's score interval for the share k/n, 0 to 1. None if n is 0.

    (k + z^2/2 +- z sqrt(k (n-k) / n + z^2/4)) / (n + z^2). Wilson 1927; method 3 of Newcombe 1998,
    Stat Med 17:857. Holds for k = 0 and k = n; weighted shares take Kish's effective n.
    """
    estimate = share(k, n)
    if estimate is None:
        return None
    z = z_value(level)
    centre = (k + z * z / 2) / (n + z * z)
    half = z * sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Interval(min(estimate, low), max(estimate, high))


def newcombe_interval(
    k1: float, n1: float, k2: float, n2: float, level: float = 0.95
) -> Interval | None:
    """Newcombe's interval for the difference k1/n1 - k2/n2, -1 to 1. None if n1 or n2 is 0.

    The hybrid of two Wilson intervals: method 10 of Newcombe 1998, Stat Med 17:873.
    """
    first, second = wilson_interval(k1, n1, level), wilson_interval(k2, n2, level)
    if first is None or second is None:
        return None
    p1, p2 = k1 / n1, k2 / n2
    return Interval(
        p1 - p2 - sqrt((p1 - first.low) ** 2 + (second.high - p2) ** 2),
        p1 - p2 + sqrt((first.high - p1) ** 2 + (p2 - second.low) ** 2),
    )


def nps_interval(
    promoters: float, passives: float, detractors: float, level: float = 0.95
) -> Interval | None:
    """Tango's score interval for the NPS, -1 to 1. None if nobody answered.

    NPS is the difference of two paired proportions, so Tango 1998, Stat Med 17:891 applies; Rocks
    2016 calls it the iterative score interval. It covers 95 % even at n = 5, where Wald covers 72.
    """
    score = nps(promoters, passives, detractors)
    if score is None:
        return None
    n, z = promoters + passives + detractors, z_value(level)
    return Interval(
        _lower_end(promoters / n, detractors / n, n, z),
        -_lower_end(detractors / n, promoters / n, n, z),
    )


def _lower_end(p: float, d: float, n: float, z: float) -> float:
    """The score below p - d from which the sample lies z standard errors away."""
    score, root_n = p - d, sqrt(n)

    def gap(delta: float) -> float:
        return root_n * (score - delta) - z * sqrt(_constrained_variance(p, d, delta))

    # With answers of one kind only the gap also touches 0 at the score itself; -z steps past it.
    at_score = -z * sqrt(_constrained_variance(p, d, score)) or -z
    return crossing(gap, outside=-1.0, inside=score, at_inside=at_score)


def _constrained_variance(p: float, d: float, delta: float) -> float:
    """The variance of one answer if the NPS were delta, the rest by maximum likelihood (Tango)."""
    half = (2 - p + d) * delta - p - d
    product = d * delta * (1 - delta)
    root = sqrt(max(0.0, half * half + 8 * product))
    detractors = (root - half) / 4
    return max(0.0, 2 * detractors + delta - delta * delta)


def adjusted_nps_interval(
    promoters: float, passives: float, detractors: float, level: float = 0.95
) -> Interval | None:
    """The adjusted Wald interval for the NPS, -1 to 1: the closed form. None if nobody answered.

    Wald after adding 3/4 promoter, 1 1/2 passives and 3/4 detractor (Rocks 2016; Sauro & Lewis).
    Its middle is the adjusted score; at 3 of 3 promoters and 90 % it misses the observed +100.
    """
    if not promoters + passives + detractors:
        return None
    return wald_interval(*adjusted_score(promoters, passives, detractors), level)


def adjusted_score(
    promoters: float,
    passives: float,
    detractors: float,
    added: tuple[float, float, float] = ADDED_ANSWERS,
) -> tuple[float, float]:
    """NPS and its squared standard error after adding a few pretended answers."""
    up, level, down = promoters + added[0], passives + added[1], detractors + added[2]
    n = up + level + down
    score = (up - down) / n
    return score, ((up + down) / n - score**2) / n


def wald_interval(score: float, squared_error: float, level: float = 0.95) -> Interval:
    """The normal interval around an NPS, cut at -1 and 1."""
    half = z_value(level) * sqrt(squared_error)
    return Interval(max(-1.0, score - half), min(1.0, score + half))


def mean_interval(counts: Counts, level: float = 0.95) -> Interval | None:
    """Student's t interval for the mean, on the scale of the question. None below two answers.

    mean +- t(n-1) sd / sqrt(n). It may reach beyond the ends of the scale, which it does not know.
    """
    centre, spread, n = mean(counts), variance(counts), people(counts)
    if centre is None or spread is None:
        return None
    half = t_value(level, n - 1) * sqrt(spread / n)
    return Interval(centre - half, centre + half)
