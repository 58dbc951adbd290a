"""What publishing the draft would do, and what every version did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.actions import problem_text
from surveys.models import Survey, SurveyVersion
from surveys.pages.changes import (
    ChangeLine,
    change_lines,
    changes_to_publish,
    version_changes,
)
from surveys.pages.looks import LOOKS
from surveys.pages.rows import LanguageState, language_states
from surveys.rules import Content, continuing_ratings, problems_before_publishing


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """Something to mend first, and the key of the question where; "" for the survey itself."""

    words: str
    key: str


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to be known before pressing the button."""

    number: int
    live_number: int
    questions: int
    lines: Sequence[ChangeLine]
    continuing: Sequence[str]
    problems: Sequence[ProblemLine]
    incomplete: Sequence[LanguageState]

    @property
    def is_unchanged(self) -> bool:
        return bool(self.live_number) and not self.lines

    @property
    def is_ready(self) -> bool:
        return not self.problems and not self.is_unchanged


def publication(survey: Survey, last_number: int) -> Publication:
    """What publishing the draft would do; `last_number` is that of the newest version, or 0."""
    content = survey.content
    live = survey.live_version
    states = language_states(survey, content)
    return Publication(
        number=last_number + 1,
        live_number=live.number if live else 0,
        questions=len(content.questions),
        lines=change_lines(changes_to_publish(survey), survey.default_language),
        continuing=_continuing(live.content, content) if live else [],
        problems=[
            ProblemLine(problem_text(problem), problem.key)
            for problem in problems_before_publishing(content, survey.default_language)
        ],
        incomplete=[state for state in states if not state.is_complete],
    )


def _continuing(old: Content, new: Content) -> list[str]:
    return [
        _("question %(place)d (%(measure)s)")
        % {"place": new.place(question.key), "measure": LOOKS[question.kind].measure}
        for question in continuing_ratings(old, new)
    ]


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """One version in the history, with what it changed."""

    version: SurveyVersion
    lines: Sequence[ChangeLine]
    is_live: bool
    is_first: bool


def version_entries(
    versions: Iterable[SurveyVersion], before: SurveyVersion | None, survey: Survey
) -> list[VersionEntry]:
    """The history, newest first; `before` is the version before the last one shown."""
    shown = list(versions)
    return [
        VersionEntry(
            version=version,
            lines=change_lines(version_changes(earlier, version), survey.default_language)
            if earlier
            else [],
            is_live=version.pk == survey.live_version_id,
            is_first=earlier is None,
        )
        for version, earlier in zip(shown, [*shown[1:], before], strict=False)
    ]
