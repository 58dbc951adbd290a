"""Texts in several languages."""

from collections.abc import Mapping

Texts = Mapping[str, str]
"""Language code -> text. A language without text is missing or empty."""


def pick(texts: Texts, language: str, fallback: str) -> str:
    """The text in `language`, else in the survey's own language, else in any."""
    return (
        texts.get(language)
        or texts.get(fallback)
        or next((text for text in texts.values() if text), "")
    )


def overlay(old: Texts, new: Texts) -> Texts:
    """Put the texts of `new` over those of `old`; an empty text takes its language out."""
    return {language: text for language, text in {**old, **new}.items() if text}
