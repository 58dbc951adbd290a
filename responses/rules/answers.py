"""Answers: what they are made of, and a reply ready to be stored."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

Answer: TypeAlias = int | float | str | list[int] | list[str] | dict[str, int] | dict[str, str]
"""What one question was answered, by its kind:

rating, single choice: a number · several choices, pictures, purposes: their numbers, sorted ·
ranking: numbers from the first rank on · criteria, matrix: row -> rating · text, date: a text
(dates in ISO 8601) · number: a number · contact: field -> text · attachment: keys of files.
"""

Answers: TypeAlias = dict[str, Answer]
"""Question key -> answer; `q3.other` -> the customer's own text. What was left open is absent."""

Ratings: TypeAlias = dict[str, list[int]]
"""Question key (or row `q3.2`) -> the ratings one person adds one to."""

ANSWERED: Final = -1
"""The rating under which people are counted who answered a question without a scale."""

WHOLE_RESPONSE: Final = ""
"""The question key under which responses themselves are counted."""

FIELD: Final = "q-"
"""What the name of a question's form field starts with; a row or part adds `.2` or `.phone`."""

OTHER: Final = "other"
"""The part under which the text of an "other" choice is sent and stored."""

BROKEN: Final = ("\x00", "\ufffd")
"""Letters that only broken or hostile senders produce."""


class AnswerProblem(StrEnum):
    """Why an answer was not accepted."""

    REQUIRED = "required"
    OFF_SCALE = "off_scale"
    TOO_MANY = "too_many"
    TOO_FEW = "too_few"
    EXCLUSIVE = "exclusive"
    NOT_DISTINCT = "not_distinct"
    TOO_LONG = "too_long"
    BROKEN_TEXT = "broken_text"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_DATE = "not_a_date"
    NOT_A_PHONE = "not_a_phone"
    NOT_AN_EMAIL = "not_an_email"
    FILE_TYPE = "file_type"
    FILE_SIZE = "file_size"
    NOT_AGREED = "not_agreed"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a sent form."""

    answers: Answers
    problems: Mapping[str, AnswerProblem]
    """Question key, or key and part (`q5.phone`, `q3.2`) -> what is wrong."""
    unknown: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """The questions that these answers lead to, in order, on all pages."""

    @property
    def is_accepted(self) -> bool:
        return not self.problems and not self.unknown


class NotAcceptedError(Exception):
    """One answer does not fit its question; `part` names the row or field, if it is one."""

    def __init__(self, problem: AnswerProblem, part: str = "") -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.part = part


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
    is_complete: bool = True
    """Whether the customer came to the end; a partial reply may still be continued."""
    hidden: Mapping[str, str] = field(default_factory=dict)
    """What the link carried in the survey's hidden fields."""
    touchpoint_id: int | None = None
    subject_id: int | None = None
    reference: bytes | None = None
    """A keyed hash of the transaction that a signed link named."""
    suspicions: tuple[str, ...] = ()
    """Why it may not be honest."""
    is_excluded: bool = False
    """Whether it is kept but counted nowhere."""
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
