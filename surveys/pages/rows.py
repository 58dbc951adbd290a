"""The survey list: one row each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.models import Survey
from surveys.pages.looks import LOOKS, language_name
from surveys.rules import Content, completeness, missing_texts


@dataclass(frozen=True, slots=True)
class LanguageState:
    """A language of a survey and how much of the survey exists in it."""

    code: str
    name: str
    percent: int
    missing: int

    @property
    def is_complete(self) -> bool:
        return self.missing == 0


def language_states(survey: Survey, content: Content) -> list[LanguageState]:
    """The languages of a survey, its default language first."""
    default = survey.default_language
    return [
        LanguageState(
            code,
            language_name(code),
            int(100 * completeness(content, code, default)),
            missing_texts(content.texts, code, default),
        )
        for code in survey.languages
    ]


@dataclass(frozen=True, slots=True)
class StateChip:
    """A state to filter by and how many surveys are in it; "" for all."""

    value: str
    label: str
    count: int


def state_chips(counts: Mapping[str, int]) -> list[StateChip]:
    """All surveys, then those that are live, drafts and closed."""
    states = (Survey.State.LIVE, Survey.State.DRAFT, Survey.State.CLOSED)
    every = StateChip("", _("All"), sum(counts.values()))
    return [every, *(StateChip(s.value, str(s.label), counts.get(s, 0)) for s in states)]


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One line of the survey list."""

    survey: Survey
    icon: str
    summary: str
    languages: Sequence[LanguageState]
    open_collectors: int
    has_unpublished_changes: bool


def survey_rows(surveys: Sequence[Survey], collectors: Mapping[int, int]) -> list[SurveyRow]:
    """The lines of a page of the list; `collectors` counts the open ones by survey id."""
    return [_survey_row(survey, collectors.get(survey.pk, 0)) for survey in surveys]


def _survey_row(survey: Survey, open_collectors: int) -> SurveyRow:
    content = survey.content
    first = content.main_question or next(iter(content.questions), None)
    return SurveyRow(
        survey=survey,
        icon=LOOKS[first.kind].icon if first else "survey",
        summary=" · ".join(_summary(content)),
        languages=language_states(survey, content),
        open_collectors=open_collectors,
        has_unpublished_changes=bool(survey.live_version_id) and survey.has_unpublished_changes,
    )


def _summary(content: Content) -> Iterator[str]:
    measures = dict.fromkeys(LOOKS[q.kind].measure for q in content.questions if q.kind.is_rating)
    if measures:
        yield " + ".join(measures)
    elif content.questions:
        yield str(LOOKS[content.questions[0].kind].name)
    number = len(content.questions)
    if not number:
        yield _("No questions yet")
        return
    yield ngettext("%d question", "%d questions", number) % number
