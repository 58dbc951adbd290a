"""Which questions a report shows: every one that was ever asked, in its newest words."""

from collections.abc import Iterable, Iterator, Sequence
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
    """The questions of all versions, given newest first: the newest in order, then older ones.

    The rows of criteria and of a matrix stand for their question, each a rating of its own.
    """
    found: dict[str, Asked] = {}
    for age, content in enumerate(versions):
        for place, question in _rated_alone(content):
            known = found.get(question.key)
            found[question.key] = (
                replace(known, question=_with_choices(known.question, question.choices))
                if known
                else Asked(question, 0 if age else place)
            )
    return list(found.values())


def _rated_alone(content: Content) -> Iterator[tuple[int, Question]]:
    for place, question in enumerate(content.questions, start=1):
        if question.kind.is_asked:
            yield from ((place, each) for each in question.parts or (question,))


def _with_choices(question: Question, older: Iterable[Choice]) -> Question:
    known = {choice.number for choice in question.choices}
    forgotten = tuple(choice for choice in older if choice.number not in known)
    return replace(question, choices=question.choices + forgotten) if forgotten else question


def main_of(asked: Iterable[Asked]) -> Asked | None:
    """The question whose score stands for the survey: its first rating."""
    return next((each for each in asked if each.question.is_rating), None)
