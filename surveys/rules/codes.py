"""Short codes that people read aloud, and words as people type them when they search."""

import secrets
import unicodedata
from itertools import product
from typing import Final

CODE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals that are not mistaken for one another when read from paper."""


def new_code(length: int = 6) -> str:
    """A random short code that reads well aloud and on paper."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))


MISREAD: Final = {"0": "QD", "O": "QD", "1": "7JT", "I": "7JT", "L": "7JT"}
"""Signs that no code has -> those that somebody may have read as them."""
MOST_MISREAD: Final = 3


def meant_codes(typed: str) -> list[str]:
    """What somebody may have meant who typed signs that no code has; none if there are too many."""
    code = typed.upper()
    if not 0 < sum(letter in MISREAD for letter in code) <= MOST_MISREAD:
        return []
    return ["".join(letters) for letters in product(*(MISREAD.get(each, each) for each in code))]


def without_marks(text: str) -> str:
    """Lower-case letters without their marks: "Góp ý" and "gop y" look the same."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
