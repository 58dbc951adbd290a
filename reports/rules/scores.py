"""Scores in the units a reader sees: percent, and NPS from -100 to 100; each with its interval."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final, TypeAlias

from reports import metrics
from surveys.rules import Kind, Question, ScoreRule

Counts: TypeAlias = Mapping[int, int]
"""Rating, or number of a choice -> how many people gave it."""

HIDE_BELOW: Final = 5
"""With fewer answers only their number is shown."""
LOW_BELOW: Final = 30
"""With fewer answers a score is greyed and not ranked."""
CHANCE: Final = 0.05
"""Changes at least as large come by chance less often than this."""


@dataclass(frozen=True, slots=True)
class Groups:
    """People by what their rating says; for NPS promoters, passives and detractors."""

    good: int
    neutral: int
    bad: int

    @property
    def n(self) -> int:
        return self.good + self.neutral + self.bad

    @property
    def as_nps(self) -> tuple[int, int, int]:
        return self.good, self.neutral, self.bad


@dataclass(frozen=True, slots=True)
class Score:
    """A score with its 95 % interval, in points, and how many answers it rests on."""

    value: float
    low: float
    high: float
    n: int

    @property
    def is_low(self) -> bool:
        return self.n < LOW_BELOW


@dataclass(frozen=True, slots=True)
class Change:
    """How much a figure moved, and how often chance alone moves it that far."""

    value: float
    p: float

    @property
    def is_real(self) -> bool:
        return self.p < CHANCE


def is_hidden(n: int) -> bool:
    """Whether so few people answered that only their number may be shown."""
    return n < HIDE_BELOW


def people_in(counts: Counts) -> int:
    return sum(counts.values())


def groups_of(rule: ScoreRule, counts: Counts) -> Groups:
    """Count people by what their rating says under this rule."""
    good = neutral = bad = 0
    for rating, people in counts.items():
        if rating >= rule.good_from:
            good += people
        elif rating <= rule.bad_to:
            bad += people
        else:
            neutral += people
    return Groups(good, neutral, bad)


def score_of(question: Question, counts: Counts) -> Score | None:
    """The question's score; None if nobody answered or it is not a rating.

    NPS with Tango's score interval, otherwise the share of good ratings with Wilson's.
    """
    if not question.score_rule or not people_in(counts):
        return None
    groups = groups_of(question.score_rule, counts)
    if question.kind is not Kind.NPS:
        return share_of(groups.good, groups.n)
    value, interval = metrics.nps(*groups.as_nps), metrics.nps_interval(*groups.as_nps)
    return _in_points(value, interval, groups.n)


def value_of(question: Question, counts: Counts) -> float | None:
    """The score without its interval, which takes longer; None if it may not be shown."""
    if not question.score_rule or is_hidden(people_in(counts)):
        return None
    groups = groups_of(question.score_rule, counts)
    if question.kind is Kind.NPS:
        return 100 * (groups.good - groups.bad) / groups.n
    return 100 * groups.good / groups.n


def share_of(people: float, n: int) -> Score | None:
    """A share in percent with Wilson's interval; None if nobody was asked."""
    return _in_points(metrics.share(people, n), metrics.wilson_interval(people, n), n)


def _in_points(value: float | None, interval: metrics.Interval | None, n: int) -> Score | None:
    if value is None or interval is None:
        return None
    return Score(100 * value, 100 * interval.low, 100 * interval.high, n)


def shown_score(question: Question, counts: Counts) -> Score | None:
    """The score if enough people answered for it to be shown."""
    return None if is_hidden(people_in(counts)) else score_of(question, counts)


def change_of(question: Question, now: Counts, before: Counts) -> Change | None:
    """How the score moved; None if either side may not be shown.

    The difference of the two printed scores, judged by the adjusted Wald test for NPS and by the
    pooled z test for shares.
    """
    if not question.score_rule or is_hidden(people_in(now)) or is_hidden(people_in(before)):
        return None
    a, b = (groups_of(question.score_rule, counts) for counts in (now, before))
    if question.kind is Kind.NPS:
        value = (a.good - a.bad) / a.n - (b.good - b.bad) / b.n
        test = metrics.nps_difference(a.as_nps, b.as_nps)
    else:
        value = a.good / a.n - b.good / b.n
        test = metrics.proportion_difference(a.good, a.n, b.good, b.n)
    return Change(100 * value, test.p) if test else None


def volume_change(now: int, days: int, before: int, days_before: int) -> Change | None:
    """How many more people answered than at the pace of the days before.

    If nothing changed, the share q = days / (days + days_before) of all N answers is new; the
    p-value is that of z = (now - N q) / sqrt(N q (1 - q)). None if nobody answered before.
    """
    if not before:
        return None
    q, n = days / (days + days_before), now + before
    z = (now - n * q) / sqrt(n * q * (1 - q))
    return Change(now - before * days / days_before, 2 * NormalDist().cdf(-abs(z)))


def detectable_change(question: Question, now: Counts, before: Counts | None) -> float | None:
    """The smallest true change in points that so many answers would show 4 times of 5.

    Without a period before, against as many answers. None if it cannot be said.
    """
    if not question.score_rule or is_hidden(people_in(now)):
        return None
    groups = groups_of(question.score_rule, now)
    if question.kind is Kind.NPS:
        variance = metrics.nps_variance(*groups.as_nps)
    else:
        variance = groups.good / groups.n * (1 - groups.good / groups.n)
    if not variance:
        return None
    n_before = people_in(before) if before else 0
    found = metrics.minimal_detectable_change(variance, groups.n, n_before or None)
    return 100 * found if found else None


def real_among(changes: Sequence[Change | None]) -> list[bool]:
    """Which of many changes are real, all judged together (Benjamini-Hochberg, 5 %)."""
    tested = [change.p for change in changes if change]
    verdicts = iter(metrics.benjamini_hochberg(tested).rejected if tested else ())
    return [next(verdicts) if change else False for change in changes]


def add_up(parts: Iterable[Counts]) -> dict[int, int]:
    """One count out of many."""
    total: dict[int, int] = {}
    for part in parts:
        for rating, people in part.items():
            total[rating] = total.get(rating, 0) + people
    return total
