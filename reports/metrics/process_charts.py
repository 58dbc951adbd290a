"""Process charts: which day, week or month is more than noise, and by which rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import copysign, inf, isclose, sqrt

MEAN_RANGE_IN_SIGMAS = 1.128
"""The mean distance of two normal values (d2 for pairs): a moving range over this is one sigma."""


class Signal(StrEnum):
    """The rule by which a point stands out."""

    BEYOND_LIMITS = "beyond limits"
    EIGHT_ON_ONE_SIDE = "eight on one side"
    TWO_OF_THREE_FAR = "two of three beyond two sigma"


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A centre line and each point: value, limits and signals, None where nobody answered."""

    centre: float
    values: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    signals: tuple[tuple[Signal, ...], ...]

    def places(self, signal: Signal) -> tuple[int, ...]:
        """Where this rule speaks, counted from 0."""
        return tuple(place for place, found in enumerate(self.signals) if signal in found)


@dataclass(frozen=True, slots=True)
class MovingRangeChart(ControlChart):
    """A chart of single values and of the ranges from each value to the one before it."""

    moving_ranges: tuple[float | None, ...]
    mean_range: float
    range_limit: float


def p_chart(
    k: Sequence[float], n: Sequence[float] | float, baseline: int | None = None, laney: bool = False
) -> ControlChart | None:
    """Chart the shares k[i]/n[i], 0 to 1: centre sum k / sum n, limits 3 sqrt(c (1-c) / n[i]).

    The first `baseline` points (all of them, unless given; 20 are enough) set the centre. `laney`
    widens the limits by the spread that is really there (Laney 2002, p'), for hundreds of answers
    a day. NIST/SEMATECH handbook 6.3.3.2. None if the baseline holds no answers.
    """
    sizes = [n] * len(k) if isinstance(n, int | float) else list(n)
    people = sum(sizes[:baseline])
    if not people:
        return None
    centre = sum(k[:baseline]) / people
    values = [hits / size if size else None for hits, size in zip(k, sizes, strict=True)]
    sigmas = [sqrt(centre * (1 - centre) / size) if size else 0.0 for size in sizes]
    if laney:
        widened = _spread_of(_distances(values, centre, sigmas)[:baseline])
        sigmas = [sigma * widened for sigma in sigmas]
    return _control_chart(values, centre, sigmas, ends=(0.0, 1.0))


def xmr_chart(
    values: Sequence[float | None], baseline: int | None = None
) -> MovingRangeChart | None:
    """Chart single values, such as a weekly NPS or mean, in their own unit; None is a gap.

    Limits mean +- 2.66 mean moving range, range limit 3.267 mean moving range (Wheeler), from the
    first `baseline` points, or from all. None below two values.
    """
    known = [value for value in values[:baseline] if value is not None]
    if len(known) < 2:
        return None
    centre, mean_range = sum(known) / len(known), _mean_range(known)
    chart = _control_chart(values, centre, [2.66 / 3 * mean_range] * len(values))
    return MovingRangeChart(
        chart.centre,
        chart.values,
        chart.lower,
        chart.upper,
        chart.signals,
        moving_ranges=_moving_ranges(values),
        mean_range=mean_range,
        range_limit=3.267 * mean_range,
    )


def ewma_chart(
    values: Sequence[float | None],
    lam: float,
    L: float,  # noqa: N803 - the letter of the handbook
    target: float | None = None,
    sigma: float | None = None,
) -> ControlChart | None:
    """Chart the moving average lam x + (1 - lam) before, which sees slow drift; None is a gap.

    Starts at the target (the mean, unless given); limits target +- L sigma sqrt(lam / (2 - lam)),
    sigma from the mean moving range unless given. lam .2 to .3 and L 2.7 to 3 are usual.
    NIST/SEMATECH handbook 6.3.2.4. None below two values. Raises ValueError unless 0 < lam <= 1.
    """
    if not 0 < lam <= 1:
        raise ValueError(f"lam must lie in 0 to 1, not {lam}")
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    start = sum(known) / len(known) if target is None else target
    spread = _mean_range(known) / MEAN_RANGE_IN_SIGMAS if sigma is None else sigma
    reach = L * spread * sqrt(lam / (2 - lam))
    chart = _control_chart(_smoothed(values, lam, start), start, [reach / 3] * len(values))
    # Smoothed neighbours share most of their answers, so that runs of them prove nothing.
    only_beyond = (tuple(s for s in each if s is Signal.BEYOND_LIMITS) for each in chart.signals)
    return ControlChart(start, chart.values, chart.lower, chart.upper, tuple(only_beyond))


def _control_chart(
    values: Sequence[float | None],
    centre: float,
    sigmas: Sequence[float],
    ends: tuple[float, float] = (-inf, inf),
) -> ControlChart:
    pairs = list(zip(values, sigmas, strict=True))
    return ControlChart(
        centre,
        tuple(values),
        tuple(None if x is None else max(ends[0], centre - 3 * sigma) for x, sigma in pairs),
        tuple(None if x is None else min(ends[1], centre + 3 * sigma) for x, sigma in pairs),
        _signals(_distances(values, centre, sigmas)),
    )


def _distances(
    values: Sequence[float | None], centre: float, sigmas: Sequence[float]
) -> list[float | None]:
    return [_distance(x, centre, sigma) for x, sigma in zip(values, sigmas, strict=True)]


def _distance(value: float | None, centre: float, sigma: float) -> float | None:
    """How many sigmas the value lies from the centre; without any spread, any distance is huge."""
    if value is None:
        return None
    # Rounding alone must not look like a distance where all values are alike.
    if isclose(value, centre, rel_tol=1e-9, abs_tol=1e-12):
        return 0.0
    return (value - centre) / sigma if sigma else copysign(inf, value - centre)


def _signals(distances: Sequence[float | None]) -> tuple[tuple[Signal, ...], ...]:
    """The rules that each point meets, looking back over the known points only."""
    found: list[tuple[Signal, ...]] = []
    known: list[float] = []
    for z in distances:
        if z is None:
            found.append(())
            continue
        known.append(z)
        found.append(tuple(_rules_met(known)))
    return tuple(found)


def _rules_met(known: Sequence[float]) -> Iterable[Signal]:
    side = copysign(1.0, known[-1])
    if side * known[-1] > 3:
        yield Signal.BEYOND_LIMITS
    if len(known) >= 8 and all(side * z > 0 for z in known[-8:]):
        yield Signal.EIGHT_ON_ONE_SIDE
    if side * known[-1] > 2 and sum(side * z > 2 for z in known[-3:]) >= 2:
        yield Signal.TWO_OF_THREE_FAR


def _moving_ranges(values: Sequence[float | None]) -> tuple[float | None, ...]:
    before: float | None = None
    ranges: list[float | None] = []
    for value in values:
        ranges.append(None if value is None or before is None else abs(value - before))
        before = before if value is None else value
    return tuple(ranges)


def _mean_range(known: Sequence[float]) -> float:
    return sum(abs(b - a) for a, b in pairwise(known)) / (len(known) - 1)


def _spread_of(distances: Iterable[float | None]) -> float:
    known = [z for z in distances if z is not None]
    return _mean_range(known) / MEAN_RANGE_IN_SIGMAS if len(known) > 1 else 1.0


def _smoothed(values: Sequence[float | None], lam: float, start: float) -> list[float | None]:
    level, smoothed = start, list[float | None]()
    for value in values:
        level = level if value is None else lam * value + (1 - lam) * level
        smoothed.append(None if value is None else level)
    return smoothed
