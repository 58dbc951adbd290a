"""The light theme for drawings that leave the page: PDF and PNG know classes, but no variables.

The rules are read from the style sheets of the pages, so a chart looks the same everywhere.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Final

from django.conf import settings

SHEETS: Final = (
    "charts",
    "parts",
    "journey",
    "control",
    "reports",
    "overview",
    "places",
    "voices",
    "when",
    "collectors",
)
LAYERS: Final = ("charts", "parts", "pages")
FONT: Final = "Be Vietnam Pro"
ON_PAPER: Final[Mapping[str, str]] = MappingProxyType(
    {"card": "#fff", "paper": "#fff", "font": f'"{FONT}"', "head": f'"{FONT}"'}
)
"""Tokens that differ from the page: paper is white, and only one family is at hand."""
INKS: Final = re.compile(r"fill|stroke|paint-order|opacity|font|letter-spacing|text-anchor|color")
SHORT_FONT: Final = re.compile(r"(?P<weight>\d+) (?P<size>[\w.]+)")
WEIGHTS: Final = (400, 600, 700)
"""Of the font on paper; what lies between takes the next heavier one."""
ELEMENTS: Final = frozenset({"svg", "text", "rect", "circle", "line", "path", "g"})
UNKNOWN_TO_PAPER: Final = re.compile(r"[~+\[*]|:(?!is\()")


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector with what it says about ink."""

    selector: str
    body: str
    names: frozenset[str]
    """Every class and element that the selector names."""


@cache
def rules() -> tuple[Rule, ...]:
    """What the style sheets of the pages say about ink, in the light theme."""
    folder = Path(settings.BASE_DIR, "static", "css")
    tokens = _tokens((folder / "tokens.css").read_text())
    found: dict[str, list[Rule]] = {layer: [] for layer in LAYERS}
    for sheet in SHEETS:
        for layer, selectors, body in _read((folder / f"{sheet}.css").read_text()):
            if layer in found and (ink := _ink(body, tokens)):
                found[layer] += [_rule(each, ink) for each in _each(selectors)]
    known = [rule for layer in LAYERS for rule in found[layer]]
    return tuple(rule for rule in known if not UNKNOWN_TO_PAPER.search(rule.selector))


def style_for(classes: frozenset[str]) -> str:
    """The rules that a drawing with these classes can meet."""
    names = classes | ELEMENTS
    told = "".join(f"{rule.selector}{{{rule.body}}}" for rule in rules() if rule.names <= names)
    return f'text{{font-family:"{FONT}"}}{told}'


def _tokens(sheet: str) -> dict[str, str]:
    light = sheet.partition("@media screen and (prefers-color-scheme")[0]
    found: list[tuple[str, str]] = re.findall(r"--([\w-]+):\s*([^;]+);", light)
    return {**dict(found), **ON_PAPER}


def _read(sheet: str, layer: str = "") -> Iterator[tuple[str, str, str]]:
    """Layer, selectors and declarations of every plain rule; media queries are left out."""
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    for head, body in _blocks(sheet):
        if head.startswith("@layer"):
            yield from _read(body, head.removeprefix("@layer").strip())
        elif not head.startswith("@") and "{" not in body:
            yield layer, head, body


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    start = 0
    while (opened := sheet.find("{", start)) >= 0:
        depth, at = 1, opened + 1
        while depth and at < len(sheet):
            depth += {"{": 1, "}": -1}.get(sheet[at], 0)
            at += 1
        yield sheet[start:opened].rpartition(";")[2].strip(), sheet[opened + 1 : at - 1]
        start = at


def _ink(body: str, tokens: Mapping[str, str]) -> str:
    said = (each.partition(":") for each in body.split(";"))
    found = {name.strip(): _resolved(value.strip(), tokens) for name, _colon, value in said}
    if (short := SHORT_FONT.match(found.pop("font", ""))) is not None:
        found |= {"font-weight": short["weight"], "font-size": short["size"]}
    if (weight := found.get("font-weight", "")).isdigit():
        found["font-weight"] = str(next(each for each in WEIGHTS if each >= min(int(weight), 700)))
    return ";".join(f"{name}:{found[name]}" for name in found if INKS.match(name))


def _resolved(value: str, tokens: Mapping[str, str]) -> str:
    for _depth in range(3):
        value = re.sub(r"var\(--([\w-]+)\)", lambda found: tokens.get(found[1], ""), value)
    return re.sub(r"([\d.]+)rem", lambda found: f"{float(found[1]) * 16:g}px", value)


def _each(selectors: str) -> Iterator[str]:
    """Single selectors; `:is(a, b) c` becomes `a c` and `b c`."""
    for selector in re.split(r",(?![^(]*\))", selectors):
        parts = re.split(r":is\(([^)]*)\)", " ".join(selector.split()))
        choices = [
            [each.strip() for each in part.split(",")] if at % 2 else [part]
            for at, part in enumerate(parts)
        ]
        yield from ("".join(chosen) for chosen in product(*choices))


def _rule(selector: str, body: str) -> Rule:
    classes = re.findall(r"\.([\w-]+)", selector)
    elements = re.findall(r"(?:^|[\s>])([a-z][\w-]*)", selector)
    return Rule(selector, body, frozenset([*classes, *elements]))
