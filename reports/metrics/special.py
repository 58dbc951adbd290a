"""The distribution functions behind intervals and p-values, in plain Python.

Incomplete beta and gamma by their continued fractions (Press et al., Numerical Recipes, 6.2, 6.4),
within 1e-11 of scipy in the tests. Importing scipy instead would cost every process 70 MB.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from math import erfc, exp, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist

NORMAL = NormalDist()
TINY = 1e-300
PRECISION = 1e-15


@lru_cache(maxsize=64)
def z_value(level: float) -> float:
    """How many standard errors a two-sided interval of this level reaches: 1.96 for 0.95."""
    return NORMAL.inv_cdf((1 + level) / 2)


def two_sided_p(z: float) -> float:
    """The chance of a normal value at least as far from 0 as z."""
    return erfc(abs(z) / sqrt(2))


def continued_fraction(terms: Iterable[tuple[float, float]], start: float = 1.0) -> float:
    """Evaluate start + a1/(b1 + a2/(b2 + ...)) by Lentz's method, terms being (a, b)."""
    value = c = start or TINY
    d = 0.0
    for a, b in terms:
        d = 1 / (b + a * d or TINY)
        c = b + a / c or TINY
        value *= c * d
        if abs(c * d - 1) < PRECISION:
            break
    return value


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b): the chance of Beta(a, b) below x."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return front / (a * continued_fraction(_beta_terms(a, b, x)))


def _beta_terms(a: float, b: float, x: float) -> Iterable[tuple[float, float]]:
    # Near its median, where it is slowest, the fraction needs about sqrt(a + b) terms.
    for m in range(200 + int(5 * sqrt(a + b))):
        if m:
            yield m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1.0
        yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1.0


def upper_gamma(a: float, x: float) -> float:
    """The regularised upper incomplete gamma function Q(a, x): the chance of Gamma(a) above x."""
    if x <= 0:
        return 1.0
    front = exp(a * log(x) - x - lgamma(a))
    if x < a + 1:
        return 1 - front * _lower_series(a, x)
    terms = ((-m * (m - a) if m else 1.0, x + 2 * m + 1 - a) for m in range(500))
    return front * continued_fraction(terms, start=0.0)


def _lower_series(a: float, x: float) -> float:
    term = total = 1 / a
    m = 0
    while term > total * PRECISION:
        m += 1
        term *= x / (a + m)
        total += term
    return total


def chi_square_p(statistic: float, df: float) -> float:
    """The chance of a chi-square value with df degrees of freedom above the statistic."""
    return upper_gamma(df / 2, statistic / 2)


def student_p(t: float, df: float) -> float:
    """The chance of a Student t value with df degrees of freedom at least as far from 0 as t."""
    return incomplete_beta(df / 2, 0.5, df / (df + t * t))


@lru_cache(maxsize=4096)
def t_value(level: float, df: float) -> float:
    """How many standard errors a two-sided Student t interval of this level reaches.

    Halley's method from the Cornish-Fisher expansion (Abramowitz & Stegun 26.7.5).
    """
    z = z_value(level)
    t = z + (z**3 + z) / (4 * df) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df * df)
    scale = exp(lgamma((df + 1) / 2) - lgamma(df / 2)) / sqrt(df * pi)
    for _ in range(100):
        density = scale * (1 + t * t / df) ** (-(df + 1) / 2)
        newton = (student_p(t, df) - (1 - level)) / (2 * density)
        step = newton / max(0.5, 1 - newton * (df + 1) * t / (df + t * t) / 2)
        t += step
        # Each step cubes the error, so that the one after such a small step could change nothing.
        if abs(step) < 1e-5 * t:
            break
    return t


def crossing(
    gap: Callable[[float], float], outside: float, inside: float, at_inside: float
) -> float:
    """Where gap changes sign between outside (positive) and inside (negative), within 1e-12 or so.

    Illinois false position (Dowell & Jarratt 1971). at_inside is gap(inside), or any negative
    number where gap only touches 0 there without that being the crossing looked for.
    """
    positive, negative = gap(outside), at_inside
    if positive <= 0:
        return outside
    kept = 0
    for _ in range(200):
        middle = (outside * negative - inside * positive) / (negative - positive)
        value = gap(middle)
        if abs(value) < 1e-12 or middle in (outside, inside):
            return middle
        if value > 0:
            outside, positive = middle, value
            negative, kept = (negative / 2 if kept > 0 else negative), 1
        else:
            inside, negative = middle, value
            positive, kept = (positive / 2 if kept < 0 else positive), -1
    return (outside + inside) / 2
