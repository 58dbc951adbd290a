"""Parse and clean input: the list's filter, a new survey, and the parts of a draft."""

from surveys.forms.beginning import CreateForm, FilterForm
from surveys.forms.draft import AddForm, DraftForm, LanguagesForm, MoveForm, TextsForm
from surveys.forms.question import QuestionForm

__all__ = [
    "AddForm",
    "CreateForm",
    "DraftForm",
    "FilterForm",
    "LanguagesForm",
    "MoveForm",
    "QuestionForm",
    "TextsForm",
]
