"""A theme as the public pages need it: names, texts, and the style that goes over the usual one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from django.urls import reverse

from responses.queries import theme_at
from surveys.models import Theme
from surveys.rules import Texts, contrast, parse_colour, readable, readable_dark

USUAL_BRAND: Final = "#0d5c4a"
PAPER: Final = "#f6f3ec"
READABLE: Final = 4.5
INK_ON_DARK_BRAND: Final = "#0b0b0b"
"""Readable on whatever is light enough to be read on a dark card."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a theme changes. Empty: the usual look."""

    name: str = ""
    logo: str = ""
    """The address of the logo; empty: the initials stand there."""
    css: str = ""
    colour: str = USUAL_BRAND
    """The colour of the band on top."""
    welcome: Texts = field(default_factory=dict)
    messages: Sequence[Mapping[str, object]] = ()
    closing_label: Texts = field(default_factory=dict)
    closing_url: str = ""

    def messages_for(self, outcome: str) -> list[Texts]:
        """What the theme says after an answer of this outcome; "" for everybody."""
        return [
            text
            for message in self.messages
            if message.get("outcome", "") == outcome
            and isinstance(text := message.get("text"), Mapping)
            and any(text.values())
        ]


USUAL: Final = Look()


def picture_url(key: str) -> str:
    """The address of a picture; empty for none."""
    return reverse("public:picture", args=[key]) if key else ""


@lru_cache(maxsize=256)
def look_at(theme_id: int | None, revision: int | None) -> Look:
    """The look of a theme at a revision, made once by each process."""
    theme = theme_at(theme_id, revision) if theme_id and revision else None
    return look_of(theme) if theme else USUAL


def look_of(theme: Theme) -> Look:
    """What this theme changes."""
    brand = parse_colour(theme.brand) or USUAL_BRAND
    closing_url = theme.closing_url if theme.closing_url.startswith(("https://", "http://")) else ""
    return Look(
        name=theme.display_name,
        logo=picture_url(theme.logo.key) if theme.logo else "",
        css=_css(theme, brand),
        colour=readable(brand),
        welcome=theme.welcome,
        messages=tuple(theme.messages),
        closing_label=theme.closing_label,
        closing_url=closing_url,
    )


def _css(theme: Theme, brand: str) -> str:
    return _colours(brand) + _ground(theme) + _corners(theme) + _letters(theme)


def _colours(brand: str) -> str:
    if brand == USUAL_BRAND:
        return ""
    light, dark = readable(brand), readable_dark(brand)
    return (
        f":root{{--band:{light};--band-2:#fff;--brand:{light};--link:{link_on_paper(light)};"
        f"--brand-soft:{mixed(light, '#fff')}}}"
        f"@media (prefers-color-scheme:dark){{:root{{--band:{mixed(light, '#000', 55)};"
        f"--brand:{dark};--link:{dark};--brand-soft:{mixed(dark, '#18201d', 18)};"
        f"--on-brand:{INK_ON_DARK_BRAND}}}}}"
    )


def link_on_paper(brand: str) -> str:
    """The brand as dark as words on paper need it, which is a little darker than white."""
    steps = (mixed(brand, "#000", percent) for percent in range(100, -1, -2))
    return next(colour for colour in steps if contrast(colour, PAPER) >= READABLE)


def mixed(colour: str, ground: str, percent: int = 11) -> str:
    """So much of a colour on a ground: `#rrggbb` of both."""
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return "#" + "".join(f"{(a * percent + b * (100 - percent)) // 100:02x}" for a, b in pairs)


def _channels(colour: str) -> list[int]:
    digits = (parse_colour(colour) or USUAL_BRAND)[1:]
    return [int(digits[at : at + 2], 16) for at in (0, 2, 4)]


def _ground(theme: Theme) -> str:
    if theme.background == Theme.Background.WHITE:
        return "@media (prefers-color-scheme:light){:root{--paper:#fff;--card:#fff}}"
    if theme.background == Theme.Background.PICTURE and theme.background_picture:
        address = picture_url(theme.background_picture.key)
        return (
            f"body{{background:var(--paper) url({address}) 50%/cover fixed}}"
            ".foot{background:var(--card);border-radius:var(--r-s);padding:var(--s2)}"
        )
    return ""


def _corners(theme: Theme) -> str:
    sizes = {
        Theme.Corners.SQUARE.value: (".25rem", ".125rem", ".125rem", ".25rem"),
        Theme.Corners.ROUNDER.value: ("2rem", "1.25rem", "99px", "99px"),
    }.get(theme.corners)
    names = ("--r", "--r-s", "--r-b", "--r-c")
    return f":root{{{';'.join(map(':'.join, zip(names, sizes, strict=True)))}}}" if sizes else ""


def _letters(theme: Theme) -> str:
    size = {
        Theme.FontSize.LARGE.value: "112.5%",
        Theme.FontSize.LARGER.value: "125%",
    }.get(theme.font_size)
    return f"html{{font-size:{size}}}" if size else ""
