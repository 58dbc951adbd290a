"""A survey from a file, or from a pasted list of questions."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.forms.words import WordsField
from surveys.pages.files import PartLine, file_problem, part_lines
from surveys.rules import MAX_TITLE
from surveys.rules.files import read_survey
from surveys.rules.imported import MAX_FILE, FileError, Imported
from surveys.rules.pasted import from_pasted

MOST_PASTED: Final = 60_000
MEGABYTE: Final = 1024 * 1024


class ImportForm(forms.Form):
    """A file of ours, of LimeSurvey or of SurveyJS; or a list."""

    file = forms.FileField(
        label=gettext_lazy("Survey file"),
        help_text=gettext_lazy(
            "Exported here (.json), from LimeSurvey (.lss) or SurveyJS (.json). At most 5 MB."
        ),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.lss,.xml"}),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or paste your questions"),
        required=False,
        strip=False,
        max_length=MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    title = WordsField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Used if the file or list has none."),
        required=False,
        max_length=MAX_TITLE,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the texts"),
        help_text=gettext_lazy("Used where the file does not say it."),
    )
    found: Imported | None = None
    parts: list[PartLine] = []

    def __init__(self, data: Any = None, files: Any = None, *, language: str) -> None:
        super().__init__(data, files, initial={"language": language})
        self.fields["language"].choices = list(settings.SURVEY_LANGUAGES.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the file, or else the list."""
        cleaned = super().clean() or {}
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "")
        if self.errors:
            return cleaned
        if not file and not pasted.strip():
            raise ValidationError(_("Choose a file, or paste your questions."))
        name = "file" if file else "pasted"
        try:
            self.found = self._read(file, pasted, cleaned["language"])
        except FileError as error:
            self.parts = part_lines(error.parts)
            self.add_error(name, file_problem(error, MAX_FILE // MEGABYTE))
        return cleaned

    def _read(self, file: Any, pasted: str, language: str) -> Imported:
        if not file:
            return from_pasted(pasted, language)
        return read_survey(file.read(MAX_FILE + 1), [*settings.SURVEY_LANGUAGES], language)
