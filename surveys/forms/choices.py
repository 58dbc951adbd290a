"""The choices of a question as they are typed: one row each, in every language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from django.http import QueryDict
from django.utils.translation import gettext as _

from surveys.forms.parts import Part, Trouble
from surveys.forms.pictures import Slot
from surveys.forms.words import BROKEN, TOO_LONG, tidy
from surveys.models import Survey
from surveys.pages import CHOICE_WORDS, ChoiceWords, language_name
from surveys.rules import (
    MAX_CHOICE_TEXT,
    MAX_CHOICES,
    Choice,
    Kind,
    Question,
    Texts,
    fewest_choices,
    is_ready_made,
    overlay,
)


@dataclass(slots=True)
class ChoiceRow:
    """A choice as it is typed: its number (0: none yet), its text in each language, its ticks."""

    number: int
    texts: dict[str, str]
    slot: Slot
    is_other: bool = False
    is_exclusive: bool = False
    error: str = ""
    is_ready: bool = False
    """Whether it says what we wrote; see `ready.js`."""

    @property
    def token(self) -> str:
        """What its ticks and its picture are called in the form."""
        return self.slot.token.removeprefix("choice-")

    @property
    def is_blank(self) -> bool:
        return not any(self.texts.values()) and not self.slot.key

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """Language code, its name, the text."""
        return [(code, language_name(code), text) for code, text in self.texts.items()]


def _slot(token: object, key: str = "") -> Slot:
    return Slot(f"choice-{token}", "choice_picture", key)


def blank_row(survey: Survey, taken: Sequence[ChoiceRow] = ()) -> ChoiceRow:
    """A row for another choice, under a token that no other row has."""
    used = {row.token for row in taken}
    token = next(str(n) for n in range(len(used) + 1) if str(n) not in used)
    return ChoiceRow(0, dict.fromkeys(survey.languages, ""), _slot(token))


def rows_of(question: Question, survey: Survey) -> list[ChoiceRow]:
    """The stored choices, and blank rows up to the fewest that make a question."""
    rows = [
        ChoiceRow(
            choice.number,
            {code: choice.text.get(code, "") for code in survey.languages},
            _slot(at, choice.picture),
            choice.is_other,
            choice.is_exclusive,
            is_ready=is_ready_made(choice.text, survey.default_language),
        )
        for at, choice in enumerate(question.choices)
    ]
    while len(rows) < fewest_choices(question.kind):
        rows.append(blank_row(survey, rows))
    return rows


def sent_rows(data: QueryDict, survey: Survey) -> list[ChoiceRow]:
    """Read a sent form: the n-th value of every field belongs to the n-th row."""
    columns = [data.getlist(f"choice_{code}") for code in survey.languages]
    size = max(map(len, columns))
    numbers, pictures = data.getlist("choice_number"), data.getlist("choice_picture")
    tokens = _tokens(data, size)
    others, alone = set(data.getlist("choice_other")), set(data.getlist("choice_exclusive"))
    values = zip_longest(tokens, numbers[:size], pictures[:size], *columns, fillvalue="")
    return [
        ChoiceRow(
            _number(number),
            dict(zip(survey.languages, map(tidy, texts), strict=True)),
            _slot(token, picture),
            token in others,
            token in alone,
        )
        for token, number, picture, *texts in values
    ]


def _tokens(data: QueryDict, size: int) -> list[str]:
    """The token of each row: as sent, or its place where the form names none or one twice."""
    sent = [token for token in data.getlist("choice_row") if _is_number(token)]
    if len(sent) == size == len(set(sent)):
        return sent
    return [str(at) for at in range(size)]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6


def _number(text: str) -> int:
    return int(text) if _is_number(text) else 0


class ChoicesPart(Part):
    """The rows of choices, criteria, items or purposes; with limits on how many may be chosen."""

    template = "surveys/_choices.html"
    rows: list[ChoiceRow]
    sent: Sequence[ChoiceRow] = ()
    """The rows as they stand on the page, blank ones too."""
    error = ""

    @classmethod
    def fits(cls, kind: Kind) -> bool:
        return kind.has_choices

    def read(self, data: QueryDict | None) -> None:
        survey = self.survey
        self.rows = sent_rows(data, survey) if data is not None else rows_of(self.question, survey)

    @property
    def slots(self) -> list[Slot]:
        return [row.slot for row in self.rows] if self.has_pictures else []

    @property
    def has_pictures(self) -> bool:
        return self.question.kind is Kind.PICTURES

    @property
    def has_other(self) -> bool:
        return self.question.kind in {Kind.CHOICE, Kind.CHOICES}

    @property
    def has_exclusive(self) -> bool:
        return self.question.kind in {Kind.CHOICES, Kind.PICTURES}

    @property
    def words(self) -> ChoiceWords:
        return CHOICE_WORDS.get(self.question.kind, CHOICE_WORDS[Kind.CHOICE])

    @property
    def most(self) -> int:
        return MAX_CHOICES

    # -------------------------------------------------------------- checks
    def clean(self) -> None:
        kind = self.form.cleaned_data.get("kind")
        if kind and not Kind(kind).has_choices:
            return
        self.sent = self.rows
        filled = [row for row in self.rows if not row.is_blank]
        self.rows = filled or self.rows[: fewest_choices(self.question.kind)]
        if len(filled) > MAX_CHOICES:
            numbers = {"most": MAX_CHOICES, "now": len(filled)}
            self.error = _("At most %(most)d choices; now there are %(now)d.") % numbers
        elif sum(row.is_other for row in filled) > 1:
            self.error = _("Only one choice can ask for words of the customer's own.")
        if not check_rows(filled, self.survey.default_language) or self.error:
            # What is wrong stands beside the choices; this keeps the form from being saved.
            self.form.add_error(None, _("Look at the choices once more."))

    def troubles(self) -> Iterator[Trouble]:
        yield from super().troubles()
        name = f"choice_{self.survey.default_language}"
        if self.error:
            yield Trouble(name, self.error)
        for at, row in enumerate(self.sent):
            if row.error:
                yield Trouble(name, row.error, at)

    # -------------------------------------------------------------- what comes of them
    def onto(self, question: Question) -> Question:
        return replace(question, choices=tuple(self._choices(question)))

    def _choices(self, old: Question) -> Iterator[Choice]:
        # Texts in languages that the survey no longer has are kept with their choice.
        known: Mapping[int, Texts] = {choice.number: choice.text for choice in old.choices}
        for row in self.rows:
            if not row.is_blank:
                yield Choice(
                    row.number,
                    overlay(known.get(row.number, {}), row.texts),
                    picture=row.slot.key,
                    is_exclusive=row.is_exclusive,
                    is_other=row.is_other,
                )

    def take_over(self, other: Part) -> None:
        if isinstance(other, ChoicesPart):
            self.rows = other.rows

    def numbers_in(self, question: Question) -> dict[str, int]:
        """Token of a row -> the number that its choice has now."""
        filled = [row for row in self.rows if not row.is_blank]
        pairs = zip(filled, question.choices, strict=False)
        return {row.token: choice.number for row, choice in pairs}

    def rearrange(self, order: str, index: int) -> bool:
        """Do what a row's button asks; False if it asks for nothing that rows can do."""
        if order == "add":
            self.rows = [*self.rows, blank_row(self.survey, self.rows)]
            return True
        if order not in {"up", "down", "remove"} or not 0 <= index < len(self.rows):
            return False
        rows = [row for at, row in enumerate(self.rows) if at != index]
        if order != "remove":
            rows.insert(max(0, index + (1 if order == "down" else -1)), self.rows[index])
        self.rows = rows
        return True


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
    if not longest:
        # A picture whose words are still to come: publishing asks for them.
        return ""
    if not word:
        return _("Write this choice in the main language, too (%s).") % language_name(
            default_language
        )
    return _("This choice is already there.") if word.casefold() in seen else ""
