"""Which questions a report shows: every one that was ever asked, in its newest words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from surveys.rules import Choice, Content, Question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in its newest words, with every choice it ever offered."""

    question: Question
    place: int
    """Its place in the newest version from 1; 0 if it is no longer asked."""

    @property
    def key(self) -> str:
        return self.question.key


def asked_in(versions: Sequence[Content]) -> list[Asked]:
    """The questions of all versions, given newest first: the newest in order, then older ones."""
    found: dict[str, Asked] = {}
    for age, content in enumerate(versions):
        for place, question in enumerate(content.questions, start=1):
            known = found.get(question.key)
            found[question.key] = (
                replace(known, question=_with_choices(known.question, question.choices))
                if known
                else Asked(question, 0 if age else place)
            )
    return list(found.values())


def _with_choices(question: Question, older: Iterable[Choice]) -> Question:
    known = {choice.number for choice in question.choices}
    forgotten = tuple(choice for choice in older if choice.number not in known)
    return replace(question, choices=question.choices + forgotten) if forgotten else question


def main_of(asked: Iterable[Asked]) -> Asked | None:
    """The question whose score stands for the survey: its first rating."""
    return next((each for each in asked if each.question.kind.is_rating), None)
