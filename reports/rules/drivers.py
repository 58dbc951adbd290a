"""Drivers: which ratings go with the main one, and how well each of them does."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reports import metrics
from reports.rules.outline import Asked, main_of
from reports.rules.scores import Score, groups_of, share_of

LEAST_PEOPLE: Final = 100
LEAST_PER_DRIVER: Final = 10
MOST_DRIVERS: Final = 10
OFTEN: Final = 0.5
"""A driver that fewer of those who gave the main rating rated is left out."""
SAMPLES: Final = 200

Person = tuple[int | None, ...]
"""What one person gave: the main rating, then each driver; None is open."""


class Corner(StrEnum):
    """Where a driver stands in the picture."""

    FIX = "fix"
    """Important, and worse than the others."""
    KEEP = "keep"
    WATCH = "watch"
    """Not so important, and worse than the others."""
    ENOUGH = "enough"


class Nature(StrEnum):
    """What a driver does to the main rating where it is bad, and where it is excellent."""

    BASIC = "basic"
    """Missed where it is bad, not praised where it is good."""
    DELIGHT = "delight"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class Driver:
    """One rating with its importance and its performance, both in percent."""

    asked: Asked
    importance: Score
    performance: Score
    corner: Corner
    penalty: float | None
    """How much lower the main rating is where this one is bad than where it is in between."""
    reward: float | None
    nature: Nature | None
    """None where it cannot be said."""


@dataclass(frozen=True, slots=True)
class Drivers:
    """All drivers of a survey's main rating; none if too few people rated them all."""

    main: Asked | None
    n: int = 0
    """How many rated the main question and all drivers."""
    needed: int = 0
    found: tuple[Driver, ...] = ()
    left_out: tuple[Asked, ...] = ()
    """Ratings that too few people gave to be drivers."""
    explained: float = 0.0
    """Which part of the differences in the main rating they explain together, in percent."""
    has_no_spread: bool = False
    """Whether everybody gave the same main rating, so that nothing can explain it."""

    @property
    def cut(self) -> tuple[float, float]:
        """Mean performance and mean importance: where the picture is cut."""
        many = len(self.found) or 1
        return (
            sum(each.performance.value for each in self.found) / many,
            sum(each.importance.value for each in self.found) / many,
        )

    @property
    def first(self) -> Driver | None:
        """What to look at first: the most important of those to fix, else of all."""
        to_fix = [each for each in self.found if each.corner is Corner.FIX]
        return next(iter(to_fix or self.found), None)

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.n)


def candidates_of(asked: Sequence[Asked]) -> tuple[Asked | None, tuple[Asked, ...]]:
    """The main rating of a survey and the ratings that may drive it, as it is asked now.

    A single one would always have all the importance there is, so it is none.
    """
    ratings = [each for each in asked if each.question.is_rating and each.place]
    main = main_of(ratings)
    others = tuple(each for each in ratings if main and each.key != main.key)
    return main, others if len(others) > 1 else ()


def people_needed(drivers: int) -> int:
    """How many must have rated everything before importance is more than luck."""
    return max(LEAST_PEOPLE, LEAST_PER_DRIVER * drivers)


def drivers_of(
    main: Asked | None, candidates: Sequence[Asked], people: Sequence[Person]
) -> Drivers:
    """Work out the drivers, the most important first.

    Those whom fewer than half rated are left out, or nobody would have rated all: and people who
    left one of the others open are.
    """
    rated = [sum(person[at + 1] is not None for person in people) for at in range(len(candidates))]
    often = [at for at, many in enumerate(rated) if many and many >= OFTEN * len(people)]
    kept = sorted(sorted(often, key=lambda at: -rated[at])[:MOST_DRIVERS])
    left_out = tuple(each for at, each in enumerate(candidates) if at not in kept)
    rows = [[person[0], *(person[at + 1] for at in kept)] for person in people]
    full = [[float(each) for each in row if each is not None] for row in rows if None not in row]
    needed = people_needed(len(kept))
    if main is None or not kept or len(full) < needed:
        return Drivers(main, len(full), needed, left_out=left_out)
    y, x = [row[0] for row in full], [row[1:] for row in full]
    shares, intervals = metrics.lmg(x, y), metrics.bootstrap_lmg(x, y, SAMPLES)
    if shares is None or intervals is None or not (whole := sum(shares)):
        return Drivers(main, len(full), needed, left_out=left_out, has_no_spread=True)
    n = len(full)
    weights = [
        Score(100 * share / whole, 100 * interval.low, 100 * interval.high, n)
        for share, interval in zip(shares, intervals, strict=True)
    ]
    columns = [[row[at] for row in x] for at in range(len(kept))]
    asked = [candidates[at] for at in kept]
    found = _drivers(asked, weights, columns, y)
    return Drivers(main, n, needed, found, left_out, 100 * whole)


def _drivers(
    asked: Sequence[Asked],
    weights: Sequence[Score],
    columns: Sequence[Sequence[float]],
    y: Sequence[float],
) -> tuple[Driver, ...]:
    works = [_performance(each, column) for each, column in zip(asked, columns, strict=True)]
    usual = sum(each.value for each in works) / len(works)
    fair = 100 / len(asked)
    made = [
        _driver(each, weight, work, (fair, usual), metrics.penalty_reward(column, y, *_ends(each)))
        for each, weight, work, column in zip(asked, weights, works, columns, strict=True)
    ]
    return tuple(sorted(made, key=lambda each: -each.importance.value))


def _driver(
    asked: Asked,
    weight: Score,
    work: Score,
    cut: tuple[float, float],
    contrast: metrics.Contrast,
) -> Driver:
    is_heavy, is_good = weight.value >= cut[0], work.value >= cut[1]
    corner = {
        (True, False): Corner.FIX,
        (True, True): Corner.KEEP,
        (False, False): Corner.WATCH,
        (False, True): Corner.ENOUGH,
    }[is_heavy, is_good]
    return Driver(asked, weight, work, corner, *contrast, _nature(contrast))


def _performance(asked: Asked, ratings: Sequence[float]) -> Score:
    rule = asked.question.score_rule
    counts: dict[int, int] = {}
    for rating in ratings:
        counts[int(rating)] = counts.get(int(rating), 0) + 1
    good = groups_of(rule, counts).good if rule else 0
    return share_of(good, len(ratings)) or Score(0, 0, 0, 0)


def _ends(asked: Asked) -> tuple[float, float]:
    """Up to where a rating is bad, and from where it is excellent."""
    rule, top = asked.question.score_rule, asked.question.scale[-1]
    if rule is None:
        return 0, top
    return rule.bad_to, max(top, rule.good_from) if top <= 5 else rule.good_from


def _nature(contrast: metrics.Contrast) -> Nature | None:
    if contrast.penalty is None or contrast.reward is None:
        return None
    loss, gain = max(0.0, -contrast.penalty), max(0.0, contrast.reward)
    if not loss and not gain:
        return Nature.EVEN
    lean = (gain - loss) / (gain + loss)
    return Nature.DELIGHT if lean > LEAN else Nature.BASIC if lean < -LEAN else Nature.EVEN


LEAN: Final = 0.2
"""From 60 : 40 on, one side outweighs the other."""
