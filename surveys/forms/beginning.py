"""The list's filter and a new survey."""

from dataclasses import replace

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from surveys.forms.words import WordsField
from surveys.models import Survey
from surveys.pages import STARTER_CARDS
from surveys.rules import MAX_TITLE, STARTERS, Content, Sector, Starter


class FilterForm(forms.Form):
    """Which surveys the list shows."""

    q = WordsField(required=False, max_length=100)
    state = forms.ChoiceField(required=False, choices=Survey.State.choices)

    @property
    def chosen(self) -> dict[str, str]:
        """What was understood of the filter; what was not understood filters nothing."""
        self.is_valid()
        cleaned = self.cleaned_data
        return {"words": cleaned.get("q", ""), "state": cleaned.get("state", "")}


class TemplateFilterForm(forms.Form):
    """Which ready surveys the library shows."""

    q = WordsField(required=False, max_length=100)
    sector = forms.ChoiceField(
        required=False, choices=[(sector.value, sector) for sector in Sector]
    )

    @property
    def chosen(self) -> dict[str, str]:
        """What was understood of the filter; what was not understood filters nothing."""
        self.is_valid()
        cleaned = self.cleaned_data
        return {"words": cleaned.get("q", ""), "sector": cleaned.get("sector", "")}


class CreateForm(forms.Form):
    """A new survey: its title, its languages and what it begins with."""

    title = WordsField(
        label=gettext_lazy("Title"),
        max_length=MAX_TITLE,
        help_text=gettext_lazy(
            "For your lists and reports; customers read it as the title of the page."
        ),
        error_messages={"required": gettext_lazy("Give the survey a title.")},
    )
    start = forms.ChoiceField(
        label=gettext_lazy("Begin with"),
        choices=[(card.value.value, card.title) for card in STARTER_CARDS],
    )
    default_language = forms.ChoiceField(
        label=gettext_lazy("Main language"),
        help_text=gettext_lazy("Shown wherever another language has no text."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Also in"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict | None = None, *, language: str, start: str = "") -> None:
        initial = {
            "start": start if start in set(Starter) else Starter.FULL.value,
            "default_language": language,
            "languages": ["vi", "en"],
        }
        super().__init__(data, initial=initial)
        for name in ("default_language", "languages"):
            self.fields[name].choices = list(settings.SURVEY_LANGUAGES.items())  # type: ignore[attr-defined]

    def content(self) -> Content:
        """The survey's first content."""
        cleaned = self.cleaned_data
        return replace(
            STARTERS[Starter(cleaned["start"])],
            title={cleaned["default_language"]: cleaned["title"]},
        )
