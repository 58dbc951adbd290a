"""What is wrong with a survey's rules: loops, late or unknown sources, questions nobody reaches."""

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.rules.content import Content, Question
from surveys.rules.flow import HIDDEN, Action, Fact, Operator, Rule, Test
from surveys.rules.kinds import OUTCOMES, Kind
from surveys.rules.walking import last_source
from surveys.rules.ways import unreached


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
    return problems or [
        FlowProblem("unreachable", content.place(key), key) for key in unreached(content)
    ]


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
            is_named = len(test.values) == 1 and test.values[0] in OUTCOMES
            return question.score_rule is not None and is_named
        case Operator.BETWEEN:
            is_measured = question.score_rule is not None or question.kind is Kind.NUMBER
            numbers = [value for value in test.values if isinstance(value, int)]
            return is_measured and len(numbers) == 2 and numbers[0] <= numbers[1]
        case Operator.IS | Operator.CONTAINS if question.numbers:
            return all(value in question.numbers for value in test.values)
    return True
