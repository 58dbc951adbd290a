"""A screen on the wall: its tiles, and what each of them says, from counts alone.

Nothing here knows a name, a word that a customer wrote, or a time finer than the hour.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from reports.metrics import round_half_away
from reports.rules.journey import HEATS, HIGHEST, LOWEST, Cell, Journey
from reports.rules.outline import Asked, main_of
from reports.rules.periods import DAY, Period
from reports.rules.scores import (
    Change,
    Counts,
    Score,
    add_up,
    change_of,
    groups_of,
    is_hidden,
    people_in,
    shown_score,
    value_of,
    volume_change,
)
from reports.rules.summary import Tallies
from reports.rules.suppression import suppressed
from responses.rules import WHOLE_RESPONSE
from surveys.rules import Kind, Question

MOST_TILES: Final = 5
WEEKS_BACK: Final = 4
"""What is usual on a weekday is learned from so many weeks."""
MOST_HOURS: Final = 16
USUAL_HOURS: Final = range(8, 22)
"""Shown before much is known about when customers come."""
ENOUGH_HOURS: Final = 6
OF_PEOPLE: Final = "staff"
"""A contact that is met in persons: never named on a wall."""


class Tile(StrEnum):
    """What a tile can show."""

    SATISFIED = "satisfied"
    WEEK = "week"
    LOWS = "lows"
    HOURS = "hours"
    ANSWERS = "answers"
    GOAL = "goal"
    WEAKEST = "weakest"


USUAL_TILES: Final = (Tile.SATISFIED, Tile.WEEK, Tile.LOWS, Tile.HOURS, Tile.ANSWERS)


def tiles_from(names: Iterable[object]) -> list[Tile]:
    """The tiles of these names, each once and at most five; what is unknown is left out."""
    known = [Tile(name) for name in names if isinstance(name, str) and name in set(Tile)]
    return list(dict.fromkeys(known))[:MOST_TILES]


# ------------------------------------------------------------------ which questions
def pleased_question(asked: Sequence[Asked]) -> Question | None:
    """The rating that says whether customers are satisfied; NPS only where there is no other."""
    rated = [each for each in asked if each.question.score_rule and each.question.is_rating]
    others = [each for each in rated if each.question.kind is not Kind.NPS]
    first = next((each for each in others if each.question.kind is Kind.CSAT), None)
    chosen = first or main_of(others) or main_of(rated)
    return chosen.question if chosen else None


def week_question(asked: Sequence[Asked]) -> Question | None:
    """The rating of the week: NPS where it is asked, else the one that stands for the survey."""
    nps = (each for each in asked if each.question.kind is Kind.NPS)
    chosen = next(nps, None) or main_of(each for each in asked if each.question.score_rule)
    return chosen.question if chosen else None


# ------------------------------------------------------------------ what was counted
Hourly: TypeAlias = Mapping[tuple[date, int], Mapping[str, Counts]]
"""Local day and hour -> question -> rating -> people."""


@dataclass(frozen=True)
class Ground:
    """All that the tiles of one board are worked out from."""

    today: date
    hour: float
    """The hour of the local day, with what has passed of it: 14.5 at half past two."""
    asked: Sequence[Asked]
    tallies: Tallies
    hourly: Hourly = field(default_factory=dict)
    goal: int | None = None
    journey: Journey | None = None
    withheld: frozenset[tuple[Tile, str]] = frozenset()
    """Tiles and questions whose score would give away few people at other places."""

    @property
    def pleased(self) -> Question | None:
        return pleased_question(self.asked)

    def on(self, key: str, *days: date) -> dict[int, int]:
        return add_up(self.tallies.during(key, Period(day, day)) for day in days)

    @property
    def usual_days(self) -> list[date]:
        """The same weekday of the weeks before, without those on which nobody answered."""
        days = [self.today - 7 * weeks * DAY for weeks in range(1, WEEKS_BACK + 1)]
        return [day for day in days if self.on(WHOLE_RESPONSE, day)]

    def at(self, day: date, hour: int, key: str) -> Counts:
        return self.hourly.get((day, hour), {}).get(key, {})


# ------------------------------------------------------------------ the tiles
@dataclass(frozen=True, slots=True)
class ScoreTile:
    """A large score, and how it moved."""

    tile: Tile
    question: Question
    n: int
    score: Score | None
    """None below five answers."""
    change: Change | None
    goal: int | None = None
    is_withheld: bool = False
    """Whether the score would give away few people at other places."""

    @property
    def face(self) -> int:
        """The face from 1 to 5 that fits the score; 0 without one."""
        if self.score is None:
            return 0
        steps = (-30, 0, 20, 50) if self.question.kind is Kind.NPS else (40, 60, 75, 90)
        return 1 + sum(self.score.value >= step for step in steps)

    @property
    def missing(self) -> float | None:
        """How many points are missing to the goal, as they are printed; 0 if it is reached."""
        if self.score is None or self.goal is None:
            return None
        return max(0.0, self.goal - round_half_away(self.score.value, 0))


@dataclass(frozen=True, slots=True)
class LowsTile:
    """How many were not satisfied today, and in which hour the last of them answered."""

    tile: Tile
    n: int
    lows: int | None
    """None below five answers, and where it would give few people away."""
    last_hour: int | None
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class HourCell:
    """One hour of today."""

    hour: int
    n: int
    value: float | None
    """None where nobody answered or too few did."""
    heat: int


@dataclass(frozen=True, slots=True)
class HoursTile:
    """Today hour by hour."""

    tile: Tile
    question: Question
    cells: tuple[HourCell, ...]

    @property
    def is_empty(self) -> bool:
        return not any(cell.n for cell in self.cells)


@dataclass(frozen=True, slots=True)
class AnswersTile:
    """How many answered today, and on such a day usually by this time."""

    tile: Tile
    n: int
    usual: float | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class WeakestTile:
    """The contact that is worth mending first."""

    tile: Tile
    cell: Cell | None


Shown: TypeAlias = ScoreTile | LowsTile | HoursTile | AnswersTile | WeakestTile


def tiles_of(ground: Ground, tiles: Iterable[Tile]) -> list[Shown]:
    """What the tiles say, in their order; those for which nothing is asked are left out."""
    makers = {
        Tile.SATISFIED: _satisfied,
        Tile.WEEK: _week,
        Tile.LOWS: _lows,
        Tile.HOURS: _hours,
        Tile.ANSWERS: _answers,
        Tile.GOAL: _goal,
        Tile.WEAKEST: _weakest,
    }
    return [shown for tile in tiles if (shown := makers[tile](ground))]


def _satisfied(ground: Ground) -> ScoreTile | None:
    question = ground.pleased
    if question is None:
        return None
    now = ground.on(question.key, ground.today)
    usual = ground.on(question.key, *ground.usual_days)
    return _scored(ground, Tile.SATISFIED, question, (now, usual))


def _week(ground: Ground) -> ScoreTile | None:
    question = week_question(ground.asked)
    if question is None:
        return None
    now = Period(ground.today - 6 * DAY, ground.today)
    before = Period(now.first - 7 * DAY, now.first - DAY)
    counts = [ground.tallies.during(question.key, period) for period in (now, before)]
    return _scored(ground, Tile.WEEK, question, (counts[0], counts[1]))


def _goal(ground: Ground) -> ScoreTile | None:
    """The last seven days against the goal: a day alone has too few answers to judge."""
    question = ground.pleased
    if question is None:
        return None
    now = ground.tallies.during(question.key, Period(ground.today - 6 * DAY, ground.today))
    return _scored(ground, Tile.GOAL, question, (now, {}), ground.goal)


def _scored(
    ground: Ground,
    tile: Tile,
    question: Question,
    counts: tuple[Counts, Counts],
    goal: int | None = None,
) -> ScoreTile:
    now, before = counts
    n = people_in(now)
    if (tile, question.key) in ground.withheld and not is_hidden(n):
        return ScoreTile(tile, question, n, None, None, goal, is_withheld=True)
    return ScoreTile(
        tile, question, n, shown_score(question, now), change_of(question, now, before), goal
    )


def _lows(ground: Ground) -> LowsTile | None:
    main = main_of(each for each in ground.asked if each.question.score_rule)
    if main is None or main.question.score_rule is None:
        return None
    rule, key = main.question.score_rule, main.key
    counts = ground.on(key, ground.today)
    n = people_in(counts)
    if is_hidden(n) or (Tile.LOWS, key) in ground.withheld:
        return LowsTile(Tile.LOWS, n, None, None, is_withheld=not is_hidden(n))
    hours = [hour for hour in range(24) if groups_of(rule, ground.at(ground.today, hour, key)).bad]
    lows = groups_of(rule, counts).bad
    return LowsTile(Tile.LOWS, n, lows, max(hours, default=None))


def _hours(ground: Ground) -> HoursTile | None:
    question = ground.pleased
    if question is None:
        return None
    people = {
        hour: people_in(ground.at(ground.today, hour, question.key)) for hour in _open_hours(ground)
    }
    is_withheld = (Tile.HOURS, question.key) in ground.withheld
    hidden = frozenset(people) if is_withheld else suppressed(people)
    cells = (_hour_cell(ground, question, hour, hour in hidden) for hour in people)
    return HoursTile(Tile.HOURS, question, tuple(cells))


def _open_hours(ground: Ground) -> range:
    """The hours in which people answer, at most 16 of them, and now among these."""
    known = {hour for (_day, hour), counts in ground.hourly.items() if any(counts.values())}
    hours = known if len(known) >= ENOUGH_HOURS else known | set(USUAL_HOURS)
    first, last = min(*hours, int(ground.hour)), max(*hours, int(ground.hour))
    if last - first < MOST_HOURS:
        return range(first, last + 1)
    end = max(first + MOST_HOURS, min(last, int(ground.hour) + 2) + 1)
    return range(end - MOST_HOURS, end)


def _hour_cell(ground: Ground, question: Question, hour: int, is_withheld: bool) -> HourCell:
    counts = ground.at(ground.today, hour, question.key)
    value = None if is_withheld else value_of(question, counts)
    return HourCell(hour, people_in(counts), value, _heat(question, value))


def _heat(question: Question, value: float | None) -> int:
    """The colour from 0 to 6, as on the journey board."""
    if value is None:
        return 0
    share = (value + 100) / 2 if question.kind is Kind.NPS else value
    return int(max(0.0, min(HEATS - 1, (share - LOWEST) / (HIGHEST - LOWEST) * HEATS)))


def _answers(ground: Ground) -> AnswersTile:
    n, days = people_in(ground.on(WHOLE_RESPONSE, ground.today)), ground.usual_days
    if not days:
        return AnswersTile(Tile.ANSWERS, n, None, None)
    by_now = [_people_by(ground, day) for day in days]
    change = volume_change(n, 1, round(sum(by_now)), len(days))
    return AnswersTile(Tile.ANSWERS, n, sum(by_now) / len(days), change)


def _people_by(ground: Ground, day: date) -> float:
    """How many had answered on another day by this time of day."""
    people = [people_in(ground.at(day, hour, WHOLE_RESPONSE)) for hour in range(24)]
    now = int(ground.hour)
    return sum(people[:now]) + people[now] * (ground.hour - now)


def _weakest(ground: Ground) -> WeakestTile:
    """Of products and services only: a weak contact with staff may be one person at a counter."""
    firm = ground.journey.firm if ground.journey else []
    known = [(cell.score.high, cell) for cell in firm if cell.score and cell.about != OF_PEOPLE]
    return WeakestTile(Tile.WEAKEST, min(known, key=lambda each: each[0])[1] if known else None)
