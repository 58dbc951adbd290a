"""What the editor of a rule offers: sources, operators that fit them, values, targets."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearme.accounts.queries import locations_of
from surveys.models import Survey
from surveys.pages.flow import (
    CLASSES,
    FACT_WORDS,
    NPS_CLASSES,
    Names,
    question_label,
    target_words,
    values_of,
)
from surveys.pages.looks import language_name
from surveys.queries import touchpoints_of
from surveys.rules import HIDDEN, OUTCOMES, Content, Fact, Kind, Operator, Question, pick

Option = tuple[str, str]
"""A value and its label."""
Group = tuple[str, list[Option]]
"""A heading in a menu and what stands below it."""

CLASS: Final = "class:"
"""What an operator that asks for a class starts with in a form: `class:bad`."""
OPERATOR_WORDS: Final[dict[Operator, Promise]] = {
    Operator.IS: gettext_lazy("is one of…"),
    Operator.BETWEEN: gettext_lazy("is between…"),
    Operator.CONTAINS: gettext_lazy("contains…"),
    Operator.ANSWERED: gettext_lazy("is answered"),
}
PICKED_WORDS: Final = gettext_lazy("includes one of…")
KNOWN_WORDS: Final = gettext_lazy("is known")
FACT_LABELS: Final = {
    Fact.LOCATION: gettext_lazy("Location"),
    Fact.TOUCHPOINT: gettext_lazy("Touchpoint"),
    Fact.LANGUAGE: gettext_lazy("Language"),
    Fact.CHANNEL: gettext_lazy("Channel"),
}
TEXTUAL: Final = (Operator.CONTAINS, Operator.IS, Operator.ANSWERED)
OF_KIND: Final[dict[Kind, tuple[Operator, ...]]] = {
    Kind.CHOICE: (Operator.IS, Operator.ANSWERED),
    Kind.CHOICES: (Operator.CONTAINS, Operator.ANSWERED),
    Kind.PICTURES: (Operator.CONTAINS, Operator.ANSWERED),
    Kind.RANKING: (Operator.CONTAINS, Operator.ANSWERED),
    Kind.CONSENT: (Operator.CONTAINS, Operator.ANSWERED),
    Kind.TEXT: TEXTUAL,
    Kind.DATE: TEXTUAL,
    Kind.NUMBER: (Operator.BETWEEN, Operator.IS, Operator.ANSWERED),
    Kind.CONTACT: (Operator.ANSWERED, Operator.CONTAINS),
    Kind.ATTACHMENT: (Operator.ANSWERED,),
}


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that rules of one survey may be made of."""

    content: Content
    language: str
    names: Names

    @property
    def source_groups(self) -> list[Group]:
        """What a condition may look at: answers, hidden fields, circumstances."""
        fields = [(f"{HIDDEN}{name}", name) for name in self.content.hidden_fields]
        facts = [(fact.value, str(label)) for fact, label in FACT_LABELS.items()]
        groups = [
            (_("Answers"), list(self._answers())),
            (_("Hidden fields"), fields),
            (_("Circumstances"), facts),
        ]
        return [group for group in groups if group[1]]

    def _answers(self) -> Iterator[Option]:
        for question in self.content.questions:
            if question.kind.is_asked:
                label = question_label(question, self.content, self.language)
                yield question.key, label
                for row in question.parts:
                    yield row.key, f"{label} · {pick(row.text, self.language, '…')}"

    @property
    def sources(self) -> frozenset[str]:
        return frozenset(value for _name, options in self.source_groups for value, _l in options)

    @property
    def target_groups(self) -> list[Group]:
        """What a rule may act on."""
        content, language = self.content, self.language
        questions = [(q.key, question_label(q, content, language)) for q in content.questions]
        pages = [
            (page.key, capfirst(target_words(page.key, content, language)))
            for page in content.pages
        ]
        groups = [(_("Questions"), questions), (_("Pages"), pages)]
        return [group for group in groups if group[1]]

    def question(self, source: str) -> Question | None:
        """The question or row that a source names; None for all else."""
        if source.startswith(HIDDEN) or source in FACT_WORDS:
            return None
        return self.content.part(source)

    def operators(self, source: str) -> list[Option]:
        """How a source may be looked at, the usual way first."""
        question = self.question(source)
        if question is None:
            of_text = source.startswith(HIDDEN)
            ways: tuple[Operator, ...] = TEXTUAL if of_text else (Operator.IS, Operator.ANSWERED)
            words = OPERATOR_WORDS | {Operator.ANSWERED: KNOWN_WORDS}
            return [(way.value, str(words[way])) for way in ways]
        if question.score_rule:
            return list(_rating_operators(question))
        words = dict(OPERATOR_WORDS)
        if question.kind.has_choices:
            words[Operator.CONTAINS] = PICKED_WORDS
        ways = OF_KIND.get(question.kind, (Operator.ANSWERED,))
        return [(way.value, str(words[way])) for way in ways]

    def values(self, source: str) -> list[tuple[int | str, str]]:
        """The values to choose from; empty where a text is typed."""
        return values_of(source, self.content, self.language, self.names)

    def is_measured(self, source: str) -> bool:
        """Whether a range of numbers may be asked for."""
        question = self.question(source)
        return bool(question and (question.score_rule or question.kind is Kind.NUMBER))


def _rating_operators(question: Question) -> Iterator[Option]:
    rule = question.score_rule
    if rule is None:
        return
    words = NPS_CLASSES if question.kind is Kind.NPS else CLASSES
    for outcome in reversed(OUTCOMES):
        low, high = rule.span_of(outcome, question.scale)
        if low <= high:
            span = str(low) if low == high else f"{low}–{high}"
            yield f"{CLASS}{outcome}", f"{words[outcome][0]} ({span})"
    for way in (Operator.IS, Operator.BETWEEN, Operator.ANSWERED):
        yield way.value, str(OPERATOR_WORDS[way])


def parts_of(survey: Survey) -> Parts:
    """What the rules of this survey may be made of, with the names of places and touchpoints."""
    organization = survey.organization
    names = Names(
        locations={place.pk: place.name for place in locations_of(organization)},
        touchpoints={point.pk: point.name for point in touchpoints_of(organization)},
        languages={code: language_name(code) for code in survey.languages},
    )
    return Parts(survey.content, survey.default_language, names)
