"""Where answers lead: one customer's way through a survey, and every turn of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from surveys.pages.flow import Names, action_words, condition_words, target_words
from surveys.rules import (
    Action,
    Circumstances,
    Content,
    Fact,
    Given,
    Rule,
    pick,
    walk,
)
from surveys.rules.walking import last_source


# ------------------------------------------------------------------ one way
@dataclass(frozen=True, slots=True)
class Step:
    """One question on the way: what its chip says."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Route:
    """What one customer is asked, in order, and how it ends."""

    steps: Sequence[Step]
    left_out: int
    is_bad: bool
    """Whether it ends with the apology instead of thanks."""


def route_of(
    content: Content, answers: Given, circumstances: Circumstances, language: str
) -> Route:
    """The way of a customer who answers like this."""
    walked = walk(content, answers, circumstances)
    steps = []
    for key in walked.asked:
        label = _("Question %(place)d") % {"place": content.place(key)}
        words = pick(walked.reworded.get(key, {}), language, "")
        steps.append(Step(key, f"{label} · “{words}”" if words else label))
    left_out = len(content.questions) - len(steps)
    given = {key: answers[key] for key in walked.asked if key in answers}
    return Route(steps, left_out, _is_bad(content, given))


def _is_bad(content: Content, answers: Given) -> bool:
    """Whether the main rating is bad; without one, whether any row is."""
    main = content.main_question
    if main and main.score_rule and main.key in answers:
        return main.score_rule.class_of(answers[main.key]) == "bad"
    return any(
        question.score_rule.class_of(rating) == "bad"
        for question in content.questions
        if question.score_rule and isinstance(rows := answers.get(question.key), dict)
        for rating in rows.values()
    )


# ------------------------------------------------------------------ every turn
@dataclass(frozen=True, slots=True)
class Branch:
    """One turn at a question: when, and where to."""

    when: str
    then: str
    number: int
    """The rule's number."""


@dataclass(frozen=True, slots=True)
class Node:
    """A question in the outline of the flow."""

    place: int
    key: str
    text: str
    branches: Sequence[Branch]
    is_target: bool
    """Whether some rule acts on it."""


def outline_of(content: Content, language: str, names: Names) -> list[Node]:
    """The questions in their order, each with what its answers lead to."""
    turns: dict[str, list[Branch]] = {}
    for rule in content.rules:
        here = _home(content, rule)
        turns.setdefault(here, []).append(_branch(content, rule, here, language, names))
    targets = {rule.target for rule in content.rules}
    return [
        Node(
            place=place,
            key=question.key,
            text=pick(question.text, language, ""),
            branches=turns.get(question.key, ()),
            is_target=bool(question.key in targets or (question.page and question.page in targets)),
        )
        for place, question in enumerate(content.questions, start=1)
    ]


def _home(content: Content, rule: Rule) -> str:
    """The question at which a rule is told: the last it looks at, else the one it acts on."""
    if key := last_source(content, rule):
        return key
    on_page = content.questions_on(rule.target) if content.page(rule.target) else ()
    first = content.questions[0].key if content.questions else ""
    return rule.target if content.place(rule.target) else on_page[0].key if on_page else first


def _branch(content: Content, rule: Rule, here: str, language: str, names: Names) -> Branch:
    when = condition_words(rule.condition, content, language, names, here=here)
    then = action_words(rule, content, language)
    if rule.action is Action.SHOW:
        then = target_words(rule.target, content, language)
    return Branch(capfirst(when) or _("Always"), capfirst(then), rule.number)


# ------------------------------------------------------------------ what may be tried
@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to choose when the flow is tried: an answer, or something known before."""

    source: str
    label: str
    way: str
    """`rating`, `one`, `many`, `number` or `text`."""
    options: Sequence[tuple[str, str, bool]] = ()
    """Value, label, and whether it is chosen."""
    value: str = ""
    kind: str = ""

    @property
    def name(self) -> str:
        return f"try-{self.source}"


def tried_sources(content: Content) -> Iterator[str]:
    """What the way depends on: what rules look at, and the main rating, which decides the end."""
    used = {test.source for rule in content.rules for test in rule.condition.tests}
    for question in content.questions:
        if question.key in used or question is content.main_question:
            yield question.key
        yield from (row.key for row in question.parts if row.key in used)
    yield from sorted(used - {q.key for q in content.questions} - _rows(content) - set(Fact))
    yield from (fact.value for fact in Fact if fact.value in used)


def _rows(content: Content) -> set[str]:
    return {row.key for question in content.questions for row in question.parts}
