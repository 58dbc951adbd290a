"""How long a survey is for a customer: rules leave questions out, so not all of them count."""

from dataclasses import dataclass

from surveys.rules.content import Content, Question
from surveys.rules.flow import Circumstances
from surveys.rules.walking import walk


@dataclass(frozen=True, slots=True)
class Length:
    """The questions that take an answer on one way through a survey, and their time."""

    questions: int
    seconds: int


def length_of(content: Content, *, is_happy: bool = True) -> Length:
    """The way of a customer who gives the best rating everywhere, or the worst."""
    answers = {q.key: _rating(q, is_happy=is_happy) for q in content.questions if q.score_rule}
    keys = set(walk(content, answers, Circumstances()).asked)
    asked = [question for question in content.questions if question.key in keys]
    return Length(
        questions=sum(question.kind.is_asked for question in asked),
        seconds=sum(question.seconds for question in asked),
    )


def _rating(question: Question, *, is_happy: bool) -> int | dict[str, int]:
    rating = question.scale[-1 if is_happy else 0]
    if not question.kind.has_rows:
        return rating
    return {str(choice.number): rating for choice in question.choices}
