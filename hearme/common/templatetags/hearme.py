"""Template tags that every page may use: icons, faces, initials, page numbers."""

from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hearme.common.icons import DOTTED, FACES, ICONS

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon; `size` is "" (18 px), "s" (16 px) or "l" (24 px).

    Raises KeyError if there is no such icon.
    """
    return _drawn(name, size)


# A page has dozens of them, the same ones every time.
@lru_cache(maxsize=512)
def _drawn(name: str, size: str) -> SafeString:
    classes = " ".join(filter(None, ["i", size, "dots" if name in DOTTED else ""]))
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>',
        classes,
        ICONS[name],
    )


@register.simple_tag
def face(level: int, size: int = 24) -> SafeString:
    """Draw the face of a level of satisfaction (1–5), `size` px wide.

    Raises KeyError if there is no such level.
    """
    return format_html(
        '<svg class="face" width="{0}" height="{0}" viewBox="0 0 48 48" aria-hidden="true">'
        '<circle class="fc{1}" cx="24" cy="24" r="24"/>{2}</svg>',
        str(size),
        str(level),
        mark_safe(FACES[int(level)]),  # noqa: S308 - our own drawing
    )


@register.filter
def initials(name: object) -> str:
    """The first letters of the first and the last word: "Trà Lá Me" -> "TM"."""
    words = str(name).split()
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper()


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The numbers to link to: first, last and those around this page; "…" stands for the rest."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
