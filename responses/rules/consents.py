"""What a customer agreed to, by the boxes that were ticked."""

from collections.abc import Iterator
from typing import Final

from responses.rules.answers import Answers
from surveys.rules import Content, Kind, Question, pick

AGREED: Final = "agreed"
"""The part of a contact block that holds the tick: `q5.agreed`."""
TICKED: Final = "1"


def wants_agreement(content: Content) -> bool:
    """Whether a contact block must ask for agreement itself, since no question does."""
    kinds = {question.kind for question in content.questions}
    return Kind.CONTACT in kinds and Kind.CONSENT not in kinds


def agreed_in(
    content: Content, answers: Answers, language: str, fallback: str, usual: str
) -> Iterator[tuple[str, list[str]]]:
    """Question key and the words beside each ticked box, as they were read.

    `usual` is what the box of a contact block says.
    """
    for question in content.questions:
        if question.kind is Kind.CONSENT and (ticked := answers.get(question.key)):
            yield question.key, _purposes(question, ticked, language, fallback)
        if question.kind is Kind.CONTACT and f"{question.key}.{AGREED}" in answers:
            yield question.key, [usual]


def _purposes(question: Question, ticked: object, language: str, fallback: str) -> list[str]:
    numbers = ticked if isinstance(ticked, list) else [ticked]
    return [
        pick(choice.text, language, fallback)
        for choice in question.choices
        if choice.number in numbers
    ]
