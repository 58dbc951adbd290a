"""Random contents and answers for hypothesis, and short ways to write rules."""

from dataclasses import replace

from hypothesis import strategies as st

from surveys.rules import (
    SIZES,
    STYLES,
    Action,
    Choice,
    Condition,
    Content,
    Kind,
    Level,
    Match,
    Operator,
    Question,
    Rule,
    Test,
    add_question,
    break_page,
    put_rule,
)

WORDS = st.text("aáăBĐ ơ{}<&", min_size=1, max_size=8)
TEXTS = st.dictionaries(st.sampled_from(["vi", "en", "zh"]), WORDS, min_size=1, max_size=2)


@st.composite
def questions(draw, kinds=tuple(Kind)) -> Question:
    """A question of any kind with any of its settings."""
    kind = draw(st.sampled_from(kinds))
    choices = st.builds(
        Choice, st.just(0), TEXTS, st.sampled_from(["", "pic"]), st.booleans(), st.booleans()
    )
    limits = st.none() | st.integers(0, 3)
    return Question(
        key="",
        kind=kind,
        text=draw(TEXTS),
        help=draw(st.just({}) | TEXTS),
        is_required=draw(st.booleans()),
        choices=tuple(draw(st.lists(choices, min_size=1, max_size=4))),
        size=draw(st.sampled_from([0, *SIZES.get(kind, ())])),
        levels=tuple(draw(st.lists(st.builds(Level, TEXTS), max_size=3))),
        low=draw(st.just({}) | TEXTS),
        is_reversed=draw(st.booleans()),
        least=draw(limits),
        most=draw(limits),
        style=draw(st.sampled_from(("", *STYLES.get(kind, ())))),
        tags=tuple(draw(st.lists(WORDS, max_size=2))),
        raises_alert=draw(st.booleans()),
    )


@st.composite
def contents(draw, kinds=tuple(Kind), *, most_questions=6, most_rules=4) -> Content:
    """A survey with pages and rules, among them rules that make no sense."""
    content = Content(draw(TEXTS), hidden_fields=("order",), reportable_fields=("order",))
    for question in draw(st.lists(questions(kinds), min_size=1, max_size=most_questions)):
        content = add_question(content, question)
    keys = [question.key for question in content.questions]
    for key in draw(st.lists(st.sampled_from(keys), max_size=2)):
        content = break_page(content, key)
    for rule in draw(st.lists(rules(content), max_size=most_rules)):
        content = put_rule(content, rule)
    return content


@st.composite
def rules(draw, content: Content) -> Rule:
    keys = [question.key for question in content.questions]
    targets = keys + [page.key for page in content.pages]
    return Rule(
        0,
        draw(st.sampled_from(Action)),
        Condition(tuple(draw(st.lists(tests(content), max_size=2))), draw(st.sampled_from(Match))),
        draw(st.sampled_from(targets)),
        draw(st.just({}) | TEXTS),
    )


@st.composite
def tests(draw, content: Content) -> Test:
    question = draw(st.sampled_from(content.questions))
    sources = [question.key, *(part.key for part in question.parts), "field:order", "language"]
    source = draw(st.sampled_from(sources))
    operator = draw(st.sampled_from(Operator))
    values = {
        Operator.IS: st.tuples(st.integers(1, 4)) | st.tuples(st.sampled_from(["vi", "a"])),
        Operator.BETWEEN: st.tuples(st.integers(0, 3), st.integers(2, 6)),
        Operator.CLASS: st.tuples(st.sampled_from(["good", "neutral", "bad"])),
        Operator.CONTAINS: st.tuples(st.sampled_from([1, 2, "a", "b", "ab"])),
        Operator.ANSWERED: st.just(()),
    }[operator]
    return Test(source, operator, draw(values), draw(st.booleans()))


def answer_to(question: Question):
    """Any answer that a question's kind may receive."""
    numbers = sorted(question.numbers) or [1]
    some = st.lists(st.sampled_from(numbers), min_size=1, max_size=3, unique=True)
    rows = st.dictionaries(
        st.sampled_from([str(c.number) for c in question.choices] or ["1"]),
        st.sampled_from(numbers),
        min_size=1,
    )
    return {
        Kind.CHOICES: some.map(sorted),
        Kind.PICTURES: some.map(sorted),
        Kind.CONSENT: some.map(sorted),
        Kind.RANKING: some,
        Kind.STARS: rows,
        Kind.MATRIX: rows,
        Kind.TEXT: st.sampled_from(["a", "xaby", "b a", "khác"]),
        Kind.NUMBER: st.sampled_from([0, 1, 2, 2.5, 3, 7]),
        Kind.DATE: st.just("2026-11-20"),
        Kind.CONTACT: st.just({"name": "a"}),
        Kind.ATTACHMENT: st.just(["f"]),
    }.get(question.kind, st.sampled_from(numbers))


@st.composite
def answers(draw, content: Content):
    given = {}
    for question in content.questions:
        if question.kind.is_asked and draw(st.booleans()):
            given[question.key] = draw(answer_to(question))
    return given


def when(
    source: str, operator: Operator = Operator.IS, *values: int | str, is_not: bool = False
) -> Test:
    return Test(source, operator, values, is_not)


def ruled(content: Content, action: Action, target: str, *tests: Test, any_of: bool = False, **kw):
    """The content with one rule more."""
    match = Match.ANY if any_of else Match.ALL
    return put_rule(content, Rule(0, action, Condition(tests, match), target, **kw))


def reworked(content: Content, key: str, **changed) -> Content:
    """The content with one question changed by hand, under its own key."""
    questions = tuple(
        replace(each, **changed) if each.key == key else each for each in content.questions
    )
    return replace(content, questions=questions)
