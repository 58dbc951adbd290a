"""Reading a file of answers row by row, as its map says. Pure Python: no Django, no clock."""

import csv
import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Final
from zoneinfo import ZoneInfo

from responses.rules.answers import (
    Answer,
    AnswerProblem,
    Answers,
    NotAcceptedError,
)
from responses.rules.import_maps import (
    COLUMN,
    FROM_TEXT,
    ISO,
    ImportMap,
    PlaceMap,
    QuestionMap,
    TimeMap,
    plain_cell,
    plain_name,
)
from responses.rules.reading import read_values
from surveys.rules import MAX_ANSWER_TEXT

Cells = Mapping[str, str]
"""Column -> what its cell says, without spaces around it."""

DELIMITERS: Final = (",", ";", "\t", "|")
HEADER_LINES: Final = 50
"""How many lines a header may take up at most."""

YEARS: Final = range(1970, 2200)
"""Times outside are a spreadsheet's zero or somebody's "never", not an answer's."""

ROWS: Final = uuid.UUID("0b8f6f0e-5d0c-4f0e-9a53-6b6d6f3a7c11")
"""The name space (RFC 9562, version 5) in which imported rows have their keys."""


class TableError(ValueError):
    """The file as a whole cannot be read."""


class RowError(ValueError):
    """One row cannot be imported; the text says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the file and the line on which it begins."""

    line: int
    cells: Sequence[str]
    problem: str = ""


class Table:
    """The records below the header of a CSV text."""

    def __init__(self, lines: Iterable[str], wanted: Collection[str], delimiter: str = "") -> None:
        """Read the header. Raises TableError unless it has each wanted column once."""
        rest = iter(lines)
        first = list(islice(rest, HEADER_LINES))
        self.delimiter = delimiter or _likely_delimiter(first, wanted)
        self._reader = csv.reader(chain(first, rest), delimiter=self.delimiter, strict=True)
        self.header = _header(self._reader)
        self._check(wanted)

    def _check(self, wanted: Collection[str]) -> None:
        if missing := sorted(set(wanted) - set(self.header)):
            there = ", ".join(name for name in self.header if name) or "nothing"
            raise TableError(f"no column {', '.join(missing)}; the header has: {there}")
        if twins := sorted(name for name in wanted if self.header.count(name) > 1):
            raise TableError(f"the column {', '.join(twins)} is there more than once")

    def __iter__(self) -> Iterator[Record]:
        """Every record that is not blank. Raises TableError where records cannot be told apart."""
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Record(line, (), _broken(error, line))
            else:
                if any(cell.strip() for cell in cells):
                    yield Record(line, cells, self._misfit(cells))

    def _misfit(self, cells: Sequence[str]) -> str:
        """What is wrong with the number of cells; blank ones too many do no harm."""
        wide = len(self.header)
        if len(cells) < wide or any(cell.strip() for cell in cells[wide:]):
            return f"{len(cells)} cells, but the header has {wide}"
        return ""


def _broken(error: csv.Error, line: int) -> str:
    # Only after a stray quotation mark does the reader know where the next record begins.
    if "expected after" in str(error):
        return "a quotation mark inside a cell is not doubled"
    if "unexpected end" in str(error) or "field limit" in str(error):
        raise TableError(f"line {line}: a quotation mark opens and is never closed")
    raise TableError(f"line {line}: {error}")


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        return [plain_name(name) for name in next(reader, [])]
    except csv.Error as error:
        raise TableError(f"the header cannot be read: {error}") from error


def _likely_delimiter(first: Sequence[str], wanted: Collection[str]) -> str:
    """The delimiter under which the header has most of the wanted columns."""

    def fits(delimiter: str) -> tuple[int, int]:
        try:
            names = _header(csv.reader(first, delimiter=delimiter))
        except TableError:
            return 0, 0
        return len(set(names) & set(wanted)), len(names)

    return max(DELIMITERS, key=fits)


# ------------------------------------------------------------------ one row
@dataclass(frozen=True, slots=True)
class Row:
    """What one record says."""

    id: tuple[str, ...]
    """The same for the same row of the same source, whenever it is read."""
    place: str
    time: datetime
    answers: Answers

    def moment(self, time_zone: str, latest: datetime) -> datetime:
        """When it was answered; `time_zone` is that of times that name none.

        Raises RowError for a time that the clocks skipped, or that is after `latest`.
        """
        moment = self.time
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(time_zone))
            if moment.astimezone(UTC).astimezone(moment.tzinfo) != moment:
                raise RowError(f"{self.time:%Y-%m-%d %H:%M} did not exist in {time_zone}")
        if moment > latest:
            raise RowError(f"{self.time:%Y-%m-%d %H:%M} is in the future")
        return moment

    def key(self, organization_id: int, survey_id: int, source: str) -> uuid.UUID:
        """The key that the row's response has whenever it is imported (RFC 9562, version 5)."""
        return uuid.uuid5(ROWS, json.dumps([organization_id, survey_id, source, *self.id]))


class RowReader:
    """Reads the records of one file as its map says."""

    def __init__(self, recipe: ImportMap, header: Sequence[str]) -> None:
        self._recipe = recipe
        self._places = {name: header.index(name) for name in recipe.columns}
        self._twins: Counter[bytes] = Counter()

    def read(self, record: Record) -> Row | None:
        """What a record says; None if it answers nothing. Raises RowError if it cannot be used."""
        if record.problem:
            raise RowError(record.problem)
        cells = {name: plain_cell(record.cells[number]) for name, number in self._places.items()}
        answers = _answers(self._recipe.questions, cells)
        if not answers:
            return None
        return Row(
            id=self._identity(record, cells),
            place=_place(self._recipe.place, cells),
            time=_time(self._recipe.time, cells),
            answers=answers,
        )

    def _identity(self, record: Record, cells: Cells) -> tuple[str, ...]:
        if columns := self._recipe.id_columns:
            if not any(cells[name] for name in columns):
                raise RowError(f"{' and '.join(columns)}: nothing there")
            return tuple(cells[name] for name in columns)
        # Without an id the row itself is one; twins are told apart by their order.
        digest = hashlib.sha256(json.dumps(list(record.cells)).encode()).digest()[:16]
        self._twins[digest] += 1
        return digest.hex(), str(self._twins[digest])


def _answers(questions: Iterable[QuestionMap], cells: Cells) -> Answers:
    answers: Answers = {}
    for asked in questions:
        answer = _reader(asked)(asked, cells)
        if answer is not None:
            answers[asked.question.key] = answer
    return answers


def _reader(asked: QuestionMap) -> Callable[[QuestionMap, Cells], Answer | None]:
    if asked.rows:
        return _rows
    return _text if asked.question.kind in FROM_TEXT else _codes


def _rows(asked: QuestionMap, cells: Cells) -> Answer | None:
    """Row -> rating, of the cells that hold a valid code."""
    return {
        row: asked.codes[column][cells[column]]
        for column, row in asked.rows.items()
        if cells[column] in asked.codes[column]
    } or None


def _codes(asked: QuestionMap, cells: Cells) -> Answer | None:
    """What the valid codes mean; everything that is no valid code is no answer."""
    numbers = {
        codes[word]
        for column, codes in asked.codes.items()
        for word in _words(cells[column], asked.separator)
        if word in codes
    }
    if asked.question.kind.picks_many:
        return sorted(numbers) or None
    return numbers.pop() if numbers else None


def _words(cell: str, separator: str) -> list[str]:
    return [word.strip() for word in cell.split(separator)] if separator else [cell]


def _text(asked: QuestionMap, cells: Cells) -> Answer | None:
    (column,) = asked.codes
    if not cells[column] or cells[column] in asked.ignored:
        return None
    try:
        return read_values(asked.question, [cells[column]])
    except NotAcceptedError as refused:
        raise RowError(f"{column}: {UNFIT[refused.problem]}") from refused


UNFIT: Final = {
    AnswerProblem.TOO_LONG: f"the text has more than {MAX_ANSWER_TEXT} characters",
    AnswerProblem.BROKEN_TEXT: "the text has characters that only a broken file has",
    AnswerProblem.NOT_A_NUMBER: "this is no number",
    AnswerProblem.OUT_OF_RANGE: "this number is outside of what the question takes",
    AnswerProblem.NOT_A_DATE: "this is no date or time of ISO 8601",
}


def _place(places: PlaceMap, cells: Cells) -> str:
    code = cells[places.column] if places.column else ""
    if code not in places.names:
        raise RowError(f"{places.column}: {_unknown(code, 'place of the map')}")
    return places.names[code]


def _time(times: TimeMap, cells: Cells) -> datetime:
    """The time that the row names, without a zone if it names none."""
    text = plain_name(COLUMN.sub(lambda found: cells[plain_name(found[1])], times.text))
    for form in times.formats:
        try:
            time = datetime.fromisoformat(text) if form == ISO else datetime.strptime(text, form)  # noqa: DTZ007
        except ValueError:
            continue
        if time.year not in YEARS:
            raise RowError(f"the year {time.year} cannot be meant")
        return time
    raise RowError(f"time: {_unknown(text, 'time in a format of the map')}")


def _unknown(text: str, what: str) -> str:
    # What is shown on a terminal must not command it.
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[:40])
    return f'"{shown}" is no {what}' if text else "nothing there"
