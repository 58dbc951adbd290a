"""The small facts on a question's card: what it asks for, how much, how often."""

from collections.abc import Callable, Iterator, Mapping

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys.pages.looks import CONTACT_WORDS
from surveys.rules import MAX_ANSWER_TEXT, MAX_FILES, MAX_LINE, Kind, Question

STYLE_FACTS: Mapping[str, Promise] = {
    "date": gettext_lazy("The date"),
    "time": gettext_lazy("The time"),
    "both": gettext_lazy("Date and time"),
}


def facts_of_question(question: Question) -> Iterator[str]:
    """Each fact in a few words."""
    if question.kind.is_asked:
        yield _("Required") if question.is_required else _("Not required")
    if told := _OF_KIND.get(question.kind):
        yield from told(question)
    if question.is_reversed:
        yield _("Highest level first")


def _choices(question: Question) -> Iterator[str]:
    number = len(question.choices)
    yield ngettext("%d choice", "%d choices", number) % number
    least, most = question.least, question.most
    if least:
        yield _("At least %d") % least
    if most is not None:
        yield _("At most %d") % most


def _rows(question: Question) -> Iterator[str]:
    number = len(question.choices)
    yield ngettext("%d row", "%d rows", number) % number


def _text(question: Question) -> Iterator[str]:
    usual = MAX_LINE if question.manner == "short" else MAX_ANSWER_TEXT
    if question.manner == "short":
        yield _("One line")
    yield _("At most %s characters") % number_format(question.most or usual)


def _number(question: Question) -> Iterator[str]:
    if question.least is not None:
        yield _("At least %s") % number_format(question.least)
    if question.most is not None:
        yield _("At most %s") % number_format(question.most)


def _date(question: Question) -> Iterator[str]:
    yield str(STYLE_FACTS[question.manner])


def _contact(question: Question) -> Iterator[str]:
    yield ", ".join(str(CONTACT_WORDS[name]) for name in CONTACT_WORDS if name in question.fields)


def _consent(question: Question) -> Iterator[str]:
    number = len(question.choices)
    yield ngettext("%d purpose", "%d purposes", number) % number


def _attachment(question: Question) -> Iterator[str]:
    number = question.most or MAX_FILES
    if question.manner == "photo":
        yield ngettext("%d photo", "At most %d photos", number) % number
    else:
        yield ngettext("%d file", "At most %d files", number) % number


_OF_KIND: Mapping[Kind, Callable[[Question], Iterator[str]]] = {
    Kind.STARS: _rows,
    Kind.MATRIX: _rows,
    Kind.CHOICE: _choices,
    Kind.CHOICES: _choices,
    Kind.PICTURES: _choices,
    Kind.RANKING: _choices,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.CONTACT: _contact,
    Kind.CONSENT: _consent,
    Kind.ATTACHMENT: _attachment,
}
