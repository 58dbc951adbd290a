"""The texts of a survey as a translator sees them: passages with paths that stay."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from surveys.rules.content import Content, Question
from surveys.rules.imported import (
    MAX_TRANSLATION_FILE,
    FileError,
    FileProblem,
    text_of,
    tidy,
)
from surveys.rules.kinds import MAX_CHOICE_TEXT, MAX_STATEMENT, MAX_TEXT, MAX_TITLE, Kind
from surveys.rules.texts import Texts, overlay


class Part(StrEnum):
    """What a passage says."""

    TITLE = "title"
    INTRO = "intro"
    THANKS = "thanks"
    APOLOGY = "apology"
    PAGE = "page"
    TEXT = "text"
    HELP = "help"
    CHOICE = "choice"
    LEVEL = "level"
    LOW = "low"
    HIGH = "high"
    EXTRA = "extra"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Passage:
    """One text in all its languages. Its path stays while questions and choices move."""

    path: str
    part: Part
    texts: Texts
    longest: int
    key: str = ""
    """The key of its question; empty around the questions."""
    place: int = 0
    """The place from 1 of its choice, level, page or rule."""

    @property
    def is_line(self) -> bool:
        """Whether it is written on one line."""
        return self.part not in {Part.INTRO, Part.THANKS, Part.APOLOGY, Part.HELP}


# ------------------------------------------------------------------ every text, once
def passages(content: Content) -> list[Passage]:
    """All texts of a content, in the order of `content.texts`."""
    around = (
        (Part.TITLE, content.title, MAX_TITLE),
        (Part.INTRO, content.intro, MAX_TEXT),
        (Part.THANKS, content.thanks, MAX_TEXT),
        (Part.APOLOGY, content.apology, MAX_TEXT),
    )
    found = [Passage(part.value, part, texts, longest) for part, texts, longest in around]
    for place, page in enumerate(content.pages, start=1):
        found.append(Passage(f"page.{page.key}", Part.PAGE, page.title, MAX_TITLE, place=place))
    for question in content.questions:
        found += _of_question(question)
    for place, rule in enumerate(content.rules, start=1):
        found.append(Passage(f"rule.{rule.number}", Part.RULE, rule.text, MAX_TEXT, place=place))
    return found


def _of_question(question: Question) -> Iterator[Passage]:
    key = question.key
    help_most = MAX_STATEMENT if question.kind is Kind.STATEMENT else MAX_TEXT
    yield Passage(f"{key}.text", Part.TEXT, question.text, MAX_TEXT, key)
    yield Passage(f"{key}.help", Part.HELP, question.help, help_most, key)
    for place, choice in enumerate(question.choices, start=1):
        path = f"{key}.choice.{choice.number}"
        yield Passage(path, Part.CHOICE, choice.text, MAX_CHOICE_TEXT, key, place)
    for place, level in enumerate(question.levels, start=1):
        path = f"{key}.level.{place}"
        yield Passage(path, Part.LEVEL, level.text, MAX_CHOICE_TEXT, key, place)
    yield Passage(f"{key}.low", Part.LOW, question.low, MAX_CHOICE_TEXT, key)
    yield Passage(f"{key}.high", Part.HIGH, question.high, MAX_CHOICE_TEXT, key)
    yield Passage(f"{key}.extra", Part.EXTRA, question.extra, MAX_CHOICE_TEXT, key)


Rewording = Callable[[str, Texts], Texts]
"""From the path of a passage and its texts to other texts."""


def reworded(content: Content, change: Rewording) -> Content:
    """The same content with every text changed by its path."""
    return replace(
        content,
        title=change("title", content.title),
        intro=change("intro", content.intro),
        thanks=change("thanks", content.thanks),
        apology=change("apology", content.apology),
        pages=tuple(replace(p, title=change(f"page.{p.key}", p.title)) for p in content.pages),
        questions=tuple(_reworded(question, change) for question in content.questions),
        rules=tuple(replace(r, text=change(f"rule.{r.number}", r.text)) for r in content.rules),
    )


def _reworded(question: Question, change: Rewording) -> Question:
    key = question.key
    return replace(
        question,
        text=change(f"{key}.text", question.text),
        help=change(f"{key}.help", question.help),
        choices=tuple(
            replace(choice, text=change(f"{key}.choice.{choice.number}", choice.text))
            for choice in question.choices
        ),
        levels=tuple(
            replace(level, text=change(f"{key}.level.{place}", level.text))
            for place, level in enumerate(question.levels, start=1)
        ),
        low=change(f"{key}.low", question.low),
        high=change(f"{key}.high", question.high),
        extra=change(f"{key}.extra", question.extra),
    )


def with_texts(content: Content, language: str, words: Mapping[str, str]) -> Content:
    """The content with these texts in a language, by path; an empty one takes a text out.

    A path that leads nowhere is passed over.
    """
    return reworded(
        content,
        lambda path, texts: overlay(texts, {language: words[path]}) if path in words else texts,
    )


# ------------------------------------------------------------------ a translator's file
@dataclass(frozen=True, slots=True)
class Translated:
    """One passage as a file has it; `source` is None if the file does not repeat it."""

    path: str
    text: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a translator's file brings, and what of it cannot be used."""

    words: Mapping[str, str]
    unknown: tuple[str, ...] = ()
    too_long: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """Passages whose words in the main language are others since the file was made."""
    empty: int = 0
    same: int = 0


@dataclass(slots=True)
class _Counts:
    words: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    too_long: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    empty: int = 0
    same: int = 0

    def count(self, row: Translated, passage: Passage | None, languages: tuple[str, str]) -> None:
        default, language = languages
        if passage is None:
            self.unknown.append(row.path)
            return
        text = tidy(row.text, is_line=passage.is_line)
        if not text:
            self.empty += 1
        elif len(text) > passage.longest:
            self.too_long.append(row.path)
        elif text == passage.texts.get(language):
            self.same += 1
        else:
            self.words[row.path] = text
        if text and row.source is not None and _is_other(row.source, passage.texts, default):
            self.changed.append(row.path)


def _is_other(source: str, texts: Texts, default: str) -> bool:
    return tidy(source) != tidy(texts.get(default, ""))


def taken_from(content: Content, rows: Sequence[Translated], language: str, default: str) -> Taken:
    """Sort what a file says about each passage; empty fields change nothing."""
    known = {passage.path: passage for passage in passages(content)}
    counts = _Counts()
    for row in rows:
        counts.count(row, known.get(row.path), (default, language))
    return Taken(
        counts.words,
        tuple(counts.unknown),
        tuple(counts.too_long),
        tuple(counts.changed),
        counts.empty,
        counts.same,
    )


# ------------------------------------------------------------------ CSV
@dataclass(frozen=True, slots=True)
class Line:
    """One passage as it is written into a translator's file."""

    path: str
    part: str
    """Where it stands, in words."""
    source: str
    target: str
    longest: int = MAX_TEXT


ID: Final = "id"
DELIMITERS: Final = ",;\t"
FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")


def csv_of(lines: Sequence[Line], default: str, language: str) -> bytes:
    """The passages as CSV that spreadsheets open: UTF-8 with a mark, no live formulas."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([ID, "part", default, language])
    for line in lines:
        writer.writerow(
            [_guarded(cell) for cell in (line.path, line.part, line.source, line.target)]
        )
    return out.getvalue().encode("utf-8-sig")


def _guarded(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if GUARDED.match(cell) else cell


def rows_from_csv(data: bytes, default: str, language: str) -> list[Translated]:
    """Read a translator's CSV. Raises FileError if it is broken or lacks a column."""
    text = text_of(data, most=MAX_TRANSLATION_FILE)
    first = text.splitlines()[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise FileError(FileProblem.BROKEN_CSV) from error
    columns = {name.strip().lower(): place for place, name in reversed([*enumerate(table[0])])}
    if ID not in columns or language not in columns:
        raise FileError(FileProblem.NO_COLUMNS, f"{ID}, {language}")
    return [
        Translated(
            _cell(row, columns[ID]).strip(),
            _cell(row, columns[language]),
            _cell(row, columns[default]) if default in columns else None,
        )
        for row in table[1:]
        if any(cell.strip() for cell in row)
    ]


def _cell(row: Sequence[str], place: int) -> str:
    return _unguarded(row[place]) if place < len(row) else ""
