"""What publishing the draft would do, and what every version did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.actions import problem_text
from surveys.models import Survey, SurveyVersion
from surveys.pages.changes import (
    ChangeLine,
    change_lines,
    change_summary,
    changes_to_publish,
    version_changes,
)
from surveys.pages.flow import rule_words
from surveys.pages.looks import LOOKS
from surveys.pages.rows import LanguageState, language_states
from surveys.pages.rule_parts import parts_of
from surveys.rules import (
    Content,
    Question,
    continuing_ratings,
    problems_before_publishing,
    restarting_ratings,
)


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """Something to mend first, and where: a question's key or a rule's number, or the survey."""

    words: str
    key: str
    rule: int = 0


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to be known before pressing the button."""

    number: int
    live_number: int
    questions: int
    lines: Sequence[ChangeLine]
    summary: str
    continuing: Sequence[str]
    restarting: Sequence[str]
    has_rules: bool
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
    changes = changes_to_publish(survey)
    return Publication(
        number=last_number + 1,
        live_number=live.number if live else 0,
        questions=len(content.questions),
        lines=change_lines(changes, survey.default_language, _sentences(survey)),
        summary=change_summary(changes),
        continuing=_named(continuing_ratings(live.content, content), content) if live else [],
        restarting=_named(restarting_ratings(live.content, content), content) if live else [],
        has_rules=bool(content.rules),
        problems=[
            ProblemLine(
                problem_text(problem),
                problem.key,
                content.rules[problem.rule - 1].number if problem.rule else 0,
            )
            for problem in problems_before_publishing(content, survey.default_language)
        ],
        incomplete=[state for state in states if not state.is_complete],
    )


def _sentences(survey: Survey) -> dict[int, str]:
    """The rules of the draft in words, by their place."""
    if not survey.draft.get("rules"):
        return {}
    parts = parts_of(survey)
    return {
        place: rule_words(rule, parts.content, parts.language, parts.names)
        for place, rule in enumerate(parts.content.rules, start=1)
    }


def _named(ratings: Iterable[Question], content: Content) -> list[str]:
    """The questions by their place and measure."""
    return [
        _("question %(place)d (%(measure)s)")
        % {
            "place": content.place(question.key),
            "measure": LOOKS[question.kind].measure or LOOKS[question.kind].name,
        }
        for question in ratings
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
    shown, main = list(versions), survey.default_language
    return [
        VersionEntry(
            version=version,
            lines=change_lines(version_changes(earlier, version, main), main) if earlier else [],
            is_live=version.pk == survey.live_version_id,
            is_first=earlier is None,
        )
        for version, earlier in zip(shown, [*shown[1:], before], strict=False)
    ]
