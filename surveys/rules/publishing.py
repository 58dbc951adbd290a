"""What stands between a draft and its customers: problems, limits, missing translations."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from surveys.rules.content import (
    MAX_CHOICE_TEXT,
    MAX_CHOICES,
    MAX_QUESTIONS,
    MAX_TEXT,
    MAX_TITLE,
    Content,
    Question,
    Texts,
)


class ProblemKind(StrEnum):
    """What stops a survey from being saved or published."""

    NO_QUESTIONS = "no_questions"
    TOO_MANY_QUESTIONS = "too_many_questions"
    NO_TITLE = "no_title"
    NO_TEXT = "no_text"
    TOO_FEW_CHOICES = "too_few_choices"
    TOO_MANY_CHOICES = "too_many_choices"
    EMPTY_CHOICE = "empty_choice"
    SAME_CHOICE = "same_choice"
    TOO_LONG = "too_long"
    BROKEN_TEXT = "broken_text"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend, and where: `place` is the question's position from 1, 0 for the survey."""

    kind: ProblemKind
    place: int = 0
    key: str = ""


def problems_before_publishing(content: Content, language: str) -> list[Problem]:
    """All that must be mended before this content may go live in its default language."""
    problems = []
    if not content.title.get(language):
        problems.append(Problem(ProblemKind.NO_TITLE))
    if not content.questions:
        problems.append(Problem(ProblemKind.NO_QUESTIONS))
    for place, question in enumerate(content.questions, start=1):
        problems += [Problem(kind, place, question.key) for kind in _unready(question, language)]
    return problems + problems_before_saving(content)


def _unready(question: Question, language: str) -> Iterator[ProblemKind]:
    if not question.text.get(language):
        yield ProblemKind.NO_TEXT
    if not question.kind.has_choices:
        return
    texts = [choice.text.get(language, "") for choice in question.choices]
    if len(texts) < 2:
        yield ProblemKind.TOO_FEW_CHOICES
    if not all(texts):
        yield ProblemKind.EMPTY_CHOICE
    if len(set(filter(None, texts))) < len(list(filter(None, texts))):
        yield ProblemKind.SAME_CHOICE


# ------------------------------------------------------------------ limits
def problems_before_saving(content: Content) -> list[Problem]:
    """All that must be mended before this content may even be kept as a draft."""
    problems = []
    if len(content.questions) > MAX_QUESTIONS:
        problems.append(Problem(ProblemKind.TOO_MANY_QUESTIONS))
    problems += [Problem(kind) for kind in _text_problems(content.title, MAX_TITLE)]
    for texts in (content.intro, content.thanks):
        problems += [Problem(kind) for kind in _text_problems(texts, MAX_TEXT)]
    for place, question in enumerate(content.questions, start=1):
        problems += [Problem(kind, place, question.key) for kind in _oversize(question)]
    return problems


def _oversize(question: Question) -> Iterator[ProblemKind]:
    if len(question.choices) > MAX_CHOICES:
        yield ProblemKind.TOO_MANY_CHOICES
    for texts in (question.text, question.help):
        yield from _text_problems(texts, MAX_TEXT)
    for choice in question.choices:
        yield from _text_problems(choice.text, MAX_CHOICE_TEXT)


def _text_problems(texts: Texts, most: int) -> Iterator[ProblemKind]:
    if any(len(text) > most for text in texts.values()):
        yield ProblemKind.TOO_LONG
    # PostgreSQL stores no NUL in JSON.
    if any("\x00" in text for text in texts.values()):
        yield ProblemKind.BROKEN_TEXT


# ------------------------------------------------------------------ translations
def missing_texts(texts: Iterator[Texts], language: str, default: str) -> int:
    """How many of these texts exist in the default language but not in `language`."""
    return sum(bool(text.get(default)) and not text.get(language) for text in texts)


def completeness(content: Content, language: str, default: str) -> float:
    """Share of the texts present in the default language that also exist in `language`."""
    asked = sum(bool(text.get(default)) for text in content.texts)
    return 1 - missing_texts(content.texts, language, default) / asked if asked else 1.0
