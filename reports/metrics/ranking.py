"""Ranking: places with few answers pulled towards the rest, and how far chance spreads them."""

from collections.abc import Callable, Sequence
from math import exp, inf, lgamma, log, sqrt
from typing import NamedTuple, TypeAlias, overload

from reports.metrics.scores import share
from reports.metrics.special import NORMAL, incomplete_beta

Point: TypeAlias = tuple[float, float]
Places: TypeAlias = list[tuple[float, float]]
"""(k, n) of every place that has answers."""


class BetaBinomialShrinkage(NamedTuple):
    """The Beta(alpha, beta) that places come from, and the shrunken share of each place, 0 to 1.

    Both parameters are infinite when places differ no more than chance: all shares are one then.
    """

    alpha: float
    beta: float
    values: tuple[float | None, ...]


class NormalShrinkage(NamedTuple):
    """The mean and variance that places come from, and the shrunken score of each place."""

    centre: float
    variance: float
    values: tuple[float, ...]


class FunnelLimits(NamedTuple):
    """Where a share of the target lies by chance 95 and 99.8 times of 100, 0 to 1."""

    low95: float
    high95: float
    low998: float
    high998: float


def beta_binomial_shrink(k: Sequence[float], n: Sequence[float]) -> BetaBinomialShrinkage | None:
    """Shrink the shares k[i]/n[i] towards their common mean: (k + alpha) / (n + alpha + beta).

    Empirical Bayes with maximum-likelihood alpha and beta (Skellam 1948, JRSS-B 10:257). Places
    without answers get None and do not count. None if no place has answers.
    """
    places = [(hits, size) for hits, size in zip(k, n, strict=True) if size]
    if not places:
        return None
    pooled = sum(hits for hits, _ in places) / sum(size for _, size in places)
    alpha, beta = _most_likely_beta(places, pooled)

    def shrunken(hits: float, size: float) -> float:
        return pooled if alpha == inf else (hits + alpha) / (size + alpha + beta)

    values = (shrunken(hits, size) if size else None for hits, size in zip(k, n, strict=True))
    return BetaBinomialShrinkage(alpha, beta, tuple(values))


def _most_likely_beta(places: Places, pooled: float) -> tuple[float, float]:
    people = sum(size for _, size in places)
    spread = pooled * (1 - pooled)
    # Tarone 1979: the likelihood rises from "all places alike" only if this excess is positive.
    excess = sum((k - n * pooled) ** 2 for k, n in places) - people * spread
    if excess <= 1e-9 * people:
        return inf, inf
    alikeness = excess / (spread * sum(n * (n - 1) for _, n in places))
    start = (log(pooled / (1 - pooled)), log(max(0.01, 1 / alikeness - 1)))
    return _as_beta(_highest(lambda point: _log_likelihood(places, point), start))


def _as_beta(point: Point) -> tuple[float, float]:
    """Alpha and beta from the log odds of their mean and the log of their sum."""
    middle, size = 1 / (1 + exp(-point[0])), exp(min(point[1], 30.0))
    return max(1e-12, middle * size), max(1e-12, (1 - middle) * size)


def _log_likelihood(places: Places, point: Point) -> float:
    alpha, beta = _as_beta(point)
    both = alpha + beta
    fit = sum(lgamma(k + alpha) + lgamma(n - k + beta) - lgamma(n + both) for k, n in places)
    return fit + len(places) * (lgamma(both) - lgamma(alpha) - lgamma(beta))


def _highest(height: Callable[[Point], float], start: Point) -> Point:
    """Climb to the top near start with a triangle of points (Nelder & Mead 1965)."""
    x, y = start
    points = [(height(p), p) for p in (start, (x + 0.2, y), (x, y + 0.5))]
    for _ in range(300):
        points.sort(reverse=True)
        (top, best), (second, good), (bottom, worst) = points
        if top - bottom < 1e-13 * (1 + abs(top)):
            break
        centre = ((best[0] + good[0]) / 2, (best[1] + good[1]) / 2)
        points[2] = _better_corner(height, centre, worst, top, second)
        if points[2][0] <= bottom:
            halved = [((best[0] + p[0]) / 2, (best[1] + p[1]) / 2) for p in (good, worst)]
            points[1:] = [(height(p), p) for p in halved]
    return max(points)[1]


def _better_corner(
    height: Callable[[Point], float], centre: Point, worst: Point, top: float, second: float
) -> tuple[float, Point]:
    def along(times: float) -> tuple[float, Point]:
        point = (
            centre[0] + times * (centre[0] - worst[0]),
            centre[1] + times * (centre[1] - worst[1]),
        )
        return height(point), point

    mirrored = along(1)
    if mirrored[0] > top:
        return max(mirrored, along(2))
    return mirrored if mirrored[0] > second else max(mirrored, along(0.5), along(-0.5))


def normal_shrink(values: Sequence[float], variances: Sequence[float]) -> NormalShrinkage | None:
    """Shrink NPS or means, each with the square of its standard error, towards their common mean.

    Morris 1983, JASA 78:47; with equal variances the estimator of James & Stein around the mean
    (Efron & Morris 1977). Below four places nothing is shrunk; None for no places.
    Raises ValueError unless every variance is positive.
    """
    if not values:
        return None
    if min(variances) <= 0:
        raise ValueError("every place needs a positive variance")
    m = len(values)
    centre, between = _common(values, variances)
    pull = max(0.0, (m - 3) / (m - 1)) if m > 1 else 0.0
    shrunken = (
        value - pull * variance / (variance + between) * (value - centre)
        for value, variance in zip(values, variances, strict=True)
    )
    return NormalShrinkage(centre, between, tuple(shrunken))


def _common(values: Sequence[float], variances: Sequence[float]) -> tuple[float, float]:
    """The weighted mean of all places and the variance between them, each fitting the other."""
    m, centre, between = len(values), sum(values) / len(values), 0.0
    for _ in range(200):
        weights = [1 / (variance + between) for variance in variances]
        total = sum(weights)
        centre = sum(w * x for w, x in zip(weights, values, strict=True)) / total
        if m == 1:
            break
        triples = zip(weights, values, variances, strict=True)
        excess = sum(w * (m / (m - 1) * (x - centre) ** 2 - v) for w, x, v in triples)
        before, between = between, max(0.0, excess / total)
        if abs(between - before) <= 1e-12 * (before + min(variances)):
            break
    return centre, between


@overload
def funnel_limits(target: float, n: int, phi: float = 1.0) -> FunnelLimits | None: ...
@overload
def funnel_limits(
    target: float, n: Sequence[int], phi: float = 1.0
) -> tuple[FunnelLimits | None, ...]: ...
def funnel_limits(
    target: float, n: int | Sequence[int], phi: float = 1.0
) -> FunnelLimits | tuple[FunnelLimits | None, ...] | None:
    """The exact binomial limits of a share around the target, for n answers or for each of many n.

    (r - a) / n with r the binomial quantile of p = .001, .025, .975, .999 and the interpolation
    a = (P(X <= r) - p) / P(X = r), cut at 0 and 1; a phi above 1 widens them by its root.
    Spiegelhalter 2005, Stat Med 24:1185. None for n = 0.
    """
    if not isinstance(n, int):
        return tuple(funnel_limits(target, each, phi) for each in n)
    if not n:
        return None
    if not 0 < target < 1:
        return FunnelLimits(target, target, target, target)

    def limit(p: float) -> float:
        wide = target + (_binomial_limit(target, n, p) - target) * sqrt(max(1.0, phi))
        return min(1.0, max(0.0, wide))

    return FunnelLimits(limit(0.025), limit(0.975), limit(0.001), limit(0.999))


def _binomial_limit(target: float, n: int, p: float) -> float:
    """The interpolated binomial quantile over n, found by walking from the normal guess."""
    guess = target * n + NORMAL.inv_cdf(p) * sqrt(n * target * (1 - target))
    r = min(n, max(0, round(guess)))
    odds = target / (1 - target)
    ways = lgamma(n + 1) - lgamma(r + 1) - lgamma(n - r + 1)
    at = exp(ways + r * log(target) + (n - r) * log(1 - target))
    below = incomplete_beta(n - r, r + 1, 1 - target) if r < n else 1.0
    while r > 0 and below - at >= p:
        below, at, r = below - at, at * r / ((n - r + 1) * odds), r - 1
    while below < p and r < n:
        at, r = at * (n - r) / (r + 1) * odds, r + 1
        below += at
    return (r - (below - p) / at) / n


def overdispersion(k: Sequence[float], n: Sequence[float], target: float | None = None) -> float:
    """How far places spread around the target (their pooled share) against chance: the mean z^2.

    The outer tenth on each side is pulled in first, so that the places a funnel is meant to find
    do not hide themselves (Spiegelhalter 2005). 1 means chance alone, also if nothing can be said.
    """
    middle = share(sum(k), sum(n)) if target is None else target
    if not middle or middle >= 1:
        return 1.0
    z = sorted(
        (hits - size * middle) / sqrt(size * middle * (1 - middle))
        for hits, size in zip(k, n, strict=True)
        if size
    )
    cut = len(z) // 10
    kept = (min(z[-1 - cut], max(z[cut], each)) for each in z)
    return sum(each**2 for each in kept) / len(z)
