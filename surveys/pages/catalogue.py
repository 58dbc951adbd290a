"""The board of touchpoints, and one row for each subject."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone

from hearme.accounts.models import Organization
from surveys.models import About, Stage, Subject, Touchpoint
from surveys.pages.pictures import picture_url


@dataclass(frozen=True, slots=True)
class TouchpointCard:
    """A touchpoint with what uses it."""

    touchpoint: Touchpoint
    questions: int
    collectors: int


@dataclass(frozen=True, slots=True)
class Cell:
    """The touchpoints of one stage and kind."""

    stage: Stage
    about: About
    cards: list[TouchpointCard]


@dataclass(frozen=True)
class Board:
    """The seven stages × product, service and staff."""

    cells: Mapping[tuple[str, str], list[TouchpointCard]]

    @cached_property
    def rows(self) -> list[tuple[About, list[Cell]]]:
        """One row for each kind, one cell for each stage."""
        return [(about, [self._cell(stage, about) for stage in Stage]) for about in About]

    @cached_property
    def stages(self) -> list[tuple[Stage, list[Cell]]]:
        """The same by stage, for narrow screens."""
        return [(stage, [self._cell(stage, about) for about in About]) for stage in Stage]

    @property
    def measured(self) -> int:
        """How many of the 21 cells have an open touchpoint."""
        return sum(
            any(not card.touchpoint.closed_at for card in cards) for cards in self.cells.values()
        )

    def _cell(self, stage: Stage, about: About) -> Cell:
        return Cell(stage, about, self.cells.get((stage.value, about.value), []))


def board_of(
    touchpoints: Iterable[Touchpoint], questions: Mapping[int, int], collectors: Mapping[int, int]
) -> Board:
    """The board with these touchpoints, open ones first in each cell."""
    cells: dict[tuple[str, str], list[TouchpointCard]] = {}
    for touchpoint in sorted(touchpoints, key=lambda each: each.closed_at is not None):
        card = TouchpointCard(
            touchpoint, questions.get(touchpoint.pk, 0), collectors.get(touchpoint.pk, 0)
        )
        cells.setdefault((touchpoint.stage, touchpoint.about), []).append(card)
    return Board(cells)


def today_of(organization: Organization) -> date:
    """The day that it is for an organization."""
    return timezone.localtime(timezone=ZoneInfo(organization.time_zone)).date()


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A subject as the list shows it."""

    subject: Subject
    photo: str
    state: str
    """One of "active", "later" and "ended"."""


def subject_rows(subjects: Iterable[Subject], today: date) -> list[SubjectRow]:
    """One row for each subject with its state on that day."""
    return [
        SubjectRow(subject, picture_url(subject.photo), subject_state(subject, today))
        for subject in subjects
    ]


def subject_state(subject: Subject, today: date) -> str:
    """Whether a subject may be rated on that day: "active", "later" or "ended"."""
    if subject.ends_on and subject.ends_on < today:
        return "ended"
    return "later" if subject.starts_on and subject.starts_on > today else "active"
