"""Trends: a question's score through a period, with honest gaps."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from reports.rules.periods import Period, Step, steps_of
from reports.rules.scores import Counts, Score, add_up, people_in, shown_score, value_of
from surveys.rules import Question

Days: TypeAlias = Mapping[date, Counts]
"""Local day -> how many people gave each rating. A day on which nobody answered is absent."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a trend. Without a score it is a gap: nobody answered, or too few to show."""

    step: Step
    n: int
    """How many answered on its own days."""
    pooled: int
    """How many answers its score rests on."""
    score: Score | None
    before: float | None = None
    """The score of the point in the same place of the period before."""

    @property
    def is_empty(self) -> bool:
        return not self.n


def counts_during(days: Days, period: Period) -> dict[int, int]:
    """The counts of some days, added up."""
    return add_up(days[day] for day in period if day in days)


def trend_of(
    question: Question, days: Days, period: Period, before: Period | None = None
) -> tuple[Point, ...]:
    """A question's score through a period, beside that of the period before."""
    points = [_point(question, days, step) for step in steps_of(period)]
    earlier = _values(question, days, before)
    earlier += [None] * (len(points) - len(earlier))
    return tuple(
        point if value is None else replace(point, before=value)
        for point, value in zip(points, earlier, strict=False)
    )


def _point(question: Question, days: Days, step: Step) -> Point:
    pooled = _pooled(days, step)
    n = people_in(pooled)
    own = n if step.own == step.pooled else people_in(counts_during(days, step.own))
    return Point(step, own, n, shown_score(question, pooled))


def _pooled(days: Days, step: Step) -> dict[int, int]:
    """The counts that a point's score rests on; none where nobody answered on its own days."""
    is_known = step.own == step.pooled or any(day in days for day in step.own)
    return counts_during(days, step.pooled) if is_known else {}


def _values(question: Question, days: Days, period: Period | None) -> list[float | None]:
    if period is None:
        return []
    pooled = (_pooled(days, step) for step in steps_of(period))
    return [value_of(question, counts) for counts in pooled]


def volume_of(days: Days, period: Period) -> tuple[int, ...]:
    """How many people answered at each step of a period."""
    return tuple(people_in(counts_during(days, step.own)) for step in steps_of(period))
