"""The choices of a question as they are typed: one row each, in every language."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from surveys.forms.words import BROKEN, TOO_LONG, tidy
from surveys.models import Survey
from surveys.pages import language_name
from surveys.rules import MAX_CHOICE_TEXT, Question

FEWEST_ROWS: Final = 2


@dataclass(slots=True)
class ChoiceRow:
    """A choice as it is typed: its number (0: none yet) and its text in each language."""

    number: int
    texts: dict[str, str]
    error: str = ""

    @property
    def is_blank(self) -> bool:
        return not any(self.texts.values())

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """Language code, its name, the text."""
        return [(code, language_name(code), text) for code, text in self.texts.items()]


def blank_row(survey: Survey) -> ChoiceRow:
    return ChoiceRow(0, dict.fromkeys(survey.languages, ""))


def rows_of(question: Question, survey: Survey) -> list[ChoiceRow]:
    """The stored choices, and blank rows up to the fewest that make a question."""
    rows = [
        ChoiceRow(choice.number, {code: choice.text.get(code, "") for code in survey.languages})
        for choice in question.choices
    ]
    return rows + [blank_row(survey) for _row in range(FEWEST_ROWS - len(rows))]


def sent_rows(data: QueryDict, survey: Survey) -> list[ChoiceRow]:
    """Read a sent form: the n-th value of every field belongs to the n-th row."""
    columns = [data.getlist(f"choice_{code}") for code in survey.languages]
    numbers = data.getlist("choice_number")[: max(map(len, columns))]
    return [
        ChoiceRow(_number(number), dict(zip(survey.languages, map(tidy, texts), strict=True)))
        for number, *texts in zip_longest(numbers, *columns, fillvalue="")
    ]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def check_rows(rows: Sequence[ChoiceRow], default_language: str) -> bool:
    """Say beside each row what is wrong with it; True if all can be saved."""
    seen: set[str] = set()
    for row in rows:
        row.error = _row_error(row, default_language, seen)
        seen.add(row.texts[default_language].casefold())
    return not any(row.error for row in rows)


def _row_error(row: ChoiceRow, default_language: str, seen: set[str]) -> str:
    word = row.texts[default_language]
    longest = max(len(text) for text in row.texts.values())
    if any("\x00" in text for text in row.texts.values()):
        return str(BROKEN)
    if longest > MAX_CHOICE_TEXT:
        return TOO_LONG % {"limit_value": MAX_CHOICE_TEXT, "show_value": longest}
    if not word:
        return _("Write this choice in the main language, too (%s).") % language_name(
            default_language
        )
    return _("This choice is already there.") if word.casefold() in seen else ""
