"""A little Markdown in longer texts of authors: bold, italic, links and lists, and nothing else."""

import html
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import nh3
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from surveys.rules.piping import PIPE

MARKDOWN: Final = MarkdownIt("zero", {"breaks": True, "html": False}).enable(
    ["emphasis", "link", "list", "newline", "escape", "autolink"]
)
TAGS: Final = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "span"}
ATTRIBUTES: Final = {"a": {"href", "target"}, "span": {"data-pipe", "data-else"}}
SCHEMES: Final = {"http", "https", "mailto"}
TAG: Final = re.compile(r"<[^>]*>")


def marked(text: str, values: Mapping[str, str]) -> SafeString:
    """Markdown as safe HTML. What pipes bring in is text: it is never read as Markdown."""
    rendered = _rendered(text)
    if "{" not in rendered:
        return mark_safe(rendered)  # noqa: S308 - cleaned by nh3
    filled = PIPE.sub(
        lambda found: pipe(found[1], html.unescape(TAG.sub("", found[2] or "")), values), rendered
    )
    return mark_safe(_clean(filled))  # noqa: S308 - cleaned by nh3


@lru_cache(maxsize=1024)
def _rendered(text: str) -> str:
    return _clean(MARKDOWN.render(text))


def _clean(rendered: str) -> str:
    return nh3.clean(
        rendered,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    ).strip()


def plain(text: str, values: Mapping[str, str]) -> SafeString:
    """A text as it is, escaped, its pipes in marked places that the page's script can refill."""
    if "{" not in text:
        return format_html("{}", text)
    end, pieces = 0, []
    for found in PIPE.finditer(text):
        pieces += [(format_html("{}", text[end : found.start()]),)]
        pieces += [(pipe(found[1], found[2] or "", values),)]
        end = found.end()
    return format_html_join("", "{}", [*pieces, (text[end:],)])


def pipe(source: str, fallback: str, values: Mapping[str, str]) -> SafeString:
    """One marked place: what is known, else the fallback."""
    return format_html(
        '<span data-pipe="{}" data-else="{}">{}</span>',
        source,
        fallback,
        values.get(source) or fallback,
    )
