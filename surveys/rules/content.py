"""What a survey says and asks: the frozen classes, and their JSON form for storage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

Texts = Mapping[str, str]
"""Language code -> text. A language without text is missing or empty."""

MAX_QUESTIONS: Final = 100
MAX_CHOICES: Final = 50
MAX_TITLE: Final = 200
MAX_TEXT: Final = 500
MAX_CHOICE_TEXT: Final = 200
MAX_ANSWER_TEXT: Final = 2_000
SECONDS_CLOSED: Final = 10
SECONDS_OPEN: Final = 30


class Kind(StrEnum):
    """How a question is asked and answered."""

    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"

    @property
    def is_rating(self) -> bool:
        return self in SCALES

    @property
    def has_choices(self) -> bool:
        return self in {Kind.CHOICE, Kind.CHOICES}


SCALES: Final[Mapping[Kind, range]] = MappingProxyType(
    {Kind.NPS: range(11), Kind.CSAT: range(1, 6), Kind.CES: range(1, 8)}
)
"""The ratings each rating kind may receive."""


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """Which ratings are good and which are bad; those between are neutral."""

    good_from: int
    bad_to: int

    def class_of(self, rating: int) -> str:
        """`good`, `neutral` or `bad` (for NPS: promoter, passive, detractor)."""
        if rating >= self.good_from:
            return "good"
        return "bad" if rating <= self.bad_to else "neutral"

    def fits(self, scale: range) -> bool:
        """Whether good lies above bad and both lie on the scale."""
        return self.good_from in scale and self.bad_to in scale and self.bad_to < self.good_from


SCORE_RULES: Final[Mapping[Kind, ScoreRule]] = MappingProxyType(
    {Kind.NPS: ScoreRule(9, 6), Kind.CSAT: ScoreRule(4, 2), Kind.CES: ScoreRule(5, 4)}
)
"""Reichheld's cut-offs for NPS, top two of five for CSAT, five to seven for CES 2.0."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to pick. Its number stays with its meaning in every version; 0 has none yet."""

    number: int
    text: Texts


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked. Its key stays the same in every version while meaning and scale stay."""

    key: str
    kind: Kind
    text: Texts
    help: Texts = field(default_factory=dict)
    is_required: bool = False
    choices: tuple[Choice, ...] = ()
    score_rule: ScoreRule | None = None

    @property
    def scale(self) -> range:
        """Ratings that may be given; for choices their numbers; empty for text."""
        if self.kind.has_choices:
            return range(1, max((choice.number for choice in self.choices), default=0) + 1)
        return SCALES.get(self.kind, range(0))

    @property
    def numbers(self) -> frozenset[int]:
        """Ratings or choice numbers that are valid answers."""
        if self.kind.has_choices:
            return frozenset(choice.number for choice in self.choices)
        return frozenset(self.scale)

    @property
    def texts(self) -> Iterator[Texts]:
        """All that a translator has to write."""
        yield from (self.text, self.help)
        yield from (choice.text for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a survey says and asks."""

    title: Texts
    questions: tuple[Question, ...] = ()
    intro: Texts = field(default_factory=dict)
    thanks: Texts = field(default_factory=dict)
    next_number: int = 1
    """The number of the next question's key: no question of this survey ever had it."""
    next_choices: Mapping[str, int] = field(default_factory=dict)
    """Question key -> the next choice number: no choice of that question ever had it."""

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)

    def place(self, key: str) -> int:
        """The question's place from 1; 0 if it is not asked."""
        keys = [question.key for question in self.questions]
        return keys.index(key) + 1 if key in keys else 0

    @property
    def newest_key(self) -> str:
        """The key that was given last."""
        return f"q{self.next_number - 1}"

    def next_choice(self, key: str) -> int:
        """The first choice number that is free and that no removed choice ever had."""
        question = self.question(key)
        used = question.scale.stop if question and question.kind.has_choices else 1
        return max(self.next_choices.get(key, 1), used)

    @property
    def main_question(self) -> Question | None:
        """The first rating: the one whose value is the response's score."""
        return next((question for question in self.questions if question.kind.is_rating), None)

    @property
    def texts(self) -> Iterator[Texts]:
        """All that a translator has to write."""
        yield from (self.title, self.intro, self.thanks)
        for question in self.questions:
            yield from question.texts

    @property
    def seconds(self) -> int:
        """How long answering takes: 10 s a closed question, 30 s an open one."""
        return sum(
            SECONDS_OPEN if question.kind is Kind.TEXT else SECONDS_CLOSED
            for question in self.questions
        )


def pick(texts: Texts, language: str, fallback: str) -> str:
    """The text in `language`, else in the survey's own language, else in any."""
    return (
        texts.get(language)
        or texts.get(fallback)
        or next((text for text in texts.values() if text), "")
    )


# ------------------------------------------------------------------ to and from storage
def content_from(document: Mapping[str, Any]) -> Content:
    """Read a stored document. Raises KeyError or ValueError if it is not one of ours."""
    return Content(
        title=_texts(document["title"]),
        intro=_texts(document.get("intro", {})),
        thanks=_texts(document.get("thanks", {})),
        questions=tuple(_question_from(raw) for raw in document.get("questions", [])),
        next_number=int(document.get("next_number", 1)),
        next_choices=MappingProxyType(document.get("next_choices", {})),
    )


def _texts(raw: Mapping[str, str]) -> Texts:
    return MappingProxyType({language: text for language, text in raw.items() if text})


def _question_from(raw: Mapping[str, Any]) -> Question:
    kind = Kind(raw["kind"])
    rule = raw.get("score_rule")
    return Question(
        key=raw["key"],
        kind=kind,
        text=_texts(raw["text"]),
        help=_texts(raw.get("help", {})),
        is_required=bool(raw.get("required", False)),
        choices=tuple(Choice(int(c["number"]), _texts(c["text"])) for c in raw.get("choices", [])),
        score_rule=ScoreRule(rule["good_from"], rule["bad_to"]) if rule else SCORE_RULES.get(kind),
    )


def document_of(content: Content) -> dict[str, Any]:
    """The JSON form of a content, the same for the same content."""
    counted = {question.key for question in content.questions if question.kind.has_choices}
    return {
        "schema": 1,
        "title": _filled(content.title),
        "intro": _filled(content.intro),
        "thanks": _filled(content.thanks),
        "next_number": content.next_number,
        "next_choices": {
            key: content.next_choice(key) for key in sorted(counted | content.next_choices.keys())
        },
        "questions": [_question_document(question) for question in content.questions],
    }


def _question_document(question: Question) -> dict[str, Any]:
    document: dict[str, Any] = {
        "key": question.key,
        "kind": question.kind.value,
        "text": _filled(question.text),
        "help": _filled(question.help),
        "required": question.is_required,
    }
    if question.choices:
        document["choices"] = [
            {"number": choice.number, "text": _filled(choice.text)} for choice in question.choices
        ]
    if rule := question.score_rule:
        document["score_rule"] = {"good_from": rule.good_from, "bad_to": rule.bad_to}
    return document


def _filled(texts: Texts) -> dict[str, str]:
    return {language: text for language, text in texts.items() if text}
