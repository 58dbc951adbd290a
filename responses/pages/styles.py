"""The style of a page: only what is on it, by kind of question, and the hash that allows it."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from responses.pages.shown import Shown

MARK: Final = re.compile(r"/\* == (\w+) == \*/")
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "faces": ("tap", "faces"),
    "scale": ("tap", "scale"),
    "choice": ("tap", "chips"),
    "pictures": ("tap", "pictures"),
    "stars": ("tap", "stars"),
    "matrix": ("tap", "matrix"),
    "consent": ("tap", "ticks"),
    "files": ("lines", "ticks", "files"),
    "ranking": ("lines", "ranking"),
    "contact": ("lines", "contact", "ticks"),
    "text": ("lines",),
    "line": ("lines",),
    "statement": ("prose",),
}
"""Template of a question -> the parts of public.css that it needs beside the base."""
FILLS: Final = {
    "text": "#{0}:not(:placeholder-shown)",
    "line": "#{0}:not(:placeholder-shown)",
    "ranking": ':is(input[name^="{0}."]:not(:placeholder-shown),'
    '[name^="{0}."] option:checked:not([value]))',
    "contact": '[name^="{0}."]:not(:placeholder-shown,[type=checkbox])',
    "stars": '[name^="{0}."]:checked',
    "matrix": '[name^="{0}."]:checked',
}
"""What tells that a question is answered; any other way of answering is one that is checked."""
UNTOLD: Final = frozenset({"statement", "files"})
"""Nothing in a style can tell whether a file was added."""


def style_for(questions: Sequence[Shown], *parts: str) -> str:
    """The style of a page with these questions; `parts` names other sections it needs."""
    wanted = {section for question in questions for section in SECTIONS[question.template]}
    for question in questions:
        wanted |= {section for section, is_needed in _NEEDS.items() if is_needed(question)}
    return public_css(frozenset({"base", *wanted, *parts})) + strip_css(questions)


_NEEDS: Final[Mapping[str, Callable[[Shown], bool]]] = {
    "lines": lambda question: question.other is not None,
    "must": lambda question: question.is_required or question.template == "contact",
    "pic": lambda question: bool(question.picture),
    "prose": lambda question: bool(question.help),
}
"""Section -> whether a question needs it, whatever its kind."""


@lru_cache(maxsize=256)
def public_css(sections: frozenset[str] = frozenset({"base"})) -> str:
    """Sections of public.css in their order, without comments and line breaks."""
    return "".join(css for name, css in _sections().items() if name in sections)


@cache
def _sections() -> Mapping[str, str]:
    text = Path(settings.BASE_DIR, "static", "css", "public.css").read_text(encoding="utf-8")
    _head, *pieces = MARK.split(text)
    return dict(zip(pieces[::2], map(_squeezed, pieces[1::2]), strict=True))


def _squeezed(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", css).replace(": ", ":").replace(";}", "}").strip()


def is_told(question: Shown) -> bool:
    """Whether the strip on top can show that this question is answered."""
    is_date = question.template == "line" and question.part.type not in {"text", "tel", "email"}
    return question.is_asked and question.template not in UNTOLD and not is_date


def strip_css(questions: Iterable[Shown]) -> str:
    """Fill one piece of the strip on top for each answered question, without a script."""
    done = [
        f"body:has({FILLS.get(q.template, '[name={0}]:checked').format(q.name)}) .b{q.place}"
        for q in questions
        if is_told(q)
    ]
    return f"{','.join(done)}{{background:#ffd166}}" if done else ""


def hash_of(text: str) -> str:
    """What a Content Security Policy calls an inline style or script."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
