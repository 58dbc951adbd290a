"""Planning: what a number of answers can show, and how many answers a question needs."""

from math import sqrt

from reports.metrics.special import NORMAL, z_value


def minimal_detectable_change(
    variance: float,
    n: float,
    n_before: float | None = None,
    power: float = 0.8,
    level: float = 0.95,
) -> float | None:
    """The smallest true change that n answers, against n_before (as many), show with this power.

    (z(level) + z(power)) sqrt(V/n + V/n_before), in the unit of the score whose single answer has
    this variance: share p (1-p), NPS nps_variance, mean sd^2. None if a side has no answers.
    """
    before = n if n_before is None else n_before
    if not n or not before:
        return None
    return (z_value(level) + NORMAL.inv_cdf(power)) * sqrt(variance / n + variance / before)


def power_of_two_shares(p1: float, p2: float, n: float, level: float = 0.95) -> float:
    """The chance that n answers on each side show the difference of true shares p1 and p2.

    The normal approximation of R's power.prop.test. Both shares lie between 0 and 1, ends excluded.
    """
    pooled, apart = _errors(p1, p2)
    return NORMAL.cdf((sqrt(n) * abs(p1 - p2) - z_value(level) * pooled) / apart)


def answers_needed(p1: float, p2: float, power: float = 0.8, level: float = 0.95) -> float | None:
    """How many answers on each side (not rounded) tell share p1 from p2. None if they are one.

    Fleiss 1981; R's power.prop.test solved for n.
    """
    if p1 == p2:
        return None
    pooled, apart = _errors(p1, p2)
    return ((z_value(level) * pooled + NORMAL.inv_cdf(power) * apart) / (p1 - p2)) ** 2


def _errors(p1: float, p2: float) -> tuple[float, float]:
    """The standard errors of p1 - p2 for one answer a side: as one share, and as two."""
    middle = (p1 + p2) / 2
    return sqrt(2 * middle * (1 - middle)), sqrt(p1 * (1 - p1) + p2 * (1 - p2))
