"""The questions of a draft: one card each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.actions import problem_text
from surveys.models import Survey
from surveys.pages.facts import facts_of_question
from surveys.pages.flow import rule_words
from surveys.pages.looks import LOOKS, Look, language_name, score_words
from surveys.pages.usual import faces_of
from surveys.rules import (
    Content,
    Kind,
    Question,
    Rule,
    missing_texts,
    pick,
    problems_before_publishing,
)

PILLS_SHOWN = 8
CHIPS_SHOWN = 3
SHOWN_AS_NUMBERS = frozenset({Kind.NPS, Kind.CES, Kind.SCALE, Kind.MATRIX})


@dataclass(frozen=True, slots=True)
class Card:
    """A question as the editor shows it while it is closed."""

    question: Question
    place: int
    look: Look
    text: str
    faces: Sequence[int]
    pills: Sequence[str]
    """Its choices, or the numbers or labels of its scale."""
    levels: Sequence[str]
    """The scale on which each pill is rated."""
    facts: Sequence[str]
    score: str
    alert: str
    """When it raises an alert; empty if it never does."""
    tags: Sequence[str]
    rules: Sequence[str]
    """The rules that look at it, in words."""
    news: str
    untranslated: Sequence[str]
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Around:
    """What the card of a question has to know beside the question."""

    survey: Survey
    content: Content
    live: Content | None
    problems: Mapping[str, Sequence[str]]
    rules: Mapping[str, Sequence[Rule]]


def question_cards(survey: Survey, content: Content) -> list[Card]:
    """The questions of the draft in their order."""
    live = survey.live_version.content if survey.live_version else None
    problems: dict[str, list[str]] = {}
    for problem in problems_before_publishing(content, survey.default_language):
        problems.setdefault(problem.key, []).append(problem_text(problem))
    around = _Around(survey, content, live, problems, _rules_by_question(content))
    return [
        _card(question, place, around) for place, question in enumerate(content.questions, start=1)
    ]


def _card(question: Question, place: int, around: _Around) -> Card:
    language = around.survey.default_language
    rules = around.rules.get(question.key, ())
    return Card(
        question=question,
        place=place,
        look=LOOKS[question.kind],
        text=pick(question.text, language, ""),
        faces=faces_of(question),
        pills=_choices(question, language) or _levels(question, language),
        levels=_levels(question, language) if question.kind is Kind.MATRIX else (),
        facts=list(facts_of_question(question)),
        score=score_words(question),
        alert=alert_words(question),
        tags=question.tags,
        rules=rule_chips(rules, around.content, language),
        news=_news(question, around.live),
        untranslated=_untranslated(question, around.survey),
        problems=around.problems.get(question.key, ()),
    )


# ------------------------------------------------------------------ its scale
def _choices(question: Question, language: str) -> list[str]:
    texts = [text for choice in question.choices if (text := pick(choice.text, language, ""))]
    more = len(texts) - PILLS_SHOWN
    return [*texts[:PILLS_SHOWN], f"+{more}"] if more > 0 else texts


def _levels(question: Question, language: str) -> list[str]:
    """The levels of a scale as they stand on the page; faces and stars are drawn instead."""
    if question.kind not in SHOWN_AS_NUMBERS:
        return []
    labels = [pick(level.text, language, "") for level in question.levels]
    labels += [""] * (len(question.scale) - len(labels))
    shown = [label or str(number) for label, number in zip(labels, question.scale, strict=False)]
    return shown[::-1] if question.is_reversed else shown


# ------------------------------------------------------------------ what is said about it
def alert_words(question: Question) -> str:
    """When a question raises an alert, in words; empty if it never does."""
    if not question.raises_alert or question.score_rule is None:
        return ""
    return _("Alert at ≤ %s") % number_format(question.score_rule.bad_to)


def rule_chips(rules: Sequence[Rule], content: Content, language: str) -> list[str]:
    """Rules in words, the first few of them."""
    chips = [rule_words(rule, content, language) for rule in rules[:CHIPS_SHOWN]]
    more = len(rules) - CHIPS_SHOWN
    return [*chips, ngettext("%d more rule", "%d more rules", more) % more] if more > 0 else chips


def _rules_by_question(content: Content) -> Mapping[str, Sequence[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in content.rules:
        for key in rule.sources:
            found.setdefault(key, []).append(rule)
    return found


def _news(question: Question, live: Content | None) -> str:
    if live is None:
        return ""
    known = live.question(question.key)
    if known is None:
        return _("New")
    # A page break moves all that follow onto another page: none of them says anything else.
    return "" if replace(question, page=known.page) == known else _("Edited")


def _untranslated(question: Question, survey: Survey) -> list[str]:
    return [
        language_name(code)
        for code in survey.languages
        if missing_texts(question.texts, code, survey.default_language)
    ]
