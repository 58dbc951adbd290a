"""Posters: their sizes, what stands on them, and what a scanner needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

MAX_TITLE: Final = 80
MAX_POSTERS: Final = 2_000
AT_ONCE: Final = 20
"""So many posters are drawn while one waits; more are made in the background."""
DAYS_KEPT: Final = 7
SMALLEST_MODULE_MM: Final = 0.5
"""Below it, cheap cameras and worn thermal printers lose modules."""
LOGO_SHARE: Final = 0.22
"""The most of a code's width that a logo may cover; level H repairs about a third of the area."""
QUIET_MODULES: Final = 8
"""Four light modules on each side."""


class Size(StrEnum):
    """A form in which codes are printed."""

    A4 = "a4"
    A5 = "a5"
    TENT = "tent"
    STICKER = "sticker"
    RECEIPT58 = "receipt58"
    RECEIPT80 = "receipt80"
    BADGE = "badge"

    @property
    def is_plain(self) -> bool:
        """Whether it is printed in black on white: thermal paper knows no colours."""
        return self in {Size.RECEIPT58, Size.RECEIPT80}


CODE_MM: Final[Mapping[Size, int]] = MappingProxyType(
    {
        Size.A4: 120,
        Size.A5: 84,
        Size.TENT: 62,
        Size.STICKER: 56,
        Size.RECEIPT58: 44,
        Size.RECEIPT80: 60,
        Size.BADGE: 38,
    }
)
"""How wide the code with its quiet zone is printed, as posters.typ draws it."""


class Format(StrEnum):
    """A file in which posters come."""

    PDF = "pdf"
    ZIP_PDF = "zip-pdf"
    ZIP_SVG = "zip-svg"
    ZIP_PNG = "zip-png"

    @property
    def is_zip(self) -> bool:
        return self is not Format.PDF

    @property
    def ending(self) -> str:
        return "zip" if self.is_zip else "pdf"

    @property
    def content_type(self) -> str:
        return "application/zip" if self.is_zip else "application/pdf"


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands on one poster."""

    code: str
    url: str
    place: str
    title: str
    scan: str
    hint: str
    foot: str


@dataclass(frozen=True, slots=True)
class Design:
    """What all posters of an order have in common."""

    size: Size
    brand: str
    language: str
    has_faces: bool = True
    logo: bytes = b""
    """A PNG picture, empty for none."""


def module_mm(size: Size, modules: int) -> float:
    """How wide one module of a code is on paper, in mm; `modules` counts without the quiet zone."""
    return CODE_MM[size] / (modules + QUIET_MODULES)


def is_scannable(size: Size, modules: int) -> bool:
    """Whether phones read the code at this size."""
    return module_mm(size, modules) >= SMALLEST_MODULE_MM
