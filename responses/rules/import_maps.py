"""The map of an import: which columns of a file become which answers, where and when.

Pure Python. docs/import.md shows the document that is read here.
"""

import codecs
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar
from zoneinfo import available_timezones

from surveys.rules import Content, Kind, Question

T = TypeVar("T", str, int)

ISO: Final = "iso"
"""The name of the format `2017-05-13T09:30`, with or without time and offset."""

PROBE: Final = datetime(2024, 5, 23, 13, 45)  # noqa: DTZ001 - a naive time is what formats read
COLUMN: Final = re.compile(r"\{([^{}]+)\}")
"""How a text names a column whose cell stands there."""

Codes = Mapping[str, int]
"""What a cell says -> the rating or the number of the choice it means."""


class MapError(ValueError):
    """The map cannot be used; `problems` are sentences that say what to mend."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class TimeMap:
    """How a row says when it was answered: a text with columns in it, read by these formats."""

    text: str
    formats: tuple[str, ...]
    time_zone: str = ""
    """The zone of times that name none; empty for the zone of the place."""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(plain_name(name) for name in COLUMN.findall(self.text))


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """How a row says where it was answered."""

    column: str
    names: Mapping[str, str]
    below: str = ""
    time_zone: str = ""
    """The zone of places that have to be created; empty for the zone of what they are in."""


@dataclass(frozen=True, slots=True)
class QuestionMap:
    """Where the answers to one question stand."""

    question: Question
    codes: Mapping[str, Codes]
    """Column -> its valid codes. A text column has none: everything is valid."""
    separator: str = ""
    ignored: frozenset[str] = frozenset()
    rows: Mapping[str, str] = field(default_factory=dict)
    """Column -> the row it rates, for criteria and a matrix."""


@dataclass(frozen=True, slots=True)
class ImportMap:
    """Everything that has to be known to read a file as responses."""

    source: str
    id_columns: tuple[str, ...]
    language: str
    collector: str
    time: TimeMap
    place: PlaceMap
    questions: tuple[QuestionMap, ...]
    encoding: str = ""
    delimiter: str = ""

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the file must have."""
        asked = {column for question in self.questions for column in question.codes}
        placed = {self.place.column} if self.place.column else set()
        return frozenset({*self.id_columns, *self.time.columns, *placed, *asked})


def plain_name(name: str) -> str:
    """A column's name without a byte order mark and without needless spaces and line breaks."""
    return " ".join(plain_cell(name.replace("\ufeff", "")).split())


def plain_cell(cell: str) -> str:
    """What a cell says without spaces around it; letters and their marks are one (NFC)."""
    return unicodedata.normalize("NFC", cell).strip()


def load_map(text: str) -> Any:
    """Read the JSON text of a map. Raises MapError if it is none, or has a key twice."""
    try:
        return json.loads(text, object_pairs_hook=_without_twins)
    except json.JSONDecodeError as error:
        raise MapError([f"line {error.lineno}: not JSON: {error.msg}"]) from error


def _without_twins(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if twins := sorted({key for key in keys if keys.count(key) > 1}):
        raise MapError([f'"{key}" is there twice in one object' for key in twins])
    return dict(pairs)


def read_map(raw: Any, content: Content, languages: Sequence[str]) -> ImportMap:
    """Check a map against what the survey asks; `languages` begins with the survey's own.

    Raises MapError with everything that is wrong with it.
    """
    problems: list[str] = []
    part = _Part(raw, "", problems)
    part.allow(
        "source", "id", "encoding", "delimiter", "language", "collector", "time", "location",
        "questions", "note",
    )  # fmt: skip
    source = part.text("source")
    read = ImportMap(
        source=source,
        id_columns=tuple(plain_name(name) for name in part.texts("id", default=())),
        language=_language(part, languages),
        collector=part.text("collector", default=source),
        time=_time(part.part("time")),
        place=_place(part.part("location")),
        questions=_questions(part.part("questions"), content),
        encoding=_encoding(part),
        delimiter=_delimiter(part),
    )
    if problems:
        raise MapError(problems)
    return read


# ------------------------------------------------------------------ the parts
def _language(part: "_Part", languages: Sequence[str]) -> str:
    language = part.text("language", default=languages[0])
    if language not in languages:
        part.complain(f"the survey is not asked in it, but in {', '.join(languages)}", "language")
    return language


def _encoding(part: "_Part") -> str:
    name = part.text("encoding", default="")
    try:
        codecs.lookup(name or "utf-8")
    except LookupError:
        part.complain(f'"{name}" is no known encoding', "encoding")
    return name


def _delimiter(part: "_Part") -> str:
    delimiter = part.text("delimiter", default="")
    if len(delimiter) > 1 or delimiter in {'"', "\n", "\r"}:
        part.complain("must be one character, no quotation mark and no line break", "delimiter")
    return delimiter


def _time(part: "_Part") -> TimeMap:
    part.allow("text", "formats", "time_zone")
    formats = part.texts("formats", default=(ISO,))
    for number, form in enumerate(formats):
        if form != ISO and (problem := _format_problem(form)):
            part.complain(problem, f"formats[{number}]")
    return TimeMap(part.text("text"), formats, part.time_zone())


def _format_problem(form: str) -> str:
    try:
        again = datetime.strptime(PROBE.strftime(form), form)  # noqa: DTZ007
    except ValueError as error:
        return f'"{form}" cannot be used: {error}'
    return "" if again.date() == PROBE.date() else f'"{form}" needs a year, a month and a day'


def _place(part: "_Part") -> PlaceMap:
    if "name" in part.values:
        part.allow("name", "below", "time_zone")
        column, names = "", {"": part.text("name")}
    else:
        part.allow("column", "codes", "below", "time_zone")
        column, names = plain_name(part.text("column")), part.codes("codes", str)
    return PlaceMap(column, names, part.text("below", default=""), part.time_zone())


def _questions(part: "_Part", content: Content) -> tuple[QuestionMap, ...]:
    asked = {question.key: question for question in content.questions}
    part.allow(*asked)
    if not part.values:
        part.complain("name at least one question")
    mapped = [key for key in asked if key in part.values]
    return tuple(_question(part.part(key), asked[key]) for key in mapped)


FROM_TEXT: Final = frozenset({Kind.TEXT, Kind.NUMBER, Kind.DATE})
"""Kinds whose answers are read from what a cell says."""
NOT_IMPORTED: Final = frozenset({Kind.RANKING, Kind.CONTACT, Kind.ATTACHMENT, Kind.STATEMENT})


def _question(part: "_Part", question: Question) -> QuestionMap:
    if question.kind in NOT_IMPORTED:
        part.complain(f"answers of the kind {question.kind} cannot be imported")
        return QuestionMap(question, {})
    if question.kind.has_rows:
        return _rows(part, question)
    if question.kind in FROM_TEXT:
        part.allow("column", "ignore")
        column = plain_name(part.text("column"))
        ignored = frozenset(plain_cell(word) for word in part.texts("ignore", default=()))
        return QuestionMap(question, {column: {}}, ignored=ignored)
    if not question.kind.picks_many:
        part.allow("column", "codes")
        return QuestionMap(question, {plain_name(part.text("column")): _codes(part, question)})
    return _choices(part, question)


def _rows(part: "_Part", question: Question) -> QuestionMap:
    part.allow("columns", "codes")
    codes, columns = _codes(part, question), part.codes("columns", str)
    known = {str(choice.number) for choice in question.choices}
    for row in sorted(columns.keys() - known):
        part.complain(f"{row} is no row of {question.key}", "columns")
    names = {plain_name(column): row for row, column in columns.items()}
    if len(names) < len(columns):
        part.complain("each row needs a column of its own", "columns")
    return QuestionMap(question, dict.fromkeys(names, codes), rows=names)


def _choices(part: "_Part", question: Question) -> QuestionMap:
    if "ticks" in part.values:
        part.allow("ticks", "ticked")
        ticked = [plain_cell(word) for word in part.texts("ticked")]
        ticks = _codes(part, question, "ticks")
        marks = {plain_name(name): dict.fromkeys(ticked, ticks[name]) for name in ticks}
        return QuestionMap(question, marks)
    several = "columns" in part.values
    part.allow("columns" if several else "column", "codes", "separator")
    columns = part.texts("columns") if several else (part.text("column"),)
    codes, separator = _codes(part, question), part.text("separator", default="")
    return QuestionMap(question, {plain_name(name): codes for name in columns}, separator)


def _codes(part: "_Part", question: Question, key: str = "codes") -> Codes:
    codes = part.codes(key, int)
    for number in sorted(set(codes.values()) - question.numbers):
        allowed = ", ".join(map(str, sorted(question.numbers)))
        part.complain(f"{number} is no answer of {question.key}; these are: {allowed}", key)
    return codes


# ------------------------------------------------------------------ one object of the document
class _Part:
    """An object of the document and where it stands; what is wrong is collected, not raised."""

    def __init__(self, raw: Any, where: str, problems: list[str]) -> None:
        self.where = where
        self.problems = problems
        self.values: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
        if not isinstance(raw, dict):
            self.complain("must be an object")
            self.problems = []  # What it lacks inside is no news then.

    def complain(self, words: str, key: str = "") -> None:
        """Note what is wrong with this object, or with what it has under a key."""
        path = ".".join(name for name in (self.where, key) if name)
        self.problems.append(f"{path or 'the map'}: {words}")

    def allow(self, *keys: str) -> None:
        """Complain of every other key."""
        for key in self.values:
            if key not in keys:
                self.complain(f"unknown; known here: {', '.join(keys)}", key)

    def part(self, key: str) -> "_Part":
        path = ".".join(name for name in (self.where, key) if name)
        return _Part(self.values.get(key), path, self.problems)

    def text(self, key: str, *, default: str | None = None) -> str:
        """A text that is not empty; without a default it has to be there."""
        if key not in self.values and default is not None:
            return default
        value = self.values.get(key)
        if not isinstance(value, str) or not value:
            self.complain("must be a text", key)
            return ""
        return value

    def texts(self, key: str, *, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Some texts; without a default at least one has to be there."""
        if key not in self.values and default is not None:
            return default
        values = self.values.get(key)
        if not isinstance(values, list) or not values or not all(map(_is_text, values)):
            self.complain("must be a list of texts", key)
            return ()
        return tuple(values)

    def codes(self, key: str, kind: type[T]) -> dict[str, T]:
        """Code -> what it means; in a list each value is its own code."""
        raw = self.values.get(key)
        pairs = [(str(value), value) for value in raw] if isinstance(raw, list) else []
        pairs = list(raw.items()) if isinstance(raw, dict) else pairs
        # type(), because True is an int but no number of an answer.
        if not pairs or not all(type(value) is kind and value != "" for _, value in pairs):
            what = "texts" if kind is str else "numbers"
            self.complain(f"must say which codes mean which {what}", key)
            return {}
        return {plain_cell(code): value for code, value in pairs}

    def time_zone(self) -> str:
        """The name of a time zone, or nothing."""
        name = self.text("time_zone", default="")
        if name and name not in available_timezones():
            self.complain(f'"{name}" is no known time zone', "time_zone")
        return name


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
