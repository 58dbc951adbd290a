"""The kinds of questions, their scales, and how a rating becomes good, neutral or bad."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

MAX_QUESTIONS: Final = 100
MAX_CHOICES: Final = 50
MAX_PAGES: Final = 30
MAX_RULES: Final = 100
MAX_TESTS: Final = 10
MAX_TAGS: Final = 10
MAX_TAG: Final = 40
MAX_HIDDEN_FIELDS: Final = 20
MAX_REPORTABLE_FIELDS: Final = 3
"""Every value of such a field is counted apart."""
MAX_TITLE: Final = 200
MAX_TEXT: Final = 500
MAX_STATEMENT: Final = 2_000
MAX_CHOICE_TEXT: Final = 200
MAX_ANSWER_TEXT: Final = 2_000
MAX_LINE: Final = 200
"""How long an answer of one line may be: a short text, a name, an address, an "other" choice."""
MAX_FILES: Final = 3
SMALLEST_SCALE: Final = 2
LARGEST_SCALE: Final = 11
QUESTIONS_ON_A_PAGE: Final = 5


class Kind(StrEnum):
    """How a question is asked and answered."""

    CSAT = "csat"
    NPS = "nps"
    CES = "ces"
    SCALE = "scale"
    STARS = "stars"
    MATRIX = "matrix"
    CHOICE = "choice"
    CHOICES = "choices"
    PICTURES = "pictures"
    RANKING = "ranking"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CONTACT = "contact"
    CONSENT = "consent"
    ATTACHMENT = "attachment"
    STATEMENT = "statement"

    @property
    def is_rating(self) -> bool:
        """Whether the answer is one rating on a scale."""
        return self in _RATINGS

    @property
    def has_rows(self) -> bool:
        """Whether each of its choices is rated on one scale: criteria with stars, a matrix."""
        return self in _ROWS

    @property
    def has_levels(self) -> bool:
        """Whether each level of its scale may have a label (and a picture) of its own."""
        return self in _LEVELS

    @property
    def has_choices(self) -> bool:
        """Whether it lists things with numbers: choices, criteria, rows, items, purposes."""
        return self in _CHOICES

    @property
    def picks_one(self) -> bool:
        """Whether the answer is the number of one choice."""
        return self is Kind.CHOICE

    @property
    def picks_many(self) -> bool:
        """Whether the answer is a list of choice numbers in no order."""
        return self in _MANY

    @property
    def is_asked(self) -> bool:
        """Whether it takes an answer: a statement only tells."""
        return self is not Kind.STATEMENT


_RATINGS: Final = frozenset({Kind.NPS, Kind.CSAT, Kind.CES, Kind.SCALE})
_ROWS: Final = frozenset({Kind.STARS, Kind.MATRIX})
_LEVELS: Final = frozenset({Kind.CSAT, Kind.SCALE, Kind.MATRIX})
_MANY: Final = frozenset({Kind.CHOICES, Kind.PICTURES, Kind.CONSENT})
_CHOICES: Final = _ROWS | _MANY | {Kind.CHOICE, Kind.RANKING}

SCALES: Final[Mapping[Kind, range]] = MappingProxyType(
    {
        Kind.NPS: range(11),
        Kind.CSAT: range(1, 6),
        Kind.CES: range(1, 8),
        Kind.SCALE: range(1, 6),
        Kind.STARS: range(1, 6),
        Kind.MATRIX: range(1, 6),
    }
)
"""The ratings each rating kind may receive; the author may choose the size of some."""

SIZES: Final[Mapping[Kind, range]] = MappingProxyType(
    {
        Kind.CSAT: range(4, 6),
        Kind.SCALE: range(SMALLEST_SCALE, LARGEST_SCALE + 1),
        Kind.MATRIX: range(SMALLEST_SCALE, LARGEST_SCALE + 1),
    }
)
"""How many levels the author may choose: CSAT has four faces without a middle, or five."""

SECONDS_CLOSED: Final = 10
SECONDS_OPEN: Final = 30
SECONDS: Final[Mapping[Kind, int]] = MappingProxyType(
    {
        Kind.TEXT: SECONDS_OPEN,
        Kind.CONTACT: SECONDS_OPEN,
        Kind.ATTACHMENT: SECONDS_OPEN,
        Kind.STATEMENT: 5,
    }
)
"""How long answering a question of a kind takes where it is not a closed one."""

STYLES: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        Kind.TEXT: ("long", "short"),
        Kind.DATE: ("date", "time", "both"),
        Kind.ATTACHMENT: ("photo", "file"),
    }
)
"""The ways in which a kind may be asked, the usual one first."""

CONTACT_FIELDS: Final = ("name", "phone", "email", "address", "extra")
"""What a contact block may ask for, in this order; `extra` is named by the author."""

USUAL_CONTACT: Final[Mapping[str, str]] = MappingProxyType({"name": "shown", "phone": "shown"})
"""The contact fields that are asked until the author chooses; others are hidden."""


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """Which ratings are good and which are bad; those between are neutral."""

    good_from: int
    bad_to: int

    def class_of(self, rating: float) -> str:
        """`good`, `neutral` or `bad` (for NPS: promoter, passive, detractor)."""
        if rating >= self.good_from:
            return "good"
        return "bad" if rating <= self.bad_to else "neutral"

    def span_of(self, outcome: str, scale: range) -> tuple[int, int]:
        """The lowest and highest rating of a class; the lowest is above the highest if none."""
        return {
            "good": (self.good_from, scale[-1]),
            "neutral": (self.bad_to + 1, self.good_from - 1),
            "bad": (scale[0], self.bad_to),
        }[outcome]

    def fits(self, scale: range) -> bool:
        """Whether good lies above bad and both lie on the scale."""
        return self.good_from in scale and self.bad_to in scale and self.bad_to < self.good_from


OUTCOMES: Final = ("good", "neutral", "bad")
"""The classes into which a score rule sorts ratings."""

SCORE_RULES: Final[Mapping[Kind, ScoreRule]] = MappingProxyType(
    {
        Kind.NPS: ScoreRule(9, 6),
        Kind.CSAT: ScoreRule(4, 2),
        Kind.CES: ScoreRule(5, 4),
        Kind.STARS: ScoreRule(4, 3),
    }
)
"""Reichheld's cut-offs for NPS, top two of five for CSAT, five to seven for CES 2.0."""


def usual_rule(kind: Kind, scale: range) -> ScoreRule | None:
    """The score rule of a kind on a scale until the author chooses; None if it is not rated.

    On other scales the lower half is bad and the top two levels are good, of two or three levels
    the top one.
    """
    if not kind.is_rating and not kind.has_rows:
        return None
    rule = SCORE_RULES.get(kind)
    if rule and rule.fits(scale) and scale == SCALES[kind]:
        return rule
    size = len(scale)
    return ScoreRule(scale[-1] if size < 4 else scale[-2], size // 2)
