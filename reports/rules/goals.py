"""Goals and notes: which goal holds where, what a score says about it, and what may be written."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from reports.rules.periods import Step
from reports.rules.scores import Score
from surveys.rules import Kind, Question

OwnGoals: TypeAlias = Mapping[int | None, int]
"""Place, or None for everywhere -> the goal that somebody set there."""
Parents: TypeAlias = Mapping[int, int | None]
"""Place -> the place that it is in."""

LONGEST_NOTE: Final = 80
FURTHEST_BACK: Final = timedelta(days=10 * 366)
FURTHEST_AHEAD: Final = timedelta(days=366)


class Verdict(StrEnum):
    """How a score stands to its goal."""

    REACHED = "reached"
    MISSED = "missed"
    UNSURE = "unsure"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class DayNote:
    """What happened on a day; without a place it happened everywhere."""

    pk: int
    day: date
    text: str
    location_id: int | None = None


# ------------------------------------------------------------------ goals
def goal_ends(question: Question) -> tuple[int, int]:
    """The lowest and the highest goal that a question can have, in points."""
    return (-100, 100) if question.kind is Kind.NPS else (0, 100)


def verdict_of(goal: int, score: Score | None) -> Verdict:
    """What a score says about its goal, by its whole 95 % interval.

    `score` is None where too few people answered for it to be shown.
    """
    if score is None or score.is_low:
        return Verdict.FEW
    if score.low >= goal:
        return Verdict.REACHED
    return Verdict.MISSED if score.high < goal else Verdict.UNSURE


def goal_at(own: OwnGoals, parents: Parents, place: int | None) -> int | None:
    """The goal of a place: its own, else that of the nearest place around it, else everywhere's."""
    at = place
    while at is not None:
        if at in own:
            return own[at]
        at = parents.get(at)
    return own.get(None)


def goal_over(own: OwnGoals, parents: Parents, places: Collection[int] | None) -> int | None:
    """The goal of several places pooled, if one holds for all of them; None for everywhere.

    A place speaks for all inside it: their own goals are for them alone.
    """
    if places is None:
        return own.get(None)
    found = {goal_at(own, parents, place) for place in outermost(parents, places)}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Goals:
    """All goals of a survey."""

    own: Mapping[str, OwnGoals]
    """Question -> the goals set for it."""
    parents: Parents

    def at(self, key: str, place: int | None) -> int | None:
        """The goal of a question at one place."""
        return goal_at(self.own.get(key, {}), self.parents, place)

    def over(self, key: str, places: Collection[int] | None) -> int | None:
        """The goal of a question at several places pooled."""
        return goal_over(self.own.get(key, {}), self.parents, places)


def outermost(parents: Parents, places: Collection[int]) -> set[int]:
    """Those of some places that lie in none of the others."""
    return {place for place in places if not _around(parents, place) & set(places)}


def _around(parents: Parents, place: int) -> set[int]:
    around: set[int] = set()
    at = parents.get(place)
    while at is not None:
        around.add(at)
        at = parents.get(at)
    return around


def places_touched(parents: Parents, places: Collection[int]) -> set[int]:
    """Some places with all that lie around them: what happens there happens to them."""
    return set(places).union(*(_around(parents, place) for place in places))


# ------------------------------------------------------------------ notes
def tidy_note(text: str) -> str:
    """Compose letters and their marks, and make one line of it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def is_broken(text: str) -> bool:
    """Whether a text has characters that no keyboard writes."""
    # Direction marks (Cf) would turn the words around them in a chart.
    return any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"} for letter in text)


def is_near(day: date, today: date) -> bool:
    """Whether a note may lie on this day: neither long ago nor far ahead."""
    return today - FURTHEST_BACK <= day <= today + FURTHEST_AHEAD


def notes_at_steps(notes: Iterable[DayNote], steps: Sequence[Step]) -> list[tuple[int, DayNote]]:
    """Each note with the number of the point on whose days it lies, in the order of days."""
    found = [(at, note) for note in notes for at, step in enumerate(steps) if note.day in step.own]
    return sorted(found, key=lambda each: (each[0], each[1].day, each[1].pk))
