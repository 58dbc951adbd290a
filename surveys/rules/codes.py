"""Short codes that people read aloud, and words as people type them when they search."""

import secrets
import unicodedata
from typing import Final

CODE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals that are not mistaken for one another when read from paper."""


def new_code(length: int = 6) -> str:
    """A random short code that reads well aloud and on paper."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))


def without_marks(text: str) -> str:
    """Lower-case letters without their marks: "Góp ý" and "gop y" look the same."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
