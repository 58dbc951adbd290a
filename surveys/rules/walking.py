"""The walk through a survey: which questions are asked, given the answers so far."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from surveys.rules.content import Content, Question
from surveys.rules.flow import (
    HIDDEN,
    Action,
    Circumstances,
    Condition,
    Fact,
    Match,
    Operator,
    Rule,
    Test,
)
from surveys.rules.kinds import OUTCOMES
from surveys.rules.texts import Texts

Given: TypeAlias = Mapping[str, Any]
"""Question key -> answer, as responses store them."""


@dataclass(frozen=True, slots=True)
class Walk:
    """The questions that are asked, in order, and those asked in other words."""

    asked: tuple[str, ...]
    reworded: Mapping[str, Texts]
    """Question key -> the words of the first rule that rewords it."""


def walk(content: Content, answers: Given, circumstances: Circumstances) -> Walk:
    """Go through a survey with these answers. What is not asked does not count as answered.

    A rule that jumps or ends acts after the last question it looks at, asked or not; one that
    looks at no question acts before the first.
    """
    return Walker(content).walk(answers, circumstances)


class Walker:
    """A survey made ready to be walked through many times."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.places = {question.key: at for at, question in enumerate(content.questions, start=1)}
        self.turns: dict[int, list[Rule]] = {}
        self.targets: dict[tuple[Action, str], list[Rule]] = {}
        for rule in content.rules:
            ready = replace(rule, condition=_resolved(content, rule.condition))
            if rule.action in {Action.JUMP, Action.END}:
                self.turns.setdefault(self.place_of(rule), []).append(ready)
            elif rule.target:
                self.targets.setdefault((rule.action, rule.target), []).append(ready)

    def place_of(self, rule: Rule) -> int:
        """The place of the last question a rule looks at; 0 if it looks at none that is asked."""
        return max((self.places.get(key, 0) for key in rule.sources), default=0)

    def walk(self, answers: Given, circumstances: Circumstances) -> Walk:
        """Go through the survey with these answers."""
        path = _Path(self, circumstances)
        path.act_at(0)
        for place, question in enumerate(self.content.questions, start=1):
            path.visit(place, question, answers)
        return Walk(tuple(path.asked), path.reworded)


class _Path:
    """The walk so far."""

    def __init__(self, walker: Walker, circumstances: Circumstances) -> None:
        self.walker, self.circumstances = walker, circumstances
        self.asked: list[str] = []
        self.reworded: dict[str, Texts] = {}
        self._known: dict[str, Any] = {}
        self._goal: str | None = None
        self._is_over = False

    def visit(self, place: int, question: Question, answers: Given) -> None:
        if self._goal in {question.key, question.page}:
            self._goal = None
        if self._is_over or self._goal is not None:
            return
        if self._is_shown(question.key) and self._is_shown(question.page):
            self._ask(question, answers)
        self.act_at(place)

    def _ask(self, question: Question, answers: Given) -> None:
        self.asked.append(question.key)
        if question.key in answers:
            self._known[question.key] = answers[question.key]
        for rule in self._rules(Action.REWORD, question.key):
            if question.key not in self.reworded and self._holds(rule):
                self.reworded[question.key] = rule.text

    def act_at(self, place: int) -> None:
        """Let the first rule that holds here jump or end."""
        for rule in self.walker.turns.get(place, ()):
            if self._holds(rule):
                self._is_over = rule.action is Action.END
                self._goal = rule.target if rule.action is Action.JUMP else None
                return

    def _is_shown(self, target: str) -> bool:
        showing = self._rules(Action.SHOW, target)
        if showing and not any(self._holds(rule) for rule in showing):
            return False
        return not any(self._holds(rule) for rule in self._rules(Action.SKIP, target))

    def _rules(self, action: Action, target: str) -> Sequence[Rule]:
        return self.walker.targets.get((action, target), ())

    def _holds(self, rule: Rule) -> bool:
        content = self.walker.content
        return holds(content, rule.condition, self._known, self.circumstances)


def last_source(content: Content, rule: Rule) -> str:
    """The last question a rule looks at; empty if it looks at none that is asked."""
    places = [(content.place(key), key) for key in rule.sources]
    place, key = max(places, default=(0, ""))
    return key if place else ""


# ------------------------------------------------------------------ conditions
def holds(
    content: Content, condition: Condition, answers: Given, circumstances: Circumstances
) -> bool:
    """Whether a condition holds for these answers."""
    results = (
        _passes(resolved(content, test), _values(content, test, answers, circumstances))
        for test in condition.tests
    )
    if not condition.tests:
        return True
    return all(results) if condition.match is Match.ALL else any(results)


def _resolved(content: Content, condition: Condition) -> Condition:
    return replace(condition, tests=tuple(resolved(content, test) for test in condition.tests))


def resolved(content: Content, test: Test) -> Test:
    """The test with a class written as the range of ratings it stands for."""
    if test.operator is not Operator.CLASS:
        return test
    question = content.part(test.source)
    rule = question.score_rule if question else None
    if question is None or rule is None or not set(test.values[:1]) & set(OUTCOMES):
        return Test(test.source, Operator.BETWEEN, (1, 0), test.is_not)
    span = rule.span_of(str(test.values[0]), question.scale)
    return Test(test.source, Operator.BETWEEN, span, test.is_not)


def _values(
    content: Content, test: Test, answers: Given, circumstances: Circumstances
) -> tuple[Any, ...]:
    if not test.question:
        return circumstances.values_of(test.source)
    key, _dot, row = test.source.partition(".")
    answer = answers.get(key)
    if isinstance(answer, Mapping):
        values = [answer[row]] if row in answer else [] if row else list(answer.values())
        return tuple(values)
    if isinstance(answer, Sequence) and not isinstance(answer, str):
        return tuple(answer)
    return () if answer is None or answer == "" else (answer,)


def _passes(test: Test, values: Sequence[Any]) -> bool:
    return _matches(test, values) is not test.is_not


def _matches(test: Test, values: Sequence[Any]) -> bool:
    match test.operator:
        case Operator.ANSWERED:
            return bool(values)
        case Operator.BETWEEN:
            return any(_is_between(value, test.values) for value in values)
        case Operator.CONTAINS:
            return any(_contains(value, wanted) for value in values for wanted in test.values)
        case _:
            wanted = {_plain(value) for value in test.values}
            return any(_plain(value) in wanted for value in values)


def _is_between(value: Any, bounds: Sequence[int | str]) -> bool:
    if isinstance(value, str) or len(bounds) != 2:
        return False
    low, high = bounds
    return not isinstance(low, str) and not isinstance(high, str) and bool(low <= value <= high)


def _contains(value: Any, wanted: int | str) -> bool:
    if isinstance(value, str):
        return _plain(wanted) in _plain(value)
    return _plain(value) == _plain(wanted)


def _plain(value: Any) -> str:
    return unicodedata.normalize("NFC", str(value)).lower()


# ------------------------------------------------------------------ for the script of a page
def plan_of(content: Content, language: str, fallback: str) -> dict[str, Any]:
    """What the script needs to walk the same way: questions, pages and rules in short form."""
    return {
        "questions": [[question.key, question.page] for question in content.questions],
        "rules": [
            {
                "do": rule.action.value,
                "to": rule.target,
                "at": last_source(content, rule),
                "any": rule.condition.match is Match.ANY,
                "text": rule.text.get(language) or rule.text.get(fallback) or "",
                "if": [_short(resolved(content, test)) for test in rule.condition.tests],
            }
            for rule in content.rules
        ],
    }


def _short(test: Test) -> list[Any]:
    return [test.source, test.operator.value, list(test.values), test.is_not]


def facts_of(circumstances: Circumstances) -> dict[str, list[int | str]]:
    """What the script knows before the first answer."""
    sources = [*(fact.value for fact in Fact), *(HIDDEN + name for name in circumstances.hidden)]
    return {source: list(circumstances.values_of(source)) for source in sources}
