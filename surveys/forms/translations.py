"""Translating: the passages of one language, another language, a translator's file."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from surveys.forms.draft import DraftForm
from surveys.forms.words import WordsField
from surveys.models import Survey
from surveys.pages.files import file_problem
from surveys.pages.translations import field_name, languages_to_add
from surveys.queries import Meanwhile
from surveys.rules import Content
from surveys.rules.imported import MAX_TRANSLATION_FILE, FileError
from surveys.rules.translations import Passage, Translated, passages, rows_from_csv, with_texts
from surveys.rules.xliff import rows_from_xliff

MEGABYTE: Final = 1024 * 1024


class TranslationsForm(DraftForm):
    """The passages of one language. A field that was not sent changes nothing."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        survey: Survey,
        language: str,
        shown: Sequence[Passage],
        seen: Content | None = None,
    ) -> None:
        super().__init__(data, survey=survey)
        self.language, self.shown = language, shown
        self._seen = (
            {each.path: each.texts.get(language, "") for each in passages(seen)} if seen else {}
        )
        for passage in shown:
            name = field_name(passage.path)
            self.fields[name] = WordsField(
                required=False,
                max_length=passage.longest,
                rows=1 if passage.is_line else 3,
                language=language,
            )
            self.initial[name] = passage.texts.get(language, "")

    def edited(self, content: Content) -> Content:
        """The draft with what was typed; what its author left alone stays as it is now."""
        return with_texts(content, self.language, self._typed())

    def _typed(self) -> dict[str, str]:
        words = {}
        for passage in self.shown:
            name = field_name(passage.path)
            text = self.cleaned_data.get(name, "")
            if name in self.data and text != self._seen.get(passage.path):
                words[passage.path] = text
        return words

    def meet(self, meanwhile: Meanwhile) -> None:
        """Tell what others did; fields that were left alone show what they wrote."""
        super().meet(meanwhile)
        typed = self._typed()
        for passage in self.shown:
            if passage.path not in typed:
                self.data[field_name(passage.path)] = passage.texts.get(self.language, "")  # type: ignore[index]


class AddLanguageForm(DraftForm):
    """One more language."""

    language = forms.ChoiceField(
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose a language.")
        )
    )

    def __init__(self, data: QueryDict | None = None, *, survey: Survey) -> None:
        super().__init__(data, survey=survey)
        self.fields["language"].choices = languages_to_add(survey)  # type: ignore[attr-defined]


class TranslationFileForm(forms.Form):
    """A translator's file, CSV or XLIFF."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLIFF file"),
        help_text=gettext_lazy("At most 2 MB. Empty fields change nothing."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlf,.xliff,.xml"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty."),
        },
    )
    rows: Sequence[Translated] = ()

    def __init__(self, *args: Any, default: str, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default, self.language = default, language

    def clean_file(self) -> Any:
        """Read the file. Raises ValidationError if that cannot be done."""
        file = self.cleaned_data["file"]
        data = file.read(MAX_TRANSLATION_FILE + 1)
        try:
            if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
                self.rows = rows_from_xliff(data, self.language)
            else:
                self.rows = rows_from_csv(data, self.default, self.language)
        except FileError as error:
            raise ValidationError(file_problem(error, MAX_TRANSLATION_FILE // MEGABYTE)) from error
        return file
