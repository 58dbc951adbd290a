"""The small figures around a draft: how long it takes, and the numbers on its tabs."""

from dataclasses import dataclass
from typing import Final

from surveys.models import Survey
from surveys.pages.rows import LanguageState, language_states
from surveys.queries import count_open_collectors
from surveys.rules import Content, length_of

LONG: Final = 60
"""Seconds beyond which customers give up."""


@dataclass(frozen=True, slots=True)
class Meters:
    """How long a survey is."""

    seconds: int
    questions: int
    pages: int

    @property
    def is_long(self) -> bool:
        return self.seconds > LONG


def meters_of(content: Content) -> Meters:
    """How long a happy customer answers, how much there is, and on how many pages."""
    return Meters(length_of(content).seconds, len(content.questions), len(content.sheets))


@dataclass(frozen=True, slots=True)
class Tabs:
    """What stands beside the names of the tabs."""

    questions: int
    rules: int
    collectors: int
    language: LanguageState | None
    """The least complete language; None while there is only one."""


def tabs_of(survey: Survey) -> Tabs:
    """The figures on the tabs of a survey."""
    content = survey.content
    others = language_states(survey, content)[1:]
    return Tabs(
        questions=len(content.questions),
        rules=len(content.rules),
        collectors=count_open_collectors(survey.organization, [survey]).get(survey.pk, 0),
        language=min(others, key=lambda state: state.percent, default=None),
    )
