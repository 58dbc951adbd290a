"""QR codes: a text becomes a matrix, a drawing or a picture that every phone reads.

Level H survives stains and scratches; the quiet zone is always drawn, because a code without it
on a dark poster is not found.
"""

import io
import re
from functools import lru_cache
from itertools import groupby
from typing import Final, TypeAlias

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_H

Matrix: TypeAlias = tuple[tuple[bool, ...], ...]
"""Rows of modules without the quiet zone; True is dark."""

QUIET: Final = 4
"""Light modules on every side (ISO/IEC 18004, 9.1)."""

INK: Final = "#0b3a2f"
GROUND: Final = "#ffffff"
LEAST_CONTRAST: Final = 4.5
PNG_WIDTH: Final = 1200


class ColourError(ValueError):
    """These two colours make a code that some phones do not read."""


@lru_cache(maxsize=32)
def matrix_of(text: str) -> Matrix:
    """The smallest code at level H that says `text`; a poster asks for it twice."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_H, border=0)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def path_of(matrix: Matrix) -> str:
    """An SVG path with one rectangle for every run of dark modules; one unit is one module."""
    runs = []
    for y, row in enumerate(matrix):
        x = 0
        for is_dark, group in groupby(row):
            length = len(list(group))
            if is_dark:
                runs.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(runs)


def svg_of(text: str, *, label: str = "", ink: str = INK, ground: str = GROUND) -> str:
    """A complete SVG document that also stands inside a page. Raises ColourError."""
    check_colours(ink, ground)
    matrix = matrix_of(text)
    side = len(matrix) + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-QUIET} {-QUIET} {side} {side}"'
        f' role="img" aria-label="{_escaped(label or text)}">'
        f'<rect x="{-QUIET}" y="{-QUIET}" width="{side}" height="{side}" fill="{ground}"/>'
        f'<path fill="{ink}" shape-rendering="crispEdges" d="{path_of(matrix)}"/></svg>'
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def png_of(text: str, *, width: int = PNG_WIDTH, ink: str = INK, ground: str = GROUND) -> bytes:
    """A square PNG `width` pixels wide whose modules are whole pixels. Raises ColourError."""
    check_colours(ink, ground)
    matrix = matrix_of(text)
    modules = len(matrix) + 2 * QUIET
    side = len(matrix) * (width // modules)
    if not side:
        raise ValueError(f"{width} px are too few for {modules} modules")
    code = Image.new("1", (len(matrix), len(matrix)))
    code.putdata([not is_dark for row in matrix for is_dark in row])
    picture = Image.new("P", (width, width), 1)
    picture.putpalette([*_rgb(ink), *_rgb(ground)])
    edge = (width - side) // 2
    picture.paste(code.resize((side, side)).convert("L").point([0] * 255 + [1]), (edge, edge))
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True, bits=1)
    return stream.getvalue()


def check_colours(ink: str, ground: str) -> None:
    """Raise ColourError unless `ink` is clearly darker than `ground`."""
    if _luminance(ink) >= _luminance(ground):
        raise ColourError("The modules must be darker than the ground: many phones need that.")
    if contrast_ratio(ink, ground) < LEAST_CONTRAST:
        raise ColourError("The contrast is below 4.5 : 1: print and dim light would swallow it.")


def contrast_ratio(a: str, b: str) -> float:
    """Contrast of two colours written #rrggbb, 1 to 21 (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_linear(channel / 255) for channel in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _rgb(colour: str) -> tuple[int, int, int]:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ColourError(f"Not a colour of the form #rrggbb: {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
