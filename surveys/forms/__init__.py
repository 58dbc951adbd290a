"""Parse and clean input: the list's filter, a new survey, and the parts of a draft."""

from surveys.forms.beginning import CreateForm, FilterForm, TemplateFilterForm
from surveys.forms.draft import AddForm, DraftForm, LanguagesForm, MoveForm, TextsForm
from surveys.forms.question import QuestionForm
from surveys.forms.rules import RuleForm
from surveys.forms.settings import HiddenFieldsForm, PageForm
from surveys.forms.subjects import SubjectFilterForm, SubjectForm
from surveys.forms.themes import ChooseThemeForm, ThemeForm
from surveys.forms.touchpoints import MoveTouchpointForm, TouchpointForm
from surveys.forms.trial import TrialForm

__all__ = [
    "AddForm",
    "ChooseThemeForm",
    "CreateForm",
    "DraftForm",
    "FilterForm",
    "HiddenFieldsForm",
    "LanguagesForm",
    "MoveForm",
    "MoveTouchpointForm",
    "PageForm",
    "QuestionForm",
    "RuleForm",
    "SubjectFilterForm",
    "SubjectForm",
    "TemplateFilterForm",
    "TextsForm",
    "ThemeForm",
    "TouchpointForm",
    "TrialForm",
]
