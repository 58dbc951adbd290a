"""What may be inserted into a text: earlier answers, the customer's name, hidden fields."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.rules import Content, Kind, Question, pick

YOU = {"vi": "bạn", "en": "you"}
"""What stands in the place of a name that nobody gave."""
UNUSED = frozenset({Kind.CONTACT, Kind.ATTACHMENT, Kind.STATEMENT, Kind.CONSENT})


@dataclass(frozen=True, slots=True)
class Pipe:
    """Something to insert, and in words what it becomes."""

    code: str
    words: str


def pipes_for(content: Content, question: Question, language: str) -> list[Pipe]:
    """What the texts of a question may take from before it."""
    place = content.place(question.key) or len(content.questions) + 1
    earlier = content.questions[: place - 1]
    return [*_names(earlier, language), *_answers(earlier, language), *_fields(content)]


def _names(earlier: tuple[Question, ...], language: str) -> Iterator[Pipe]:
    if any(question.kind is Kind.CONTACT for question in earlier):
        fallback = YOU.get(language, YOU["en"])
        yield Pipe(f"{{name|{fallback}}}", _("The customer's name, or “%s”") % fallback)


def _answers(earlier: tuple[Question, ...], language: str) -> Iterator[Pipe]:
    for place, question in enumerate(earlier, start=1):
        if question.kind in UNUSED:
            continue
        for part in question.parts or (question,):
            words = {"place": place, "text": pick(part.text, language, "")}
            yield Pipe(f"{{{part.key}}}", _("Answer to question %(place)d: %(text)s") % words)


def _fields(content: Content) -> Iterator[Pipe]:
    for name in content.hidden_fields:
        yield Pipe(f"{{field:{name}}}", _("The hidden field %s") % name)
