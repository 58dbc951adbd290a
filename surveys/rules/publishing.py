"""What stands between a draft and its customers: problems, limits, missing translations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from surveys.rules.content import Content, Question
from surveys.rules.flow import HIDDEN, Action, Rule
from surveys.rules.flow_checks import FlowProblem, flow_problems
from surveys.rules.kinds import (
    MAX_CHOICE_TEXT,
    MAX_CHOICES,
    MAX_HIDDEN_FIELDS,
    MAX_PAGES,
    MAX_QUESTIONS,
    MAX_REPORTABLE_FIELDS,
    MAX_RULES,
    MAX_STATEMENT,
    MAX_TAG,
    MAX_TAGS,
    MAX_TESTS,
    MAX_TEXT,
    MAX_TITLE,
    Kind,
)
from surveys.rules.piping import source_question, sources_in
from surveys.rules.texts import Texts


class ProblemKind(StrEnum):
    """What stops a survey from being saved or published."""

    NO_QUESTIONS = "no_questions"
    TOO_MANY_QUESTIONS = "too_many_questions"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_RULES = "too_many_rules"
    TOO_MANY_HIDDEN_FIELDS = "too_many_hidden_fields"
    TOO_MANY_REPORTABLE_FIELDS = "too_many_reportable_fields"
    NO_TITLE = "no_title"
    NO_TEXT = "no_text"
    TOO_FEW_CHOICES = "too_few_choices"
    TOO_MANY_CHOICES = "too_many_choices"
    TOO_MANY_TAGS = "too_many_tags"
    EMPTY_CHOICE = "empty_choice"
    SAME_CHOICE = "same_choice"
    NO_PICTURE = "no_picture"
    IMPOSSIBLE_LIMITS = "impossible_limits"
    TOO_LONG = "too_long"
    BROKEN_TEXT = "broken_text"
    UNKNOWN_PIPE = "unknown_pipe"
    LATE_PIPE = "late_pipe"
    TOO_MANY_TESTS = "too_many_tests"
    NO_WORDS = "no_words"
    UNKNOWN_SOURCE = "unknown_source"
    UNKNOWN_TARGET = "unknown_target"
    MISFIT_TEST = "misfit_test"
    LATE_SOURCE = "late_source"
    LOOP = "loop"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend, and where: `place` is the question's position from 1, 0 for the survey.

    `rule` is the place of a rule from 1, 0 if it is not about a rule.
    """

    kind: ProblemKind
    place: int = 0
    key: str = ""
    rule: int = 0


def problems_before_publishing(content: Content, language: str) -> list[Problem]:
    """All that must be mended before this content may go live in its default language."""
    problems = []
    if not content.title.get(language):
        problems.append(Problem(ProblemKind.NO_TITLE))
    if not any(question.kind.is_asked for question in content.questions):
        problems.append(Problem(ProblemKind.NO_QUESTIONS))
    for place, question in enumerate(content.questions, start=1):
        unready = (*_unready(question, language), *_pipe_problems(content, question.texts, place))
        problems += [Problem(kind, place, question.key) for kind in unready]
    for place, rule in enumerate(content.rules, start=1):
        if rule.action is Action.REWORD and not rule.text.get(language):
            problems.append(Problem(ProblemKind.NO_WORDS, rule=place))
        at = content.place(rule.target)
        problems += [Problem(kind, rule=place) for kind in _pipe_problems(content, [rule.text], at)]
    problems += [Problem(kind) for kind in dict.fromkeys(_pipes_around(content))]
    problems += [_from_flow(found) for found in flow_problems(content)]
    return problems + problems_before_saving(content)


def _from_flow(found: FlowProblem) -> Problem:
    return Problem(ProblemKind(found.kind), found.place, found.key, found.rule)


def _unready(question: Question, language: str) -> Iterator[ProblemKind]:
    if not question.text.get(language):
        yield ProblemKind.NO_TEXT
    if not _are_limits_possible(question):
        yield ProblemKind.IMPOSSIBLE_LIMITS
    if not question.kind.has_choices:
        return
    texts = [choice.text.get(language, "") for choice in question.choices]
    if len(texts) < fewest_choices(question.kind):
        yield ProblemKind.TOO_FEW_CHOICES
    if not all(texts):
        yield ProblemKind.EMPTY_CHOICE
    if len(set(filter(None, texts))) < len(list(filter(None, texts))):
        yield ProblemKind.SAME_CHOICE
    if question.kind is Kind.PICTURES and not all(c.picture for c in question.choices):
        yield ProblemKind.NO_PICTURE


def fewest_choices(kind: Kind) -> int:
    """One criterion, row or purpose is enough; one choice is no choice."""
    return 1 if kind.has_rows or kind is Kind.CONSENT else 2


def _are_limits_possible(question: Question) -> bool:
    least, most = question.least, question.most
    if least is not None and most is not None and least > most:
        return False
    if question.kind in {Kind.CHOICES, Kind.PICTURES, Kind.RANKING}:
        offered = len(question.choices)
        return (least or 0) <= offered and (most is None or most >= 1)
    return True


def _pipes_around(content: Content) -> Iterator[ProblemKind]:
    """What is wrong with pipes in the texts around the questions; thanks come after all of them."""
    beyond = len(content.questions) + 1
    yield from _pipe_problems(content, (content.title, content.intro), 1)
    yield from _pipe_problems(content, (content.thanks, content.apology), beyond)
    for page in content.pages:
        places = [content.place(question.key) for question in content.questions_on(page.key)]
        yield from _pipe_problems(content, (page.title,), min(places, default=beyond))


def _pipe_problems(content: Content, written: Iterable[Texts], place: int) -> Iterator[ProblemKind]:
    sources = {
        source for texts in written for text in texts.values() for source in sources_in(text)
    }
    for source in sorted(sources):
        if source.startswith(HIDDEN):
            if source.removeprefix(HIDDEN) not in content.hidden_fields:
                yield ProblemKind.UNKNOWN_PIPE
        else:
            yield from _order_problem(content, source_question(content, source), place)


def _order_problem(content: Content, source: Question | None, place: int) -> Iterator[ProblemKind]:
    if source is None:
        yield ProblemKind.UNKNOWN_PIPE
    elif content.place(source.key.partition(".")[0]) >= place:
        yield ProblemKind.LATE_PIPE


# ------------------------------------------------------------------ limits
def problems_before_saving(content: Content) -> list[Problem]:
    """All that must be mended before this content may even be kept as a draft."""
    problems = [Problem(kind) for kind in _survey_sizes(content)]
    problems += [Problem(kind) for kind in _text_problems(content.title, MAX_TITLE)]
    for texts in (content.intro, content.thanks, content.apology):
        problems += [Problem(kind) for kind in _text_problems(texts, MAX_TEXT)]
    for page in content.pages:
        problems += [Problem(kind) for kind in _text_problems(page.title, MAX_TITLE)]
    for place, question in enumerate(content.questions, start=1):
        problems += [Problem(kind, place, question.key) for kind in _oversize(question)]
    for place, rule in enumerate(content.rules, start=1):
        problems += [Problem(kind, rule=place) for kind in _oversize_rule(rule)]
    return problems


def _survey_sizes(content: Content) -> Iterator[ProblemKind]:
    for kind, size, most in (
        (ProblemKind.TOO_MANY_QUESTIONS, len(content.questions), MAX_QUESTIONS),
        (ProblemKind.TOO_MANY_PAGES, len(content.pages), MAX_PAGES),
        (ProblemKind.TOO_MANY_RULES, len(content.rules), MAX_RULES),
        (ProblemKind.TOO_MANY_HIDDEN_FIELDS, len(content.hidden_fields), MAX_HIDDEN_FIELDS),
        (
            ProblemKind.TOO_MANY_REPORTABLE_FIELDS,
            len(content.reportable_fields),
            MAX_REPORTABLE_FIELDS,
        ),
    ):
        if size > most:
            yield kind


def _oversize(question: Question) -> Iterator[ProblemKind]:
    if len(question.choices) > MAX_CHOICES:
        yield ProblemKind.TOO_MANY_CHOICES
    if len(question.tags) > MAX_TAGS or any(len(tag) > MAX_TAG for tag in question.tags):
        yield ProblemKind.TOO_MANY_TAGS
    if any(_is_broken(tag) for tag in question.tags):
        yield ProblemKind.BROKEN_TEXT
    longest = MAX_STATEMENT if question.kind is Kind.STATEMENT else MAX_TEXT
    yield from _text_problems(question.text, MAX_TEXT)
    yield from _text_problems(question.help, longest)
    labels = (*(choice.text for choice in question.choices), *(lv.text for lv in question.levels))
    for texts in (*labels, question.low, question.high, question.extra):
        yield from _text_problems(texts, MAX_CHOICE_TEXT)


def _oversize_rule(rule: Rule) -> Iterator[ProblemKind]:
    if len(rule.condition.tests) > MAX_TESTS:
        yield ProblemKind.TOO_MANY_TESTS
    yield from _text_problems(rule.text, MAX_TEXT)


def _text_problems(texts: Texts, most: int) -> Iterator[ProblemKind]:
    if any(len(text) > most for text in texts.values()):
        yield ProblemKind.TOO_LONG
    if any(_is_broken(text) for text in texts.values()):
        yield ProblemKind.BROKEN_TEXT


def _is_broken(text: str) -> bool:
    """Whether it holds NUL or half of a surrogate pair, of which PostgreSQL stores neither."""
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


# ------------------------------------------------------------------ translations
def missing_texts(texts: Iterator[Texts], language: str, default: str) -> int:
    """How many of these texts exist in the default language but not in `language`."""
    return sum(bool(text.get(default)) and not text.get(language) for text in texts)


def completeness(content: Content, language: str, default: str) -> float:
    """Share of the texts present in the default language that also exist in `language`."""
    asked = sum(bool(text.get(default)) for text in content.texts)
    return 1 - missing_texts(content.texts, language, default) / asked if asked else 1.0
