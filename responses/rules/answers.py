"""Answers: how they are read, what they count for, and a reply ready to be stored."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from surveys.rules import MAX_ANSWER_TEXT, Content, Kind, Question

Answer: TypeAlias = int | list[int] | str
"""A rating or the number of one choice; the numbers of several choices; a text."""

Answers: TypeAlias = dict[str, Answer]
"""Question key -> answer. A question that was not answered is absent."""

Ratings: TypeAlias = dict[str, list[int]]
"""Question key -> the ratings one person adds one to."""

ANSWERED: Final = -1
"""The rating under which people are counted who answered a question without a scale."""

WHOLE_RESPONSE: Final = ""
"""The question key under which responses themselves are counted."""

FIELD: Final = "q-"
"""What the name of a question's form field starts with."""

BROKEN: Final = ("\x00", "\ufffd")
"""Letters that only broken or hostile senders produce."""


class AnswerProblem(StrEnum):
    """Why an answer was not accepted."""

    REQUIRED = "required"
    OFF_SCALE = "off_scale"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    BROKEN_TEXT = "broken_text"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a sent form."""

    answers: Answers
    problems: Mapping[str, AnswerProblem]
    unknown: tuple[str, ...] = ()

    @property
    def is_accepted(self) -> bool:
        return not self.problems and not self.unknown


class NotAcceptedError(Exception):
    """One answer does not fit its question."""

    def __init__(self, problem: AnswerProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def read_form(content: Content, fields: Mapping[str, Sequence[str]]) -> Reading:
    """Read the fields named `q-<key>` of a sent form; other names are not ours to judge."""
    sent = {name[len(FIELD) :]: values for name, values in fields.items() if name.startswith(FIELD)}
    answers: Answers = {}
    problems: dict[str, AnswerProblem] = {}
    for question in content.questions:
        try:
            answer = read_values(question, sent.pop(question.key, ()))
        except NotAcceptedError as refused:
            problems[question.key] = refused.problem
        else:
            if answer is not None:
                answers[question.key] = answer
    return Reading(answers, problems, tuple(sent))


def read_values(question: Question, values: Sequence[str]) -> Answer | None:
    """Turn the sent values of one question into its answer; None if it was left open.

    Raises NotAcceptedError if they do not fit the question.
    """
    given = [value.strip() for value in values if value.strip()]
    if not given:
        if question.is_required:
            raise NotAcceptedError(AnswerProblem.REQUIRED)
        return None
    if question.kind is Kind.TEXT:
        return _text(given)
    numbers = sorted({_number(question, value) for value in given})
    if question.kind is Kind.CHOICES:
        return numbers
    if len(given) > 1:
        raise NotAcceptedError(AnswerProblem.TOO_MANY)
    return numbers[0]


def _number(question: Question, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 5):
        raise NotAcceptedError(AnswerProblem.OFF_SCALE)
    if int(value) not in question.numbers:
        raise NotAcceptedError(AnswerProblem.OFF_SCALE)
    return int(value)


def _text(values: Sequence[str]) -> str:
    if len(values) > 1:
        raise NotAcceptedError(AnswerProblem.TOO_MANY)
    text = values[0].replace("\r\n", "\n")
    if any(letter in text for letter in BROKEN):
        raise NotAcceptedError(AnswerProblem.BROKEN_TEXT)
    if len(text) > MAX_ANSWER_TEXT:
        raise NotAcceptedError(AnswerProblem.TOO_LONG)
    return text


def ratings_of(content: Content, answers: Answers) -> Ratings:
    """The counts that one person's answers add to."""
    ratings: Ratings = {WHOLE_RESPONSE: [ANSWERED]}
    for question in content.questions:
        answer = answers.get(question.key)
        if isinstance(answer, int):
            ratings[question.key] = [answer]
        elif isinstance(answer, list):
            ratings[question.key] = [ANSWERED, *answer]
        elif answer is not None:
            ratings[question.key] = [ANSWERED]
    return ratings


def score_of(content: Content, answers: Answers) -> int | None:
    """The main rating: the answer to the first rating question."""
    question = content.main_question
    answer = answers.get(question.key) if question else None
    return answer if isinstance(answer, int) else None


# ------------------------------------------------------------------ one reply, ready to be stored
@dataclass(frozen=True, slots=True)
class Reply:
    """One customer's accepted answers together with where, when and how they were given."""

    organization_id: int
    survey_id: int
    version_id: int
    location_id: int
    collector_id: int
    key: uuid.UUID
    answered_at: datetime
    day: str
    hour: int
    language: str
    channel: str
    seconds: int | None
    score: int | None
    answers: Answers
    ratings: Ratings
    request: bytes = b""
    """The fingerprint of what a program sent; empty where the answers are all that was sent."""

    @property
    def fingerprint(self) -> bytes:
        """16 bytes that are equal for equal answers to the same version, or for equal requests."""
        return self.request or fingerprint_of(self.version_id, self.answers)


def fingerprint_of(*parts: Any) -> bytes:
    """16 bytes of SHA-256 over what JSON can hold, in one fixed form."""
    fixed = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(fixed.encode()).digest()[:16]


def local_hour(moment: datetime, time_zone: str) -> tuple[str, int]:
    """The local day (ISO) and hour in which a moment falls at a place."""
    there = moment.astimezone(ZoneInfo(time_zone))
    return there.date().isoformat(), there.hour
