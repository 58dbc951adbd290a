"""Which questions one page of a survey shows to a customer who has answered so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from responses.rules import Answers, wants_agreement
from surveys.rules import (
    Action,
    Circumstances,
    Content,
    Kind,
    Page,
    Question,
    Rule,
    Texts,
    facts_of,
    pick,
    plan_of,
    source_question,
    sources_in,
    values_for,
    walk,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page on its way to a customer."""

    number: int
    """Its place from 1 among all pages of the survey."""
    count: int
    page: Page
    questions: tuple[Question, ...]
    """All questions of the page, asked or not."""
    asked: frozenset[str]
    """The keys of all questions, on any page, that the answers so far lead to."""
    reworded: Mapping[str, Texts] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    """What pipes such as `{q1}` stand for."""
    plan: Mapping[str, Any] | None = None
    """What the page's script needs to show and skip; None if nothing on it depends on anything."""
    is_last: bool = True
    """Whether nothing is asked after it, as far as the answers so far tell."""
    back: str = ""
    """The address of the page before; empty on the first."""
    action: str = ""
    """Where its form goes; empty for the address of the survey."""
    hidden: Mapping[str, str] = field(default_factory=dict)
    """What the link carried: name -> value, to be sent along."""
    wants_agreement: bool = False
    """Whether a contact block has a box of its own to agree with."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Files that were received already: key -> name."""
    revealed: tuple[str, ...] = ()
    """The questions that the answers just sent have brought up."""
    onward: str = ""
    """Where a preview leads instead of sending; empty: the form is sent."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Language -> the address of this page in it; empty: a button of the form asks for it."""


def sheet_of(
    content: Content,
    number: int,
    answers: Answers,
    circumstances: Circumstances,
    language: str,
    fallback: str,
) -> Sheet:
    """The page with this number as these answers make it. Raises IndexError beyond the last."""
    page, questions = content.sheets[number - 1]
    walked = walk(content, answers, circumstances)
    later = {q.key for _page, rest in content.sheets[number:] for q in rest}
    values = values_for(content, answers, circumstances, language, fallback)
    plan = _Plan(content, questions, language, fallback)
    return Sheet(
        number=number,
        count=len(content.sheets),
        page=page,
        questions=questions,
        asked=frozenset(walked.asked),
        reworded=walked.reworded,
        values=values,
        plan=plan.written(answers, circumstances, values) if plan.is_needed else None,
        is_last=not later & set(walked.asked),
        wants_agreement=wants_agreement(content),
    )


_NOT_PIPED_WHOLE = frozenset({Kind.STARS, Kind.MATRIX, Kind.CONTACT, Kind.ATTACHMENT})


class _Plan:
    """What changes on a page while it is answered, and what the script must know for it."""

    def __init__(
        self, content: Content, questions: tuple[Question, ...], language: str, fallback: str
    ) -> None:
        self.content, self.questions = content, questions
        self.language, self.fallback = language, fallback
        self.keys = {question.key for question in questions}

    @property
    def is_needed(self) -> bool:
        return any(self._acts_here(rule) for rule in self.content.rules) or bool(self._pipes())

    def _acts_here(self, rule: Rule) -> bool:
        """Whether an answer on the page can change the page."""
        is_turn = rule.action in {Action.JUMP, Action.END}
        return bool(rule.sources & self.keys) and (is_turn or rule.target in self.keys)

    def written(
        self, answers: Answers, circumstances: Circumstances, values: Mapping[str, str]
    ) -> dict[str, Any]:
        looked_at = {key for rule in self.content.rules for key in rule.sources} - self.keys
        pipes = self._pipes()
        return {
            **plan_of(self.content, self.language, self.fallback),
            "known": {key: answer for key, answer in answers.items() if key in looked_at},
            "facts": facts_of(circumstances),
            "kinds": {
                question.key: question.kind.value
                for question in self.questions
                if question.kind in {Kind.NUMBER, Kind.RANKING}
            },
            "texts": self._texts(),
            "pipes": pipes,
            "values": {
                source: values[source]
                for source in self._sources()
                if source in values and source not in pipes
            },
        }

    def _texts(self) -> dict[str, str]:
        """The usual words of the questions that a rule may ask in others."""
        reworded = {rule.target for rule in self.content.rules if rule.action is Action.REWORD}
        return {
            question.key: pick(question.text, self.language, self.fallback)
            for question in self.questions
            if question.key in reworded
        }

    def _sources(self) -> set[str]:
        """All that the texts on the page take from elsewhere."""
        written = [text for question in self.questions for text in question.texts]
        written += [rule.text for rule in self.content.rules if rule.target in self.keys]
        return {
            source
            for texts in written
            for source in sources_in(pick(texts, self.language, self.fallback))
        }

    def _pipes(self) -> dict[str, list[Any]]:
        """Source -> the question on this page, the part of its answer, the words of numbers."""
        pipes: dict[str, list[Any]] = {}
        for source in self._sources():
            question = source_question(self.content, source)
            key, _dot, row = source.partition(".")
            if source == "name" and question:
                key, row = question.key, "name"
            if question and key in self.keys and (row or question.kind not in _NOT_PIPED_WHOLE):
                pipes[source] = [key, row, {} if row else self._words(question)]
        return pipes

    def _words(self, question: Question) -> dict[int, str]:
        return {
            number: values_for(
                self.content,
                {question.key: [number] if question.kind.picks_many else number},
                Circumstances(),
                self.language,
                self.fallback,
            )[question.key]
            for number in question.numbers
        }
