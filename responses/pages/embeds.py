"""What stands on other people's pages: the script of embeds, its snippet, and e-mail footers."""

import gzip
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from responses.pages.script import COMMENTS, SPACES
from responses.pages.setting import chrome_language
from responses.pages.words import end_words, face_labels
from responses.rules import Embed
from surveys.rules import Content, Kind, Question, pick, piped

FILE: Final = Path(settings.BASE_DIR, "static", "js", "embed.js")
TAIL: Final = re.compile(r";\}")
LONE: Final = re.compile(r"\((\w+)\)=>")
"""One parameter of a function needs no brackets."""


@dataclass(frozen=True, slots=True)
class Script:
    """The script as it is served."""

    plain: bytes
    gzipped: bytes
    tag: str


@cache
def embed_script() -> Script:
    """The text of embed.js without comments and needless letters."""
    text = COMMENTS.sub("", FILE.read_text(encoding="utf-8"))
    text = SPACES.sub(lambda found: found[1] or found[2], text).strip()
    plain = LONE.sub(r"\1=>", TAIL.sub("}", text)).encode()
    tag = hashlib.sha256(plain).hexdigest()[:20]
    return Script(plain, gzip.compress(plain, mtime=0), f'W/"{tag}"')


def embed_snippet(code: str, embed: Embed, *, root: str) -> str:
    """The element that a site's owner copies; `root` is where the site reaches us."""
    given = {"code": code, **embed.attributes}
    attributes = " ".join(f'data-{name}="{escape(value)}"' for name, value in given.items())
    return f'<script src="{root}{reverse("public:embed_script")}" {attributes} async></script>'


# ------------------------------------------------------------------ e-mail footers
FOOTED: Final = (Kind.CSAT, Kind.NPS, Kind.CES)


@dataclass(frozen=True, slots=True)
class Mark:
    """One rating in a footer: where it leads, and what it shows."""

    rating: int
    address: str
    label: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Footer:
    """A question under an e-mail, with a link for each rating."""

    language: str
    question: str
    marks: tuple[Mark, ...]
    ends: tuple[str, str] = ("", "")
    address: str = ""
    """The survey itself, for those who see no marks."""

    @property
    def html(self) -> str:
        """Tables, attributes and little else: what e-mail programs keep."""
        with translation.override(chrome_language(self.language)):
            drawn = render_to_string("responses/email_snippet.html", {"footer": self})
        return "\n".join(line.strip() for line in drawn.splitlines() if line.strip())

    @property
    def text(self) -> str:
        """The same for e-mails without HTML."""
        if not self.marks:
            return f"{self.question}\n{self.address}"
        return "\n".join([self.question, *(f"{m.label}: {m.address}" for m in self.marks)])


def footer_of(content: Content, code: str, language: str, fallback: str, *, root: str) -> Footer:
    """The footer for the first question of a survey that is answered with one rating."""
    address = root + reverse("public:answer", args=[code])
    question = next((each for each in content.questions if each.kind in FOOTED), None)
    with translation.override(chrome_language(language)):
        texts = question.text if question else content.title
        words = piped(pick(texts, language, fallback), {})
        plain = f"{address}?{urlencode({'lang': language})}"
        if question is None:
            return Footer(language, words, (), address=plain)
        is_hidden = question.kind.value in content.hidden_fields
        name = question.key if is_hidden else question.kind.value
        marks = [
            Mark(rating, f"{address}?{urlencode({name: rating, 'lang': language})}", label, picture)
            for rating, label, picture in _marks(question, language, fallback, root)
        ]
        ends = ("", "") if question.kind is Kind.CSAT else _ends(question, language, fallback)
        return Footer(language, words, tuple(marks), ends, plain)


def _marks(
    question: Question, language: str, fallback: str, root: str
) -> Iterator[tuple[int, str, str]]:
    """Rating, what it is called, and the picture of it if there is one."""
    if question.kind is not Kind.CSAT:
        yield from ((rating, str(rating), "") for rating in question.scale)
        return
    usual = face_labels(len(question.scale))
    faces: Sequence[int] = (1, 2, 3, 4, 5) if len(usual) == 5 else (1, 2, 4, 5)
    for at, (rating, face) in enumerate(zip(question.scale, faces, strict=True)):
        own = question.levels[at].text if at < len(question.levels) else {}
        label = pick(own, language, fallback) or usual[at]
        yield rating, f"{rating} {label}", root + reverse("public:face", args=[face])


def _ends(question: Question, language: str, fallback: str) -> tuple[str, str]:
    low, high = end_words(question.kind)
    return pick(question.low, language, fallback) or low, pick(
        question.high, language, fallback
    ) or high
