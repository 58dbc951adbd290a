"""How a question may be asked and how much may be answered: styles, fewest, most."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.forms.parts import Part
from surveys.rules import (
    MAX_ANSWER_TEXT,
    MAX_CHOICES,
    MAX_FILES,
    MAX_LINE,
    STYLES,
    Kind,
    Question,
)

LARGEST_NUMBER: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a limit is called and between which numbers it lies."""

    label: str | Promise
    lowest: int
    highest: int


_CHOSEN = {
    "least": Bounds(gettext_lazy("Choose at least"), 0, MAX_CHOICES),
    "most": Bounds(gettext_lazy("Choose at most"), 1, MAX_CHOICES),
}
LIMITS: Final[Mapping[Kind, Mapping[str, Bounds]]] = {
    Kind.CHOICES: _CHOSEN,
    Kind.PICTURES: _CHOSEN,
    Kind.RANKING: {
        "least": Bounds(gettext_lazy("Rank at least"), 0, MAX_CHOICES),
        "most": Bounds(gettext_lazy("Rank at most"), 1, MAX_CHOICES),
    },
    Kind.TEXT: {"most": Bounds(gettext_lazy("Most characters"), 1, MAX_ANSWER_TEXT)},
    Kind.NUMBER: {
        "least": Bounds(gettext_lazy("Lowest number"), -LARGEST_NUMBER, LARGEST_NUMBER),
        "most": Bounds(gettext_lazy("Highest number"), -LARGEST_NUMBER, LARGEST_NUMBER),
    },
    Kind.ATTACHMENT: {"most": Bounds(gettext_lazy("How many"), 1, MAX_FILES)},
}
STYLE_LABELS: Final[Mapping[Kind, str | Promise]] = {
    Kind.TEXT: gettext_lazy("Room for"),
    Kind.DATE: gettext_lazy("Ask for"),
    Kind.ATTACHMENT: gettext_lazy("Ask for"),
}
STYLE_WORDS: Final[Mapping[str, str | Promise]] = {
    "long": gettext_lazy("Several lines"),
    "short": gettext_lazy("One line"),
    "date": gettext_lazy("The date"),
    "time": gettext_lazy("The time"),
    "both": gettext_lazy("Date and time"),
    "photo": gettext_lazy("A photo"),
    "file": gettext_lazy("A file"),
}


class StylePart(Part):
    """The way in which a question is asked."""

    @classmethod
    def fits(cls, kind: Kind) -> bool:
        return kind in STYLES

    def read(self, data: QueryDict | None) -> None:
        kind = self.question.kind
        styles = [(style, STYLE_WORDS[style]) for style in STYLES[kind]]
        field = forms.ChoiceField(label=str(STYLE_LABELS[kind]), choices=styles, required=False)
        self.add("style", field, self.question.manner)

    @property
    def row_fields(self) -> list[str]:
        return ["style"]

    def onto(self, question: Question) -> Question:
        style = self.value("style")
        usual = STYLES[self.question.kind][0]
        return replace(question, style="" if style == usual else style)


class LimitsPart(Part):
    """The fewest and the most."""

    @classmethod
    def fits(cls, kind: Kind) -> bool:
        return kind in LIMITS

    def read(self, data: QueryDict | None) -> None:
        for name, bounds in LIMITS[self.question.kind].items():
            now = getattr(self.question, name)
            if self.question.kind is Kind.ATTACHMENT:
                self.add(name, _count_field(bounds), now or MAX_FILES)
            else:
                self.add(name, _number_field(bounds), now)

    @property
    def row_fields(self) -> list[str]:
        return list(LIMITS[self.question.kind])

    def clean(self) -> None:
        cleaned = self.form.cleaned_data
        least, most = cleaned.get("least"), cleaned.get("most")
        if least is not None and most is not None and least > most:
            self.form.add_error("most", _("The most must not be less than the fewest."))
        if cleaned.get("style") == "short" and most is not None and most > MAX_LINE:
            self.form.add_error("most", _("One line holds at most %d characters.") % MAX_LINE)

    def onto(self, question: Question) -> Question:
        cleaned = self.form.cleaned_data
        return replace(question, least=cleaned.get("least"), most=cleaned.get("most"))


def _number_field(bounds: Bounds) -> forms.IntegerField:
    too_low = _("This is at least %(limit_value)s.")
    too_high = _("This is at most %(limit_value)s.")
    return forms.IntegerField(
        label=str(bounds.label),
        required=False,
        min_value=bounds.lowest,
        max_value=bounds.highest,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Write a whole number."),
            "min_value": too_low,
            "max_value": too_high,
        },
    )


def _count_field(bounds: Bounds) -> forms.TypedChoiceField:
    numbers = range(bounds.lowest, bounds.highest + 1)
    return forms.TypedChoiceField(
        label=str(bounds.label),
        coerce=int,
        required=False,
        empty_value=None,
        choices=[(n, str(n)) for n in numbers],
    )
