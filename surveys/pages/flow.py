"""Rules in words: when they hold, what they do, and whom they look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.rules import (
    HIDDEN,
    Action,
    Condition,
    Content,
    Fact,
    Kind,
    Match,
    Operator,
    Question,
    Rule,
    Test,
    pick,
)

Both = tuple[Promise, Promise]
"""How a test is said, and how its opposite is said."""

LONGEST_LABEL: Final = 48


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids that rules look at are called."""

    locations: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    touchpoints: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    languages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, source: str) -> list[tuple[int | str, str]]:
        """The values that a fact may have, each with its name."""
        known: Mapping[str, Mapping[int, str] | Mapping[str, str] | Mapping[str, Promise]] = {
            Fact.LOCATION: self.locations,
            Fact.TOUCHPOINT: self.touchpoints,
            Fact.LANGUAGE: self.languages,
            Fact.CHANNEL: CHANNELS,
        }
        return [(value, str(name)) for value, name in known.get(source, {}).items()]


NO_NAMES: Final = Names()
CHANNELS: Final[Mapping[str, Promise]] = {
    "link": gettext_lazy("Link or QR code"),
    "embed": gettext_lazy("Website"),
    "email": gettext_lazy("E-mail"),
    "api": gettext_lazy("API"),
    "import": gettext_lazy("Import"),
}
"""How an answer may come in."""

FACT_WORDS: Final[Mapping[str, Promise]] = {
    Fact.LOCATION: gettext_lazy("the location"),
    Fact.TOUCHPOINT: gettext_lazy("the touchpoint"),
    Fact.LANGUAGE: gettext_lazy("the language"),
    Fact.CHANNEL: gettext_lazy("the channel"),
}
IS: Final[Both] = (gettext_lazy("is %(values)s"), gettext_lazy("is not %(values)s"))
BETWEEN: Final[Both] = (
    gettext_lazy("is from %(values)s"),
    gettext_lazy("is not from %(values)s"),
)
CONTAINS: Final[Both] = (
    gettext_lazy("contains %(values)s"),
    gettext_lazy("does not contain %(values)s"),
)
PICKED: Final[Both] = (
    gettext_lazy("includes %(values)s"),
    gettext_lazy("does not include %(values)s"),
)
ANSWERED: Final[Both] = (gettext_lazy("is answered"), gettext_lazy("is not answered"))
KNOWN: Final[Both] = (gettext_lazy("is known"), gettext_lazy("is not known"))
CLASSES: Final[Mapping[str, Both]] = {
    "good": (gettext_lazy("is rated good"), gettext_lazy("is not rated good")),
    "neutral": (gettext_lazy("is rated neutral"), gettext_lazy("is not rated neutral")),
    "bad": (gettext_lazy("is rated bad"), gettext_lazy("is not rated bad")),
}
NPS_CLASSES: Final[Mapping[str, Both]] = {
    "good": (gettext_lazy("comes from a promoter"), gettext_lazy("comes from no promoter")),
    "neutral": (gettext_lazy("comes from a passive"), gettext_lazy("comes from no passive")),
    "bad": (gettext_lazy("comes from a detractor"), gettext_lazy("comes from no detractor")),
}


# ------------------------------------------------------------------ one rule in a sentence
def rule_words(rule: Rule, content: Content, language: str, names: Names = NO_NAMES) -> str:
    """A rule as a sentence: when it holds, and what it does then."""
    done = action_words(rule, content, language)
    if not rule.condition.tests:
        return _("Always → %(action)s") % {"action": done}
    condition = condition_words(rule.condition, content, language, names)
    return _("If %(condition)s → %(action)s") % {"condition": condition, "action": done}


def action_words(rule: Rule, content: Content, language: str) -> str:
    """What a rule does, for example "ask question 3"."""
    words = str(ACTION_WORDS[rule.action]) % {
        "target": target_words(rule.target, content, language)
    }
    if rule.action is Action.REWORD and (text := pick(rule.text, language, "")):
        return _("%(action)s: “%(text)s”") % {"action": words, "text": text}
    return words


ACTION_WORDS: Final[Mapping[Action, Promise]] = {
    Action.SHOW: gettext_lazy("ask %(target)s"),
    Action.SKIP: gettext_lazy("leave out %(target)s"),
    Action.JUMP: gettext_lazy("go on at %(target)s"),
    Action.END: gettext_lazy("end"),
    Action.REWORD: gettext_lazy("ask %(target)s in other words"),
}


def target_words(target: str, content: Content, language: str) -> str:
    """What a rule acts on: a question by its place, a page by its place and title."""
    if place := content.place(target):
        return _("question %(place)d") % {"place": place}
    pages = [page.key for page in content.pages]
    page = content.page(target)
    if page is None:
        return _("something that is gone")
    words = _("page %(place)d") % {"place": pages.index(target) + 1}
    title = pick(page.title, language, "")
    return f"{words} “{title}”" if title else words


# ------------------------------------------------------------------ when it holds
def condition_words(
    condition: Condition,
    content: Content,
    language: str,
    names: Names = NO_NAMES,
    *,
    here: str = "",
) -> str:
    """When a rule holds; what it looks at is not named where that is the question `here`."""
    joint = _(" or ") if condition.match is Match.ANY else _(" and ")
    return joint.join(
        single_test_words(test, content, language, names)
        if test.source != here
        else predicate_words(test, content, language, names)
        for test in condition.tests
    )


def single_test_words(test: Test, content: Content, language: str, names: Names = NO_NAMES) -> str:
    """One condition, for example "question 1 is rated bad"."""
    return _("%(source)s %(predicate)s") % {
        "source": source_words(test.source, content, language),
        "predicate": predicate_words(test, content, language, names),
    }


def source_words(source: str, content: Content, language: str) -> str:
    """What a condition looks at."""
    if source in FACT_WORDS:
        return str(FACT_WORDS[source])
    if source.startswith(HIDDEN):
        return _("the hidden field “%s”") % source.removeprefix(HIDDEN)
    key, _dot, row = source.partition(".")
    part = content.part(source)
    if part is None:
        return _("an answer that is gone")
    words = _("question %(place)d") % {"place": content.place(key)}
    return f"{words} “{pick(part.text, language, '')}”" if row else words


def predicate_words(test: Test, content: Content, language: str, names: Names = NO_NAMES) -> str:
    """What is asked of the answer, for example "is rated bad"."""
    words = _wording(test, content)[test.is_not]
    values = test.values
    if test.operator is Operator.BETWEEN and len(values) == 2:
        joined = _("%(low)s to %(high)s") % {"low": values[0], "high": values[1]}
    else:
        joined = _(" or ").join(_value_words(test, content, language, names)) or "…"
    return str(words) % {"values": joined}


def _wording(test: Test, content: Content) -> Both:
    question = content.part(test.source) if test.question else None
    match test.operator:
        case Operator.CLASS:
            classes = NPS_CLASSES if question and question.kind is Kind.NPS else CLASSES
            return classes.get(str(test.values[0]) if test.values else "bad", CLASSES["bad"])
        case Operator.BETWEEN:
            return BETWEEN
        case Operator.CONTAINS:
            return PICKED if question and question.kind.has_choices else CONTAINS
        case Operator.ANSWERED:
            return ANSWERED if test.question else KNOWN
        case _:
            return IS


def _value_words(test: Test, content: Content, language: str, names: Names) -> list[str]:
    labels = dict(values_of(test.source, content, language, names))
    question = content.part(test.source) if test.question else None
    if question and question.kind.has_choices and not question.score_rule:
        labels = {value: f"“{label}”" for value, label in labels.items()}
    is_list = bool(labels) or test.source in set(Fact)
    return [
        labels.get(value, _("something that is gone") if is_list else f"“{value}”")
        for value in test.values
    ]


def values_of(
    source: str, content: Content, language: str, names: Names = NO_NAMES
) -> list[tuple[int | str, str]]:
    """The values to choose from where a source has a list of them, each with its label."""
    if source in set(Fact):
        return names.of(source)
    question = None if source.startswith(HIDDEN) else content.part(source)
    if question is None:
        return []
    if question.score_rule:
        return [(number, _level_words(question, number, language)) for number in question.scale]
    return [(choice.number, pick(choice.text, language, "…")) for choice in question.choices]


def _level_words(question: Question, number: int, language: str) -> str:
    at = number - question.scale.start
    label = pick(question.levels[at].text, language, "") if at < len(question.levels) else ""
    return f"{number} “{label}”" if label else str(number)


def question_label(question: Question, content: Content, language: str) -> str:
    """A question in a menu: its place and its words, shortened."""
    key, _dot, _row = question.key.partition(".")
    place = _("Question %(place)d") % {"place": content.place(key)}
    text = pick(question.text, language, "")
    short = text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"
    return f"{place} · {short}" if short else place
