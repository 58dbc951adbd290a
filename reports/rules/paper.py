"""A report page as a document without links: a PDF, a shared page and a mail are set from it.

Texts are in the reader's language already, and numbers written; drawings are SVG of
`reports.charts`, whose colours come from classes.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias


class Tone(StrEnum):
    """What a text says beside its words: always with a word or a sign, never by colour alone."""

    PLAIN = ""
    DIM = "dim"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Figure:
    """One large number with what belongs to it."""

    label: str
    value: str
    unit: str = ""
    change: str = ""
    """How it moved, sign first: `▲ 14`, `▼ 3,1` or `≈ +4`."""
    tone: Tone = Tone.PLAIN
    """Of the change."""
    details: tuple[str, ...] = ()
    """Interval and n, a line each."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Up to five numbers side by side."""

    items: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about what changed, and whether it is real."""

    sign: str
    """`▲`, `▼` or `≈`."""
    verdict: str
    """Real, or not sure."""
    title: str
    """What changed; empty if the text says it all."""
    text: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Findings:
    items: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: words, or a small drawing."""

    text: str = ""
    tone: Tone = Tone.PLAIN
    svg: str = ""
    is_bold: bool = False
    shade: str = ""
    """The class of a colour ground of heat tables, `h0` to `h6`."""
    detail: str = ""
    """A second line, in small."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    is_number: bool = False
    """Whether it stands at the right."""
    share: int = 1
    """How wide it is beside the others."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; `more` says what was left out to keep to the pages."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: str = ""
    left_out: int = 0
    """How many more rows had no room on the pages; setting counts and says them."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart, with its numbers for those who cannot see it."""

    svg: str
    table: Table | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a customer said."""

    text: str
    source: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Quotes:
    items: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    text: str
    is_note: bool = False
    """Whether it is small print."""


@dataclass(frozen=True, slots=True)
class Key:
    """The legend of a drawing: class of a swatch (p, a, d, now, old, ci, h0…h6) and its words."""

    items: tuple[tuple[str, str], ...]


Block: TypeAlias = Figures | Findings | Table | Drawing | Quotes | Prose | Key


@dataclass(frozen=True, slots=True)
class Section:
    """Some blocks under a heading; two half sections in a row stand side by side."""

    title: str
    blocks: tuple[Block, ...]
    note: str = ""
    """Small, at the right of the heading."""
    is_half: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole document: at most two pages of A4, so what is long is cut with `more`."""

    title: str
    subtitle: str
    """Organization, days, what they are compared with, and every filter."""
    organization: str
    sections: tuple[Section, ...]
    as_of: datetime
    """Up to when answers are counted in it."""
    foot: str = ""
    """How to read the numbers."""
    last_day: date | None = None
    """Of its days; the name of its file ends with it."""
