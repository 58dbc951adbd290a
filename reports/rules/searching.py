"""Words of comments and of searches, with Vietnamese marks and without.

A search without any mark means every way to write it: “ban” finds “bẩn”. One mark in it, and all
of it means just what it says: “bẩn” finds neither “bán” nor “ban”.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from surveys.rules import Content, Kind

TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
"""Grave, acute, tilde, hook above, dot below."""
WORD: Final = re.compile(r"[\w\u0300-\u036f]+")
QUOTED: Final = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]|([^\s\"“”„«»]+)")
MOST_LETTERS: Final = 60
"""Longer words are cut: nobody types them, and an index has no room for them."""
MOST_SEARCH_LETTERS: Final = 200
MOST_WORDS: Final = 12
LAST_PLACE: Final = 16_383
"""The last place in a text that PostgreSQL can tell from the others."""


def text_keys(content: Content) -> list[str]:
    """The keys under which a survey's customers write in their own words."""
    found = []
    for question in content.questions:
        if question.kind is Kind.TEXT:
            found.append(question.key)
        elif question.other:
            found.append(f"{question.key}.other")
    return found


@lru_cache(maxsize=32_768)
def spellings(word: str) -> tuple[str, str]:
    """A word as it is written and without marks, both in small letters.

    The tone stands at the end of the written one, so “hoà” and “hòa” are one word, and so are the
    composed and the decomposed letters of Unicode.
    """
    letters = unicodedata.normalize("NFD", word.lower())
    tones = "".join(letter for letter in letters if letter in TONES)
    shape = "".join(letter for letter in letters if letter not in TONES)
    bare = "".join(letter for letter in shape if not unicodedata.combining(letter))
    written = unicodedata.normalize("NFC", shape) + tones
    return written[:MOST_LETTERS], bare.replace("đ", "d")[:MOST_LETTERS]


def tidy(text: str) -> str:
    """A text in composed letters (NFC), as it is stored and shown."""
    return unicodedata.normalize("NFC", text)


def lexemes(text: str, organization_id: int) -> str:
    """The words of a text for PostgreSQL's tsvector: `'7:bân\u0309':1 '7~ban':1`.

    The organization stands in every word, so that one index serves all and each finds only its own.
    """
    places: dict[str, list[str]] = {}
    for place, match in enumerate(WORD.finditer(tidy(text)), start=1):
        if place > LAST_PLACE:
            break
        written, bare = spellings(match[0])
        places.setdefault(f"{organization_id}:{written}", []).append(str(place))
        places.setdefault(f"{organization_id}~{bare}", []).append(str(place))
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for: every one of some phrases, most of them one word long."""

    phrases: tuple[tuple[str, ...], ...] = ()
    has_marks: bool = False

    def __bool__(self) -> bool:
        return bool(self.phrases)

    def tsquery(self, organization_id: int) -> str:
        """The search for PostgreSQL: words of a phrase side by side, all phrases in one comment."""
        sign = ":" if self.has_marks else "~"
        return " & ".join(
            "(" + " <-> ".join(f"'{organization_id}{sign}{word}'" for word in phrase) + ")"
            for phrase in self.phrases
        )


def read_search(typed: str) -> Search:
    """Understand what was typed: words anywhere, or side by side in quotes."""
    typed = tidy(typed)[:MOST_SEARCH_LETTERS]
    has_marks = any(len(set(spellings(match[0]))) > 1 for match in WORD.finditer(typed))
    phrases: list[tuple[str, ...]] = []
    for quoted, plain in QUOTED.findall(typed):
        words = tuple(_spelled(word, has_marks) for word in WORD.findall(quoted or plain))
        room = MOST_WORDS - sum(len(phrase) for phrase in phrases)
        if words[:room]:
            phrases.append(words[:room])
    return Search(tuple(dict.fromkeys(phrases)), has_marks)


def _spelled(word: str, has_marks: bool) -> str:
    written, bare = spellings(word)
    return written if has_marks else bare


def marked(text: str, search: Search) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is what was looked for."""
    text = tidy(text)
    pieces: list[tuple[str, bool]] = []
    reached = 0
    for start, end in _merged(_spans(text, search)):
        pieces += [(text[reached:start], False), (text[start:end], True)]
        reached = end
    return [(piece, is_hit) for piece, is_hit in [*pieces, (text[reached:], False)] if piece]


def _spans(text: str, search: Search) -> Iterator[tuple[int, int]]:
    found = list(WORD.finditer(text))
    words = [_spelled(match[0], search.has_marks) for match in found]
    for phrase in search.phrases:
        for at in range(len(words) - len(phrase) + 1):
            if tuple(words[at : at + len(phrase)]) == phrase:
                yield found[at].start(), found[at + len(phrase) - 1].end()


def _merged(spans: Iterator[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
