"""The list of rules: one sentence each, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.actions import problem_text
from surveys.pages.flow import rule_words
from surveys.pages.rule_parts import Parts
from surveys.rules import ProblemKind, Rule, problems_before_publishing


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as the list shows it while it is closed."""

    rule: Rule
    place: int
    words: str
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class LostQuestion:
    """A question that the rules let nobody reach."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class RuleList:
    """All rules of a draft, and the questions they let nobody reach."""

    lines: Sequence[RuleLine]
    lost: Sequence[LostQuestion]

    @property
    def is_sound(self) -> bool:
        """Whether every question is reached and no rule has to be mended."""
        return not self.lost and not any(line.problems for line in self.lines)

    def line(self, number: int) -> RuleLine | None:
        return next((line for line in self.lines if line.rule.number == number), None)


def rule_list(parts: Parts) -> RuleList:
    """The rules in their order, each with its problems."""
    content, language = parts.content, parts.language
    problems: dict[int, list[str]] = {}
    lost = []
    for problem in problems_before_publishing(content, language):
        if problem.rule:
            problems.setdefault(problem.rule, []).append(problem_text(problem))
        elif problem.kind is ProblemKind.UNREACHABLE:
            lost.append(LostQuestion(problem.key, problem_text(problem)))
    lines = [
        RuleLine(
            rule, place, rule_words(rule, content, language, parts.names), problems.get(place, ())
        )
        for place, rule in enumerate(content.rules, start=1)
    ]
    return RuleList(lines, lost)
