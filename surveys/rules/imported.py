"""What reading a foreign file gives: a content, and notes on what could not be carried over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html import unescape
from types import MappingProxyType
from typing import Final
from unicodedata import category, normalize

import nh3

from surveys.rules.content import Content
from surveys.rules.kinds import MAX_QUESTIONS
from surveys.rules.texts import Texts

MAX_FILE: Final = 5 * 1024 * 1024
MAX_TRANSLATION_FILE: Final = 2 * 1024 * 1024
BOMS: Final = (b"\xff\xfe", b"\xfe\xff")


class FileProblem(StrEnum):
    """Why a file cannot be read at all."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    BINARY = "binary"
    NOT_UTF8 = "not_utf8"
    BROKEN_JSON = "broken_json"
    BROKEN_XML = "broken_xml"
    BROKEN_CSV = "broken_csv"
    FORBIDDEN_XML = "forbidden_xml"
    UNKNOWN_FORMAT = "unknown_format"
    NEWER = "newer"
    UNKNOWN_PARTS = "unknown_parts"
    NO_QUESTIONS = "no_questions"
    TOO_MANY_QUESTIONS = "too_many_questions"
    NO_COLUMNS = "no_columns"
    OTHER_LANGUAGE = "other_language"


class PartProblem(StrEnum):
    """What is wrong with one part of a file of ours."""

    UNKNOWN = "unknown"
    MISSING = "missing"
    TYPE = "type"
    VALUE = "value"
    SIZE = "size"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class BadPart:
    """Where in a JSON file something is wrong: `$.survey.questions[2].kind`."""

    path: str
    problem: PartProblem


class FileError(ValueError):
    """A file that cannot be read; nothing of it is stored."""

    def __init__(
        self, problem: FileProblem, detail: str = "", parts: Sequence[BadPart] = ()
    ) -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem, self.detail, self.parts = problem, detail, tuple(parts)


class NoteKind(StrEnum):
    """What was not carried over, or only in another form."""

    QUESTION_DROPPED = "question_dropped"
    QUESTION_CHANGED = "question_changed"
    SETTING_DROPPED = "setting_dropped"
    CONDITION_DROPPED = "condition_dropped"
    PICTURE_DROPPED = "picture_dropped"
    LANGUAGE_DROPPED = "language_dropped"
    LANGUAGE_TAKEN = "language_taken"
    TOUCHPOINT_DROPPED = "touchpoint_dropped"
    RULE_DROPPED = "rule_dropped"
    PIPE_DROPPED = "pipe_dropped"
    SCALE_ASSUMED = "scale_assumed"
    PART_DROPPED = "part_dropped"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was not carried over: where in the file, and what it was called there."""

    kind: NoteKind
    where: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """A survey read from a file, ready to be created."""

    content: Content
    default_language: str
    languages: tuple[str, ...]
    notes: tuple[Note, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    """Key in the content -> the picture itself."""
    touchpoints: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    locations: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    """Id in the content -> name; ids mean nothing in another organization."""


# ------------------------------------------------------------------ bytes
def text_of(data: bytes, *, most: int = MAX_FILE) -> str:
    """The text of a file. Raises FileError if it is empty, too large, binary or not UTF-8."""
    if len(data) > most:
        raise FileError(FileProblem.TOO_LARGE)
    if data.startswith(BOMS):
        raise FileError(FileProblem.NOT_UTF8)
    if b"\x00" in data or data.startswith((b"PK\x03\x04", b"\x1f\x8b", b"%PDF")):
        raise FileError(FileProblem.BINARY)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(FileProblem.NOT_UTF8) from error
    if not text.strip():
        raise FileError(FileProblem.EMPTY)
    return text


# ------------------------------------------------------------------ texts
BREAKS: Final = re.compile(r"<\s*(?:br\s*/?|/p|/div|/h[1-6]|/li|/tr)\s*>", re.I)
ITEMS: Final = re.compile(r"<\s*li\b[^>]*>", re.I)
STRONG: Final = re.compile(r"<\s*(?:b|strong)\s*>(.*?)<\s*/\s*(?:b|strong)\s*>", re.I | re.S)
SLANTED: Final = re.compile(r"<\s*(?:i|em)\s*>(.*?)<\s*/\s*(?:i|em)\s*>", re.I | re.S)
MARKUP: Final = re.compile(r"<[a-z/!]|&[a-z#]\w*;", re.I)
MAX_EMPTY: Final = re.compile(r"\n{3,}")


def storable(text: str) -> str:
    """Composed letters, without those that cannot be stored or seen."""
    kept = (letter for letter in text if letter in "\n\t" or category(letter) not in {"Cc", "Cs"})
    return normalize("NFC", "".join(kept))


def tidy(text: str, *, is_line: bool = True) -> str:
    """A text without stray spaces; one line unless lines are meant."""
    composed = storable(text)
    if is_line:
        return " ".join(composed.split())
    lines = (" ".join(line.split()) for line in composed.split("\n"))
    return MAX_EMPTY.sub("\n\n", "\n".join(lines)).strip()


def plain(html: str, *, is_line: bool = True, has_marks: bool = False) -> str:
    """HTML as a text: breaks become lines, bold and lists their Markdown if that is shown."""
    if not MARKUP.search(html):
        return tidy(html, is_line=is_line)
    text = ITEMS.sub("\n- ", BREAKS.sub("\n", html.replace("\r", "")))
    if has_marks:
        text = SLANTED.sub(r"*\1*", STRONG.sub(r"**\1**", text))
    return tidy(unescape(nh3.clean(text, tags=set())), is_line=is_line)


def excerpt(text: str, most: int = 80) -> str:
    """The beginning of a text, for naming its place."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def language_of(tag: str, known: Sequence[str]) -> str:
    """The language of ours that a tag such as `zh-Hans` or `vi-VN` means; empty for none."""
    base = tag.replace("_", "-").partition("-")[0].lower()
    return base if base in known else ""


def refuse_size(questions: int) -> None:
    """Raise FileError for a survey without questions or with too many."""
    if not questions:
        raise FileError(FileProblem.NO_QUESTIONS)
    if questions > MAX_QUESTIONS:
        raise FileError(FileProblem.TOO_MANY_QUESTIONS, str(questions))


def filled(texts: Mapping[str, str]) -> Texts:
    """Those languages that have a text."""
    return {language: text for language, text in texts.items() if text}
