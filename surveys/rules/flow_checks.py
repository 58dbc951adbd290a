"""What is wrong with a survey's rules: loops, late or unknown sources, questions nobody reaches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Any, Final

from surveys.rules.content import Content, Question
from surveys.rules.flow import HIDDEN, Action, Circumstances, Fact, Operator, Rule, Test
from surveys.rules.kinds import Kind
from surveys.rules.walking import last_source, walk

MOST_WALKS: Final = 1_000
"""How many combinations of answers are tried at a time in search of a way to each question."""
SMALL: Final = 8
"""A question that rules look at is tried with this many answers where there are many."""


@dataclass(frozen=True, slots=True)
class FlowProblem:
    """One thing wrong, named as in ProblemKind. `rule` is the rule's place from 1."""

    kind: str
    place: int = 0
    key: str = ""
    rule: int = 0


def flow_problems(content: Content) -> list[FlowProblem]:
    """All that keeps the rules from being followed. Empty for a survey without rules."""
    problems = [
        FlowProblem(kind, rule=place)
        for place, rule in enumerate(content.rules, start=1)
        for kind in dict.fromkeys(_rule_problems(content, rule))
    ]
    return problems or list(_unreachable(content))


def _rule_problems(content: Content, rule: Rule) -> Iterator[str]:
    goal = _first_place(content, rule.target)
    if rule.action.has_target and not goal:
        yield "unknown_target"
    for test in rule.condition.tests:
        yield from _test_problems(content, test)
    latest = content.place(last_source(content, rule))
    if goal and rule.action is Action.JUMP and goal <= latest:
        yield "loop"
    elif goal and rule.action is not Action.JUMP and goal <= latest:
        yield "late_source"


def _first_place(content: Content, target: str) -> int:
    """The place of a question, or of the first question of a page; 0 if there is none."""
    if place := content.place(target):
        return place
    on_page = content.questions_on(target) if content.page(target) else ()
    return content.place(on_page[0].key) if on_page else 0


def _test_problems(content: Content, test: Test) -> Iterator[str]:
    needs_values = test.operator is not Operator.ANSWERED
    if needs_values and not test.values:
        yield "misfit_test"
    if not test.question:
        name = test.source.removeprefix(HIDDEN)
        is_known = test.source in set(Fact) or name in content.hidden_fields
        if not is_known:
            yield "unknown_source"
        if test.operator in {Operator.BETWEEN, Operator.CLASS}:
            yield "misfit_test"
        return
    question = content.part(test.source)
    if question is None:
        yield "unknown_source"
    elif needs_values and test.values and not _fits(question, test):
        yield "misfit_test"


def _fits(question: Question, test: Test) -> bool:
    match test.operator:
        case Operator.CLASS:
            return question.score_rule is not None
        case Operator.BETWEEN:
            is_measured = question.score_rule is not None or question.kind is Kind.NUMBER
            numbers = [value for value in test.values if isinstance(value, int)]
            return is_measured and len(numbers) == 2 and numbers[0] <= numbers[1]
        case Operator.IS | Operator.CONTAINS if question.numbers:
            return all(value in question.numbers for value in test.values)
    return True


# ------------------------------------------------------------------ a way to each question
def _unreachable(content: Content) -> Iterator[FlowProblem]:
    """Questions that no combination of answers leads to.

    Where there are too many combinations to try, only what is surely unreachable is named.
    """
    if not content.rules:
        return
    keys = {question.key for question in content.questions}
    reached: set[str] = set()
    for answers, circumstances in _situations(content):
        reached |= set(walk(content, answers, circumstances).asked)
        if reached == keys:
            return
    for place, question in enumerate(content.questions, start=1):
        if question.key not in reached:
            yield FlowProblem("unreachable", place, question.key)


def _situations(content: Content) -> Iterator[tuple[Mapping[str, Any], Circumstances]]:
    """Answers and circumstances that differ wherever a rule could tell them apart.

    First for one rule after another, the sources of the others left open; then all together.
    """
    tests = [test for rule in content.rules for test in rule.condition.tests]
    sources = list(dict.fromkeys(test.source for test in tests))
    options = [_options(content, source, tests) for source in sources]
    for rule in content.rules:
        mine = {test.source for test in rule.condition.tests}
        own = [
            values if source in mine else values[:1]
            for source, values in zip(sources, options, strict=True)
        ]
        yield from _combined(sources, own)
    yield from _combined(sources, options)


def _combined(
    sources: list[str], options: list[list[Any]]
) -> Iterator[tuple[Mapping[str, Any], Circumstances]]:
    for combination in islice(product(*options), MOST_WALKS):
        yield _situation(dict(zip(sources, combination, strict=True)))


def _options(content: Content, source: str, tests: list[Test]) -> list[Any]:
    """Values of a source worth trying, None for nothing."""
    mine = [test for test in tests if test.source == source]
    named = [value for test in mine for value in test.values if test.operator is not Operator.CLASS]
    question = content.part(source) if mine[0].question else None
    if question is None or not question.numbers:
        return [None, "\x01", *named]
    numbers = sorted(question.numbers)
    if len(numbers) > SMALL:
        ends = [
            n for value in named if isinstance(value, int) for n in (value - 1, value, value + 1)
        ]
        rule = question.score_rule
        ends += [rule.bad_to, rule.bad_to + 1, rule.good_from] if rule else []
        numbers = sorted({n for n in (*ends, numbers[0], numbers[-1]) if n in question.numbers})
    return [None, *numbers]


def _situation(values: Mapping[str, Any]) -> tuple[Mapping[str, Any], Circumstances]:
    answers: dict[str, Any] = {}
    for source, value in values.items():
        key, dot, row = source.partition(".")
        if value is None or source.startswith(HIDDEN) or source in set(Fact):
            continue
        if dot:
            answers.setdefault(key, {})[row] = value
        else:
            answers[key] = value
    return answers, _circumstances(values)


def _circumstances(values: Mapping[str, Any]) -> Circumstances:
    hidden = {
        source.removeprefix(HIDDEN): str(value)
        for source, value in values.items()
        if source.startswith(HIDDEN) and value is not None
    }
    location, touchpoint = values.get(Fact.LOCATION), values.get(Fact.TOUCHPOINT)
    return Circumstances(
        language=str(values.get(Fact.LANGUAGE) or ""),
        channel=str(values.get(Fact.CHANNEL) or ""),
        locations=(location,) if isinstance(location, int) else (),
        touchpoint=touchpoint if isinstance(touchpoint, int) else 0,
        hidden=hidden,
    )
