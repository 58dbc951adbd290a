"""Control charts: which day or week is more than the usual ups and downs, and by which rule."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from reports import metrics
from reports.metrics import ControlChart, Signal
from reports.metrics.process_charts import MEAN_RANGE_IN_SIGMAS
from reports.rules.goals import DayNote
from reports.rules.periods import DAY, Period
from reports.rules.places import raw_value
from reports.rules.scores import Counts, groups_of, people_in
from reports.rules.suppression import suppressed
from reports.rules.trends import Days, counts_during
from surveys.rules import Kind, Question

BASELINE: Final = 20
"""How many points before the period set the limits, which then stay as they are."""
ENOUGH_BEFORE: Final = 12
"""With fewer known points before it the limits come from all points that are shown."""
LONGEST_BY_DAY: Final = 62
MANY_A_POINT: Final = 200
"""From so many answers a point on, chance alone is too narrow a measure (Laney's p')."""
RULES: Final = {
    Signal.BEYOND_LIMITS: 1,
    Signal.EIGHT_ON_ONE_SIDE: 2,
    Signal.TWO_OF_THREE_FAR: 3,
}
LOOKING_BACK: Final = {Signal.EIGHT_ON_ONE_SIDE: 7}
"""How many points before the one where a rule speaks belong to what it says."""


WEIGHT: Final = 0.2
"""How much of a smoothed point is its own day or week; the rest is what came before it."""
WIDTH: Final = 3.0
"""How many of its own sigmas the smoothed line may move."""


class Measure(StrEnum):
    """What is charted."""

    SCORE = "score"
    MEAN = "mean"
    VOLUME = "volume"


@dataclass(frozen=True, slots=True)
class Point:
    """One day or week."""

    period: Period
    n: int
    value: float | None
    """In points, on the scale, or people; None where nobody answered, or too few to show."""
    low: float | None
    high: float | None
    signals: tuple[Signal, ...]
    side: int
    """1 over the middle, -1 under it, 0 on it or unknown."""
    own: float | None = None
    """Under a smoothed value: what was measured in these days."""

    @property
    def is_empty(self) -> bool:
        return not self.n


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that some points in a row break."""

    signal: Signal
    first: Period
    last: Period
    points: int
    side: int
    at: int
    """The place of the point on which the rule first speaks, counted from 0."""
    is_smoothed: bool = False

    @property
    def number(self) -> int:
        return RULES[self.signal]


@dataclass(frozen=True, slots=True)
class Control:
    """A chart of one measure with what its rules say."""

    measure: Measure
    is_share: bool
    """Whether limits follow the number of answers (p chart), rather than the moves (XmR)."""
    centre: float
    points: tuple[Point, ...]
    findings: tuple[Finding, ...]
    baseline: int
    """How many points before the period set the limits; 0 where all shown points do."""
    is_smoothed: bool = False
    """Whether each point carries those before it on (EWMA), which shows small lasting shifts."""
    goal: int | None = None
    notes: tuple[DayNote, ...] = ()

    @property
    def n(self) -> int:
        return sum(point.n for point in self.points)


def steps_by(period: Period, *, by_week: bool) -> list[Period]:
    """The days of a period, or its weeks from Monday on; the last may be cut short."""
    if not by_week:
        return [Period(day, day) for day in period]
    first = period.first - period.first.weekday() * DAY
    starts = (first + 7 * DAY * number for number in range((period.last - first).days // 7 + 1))
    return [Period(start, min(start + 6 * DAY, period.last)) for start in starts]


def reach_back(period: Period, *, by_week: bool) -> Period:
    """The period with the days before it that set its limits."""
    first = steps_by(period, by_week=by_week)[0].first
    return Period(first - BASELINE * (7 if by_week else 1) * DAY, period.last)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a chart goes through time."""

    period: Period
    by_week: bool
    today: date
    is_smoothed: bool = False


def control_of(
    measure: Measure, question: Question | None, days: Days, pace: Pace
) -> Control | None:
    """The chart of a period; None where fewer than two points are known.

    A day that is not over yet has no number of responses to judge.
    """
    steps, counts, frozen = _series(measure, days, pace)
    chart = _chart(measure, question, counts, frozen or None)
    if chart is None or sum(value is not None for value in chart.values[frozen:]) < 2:
        return None
    is_share = measure is Measure.SCORE and question is not None and question.kind is not Kind.NPS
    times = 100 if is_share else 1
    own = [None if value is None else value * times for value in chart.values]
    if pace.is_smoothed:
        chart = _smoothed(chart, frozen)
    points = _points(chart, steps, counts, times)
    points = [replace(point, own=value) for point, value in zip(points, own, strict=True)][frozen:]
    return Control(
        measure,
        is_share,
        chart.centre * times,
        tuple(points),
        tuple(replace(each, is_smoothed=pace.is_smoothed) for each in _findings(points)),
        frozen,
        pace.is_smoothed,
    )


def _series(measure: Measure, days: Days, pace: Pace) -> tuple[list[Period], list[Counts], int]:
    """The points of a chart with their counts, and how many of them set the limits; 0 for all."""
    period, by_week = pace.period, pace.by_week
    steps = steps_by(reach_back(period, by_week=by_week), by_week=by_week)
    if measure is Measure.VOLUME:
        length = 7 if by_week else 1
        steps = [step for step in steps if step.days == length and step.last < pace.today]
    counts = _since_first([counts_during(days, step) for step in steps])
    steps = steps[len(steps) - len(counts) :]
    earlier = sum(step.last < period.first for step in steps)
    known_before = sum(bool(people_in(each)) for each in counts[:earlier])
    frozen = earlier if known_before >= ENOUGH_BEFORE else 0
    return (steps, counts, frozen) if frozen else (steps[earlier:], counts[earlier:], 0)


def _smoothed(chart: ControlChart, frozen: int) -> ControlChart:
    """The same values, each carrying those before it on (EWMA).

    The level and the usual moves are those of the points before the period, where there are
    enough of them.
    """
    known = [value for value in chart.values if value is not None]
    first = [value for value in chart.values[:frozen] if value is not None]
    usual = first if len(first) > 1 else known
    moves = [abs(after - before) for before, after in pairwise(usual)]
    sigma = sum(moves) / len(moves) / MEAN_RANGE_IN_SIGMAS
    return metrics.ewma_chart(chart.values, WEIGHT, WIDTH, chart.centre, sigma) or chart


def _since_first(counts: Sequence[Counts]) -> list[Counts]:
    """Without what lies before the first answer of all."""
    first = next((at for at, each in enumerate(counts) if people_in(each)), len(counts))
    return list(counts[first:])


def _chart(
    measure: Measure, question: Question | None, counts: Sequence[Counts], baseline: int | None
) -> ControlChart | None:
    if measure is Measure.VOLUME or question is None or question.score_rule is None:
        return metrics.xmr_chart([float(people_in(each)) for each in counts], baseline)
    hidden = suppressed({at: people_in(each) for at, each in enumerate(counts)})
    shown: list[Counts] = [{} if at in hidden else each for at, each in enumerate(counts)]
    if measure is Measure.MEAN or question.kind is Kind.NPS:
        value: Callable[[Counts], float | None] = (
            metrics.mean if measure is Measure.MEAN else lambda each: raw_value(question, each)
        )
        return metrics.xmr_chart([value(each) for each in shown], baseline)
    groups = [groups_of(question.score_rule, each) for each in shown]
    sizes = [each.n for each in groups]
    known = [size for size in sizes if size]
    is_many = bool(known) and sum(known) / len(known) >= MANY_A_POINT
    return metrics.p_chart([each.good for each in groups], sizes, baseline, laney=is_many)


def _points(
    chart: ControlChart, steps: Sequence[Period], counts: Sequence[Counts], times: int
) -> list[Point]:
    def scaled(value: float | None) -> float | None:
        return None if value is None else value * times

    columns = zip(steps, counts, chart.values, chart.lower, chart.upper, chart.signals, strict=True)
    return [
        Point(
            step,
            people_in(each),
            scaled(value),
            scaled(low),
            scaled(high),
            signals,
            0 if value is None else (value > chart.centre) - (value < chart.centre),
        )
        for step, each, value, low, high, signals in columns
    ]


def _findings(points: Sequence[Point]) -> Iterator[Finding]:
    """What each rule says, points in a row together; the newest first."""
    known = [at for at, point in enumerate(points) if point.value is not None]
    found = [each for signal in RULES for each in _of_signal(signal, points, known)]
    return iter(sorted(found, key=lambda each: (-each.at, each.number)))


def _of_signal(signal: Signal, points: Sequence[Point], known: Sequence[int]) -> Iterator[Finding]:
    start = 0
    while start < len(known):
        if signal not in points[known[start]].signals:
            start += 1
            continue
        end, side = start, points[known[start]].side
        while end + 1 < len(known) and _goes_on(signal, points[known[end + 1]], side):
            end += 1
        first = max(0, start - LOOKING_BACK.get(signal, 0))
        yield Finding(
            signal,
            points[known[first]].period,
            points[known[end]].period,
            end - first + 1,
            side,
            known[start],
        )
        start = end + 1


def _goes_on(signal: Signal, point: Point, side: int) -> bool:
    return signal in point.signals and point.side == side


def usual_step(period: Period) -> bool:
    """Whether a period of that length is charted by week."""
    return period.days > LONGEST_BY_DAY
