"""Colours of a brand, and what makes text on them readable (WCAG 2)."""

import re
from collections.abc import Callable
from typing import Final

READABLE: Final = 4.5
"""The least contrast of text with its ground."""
WHITE: Final = "#ffffff"
DARK_CARD: Final = "#18201d"
"""The lightest ground of the dark public pages."""

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII)
_STEPS: Final = 256


def parse_colour(text: str) -> str | None:
    """`#rrggbb` in small letters, from `#rgb` or `#rrggbb` with or without the `#`; else None."""
    found = _HEX.fullmatch(text.strip().lower())
    if found is None:
        return None
    digits = found[1]
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast(a: str, b: str) -> float:
    """How well `a` stands out from `b`: from 1 (not at all) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(a), _luminance(b)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(brand: str) -> str:
    """The brand's hue, only as much darker as white text on it needs."""
    return _first_readable(brand, WHITE, lambda channel, step: channel * (_STEPS - step) // _STEPS)


def readable_dark(brand: str) -> str:
    """The brand's hue, only as much lighter as a dark page needs."""
    return _first_readable(
        brand, DARK_CARD, lambda channel, step: channel + (255 - channel) * step // _STEPS
    )


def _first_readable(brand: str, ground: str, changed: Callable[[int, int], int]) -> str:
    """The colour of the fewest steps that is readable with this ground."""
    channels = _channels(brand)
    steps = (_hex([changed(channel, step) for channel in channels]) for step in range(_STEPS))
    return next(colour for colour in steps if contrast(colour, ground) >= READABLE)


def _channels(colour: str) -> tuple[int, int, int]:
    number = int(colour.removeprefix("#"), 16)
    return number >> 16, number >> 8 & 255, number & 255


def _hex(channels: list[int]) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
