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
    whole: Question | None = None
    """The criteria or matrix of which it is a row; None for a question of its own."""

    @property
    def key(self) -> str:
        return self.question.key


def asked_in(versions: Sequence[Content]) -> list[Asked]:
    """The questions of all versions, given newest first: the newest in order, then older ones.

    The rows of criteria and of a matrix stand for their question, each a rating of its own.
    """
    found: dict[str, Asked] = {}
    for age, content in enumerate(versions):
        for asked in _rated_alone(content):
            known = found.get(asked.key)
            found[asked.key] = (
                replace(known, question=_with_choices(known.question, asked.question.choices))
                if known
                else replace(asked, place=0 if age else asked.place)
            )
    return list(found.values())


def _rated_alone(content: Content) -> Iterator[Asked]:
    for place, question in enumerate(content.questions, start=1):
        if question.kind.has_rows:
            yield from (Asked(row, place, question) for row in question.parts)
        elif question.kind.is_asked:
            yield Asked(question, place)


def _with_choices(question: Question, older: Iterable[Choice]) -> Question:
    known = {choice.number for choice in question.choices}
    forgotten = tuple(choice for choice in older if choice.number not in known)
    return replace(question, choices=question.choices + forgotten) if forgotten else question


def main_of(asked: Iterable[Asked]) -> Asked | None:
    """The question whose score stands for the survey: its first rating, else its first row."""
    ratings = [each for each in asked if each.question.is_rating]
    return next((each for each in ratings if not each.whole), next(iter(ratings), None))
