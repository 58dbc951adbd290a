"""Setting a paper: as PDF by Typst, and its drawings as pictures for e-mails."""

import json
import re
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, Final, Literal

import typst
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hearme.common.posters import FOLDER
from reports.pages.setting_colours import style_for
from reports.pages.setting_cuts import MOST_PAGES, bounded, left_out_words, shortened
from reports.rules.paper import Cell, Paper, Table, Tone

DENSITY: Final = 144.0
"""Dots for each inch of 72 CSS pixels: twice as fine as the drawing."""
MOST_TRIES: Final = 24
LIMITS: Final = {"title": 160, "subtitle": 500, "organization": 80, "foot": 900}
MOST_LETTERS: Final = 700
"""Of any other text: a quote never fills a page."""
NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONG_WORD: Final = re.compile(r"\S{21,}")
BREAK_EVERY: Final = 10
AROUND: Final = {Tone.GOOD: "pos", Tone.BAD: "neg", Tone.DIM: "small"}
"""The class around a small drawing in a cell, by the cell's tone."""
MARGINS: Final = {
    "wavebox": (100.0, 0.0),
    "trend": (8.0, 0.0),
    "ctl": (8.0, 18.0),
    "fnl": (8.0, 0.0),
    "quad": (8.0, 0.0),
    "wh": (6.0, 6.0),
    "wh-ax": (6.0, 6.0),
}
"""What a drawing writes beside its own frame, left and right."""


# ------------------------------------------------------------------ PDF
def pdf_of(paper: Paper, language: str) -> bytes:
    """The paper on at most two pages of A4; what does not fit is left out, and said."""
    with translation.override(language):
        paper = bounded(paper)
        pdf = _set(paper, language)
        for _try in range(MOST_TRIES):
            if pages_in(pdf) <= MOST_PAGES:
                break
            pdf = _set(paper, language, is_tight=True)
            if pages_in(pdf) <= MOST_PAGES or (less := shortened(paper)) is None:
                break
            paper = less
    return pdf


def pages_in(pdf: bytes) -> int:
    """How many pages a PDF of ours has."""
    return max((int(each) for each in re.findall(rb"/Type/Pages/Count (\d+)", pdf)), default=0)


def _set(paper: Paper, language: str, *, is_tight: bool = False) -> bytes:
    given = {
        **_plain(paper),
        "language": language,
        "is_tight": is_tight,
        "mark": (Path(settings.BASE_DIR) / "static/img/mark.svg").read_text(),
        "made": _("counted up to %(moment)s") % {"moment": moment_words(paper)},
    }
    return _compiled("paper.typ", given, "pdf")


def moment_words(paper: Paper) -> str:
    """Up to when answers are counted, in the organization's own time."""
    return date_format(paper.as_of, "SHORT_DATETIME_FORMAT")


def file_name(paper: Paper) -> str:
    """What the PDF is called: organization, page and last day."""
    return f"{paper.organization} - {paper.title} - {last_day(paper):%Y-%m-%d}.pdf"


def last_day(paper: Paper) -> date:
    """The last of its days, else the day on which it is made."""
    return paper.last_day or paper.as_of.date()


def _compiled(source: str, given: dict[str, Any], name: Literal["pdf", "png"]) -> bytes:
    made = typst.compile(
        str(FOLDER / source),
        root=str(FOLDER),
        font_paths=_fonts(),
        format=name,
        ppi=DENSITY if name == "png" else None,
        sys_inputs={"given": json.dumps(given, ensure_ascii=False)},
    )
    return made if isinstance(made, bytes) else made[0]


@cache
def _fonts() -> typst.Fonts:
    # Those of the machine stand in for letters that ours lack, such as Korean in a comment.
    return typst.Fonts(include_system_fonts=True, font_paths=[str(FOLDER / "fonts")])


def _plain(thing: Any, around: str = "") -> Any:
    """The paper as JSON: every block says its kind, texts can be printed, drawings have ink."""
    if isinstance(thing, tuple):
        return [_plain(each, around) for each in thing]
    if isinstance(thing, str):
        return printable(thing)
    if not is_dataclass(thing):
        return thing
    around = AROUND.get(thing.tone, "") if isinstance(thing, Cell) else around
    told: dict[str, Any] = {"kind": type(thing).__name__.lower()}
    for field in fields(thing):
        told |= _told(field.name, getattr(thing, field.name), around)
    if isinstance(thing, Table):
        told["more"] = left_out_words(thing)
    return told


def _told(name: str, value: Any, around: str) -> dict[str, Any]:
    if name == "svg":
        return {"svg": drawn(value, around), "alt": alt_of(value)} if value else {"svg": ""}
    if isinstance(value, str):
        return {name: printable(value, LIMITS.get(name, MOST_LETTERS))}
    return {} if isinstance(value, date) else {name: _plain(value, around)}


def printable(text: str, most: int = MOST_LETTERS) -> str:
    """A text without what cannot be printed, and not too long; long words may be broken."""
    clean = NOT_XML.sub("", str(text))
    clipped = clean if len(clean) <= most else f"{clean[: most - 1].rstrip()}…"
    return LONG_WORD.sub(_with_breaks, clipped)


def _with_breaks(found: re.Match[str]) -> str:
    word = found[0]
    cuts = range(0, len(word), BREAK_EVERY)
    return "\u200b".join(word[at : at + BREAK_EVERY] for at in cuts)


# ------------------------------------------------------------------ drawings
def png_of(svg: str, width: int) -> bytes:
    """A drawing as a picture, so many CSS pixels wide, at twice their density."""
    return _compiled("drawing.typ", {"svg": drawn(svg), "width": width}, "png")


def drawn(svg: str, around: str = "") -> str:
    """A drawing that carries its own colours and fonts; `around` are classes that it stands in."""
    svg = NOT_XML.sub("", svg)
    box, classes = _box_of(svg), _classes_of(svg)
    left, right = next((MARGINS[each] for each in classes if each in MARGINS), (0.0, 0.0))
    x, y, width, height = box
    room = f"{x - left:g} {y:g} {width + left + right:g} {height:g}"
    size = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
    inner = re.sub(r'^(<svg[^>]*?) width="[^"]*" height="[^"]*"', r"\1", svg.strip())
    inner = inner.replace("<svg", f'<svg {size} overflow="visible"', 1)
    style = style_for(classes | frozenset(around.split()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{around}" viewBox="{room}"'
        f' width="{width + left + right:g}" height="{height:g}">'
        f"<style>{style}</style>{inner}</svg>"
    )


def alt_of(svg: str) -> str:
    """What a drawing says to those who cannot see it."""
    found = re.findall(r"<(?:title|desc)[^>]*>([^<]*)<", svg)
    return printable(". ".join(unescape(each).rstrip(". ") for each in found[:2] if each))


def _box_of(svg: str) -> tuple[float, float, float, float]:
    found = re.search(r'viewBox="([^"]+)"', svg)
    numbers = [float(each) for each in found[1].split()] if found else []
    x, y, width, height = numbers if len(numbers) == 4 else (0.0, 0.0, 1.0, 1.0)
    return x, y, max(width, 1.0), max(height, 1.0)


def _classes_of(svg: str) -> frozenset[str]:
    return frozenset(
        each for found in re.findall(r'class="([^"]*)"', svg) for each in found.split()
    )
