"""Template tags that every page may use: icons, faces, initials, page numbers."""

from typing import Any, Final

from django import template
from django.core.paginator import Page
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hearme.common.icons import DOTTED, ICONS

register = template.Library()

EYES: Final = (
    '<circle class="e" cx="17" cy="{0}" r="2.6"/><circle class="e" cx="31" cy="{0}" r="2.6"/>'
)
FACES: Final = {
    1: '<path d="m12.5 15.5 6 2.5m17-2.5-6 2.5M15.5 35c4.5-6 12.5-6 17 0"/>' + EYES.format(22),
    2: '<path d="M17 33.5c4-3.5 10-3.5 14 0"/>' + EYES.format(20),
    3: '<path d="M17 32h14"/>' + EYES.format(20),
    4: '<path d="M16 30c4.5 4.5 11.5 4.5 16 0"/>' + EYES.format(20),
    5: (
        '<path class="e" d="M13.5 27h21c0 6.5-4.5 10.5-10.5 10.5S13.5 33.5 13.5 27z"/>'
        '<path d="M13 20.5c1.5-3 6-3 7.5 0m7 0c1.5-3 6-3 7.5 0"/>'
    ),
}
"""Level of satisfaction, 1 very bad to 5 very good -> mouth and eyes in a square of 48."""


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon; `size` is "" (18 px), "s" (16 px) or "l" (24 px).

    Raises KeyError if there is no such icon.
    """
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
