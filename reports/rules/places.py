"""Rankings: places or people by their shrunken score, each judged against all the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import sqrt
from typing import Final, TypeAlias

from reports import metrics
from reports.rules.goals import Verdict, verdict_of
from reports.rules.scores import (
    HIDE_BELOW,
    LOW_BELOW,
    Change,
    Counts,
    Groups,
    Score,
    add_up,
    change_of,
    groups_of,
    people_in,
    real_among,
    score_of,
)
from reports.rules.suppression import suppressed, suppressed_in_tree
from surveys.rules import Kind, Question

Sides: TypeAlias = tuple[Counts, Counts]
"""The counts of a period, and those of the period before."""

PRETENDED: Final = Groups(0.75, 1.5, 0.75)  # type: ignore[arg-type]
"""Answers added to an NPS before its variance is worked out, which is 0 where all agree."""
ENOUGH_OF_BOTH: Final = 50
"""From so many expected answers of the rarer kind on, exact limits differ by no pixel."""
FUNNEL_Z: Final = (-1.959964, 1.959964, -3.090232, 3.090232)
"""Standard errors of the 95 % and of the 99.8 % limits."""
ENOUGH_PLACES: Final = 20
"""From here on a funnel is widened where places spread more than chance."""


@dataclass(frozen=True, slots=True)
class Minimum:
    """From how many answers on a score is shown, and from how many it is ranked."""

    show: int = HIDE_BELOW
    rank: int = LOW_BELOW


OF_PLACES: Final = Minimum()
OF_PEOPLE: Final = Minimum(show=10, rank=30)


@dataclass(frozen=True)
class Standing:
    """One place, person, product or service in a ranking."""

    key: int
    question: Question
    counts: Counts
    n: int
    is_hidden: bool
    """Whether only the number of answers may be shown."""
    is_few: bool
    """Whether it is hidden for itself, rather than to keep another one hidden."""
    is_ranked: bool
    shrunken: float | None = None
    """In points, drawn towards all together by how little is known; None where hidden."""
    before: float | None = None
    change: Change | None = None
    is_real: bool = False
    """Whether the change is real, all judged together."""
    side: int = 0
    """1 better and -1 worse than the rest, all judged together; 0 like the rest."""
    goal: int | None = None

    @cached_property
    def score(self) -> Score | None:
        """The raw value with its interval, worked out only for the rows that are shown."""
        return None if self.is_hidden else score_of(self.question, self.counts)

    @cached_property
    def raw(self) -> float | None:
        """The raw value in points; None where hidden."""
        return None if self.is_hidden else raw_value(self.question, self.counts)

    @property
    def is_shown(self) -> bool:
        return not self.is_hidden

    @property
    def verdict(self) -> Verdict | None:
        """How the raw value stands to the goal; None without a goal."""
        return None if self.goal is None else verdict_of(self.goal, self.score)


def standings(
    question: Question,
    units: Mapping[int, Sides],
    hidden: tuple[frozenset[int], frozenset[int]],
    minimum: Minimum = OF_PLACES,
) -> tuple[Standing, ...]:
    """Whoever has answers, by shrunken score; `hidden` now and before, as suppression found."""
    made = [
        _standing(question, key, sides, hidden, minimum)
        for key, sides in units.items()
        if people_in(sides[0])
    ]
    rest = add_up(each.counts for each in made)
    ranked = [each for each in made if each.is_ranked]
    real = dict(zip((each.key for each in ranked), _real(ranked), strict=True))
    sides = dict(zip((each.key for each in ranked), _sides(question, ranked, rest), strict=True))
    shrunken = _shrunken(question, [each for each in made if not each.is_hidden])
    judged = [
        replace(
            each,
            is_real=real.get(each.key, False),
            side=sides.get(each.key, 0),
            shrunken=shrunken.get(each.key),
        )
        for each in made
    ]
    return tuple(sorted(judged, key=_order))


def _standing(
    question: Question,
    key: int,
    sides: Sides,
    hidden: tuple[frozenset[int], frozenset[int]],
    minimum: Minimum,
) -> Standing:
    now, before = sides
    n, is_hidden = people_in(now), key in hidden[0]
    is_known_before = key not in hidden[1] and people_in(before) >= minimum.show
    may_compare = is_known_before and not is_hidden
    return Standing(
        key,
        question,
        now,
        n,
        is_hidden=is_hidden,
        is_few=n < minimum.show,
        is_ranked=n >= minimum.rank and not is_hidden,
        before=raw_value(question, before) if is_known_before else None,
        change=change_of(question, now, before) if may_compare else None,
    )


def _order(each: Standing) -> tuple[bool, bool, float, int]:
    return not each.is_ranked, each.is_hidden, -(each.shrunken or 0), -each.n


def _real(ranked: Sequence[Standing]) -> list[bool]:
    return real_among([each.change for each in ranked])


def raw_value(question: Question, counts: Counts) -> float | None:
    """The score in points, however few people answered; None if nobody did."""
    if not question.score_rule or not people_in(counts):
        return None
    groups = groups_of(question.score_rule, counts)
    gap = groups.bad if question.kind is Kind.NPS else 0
    return 100 * (groups.good - gap) / groups.n


# ------------------------------------------------------------------ each against the rest
def _sides(question: Question, ranked: Sequence[Standing], everybody: Counts) -> list[int]:
    changes = [against_rest(question, each.counts, everybody) for each in ranked]
    return [
        0 if change is None or not is_real else 1 if change.value > 0 else -1
        for change, is_real in zip(changes, real_among(changes), strict=True)
    ]


def against_rest(question: Question, part: Counts, everybody: Counts) -> Change | None:
    """How far a part lies from all the others; None if too few are left to compare with."""
    rest = {rating: people - part.get(rating, 0) for rating, people in everybody.items()}
    return change_of(question, part, rest)


# ------------------------------------------------------------------ shrinking
def _shrunken(question: Question, shown: Sequence[Standing]) -> dict[int, float]:
    """Key -> score drawn towards all: beta-binomial for shares, normal for NPS."""
    if not question.score_rule or not shown:
        return {}
    groups = [groups_of(question.score_rule, each.counts) for each in shown]
    values = _normal(groups) if question.kind is Kind.NPS else _beta_binomial(groups)
    return {each.key: 100 * value for each, value in zip(shown, values, strict=True)}


def _beta_binomial(groups: Sequence[Groups]) -> list[float]:
    found = metrics.beta_binomial_shrink([g.good for g in groups], [g.n for g in groups])
    return [value for value in found.values if value is not None] if found else []


def _normal(groups: Sequence[Groups]) -> list[float]:
    values = [(g.good - g.bad) / g.n for g in groups]
    found = metrics.normal_shrink(values, [squared_error(g) for g in groups])
    return list(found.values) if found else []


def squared_error(groups: Groups) -> float:
    """The square of an NPS's standard error, never 0: of the answers and a few pretended ones."""
    added = (
        groups.good + PRETENDED.good,
        groups.neutral + PRETENDED.neutral,
        groups.bad + PRETENDED.bad,
    )
    return (metrics.nps_variance(*added) or 0.0) / sum(added)


# ------------------------------------------------------------------ siblings that hide
def hidden_among(units: Mapping[int, Sides], least: int) -> tuple[frozenset[int], frozenset[int]]:
    """Whom suppression hides now and before, where only the total of all is shown beside them."""
    now = {key: people_in(sides[0]) for key, sides in units.items()}
    before = {key: people_in(sides[1]) for key, sides in units.items()}
    return suppressed(now, least), suppressed(before, least)


# ------------------------------------------------------------------ the tree, pooled
@dataclass(frozen=True)
class Branch:
    """A place with places inside: all their answers and its own, pooled."""

    key: int
    question: Question
    counts: Counts
    n: int
    is_hidden: bool
    parts: tuple[int, ...]
    """The places right inside that have answers."""
    depth: int

    @cached_property
    def score(self) -> Score | None:
        return None if self.is_hidden else score_of(self.question, self.counts)


@dataclass(frozen=True, slots=True)
class RollUp:
    """The tree of places by pooled answers, and whom it hides."""

    branches: tuple[Branch, ...]
    hidden: frozenset[int]
    """The places whose own answers are hidden."""


def roll_up(
    question: Question, own: Mapping[int, Counts], parents: Mapping[int, int | None]
) -> RollUp:
    """Pool the answers of all places up the tree; `parents` names every place in tree order."""
    inside = _inside(own, parents)
    wholes = {key: add_up(own[part] for part in keys) for key, keys in inside.items()}
    groups: dict[tuple[str, int], int] = {("own", key): people_in(own[key]) for key in own}
    groups |= {("all", key): people_in(counts) for key, counts in wholes.items()}
    above: dict[tuple[str, int], tuple[str, int] | None] = {
        ("own", key): _whole(key if key in wholes else parents.get(key), wholes) for key in own
    }
    above |= {("all", key): _whole(parents.get(key), wholes) for key in wholes}
    hidden = suppressed_in_tree(groups, above)
    branches = tuple(
        Branch(
            key,
            question,
            counts,
            people_in(counts),
            ("all", key) in hidden,
            tuple(
                part for part in parents if parents[part] == key and (part in own or part in wholes)
            ),
            _depth(key, parents),
        )
        for key, counts in wholes.items()
    )
    return RollUp(branches, frozenset(key for kind, key in hidden if kind == "own"))


def _inside(own: Mapping[int, Counts], parents: Mapping[int, int | None]) -> dict[int, list[int]]:
    """Place with answers below it -> the places whose answers it pools, in tree order."""
    found: dict[int, list[int]] = {}
    for key in own:
        above = parents.get(key)
        while above is not None:
            found.setdefault(above, []).append(key)
            above = parents.get(above)
    for key, parts in found.items():
        if key in own:
            parts.append(key)
    return {key: found[key] for key in parents if key in found}


def _whole(key: int | None, wholes: Mapping[int, object]) -> tuple[str, int] | None:
    return ("all", key) if key is not None and key in wholes else None


def _depth(key: int, parents: Mapping[int, int | None]) -> int:
    depth, above = 0, parents.get(key)
    while above is not None:
        depth, above = depth + 1, parents.get(above)
    return depth


def mean_of_places(rows: Sequence[Standing]) -> float | None:
    """The plain mean of the raw values that are shown: of the places, not of the customers."""
    known = [each.raw for each in rows if each.raw is not None]
    return sum(known) / len(known) if known else None


# ------------------------------------------------------------------ the funnel
@dataclass(frozen=True, slots=True)
class Limits:
    """Between which scores chance throws a place with so many answers, in points."""

    low95: float
    high95: float
    low998: float
    high998: float

    @classmethod
    def of(cls, ends: Sequence[float]) -> "Limits":
        return cls(*(100 * end for end in ends))


@dataclass(frozen=True)
class Funnel:
    """What chance makes of the common score, by number of answers."""

    question: Question
    groups: Groups
    phi: float
    """How much wider than chance alone; 1 where places spread no more, or are too few to say."""
    known: dict[int, Limits] = field(default_factory=dict, compare=False, repr=False)
    """Limits that were worked out already: a page asks for the same ones several times."""

    @property
    def target(self) -> float:
        gap = self.groups.bad if self.question.kind is Kind.NPS else 0
        return 100 * (self.groups.good - gap) / self.groups.n

    def at(self, n: int) -> Limits:
        """The limits for so many answers."""
        if n not in self.known:
            self.known[n] = self._limits(n)
        return self.known[n]

    def _limits(self, n: int) -> Limits:
        is_nps = self.question.kind is Kind.NPS
        rarer = min(self.groups.good, self.groups.n - self.groups.good) / self.groups.n
        if is_nps or n * rarer >= ENOUGH_OF_BOTH:
            values = ((1, self.groups.good), (0, self.groups.neutral), (-is_nps, self.groups.bad))
            # The interpolated binomial quantile lies half an answer under the smooth one.
            half = 0.0 if is_nps else 0.5 / n
            return Limits.of([end - half for end in _limits_around(values, n, self.phi)])
        found = metrics.funnel_limits(self.groups.good / self.groups.n, n, self.phi)
        return Limits.of(found or (0.0, 1.0, 0.0, 1.0))


def _limits_around(values: Sequence[tuple[int, int]], n: int, phi: float) -> list[float]:
    """Normal limits of a mean of n answers, corrected for skewness (Cornish & Fisher 1938).

    `values` are the values of an answer, each with how many gave it. With enough answers of both
    kinds they lie within a tenth of a point of the exact ones, which take much longer.
    """
    known = [(value, people) for value, people in values if people]
    whole = sum(people for _, people in known)
    middle = sum(value * people for value, people in known) / whole
    spread = sqrt(sum(people * (value - middle) ** 2 for value, people in known) / whole)
    third = sum(people * (value - middle) ** 3 for value, people in known) / whole
    skew = third / spread**3 if spread else 0.0
    lowest = -1.0 if any(value < 0 for value, _ in values) else 0.0
    reaches = (z + (z * z - 1) * skew / (6 * sqrt(n)) for z in FUNNEL_Z)
    ends = (middle + reach * spread * sqrt(phi / n) for reach in reaches)
    return [max(lowest, min(1.0, end)) for end in ends]


def funnel_of(question: Question, rows: Sequence[Standing]) -> Funnel | None:
    """The funnel around all answers together; None if nobody answered."""
    if not question.score_rule or not rows:
        return None
    every = [groups_of(question.score_rule, each.counts) for each in rows]
    pooled = groups_of(question.score_rule, add_up(each.counts for each in rows))
    return Funnel(question, pooled, _phi(question, every, pooled))


def _phi(question: Question, every: Sequence[Groups], pooled: Groups) -> float:
    if len(every) < ENOUGH_PLACES:
        return 1.0
    if question.kind is not Kind.NPS:
        return max(1.0, metrics.overdispersion([g.good for g in every], [g.n for g in every]))
    variance = metrics.nps_variance(*pooled.as_nps) or 1.0
    middle = (pooled.good - pooled.bad) / pooled.n
    z = sorted(((g.good - g.bad) / g.n - middle) / sqrt(variance / g.n) for g in every)
    cut = len(z) // 10
    kept = [min(z[-1 - cut], max(z[cut], each)) for each in z]
    return max(1.0, sum(each**2 for each in kept) / len(kept))
