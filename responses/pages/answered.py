"""A stored response in words: each question as it was asked, with what was answered."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final

from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from responses.models import Response
from responses.pages.words import contact_label, face_labels
from responses.rules import OTHER, local_phone
from surveys.rules import CONTACT_FIELDS, Circumstances, Kind, Question, pick, piped, values_for


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating with what it says: good, neutral or bad, and the label of its level."""

    rating: int
    feeling: str
    label: str = ""
    row: str = ""
    """What was rated, if it is a row of criteria or of a matrix."""
    face: int = 0
    """Which of the five faces it is; 0 for none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a contact block, with a link that calls or writes where there is one."""

    label: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question as it was asked, with what was answered: one of these is filled."""

    question: Question
    text: str
    rated: Rated | None = None
    rows: tuple[Rated, ...] = ()
    chips: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    files: tuple[str, ...] = ()
    """The keys of files."""
    words: str = ""
    figure: str = ""
    """A number or a date as the reader writes it."""

    @property
    def is_open(self) -> bool:
        """Whether nothing was answered."""
        return not any(
            (self.rated, self.rows, self.chips, self.ranks, self.lines, self.files, self.words,
             self.figure)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Reader:
    """In which languages a response is read."""

    language: str
    fallback: str

    def words(self, texts: Mapping[str, str]) -> str:
        return pick(texts, self.language, self.fallback)


def answered_in(response: Response) -> Iterator[Answered]:
    """Every question of the version that was answered, in the language of the reader."""
    content, answers = response.version.content, response.answers
    reader = _Reader(get_language() or response.language, response.version.default_language)
    known = Circumstances(hidden=response.hidden or {})
    values = values_for(content, answers, known, reader.language, reader.fallback)
    for question in content.questions:
        if not question.kind.is_asked:
            continue
        asked = Answered(question, piped(reader.words(question.text), values))
        answer = answers.get(question.key)
        if answer is None:
            yield asked
        else:
            other = answers.get(f"{question.key}.{OTHER}", "")
            yield replace(asked, **_SHOWN[question.kind](question, answer, other, reader))


def feeling_of(question: Question | None, rating: int | None) -> str:
    """good, neutral or bad by the question's own rule; empty where nothing was rated."""
    if question is None or rating is None or question.score_rule is None:
        return ""
    return question.score_rule.class_of(rating)


def _level(question: Question, rating: int, reader: _Reader) -> str:
    """What a rating means in words: the author's, else those of its kind."""
    at = rating - question.scale[0]
    if at < len(question.levels) and (label := reader.words(question.levels[at].text)):
        return label
    if question.kind is Kind.CSAT:
        return face_labels(len(question.scale))[at]
    classes = {
        Kind.NPS: {"good": _("Promoter"), "neutral": _("Passive"), "bad": _("Detractor")},
        Kind.CES: {"good": _("Easy"), "neutral": _("In between"), "bad": _("Not easy")},
    }
    return classes.get(question.kind, {}).get(feeling_of(question, rating), "")


# ------------------------------------------------------------------ by kind
def _rating(question: Question, answer: Any, _other: str, reader: _Reader) -> dict[str, Any]:
    label = _level(question, answer, reader)
    faces = (1, 2, 4, 5) if len(question.scale) == 4 else (1, 2, 3, 4, 5)
    face = faces[answer - 1] if question.kind is Kind.CSAT else 0
    return {"rated": Rated(answer, feeling_of(question, answer), label, face=face)}


def _rows(question: Question, answer: Any, _other: str, reader: _Reader) -> dict[str, Any]:
    rated = (
        Rated(
            answer[str(choice.number)],
            feeling_of(question, answer[str(choice.number)]),
            _level(question, answer[str(choice.number)], reader),
            reader.words(choice.text),
        )
        for choice in question.choices
        if str(choice.number) in answer
    )
    return {"rows": tuple(rated)}


def _chips(question: Question, answer: Any, other: str, reader: _Reader) -> dict[str, Any]:
    numbers = answer if isinstance(answer, list) else [answer]
    return {
        "chips": tuple(
            f"{reader.words(choice.text)}: {other}"
            if other and choice.is_other
            else reader.words(choice.text)
            for choice in question.choices
            if choice.number in numbers
        )
    }


def _ranks(question: Question, answer: Any, _other: str, reader: _Reader) -> dict[str, Any]:
    names = {choice.number: reader.words(choice.text) for choice in question.choices}
    return {"ranks": tuple(names.get(number, "") for number in answer)}


def _lines(question: Question, answer: Any, _other: str, reader: _Reader) -> dict[str, Any]:
    extra = reader.words(question.extra)
    return {
        "lines": tuple(
            _line(name, answer[name], extra) for name in CONTACT_FIELDS if answer.get(name)
        )
    }


def _line(name: str, text: str, extra: str) -> Line:
    label = extra if name == "extra" and extra else contact_label(name)
    if name == "phone":
        return Line(label, local_phone(text), f"tel:{text}")
    return Line(label, text, f"mailto:{text}" if name == "email" else "")


def _files(_question: Question, answer: Any, _other: str, _reader: _Reader) -> dict[str, Any]:
    return {"files": tuple(answer)}


def _text(_question: Question, answer: Any, _other: str, _reader: _Reader) -> dict[str, Any]:
    return {"words": answer}


def _number(_question: Question, answer: Any, _other: str, _reader: _Reader) -> dict[str, Any]:
    return {"figure": number_format(answer, use_l10n=True, force_grouping=True)}


def _date(question: Question, answer: Any, _other: str, _reader: _Reader) -> dict[str, Any]:
    return {"figure": _MOMENTS[question.manner](answer)}


_MOMENTS: Final[Mapping[str, Callable[[str], str]]] = {
    "date": lambda text: date_format(date.fromisoformat(text), "DATE_FORMAT"),
    "time": lambda text: time_format(time.fromisoformat(text), "H:i"),
    "both": lambda text: date_format(datetime.fromisoformat(text), "SHORT_DATETIME_FORMAT"),
}

_SHOWN: Final[Mapping[Kind, Callable[[Question, Any, str, _Reader], dict[str, Any]]]] = {
    Kind.NPS: _rating,
    Kind.CSAT: _rating,
    Kind.CES: _rating,
    Kind.SCALE: _rating,
    Kind.STARS: _rows,
    Kind.MATRIX: _rows,
    Kind.CHOICE: _chips,
    Kind.CHOICES: _chips,
    Kind.PICTURES: _chips,
    Kind.CONSENT: _chips,
    Kind.RANKING: _ranks,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.CONTACT: _lines,
    Kind.ATTACHMENT: _files,
}


def comment_in(response: Response) -> str:
    """The first words of the customer's own; empty if none were left."""
    questions = response.version.content.questions
    own = (
        response.answers.get(key)
        for question in questions
        for key in (question.key, f"{question.key}.{OTHER}")
        if question.kind is Kind.TEXT or key != question.key
    )
    return next((text for text in own if isinstance(text, str)), "")
