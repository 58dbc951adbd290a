"""What is true of surveys whatever the framework. Pure Python: no Django, no database, no clock.

A survey's content is a document: a title, an introduction, thanks and an ordered list of questions.
The author edits a draft of it; publishing freezes a copy. Dictionaries are for storage only; code
works on the frozen classes below.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

Texts = Mapping[str, str]
"""Language code -> text. A language without text is missing or empty."""

CODE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals that are not mistaken for one another when read from paper."""

MAX_QUESTIONS: Final = 100
MAX_CHOICES: Final = 50
MAX_TEXT: Final = 500
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


SCORE_RULES: Final[Mapping[Kind, ScoreRule]] = MappingProxyType(
    {Kind.NPS: ScoreRule(9, 6), Kind.CSAT: ScoreRule(4, 2), Kind.CES: ScoreRule(5, 4)}
)
"""Reichheld's cut-offs for NPS, top two of five for CSAT, five to seven for CES 2.0."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to pick. Its number stays with its meaning in every version."""

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


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a survey says and asks."""

    title: Texts
    questions: tuple[Question, ...] = ()
    intro: Texts = field(default_factory=dict)
    thanks: Texts = field(default_factory=dict)
    next_number: int = 1

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)

    @property
    def main_question(self) -> Question | None:
        """The first rating: the one whose value is the response's score."""
        return next((question for question in self.questions if question.kind.is_rating), None)

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
    return {
        "schema": 1,
        "title": dict(content.title),
        "intro": dict(content.intro),
        "thanks": dict(content.thanks),
        "next_number": content.next_number,
        "questions": [_question_document(question) for question in content.questions],
    }


def _question_document(question: Question) -> dict[str, Any]:
    document: dict[str, Any] = {
        "key": question.key,
        "kind": question.kind.value,
        "text": dict(question.text),
        "help": dict(question.help),
        "required": question.is_required,
    }
    if question.choices:
        document["choices"] = [
            {"number": choice.number, "text": dict(choice.text)} for choice in question.choices
        ]
    if rule := question.score_rule:
        document["score_rule"] = {"good_from": rule.good_from, "bad_to": rule.bad_to}
    return document


# ------------------------------------------------------------------ editing a draft
def add_question(content: Content, question: Question) -> Content:
    """Append a question under a key that no question of this survey ever had."""
    fresh = replace(
        question,
        key=f"q{content.next_number}",
        score_rule=question.score_rule or SCORE_RULES.get(question.kind),
    )
    return replace(
        content, questions=(*content.questions, fresh), next_number=content.next_number + 1
    )


def replace_question(content: Content, question: Question) -> Content:
    """Put an edited question in the place of the one with its key."""
    return replace(
        content,
        questions=tuple(question if q.key == question.key else q for q in content.questions),
    )


def remove_question(content: Content, key: str) -> Content:
    """Leave a question out."""
    return replace(content, questions=tuple(q for q in content.questions if q.key != key))


def move_question(content: Content, key: str, by: int) -> Content:
    """Move a question `by` places down (negative: up), as far as the list goes."""
    questions = list(content.questions)
    at = next((i for i, question in enumerate(questions) if question.key == key), None)
    if at is None:
        return content
    question = questions.pop(at)
    questions.insert(max(0, min(len(questions), at + by)), question)
    return replace(content, questions=tuple(questions))


def number_choices(texts: Sequence[Texts], old: Sequence[Choice]) -> tuple[Choice, ...]:
    """Number a new list of choices: a text that was there keeps its number, others get new ones."""
    known = {tuple(sorted(choice.text.items())): choice.number for choice in old}
    fresh = iter(range(max(known.values(), default=0) + 1, MAX_CHOICES * 100))
    return tuple(
        Choice(known.get(tuple(sorted(text.items()))) or next(fresh), text) for text in texts
    )


# ------------------------------------------------------------------ publishing
class ProblemKind(StrEnum):
    """What stops a survey from being published."""

    NO_QUESTIONS = "no_questions"
    TOO_MANY_QUESTIONS = "too_many_questions"
    NO_TITLE = "no_title"
    NO_TEXT = "no_text"
    TOO_FEW_CHOICES = "too_few_choices"
    EMPTY_CHOICE = "empty_choice"
    SAME_CHOICE = "same_choice"


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
    if len(content.questions) > MAX_QUESTIONS:
        problems.append(Problem(ProblemKind.TOO_MANY_QUESTIONS))
    for place, question in enumerate(content.questions, start=1):
        problems += [
            Problem(kind, place, question.key) for kind in _question_problems(question, language)
        ]
    return problems


def _question_problems(question: Question, language: str) -> Iterator[ProblemKind]:
    if not question.text.get(language):
        yield ProblemKind.NO_TEXT
    if not question.kind.has_choices:
        return
    texts = [choice.text.get(language, "") for choice in question.choices]
    if len(texts) < 2:
        yield ProblemKind.TOO_FEW_CHOICES
    if not all(texts):
        yield ProblemKind.EMPTY_CHOICE
    if len(set(texts)) < len(texts):
        yield ProblemKind.SAME_CHOICE


def completeness(content: Content, language: str, default: str) -> float:
    """Share of the texts present in the default language that also exist in `language`."""
    asked = [texts for texts in _all_texts(content) if texts.get(default)]
    if not asked:
        return 1.0
    return sum(bool(texts.get(language)) for texts in asked) / len(asked)


def _all_texts(content: Content) -> Iterator[Texts]:
    yield from (content.title, content.intro, content.thanks)
    for question in content.questions:
        yield from (question.text, question.help)
        yield from (choice.text for choice in question.choices)


def new_code(length: int = 6) -> str:
    """A random short code that reads well aloud and on paper."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))
