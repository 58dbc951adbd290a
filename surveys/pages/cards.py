"""The questions of a draft: one card each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.actions import problem_text
from surveys.models import Survey
from surveys.pages.looks import LOOKS, Look, language_name, score_words
from surveys.rules import (
    MAX_ANSWER_TEXT,
    Content,
    Kind,
    Question,
    missing_texts,
    pick,
    problems_before_publishing,
)

PILLS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Card:
    """A question as the editor shows it while it is closed."""

    question: Question
    place: int
    look: Look
    text: str
    pills: Sequence[str]
    facts: Sequence[str]
    score: str
    news: str
    untranslated: Sequence[str]
    problems: Sequence[str]


def question_cards(survey: Survey, content: Content) -> list[Card]:
    """The questions of the draft in their order."""
    live = survey.live_version.content if survey.live_version else None
    problems: dict[str, list[str]] = {}
    for problem in problems_before_publishing(content, survey.default_language):
        problems.setdefault(problem.key, []).append(problem_text(problem))
    return [
        Card(
            question=question,
            place=place,
            look=LOOKS[question.kind],
            text=pick(question.text, survey.default_language, ""),
            pills=_pills(question, survey.default_language),
            facts=list(_facts(question)),
            score=score_words(question),
            news=_news(question, live),
            untranslated=_untranslated(question, survey),
            problems=problems.get(question.key, []),
        )
        for place, question in enumerate(content.questions, start=1)
    ]


def _pills(question: Question, language: str) -> list[str]:
    if not question.kind.has_choices:
        return [] if question.kind is Kind.CSAT else [str(number) for number in question.scale]
    texts = [text for choice in question.choices if (text := pick(choice.text, language, ""))]
    more = len(texts) - PILLS_SHOWN
    return [*texts[:PILLS_SHOWN], f"+{more}"] if more > 0 else texts


def _facts(question: Question) -> Iterator[str]:
    yield _("Required") if question.is_required else _("Not required")
    if question.kind.has_choices:
        number = len(question.choices)
        yield ngettext("%d choice", "%d choices", number) % number
    if question.kind is Kind.TEXT:
        yield _("At most %s characters") % number_format(MAX_ANSWER_TEXT)


def _news(question: Question, live: Content | None) -> str:
    if live is None or question == live.question(question.key):
        return ""
    return _("Edited") if live.question(question.key) else _("New")


def _untranslated(question: Question, survey: Survey) -> list[str]:
    return [
        language_name(code)
        for code in survey.languages
        if missing_texts(question.texts, code, survey.default_language)
    ]
