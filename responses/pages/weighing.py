"""How heavy pages are when they are sent: on shop Wi-Fi every packet costs a moment."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from responses.pages.setting import Setting
from responses.pages.sheets import sheet_of
from responses.pages.survey import survey_page
from responses.queries import theme_for
from surveys.models import Survey
from surveys.rules import Circumstances, Content, Question, pick

MOST_BYTES: Final = 14_000
"""What fits into the first answer of a server: more needs another trip through a weak signal."""
LEVEL: Final = 6
OWN_BYTES: Final = 200
"""The token, and the random bytes that later pages carry."""
LIGHT_TEXT: Final = 4_000
LIGHT_ROWS: Final = 60
"""A page with less text and fewer rows is never too heavy, and need not be weighed."""


def page_weight(content: Content, fallback: str, setting: Setting, number: int) -> int:
    """Bytes of one page of a survey, compressed as it is sent to customers, script and all."""
    setting = replace(setting, is_preview=False)
    circumstances = Circumstances(language=setting.language)
    sheet = sheet_of(content, number, {}, circumstances, setting.language, fallback)
    page = survey_page(content, fallback, setting, token="", sheet=sheet)
    return len(gzip.compress(page.html.encode(), LEVEL)) + OWN_BYTES


def heavy_pages(
    content: Content, fallback: str, setting: Setting
) -> Iterator[tuple[int, str, int]]:
    """Number, language and bytes of every page that is too heavy to be sent at once."""
    for language in setting.languages:
        spoken = replace(setting, language=language)
        for number, (_sheet, questions) in enumerate(content.sheets, start=1):
            if _is_light(questions, language, fallback):
                continue
            weight = page_weight(content, fallback, spoken, number)
            if weight > MOST_BYTES:
                yield number, language, weight


def refuse_heavy_pages(survey: Survey) -> None:
    """Raise ValidationError with one message for every page that is too heavy in some language."""
    heavy: dict[int, tuple[int, str]] = {}
    for number, language, weight in heavy_pages(
        survey.content, survey.default_language, draft_setting(survey)
    ):
        heavy[number] = max(heavy.get(number, (0, "")), (weight, language))
    if heavy:
        raise ValidationError([_heavy_words(number, *most) for number, most in heavy.items()])


def _heavy_words(number: int, weight: int, language: str) -> str:
    words = {
        "page": number,
        "kilobytes": -(-weight // 1000),
        "language": settings.SURVEY_LANGUAGES.get(language, language),
        "limit": MOST_BYTES // 1000,
    }
    return (
        _(
            "Page %(page)d weighs %(kilobytes)d KB in %(language)s; %(limit)d KB load at once on a "
            "weak signal. Break it into two, or shorten its texts."
        )
        % words
    )


def draft_setting(survey: Survey, language: str = "", theme_id: str = "") -> Setting:
    """What stands around the questions of a draft, in a language and a theme if they are its."""
    theme = theme_for(survey.organization, survey, theme_id)
    return Setting(
        organization=survey.organization.name,
        label="",
        code="preview",
        language=language if language in survey.languages else survey.default_language,
        languages=tuple(code for code in survey.languages if code in settings.SURVEY_LANGUAGES),
        is_preview=True,
        theme_id=theme.pk if theme else None,
        theme_revision=theme.revision if theme else None,
    )


def _is_light(questions: tuple[Question, ...], language: str, fallback: str) -> bool:
    text = sum(
        len(pick(texts, language, fallback).encode())
        for question in questions
        for texts in question.texts
    )
    rows = sum(len(question.choices) for question in questions)
    return text < LIGHT_TEXT and rows < LIGHT_ROWS
