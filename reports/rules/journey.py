"""The journey board: stages × product, service and staff, each cell the share of good ratings.

Which ratings count where:
- a rating question that names a touchpoint counts there, wherever its survey was answered;
- of all other rating questions only the main one counts, at the touchpoint of the response (that
  of its collector or signed link): the first that is no NPS, else the first NPS;
- whether a rating is good says the question's own rule: 4-5 of 5, 9-10 for NPS.

A cell pools the good ratings of its touchpoints. Its n counts people: whoever answers several
questions of one survey about one cell counts once, so that the interval is not too narrow.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

from reports import metrics
from reports.rules.scores import (
    LOW_BELOW,
    Change,
    Score,
    is_hidden,
    share_of,
)
from surveys.rules import Content, Kind, Question

STAGES: Final = ("search", "hear", "contact", "consider", "buy", "after", "again")
KINDS: Final = ("product", "service", "staff")
ENOUGH_TO_BLAME: Final = 200
"""A weakest link is named from so many people on the whole board."""
WORST: Final = 3
LOWEST: Final = 60.0
HIGHEST: Final = 95.0
HEATS: Final = 7


Place: TypeAlias = tuple[str, str]
"""A stage and what is met there."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A touchpoint on the board."""

    id: int
    stage: str
    about: str
    name: str
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Rated:
    """How many people of one version, answering at one touchpoint, gave a rating."""

    version_id: int
    spot_id: int
    """The touchpoint of the responses; 0 for none."""
    key: str
    rating: int
    now: int
    before: int = 0


# ------------------------------------------------------------------ which questions count
def counted_questions(content: Content) -> list[tuple[Question, int]]:
    """The ratings that count on the board, each with its touchpoint; 0 is the response's own."""
    every = list(_ratings(content))
    own = [(each, each.touchpoint) for each in every if each.touchpoint]
    others = [each for each in every if not each.touchpoint]
    usual = [each for each in others if each.kind is not Kind.NPS] or others
    return [*((each, 0) for each in usual[:1]), *own]


def _ratings(content: Content) -> Iterator[Question]:
    """Questions of their own before the rows of others, as everywhere in reports."""
    found = [part for each in content.questions for part in each.parts or (each,)]
    rated = [each for each in found if each.is_rating and each.score_rule]
    yield from sorted(rated, key=lambda each: "." in each.key)


# ------------------------------------------------------------------ the figures
@dataclass(slots=True)
class Pool:
    """Ratings of one cell: all and good ones, and how many people gave them."""

    ratings: int = 0
    good: int = 0
    people: int = 0

    @property
    def share(self) -> float:
        return self.good / self.ratings if self.ratings else 0.0

    @property
    def satisfied(self) -> float:
        """The people who are satisfied, if everybody rated alike."""
        return self.share * self.people

    def add(self, other: "Pool") -> None:
        self.ratings += other.ratings
        self.good += other.good
        self.people += other.people


@dataclass(slots=True)
class Source:
    """The responses to one version that rated a cell."""

    version_id: int
    people: int = 0
    spot_ids: set[int] = field(default_factory=set)
    """The touchpoints of these responses, if that is why they count there; else empty."""


@dataclass(frozen=True)
class Cell:
    """What people think of one kind of contact in one stage."""

    stage: str
    about: str
    spots: tuple[Spot, ...] = ()
    """Its touchpoints with ratings and those that are open."""
    now: Pool = field(default_factory=Pool)
    before: Pool = field(default_factory=Pool)
    is_real: bool = False
    """Whether the change is real, all cells of the board judged together."""
    source: Source | None = None
    """Where most of its ratings come from; None without any."""
    is_withheld: bool = False
    """Whether its score would give away that of few people at another place."""

    @property
    def place(self) -> tuple[str, str]:
        return self.stage, self.about

    @property
    def n(self) -> int:
        return self.now.people

    @property
    def is_measured(self) -> bool:
        return self.n > 0

    @property
    def is_hidden(self) -> bool:
        """Whether only the number of those who rated it may be shown."""
        return self.is_measured and (self.is_withheld or is_hidden(self.n))

    @property
    def is_firm(self) -> bool:
        return self.n >= LOW_BELOW and not self.is_withheld

    @cached_property
    def score(self) -> Score | None:
        return share_of(self.now.satisfied, self.n) if not self.is_hidden else None

    @property
    def was(self) -> float | None:
        """The score of the period before, if it may be shown."""
        return None if is_hidden(self.before.people) else 100 * self.before.share

    @cached_property
    def change(self) -> Change | None:
        if self.score is None or self.was is None:
            return None
        test = metrics.proportion_difference(
            self.now.satisfied, self.n, self.before.satisfied, self.before.people
        )
        return Change(100 * test.estimate, test.p) if test else None

    @property
    def tested(self) -> Change | None:
        """The change, if both sides rest on enough answers to be judged."""
        return self.change if self.is_firm and self.before.people >= LOW_BELOW else None

    @property
    def heat(self) -> int:
        """The colour from 0 to 6: up to 64 % the worst, from 90 % the best."""
        value = self.score.value if self.score else LOWEST
        return int(max(0.0, min(HEATS - 1, (value - LOWEST) / (HIGHEST - LOWEST) * HEATS)))


@dataclass(frozen=True, slots=True)
class StageFigure:
    """A stage with its cells. Its figures pool those cells that show a score, and no others:
    else a cell that is hidden could be found by subtraction."""

    stage: str
    cells: tuple[Cell, ...]
    score: Score | None
    was: float | None

    @property
    def is_firm(self) -> bool:
        return self.score is not None and not self.score.is_low

    @property
    def is_measured(self) -> bool:
        return any(cell.is_measured for cell in self.cells)


@dataclass(frozen=True)
class Journey:
    """The whole board."""

    stages: tuple[StageFigure, ...]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for stage in self.stages for cell in stage.cells)

    @property
    def firm(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_firm]

    @cached_property
    def n(self) -> int:
        """How many ratings the shown scores rest on."""
        return sum(cell.n for cell in self.cells if cell.score)

    @property
    def measured(self) -> int:
        return sum(cell.is_measured for cell in self.cells)

    @property
    def gaps(self) -> list[Cell]:
        return [cell for cell in self.cells if not cell.is_measured]

    @property
    def few(self) -> int:
        return sum(cell.score is not None and not cell.is_firm for cell in self.cells)

    @property
    def hidden(self) -> int:
        return sum(cell.is_hidden for cell in self.cells)

    @cached_property
    def mean(self) -> float | None:
        """The mean of the cells that rest on enough answers; None if fewer than three do."""
        values = [cell.score.value for cell in self.firm if cell.score]
        return sum(values) / len(values) if len(values) >= WORST else None

    @cached_property
    def worst(self) -> list[Cell]:
        """The cells to mend first: even at the upper end of its interval the first is lowest."""
        return sorted(self.firm, key=lambda cell: cell.score.high if cell.score else 0)[:WORST]

    @cached_property
    def weakest(self) -> Cell | None:
        """The weakest link: the first to mend, if all of its interval is below the mean."""
        if self.mean is None or self.n < ENOUGH_TO_BLAME:
            return None
        first = self.worst[0]
        return first if first.score and first.score.high < self.mean else None

    @cached_property
    def peak(self) -> int | None:
        """The place of the happiest stage: that with the highest lower end, above the mean."""
        firm = [(at, each.score) for at, each in enumerate(self.stages) if each.is_firm]
        known = [(score.low, at) for at, score in firm if score]
        if self.mean is None or not known or max(known)[0] <= self.mean:
            return None
        return max(known)[1]

    @property
    def weak_stage(self) -> int | None:
        """The place of the stage in which the weakest link is."""
        return STAGES.index(self.weakest.stage) if self.weakest else None
