"""Finding words and paging through responses."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


def fold(words: str) -> str:
    """A text in small letters without marks, as many type it: "Quầy Đá" becomes "quay da"."""
    plain = unicodedata.normalize("NFD", words)
    bare = "".join(letter for letter in plain if not "\u0300" <= letter <= "\u036f")
    return bare.lower().replace("đ", "d")


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the list of responses, which is sorted by time, then id."""

    moment: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.moment - EPOCH) // timedelta(microseconds=1)}-{self.id}"


def read_cursor(text: str) -> Cursor:
    """Read back a written cursor. Raises ValueError unless it is one."""
    match = re.fullmatch(r"(\d{1,17})-(\d{1,18})", text, re.ASCII)
    if not match:
        raise ValueError(text)
    return Cursor(EPOCH + timedelta(microseconds=int(match[1])), int(match[2]))
