"""The parts of a draft around its questions. Each form carries the revision its author saw."""

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.forms.words import WordsField
from surveys.models import Survey
from surveys.pages import LOOKS, language_name
from surveys.queries import Meanwhile
from surveys.rules import MAX_QUESTIONS, MAX_TEXT, MAX_TITLE, Content, Texts, overlay

MAX_DIGITS: Final = 10
UNKNOWN_REVISION: Final = gettext_lazy("This page is out of date. Open it again, then try again.")
NO_PLACE: Final = gettext_lazy("A question cannot be moved there.")


class DraftForm(forms.Form):
    """A form that knows which revision of the draft its author saw."""

    revision = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": UNKNOWN_REVISION}
    )
    meanwhile: Meanwhile | None = None

    def __init__(
        self, data: QueryDict | None = None, *, survey: Survey, initial: Any = None
    ) -> None:
        super().__init__(data, initial={"revision": survey.draft_revision, **(initial or {})})
        self.survey = survey

    def clean_revision(self) -> int:
        """Read the number. Raises ValidationError for one that no draft ever had."""
        text = self.cleaned_data["revision"]
        if text.isascii() and text.isdigit() and len(text) < MAX_DIGITS:
            return int(text)
        raise ValidationError(UNKNOWN_REVISION)

    def meet(self, meanwhile: Meanwhile) -> None:
        """Tell what others did, and let the next press of the button save over it."""
        self.meanwhile = meanwhile
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["revision"] = str(meanwhile.revision)
        self.data = data

    def texts_of(self, name: str) -> Texts:
        """The cleaned texts of a field that exists once per language."""
        return {code: self.cleaned_data[f"{name}_{code}"] for code in self.survey.languages}

    def fields_of(self, name: str) -> list[forms.BoundField]:
        """The field of each language, the default language first."""
        return [self[f"{name}_{code}"] for code in self.survey.languages]

    def add_texts(self, name: str, old: Texts, *, needed: str = "", **kwargs: Any) -> None:
        """Add a text in every language; `needed` asks for it in the default language."""
        for code in self.survey.languages:
            self.fields[f"{name}_{code}"] = WordsField(
                label=language_name(code),
                required=bool(needed) and code == self.survey.default_language,
                error_messages={"required": needed},
                language=code,
                **kwargs,
            )
            self.initial[f"{name}_{code}"] = old.get(code, "")


class MoveForm(DraftForm):
    """Some places down, or up if there is a minus."""

    by = forms.IntegerField(
        min_value=-MAX_QUESTIONS,
        max_value=MAX_QUESTIONS,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), NO_PLACE),
    )


class AddForm(DraftForm):
    """A question of some kind."""

    kind = forms.ChoiceField(
        choices=[(kind.value, look.name) for kind, look in LOOKS.items()],
        error_messages={
            "invalid_choice": gettext_lazy("There is no such kind of question."),
            "required": gettext_lazy("There is no such kind of question."),
        },
    )


class TextsForm(DraftForm):
    """What is said around the questions."""

    def __init__(self, data: QueryDict | None = None, *, survey: Survey) -> None:
        super().__init__(data, survey=survey)
        content = survey.content
        needed = _("Give the survey a title.")
        self.add_texts("title", content.title, max_length=MAX_TITLE, needed=needed)
        self.add_texts("intro", content.intro, max_length=MAX_TEXT, rows=3)
        self.add_texts("thanks", content.thanks, max_length=MAX_TEXT, rows=3)
        self.add_texts("apology", content.apology, max_length=MAX_TEXT, rows=3)

    @property
    def title_fields(self) -> list[forms.BoundField]:
        return self.fields_of("title")

    @property
    def intro_fields(self) -> list[forms.BoundField]:
        return self.fields_of("intro")

    @property
    def thanks_fields(self) -> list[forms.BoundField]:
        return self.fields_of("thanks")

    @property
    def apology_fields(self) -> list[forms.BoundField]:
        return self.fields_of("apology")

    def edited(self, content: Content) -> Content:
        """The draft with these texts."""
        return replace(
            content,
            title=overlay(content.title, self.texts_of("title")),
            intro=overlay(content.intro, self.texts_of("intro")),
            thanks=overlay(content.thanks, self.texts_of("thanks")),
            apology=overlay(content.apology, self.texts_of("apology")),
        )


class LanguagesForm(DraftForm):
    """The languages beside the default one."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Also in"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict | None = None, *, survey: Survey) -> None:
        super().__init__(data, survey=survey, initial={"languages": survey.languages})
        self.fields["languages"].choices = [  # type: ignore[attr-defined]
            pair for pair in settings.SURVEY_LANGUAGES.items() if pair[0] != survey.default_language
        ]
