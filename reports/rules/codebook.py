"""Which columns a file of responses has, and where each of its cells comes from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from surveys.rules import CONTACT_FIELDS, Choice, Content, Kind, Question


class Fact(StrEnum):
    """What is known of a response beside its answers, in the order of the columns."""

    ID = "id"
    LOCAL = "answered_at_local"
    ZONE = "time_zone"
    UTC = "answered_at_utc"
    PLACE = "location"
    CODE = "collector"
    SPOT = "collector_name"
    TOUCHPOINT = "touchpoint"
    SUBJECT = "subject"
    CHANNEL = "channel"
    LANGUAGE = "language"
    VERSION = "version"
    COMPLETE = "complete"
    COUNTED = "counted"
    SECONDS = "seconds"


class Take(StrEnum):
    """How a cell is taken out of a response."""

    FACT = "fact"
    HIDDEN = "hidden"
    NUMBER = "number"
    """A rating, or a number of the customer's own."""
    CHOICE = "choice"
    """The number of the one choice that was picked."""
    TEXT = "text"
    DATE = "date"
    ROW = "row"
    """The rating of one row of criteria or of a matrix."""
    PICK = "pick"
    """1 if this choice is among those that were picked, 0 if only others are."""
    RANK = "rank"
    """The rank of one item."""
    OTHER = "other"
    FIELD = "field"
    """One field of a contact block."""
    AGREED = "agreed"
    FILES = "files"


class Times(StrEnum):
    """By which clocks the moments of answers are told."""

    BOTH = "both"
    LOCAL = "local"
    UTC = "utc"


LEFT_OUT: Final = {
    Times.BOTH: frozenset[Fact](),
    Times.LOCAL: frozenset({Fact.UTC}),
    Times.UTC: frozenset({Fact.LOCAL, Fact.ZONE}),
}
NUMBERS: Final = frozenset({Take.NUMBER, Take.CHOICE, Take.ROW, Take.PICK, Take.RANK, Take.AGREED})
NUMBER_FACTS: Final = frozenset({Fact.ID, Fact.VERSION, Fact.COMPLETE, Fact.COUNTED, Fact.SECONDS})
MOMENTS: Final = frozenset({Fact.LOCAL, Fact.UTC})


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Its name is the same in every export of the survey, whatever its words."""

    name: str
    take: Take
    part: str = ""
    """The fact, the hidden field, the number of a row or choice, or the contact field."""
    question: Question | None = None
    choice: Choice | None = None

    @property
    def key(self) -> str:
        """The key of the question under which the answer is stored."""
        return self.question.key if self.question else ""

    @property
    def is_number(self) -> bool:
        return self.take in NUMBERS or (self.take is Take.FACT and self.part in NUMBER_FACTS)

    @property
    def is_moment(self) -> bool:
        return self.take is Take.FACT and self.part in MOMENTS


def columns_of(
    versions: Sequence[Content], times: Times = Times.BOTH, *, has_contacts: bool = False
) -> list[Column]:
    """The columns for answers to any of these versions, given newest first.

    Contact fields, and who was rated, are there only if they may be seen.
    """
    left_out = LEFT_OUT[times] if has_contacts else {*LEFT_OUT[times], Fact.SUBJECT}
    columns = [Column(fact.value, Take.FACT, fact.value) for fact in Fact if fact not in left_out]
    hidden = dict.fromkeys(name for content in versions for name in content.hidden_fields)
    columns += [Column(f"hidden.{name}", Take.HIDDEN, name) for name in hidden]
    for question in questions_of(versions):
        if has_contacts or question.kind is not Kind.CONTACT:
            columns += _columns(question)
    return columns


def questions_of(versions: Sequence[Content]) -> list[Question]:
    """Every question ever asked in its newest words, with all choices and fields it ever had."""
    found: dict[str, Question] = {}
    for content in versions:
        for question in content.questions:
            if question.kind.is_asked:
                known = found.get(question.key)
                found[question.key] = _joined(known, question) if known else question
    return list(found.values())


def _joined(newer: Question, older: Question) -> Question:
    known = {choice.number for choice in newer.choices}
    forgotten = tuple(choice for choice in older.choices if choice.number not in known)
    return replace(
        newer,
        choices=newer.choices + forgotten,
        fields={**older.fields, **newer.fields},
        extra=newer.extra or older.extra,
    )


def _columns(question: Question) -> Iterator[Column]:
    kind = question.kind
    if kind in _WHOLE:
        yield Column(question.key, _WHOLE[kind], question=question)
    elif kind is Kind.CONTACT:
        yield from _contact(question)
    else:
        take = Take.ROW if kind.has_rows else Take.PICK if kind.picks_many else Take.RANK
        yield from _of_choices(question, take)
    if any(choice.is_other for choice in question.choices):
        yield Column(f"{question.key}.other", Take.OTHER, question=question)


_WHOLE: Final = {
    Kind.CSAT: Take.NUMBER,
    Kind.NPS: Take.NUMBER,
    Kind.CES: Take.NUMBER,
    Kind.SCALE: Take.NUMBER,
    Kind.NUMBER: Take.NUMBER,
    Kind.CHOICE: Take.CHOICE,
    Kind.TEXT: Take.TEXT,
    Kind.DATE: Take.DATE,
    Kind.ATTACHMENT: Take.FILES,
}


def _of_choices(question: Question, take: Take) -> Iterator[Column]:
    for choice in question.choices:
        name, part = f"{question.key}.{choice.number}", str(choice.number)
        yield Column(name, take, part, question, choice)


def _contact(question: Question) -> Iterator[Column]:
    for name in CONTACT_FIELDS:
        if name in question.fields:
            yield Column(f"{question.key}.{name}", Take.FIELD, name, question)
    yield Column(f"{question.key}.agreed", Take.AGREED, question=question)


def contact_keys(versions: Iterable[Content]) -> frozenset[str]:
    """The keys under which answers hold contact details."""
    return frozenset(
        question.key + part
        for content in versions
        for question in content.questions
        if question.kind is Kind.CONTACT
        for part in ("", ".agreed")
    )
