"""The answers with which an author tries the flow. Nothing of it is stored."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import QueryDict

from surveys.pages import Parts, Trial, question_label, source_words, tried_sources
from surveys.rules import (
    HIDDEN,
    Circumstances,
    Fact,
    Kind,
    Question,
)

MAX_DIGITS: Final = 9


class TrialForm:
    """What was picked; what does not fit its question is as if it was left open."""

    def __init__(self, data: QueryDict, parts: Parts, parents: Mapping[int, int | None]) -> None:
        self.data, self.parts, self.parents = data, parts, parents
        self.sources = list(tried_sources(parts.content))

    @property
    def trials(self) -> list[Trial]:
        """One control for each source that matters."""
        return [self._trial(source) for source in self.sources]

    def _trial(self, source: str) -> Trial:
        question = self.parts.question(source)
        sent = self.data.getlist(f"try-{source}")
        options = [
            (str(value), label, str(value) in sent) for value, label in self.parts.values(source)
        ]
        return Trial(
            source=source,
            label=self._label(source, question),
            way=_way(question, has_options=bool(options), source=source),
            options=options,
            value=sent[0] if sent else "",
            kind=question.kind.value if question else "",
        )

    def _label(self, source: str, question: Question | None) -> str:
        if question:
            return question_label(question, self.parts.content, self.parts.language)
        words = source_words(source, self.parts.content, self.parts.language)
        return words[:1].upper() + words[1:]

    @property
    def answers(self) -> dict[str, Any]:
        """Question key -> answer, as responses keep them."""
        answers: dict[str, Any] = {}
        for source in self.sources:
            question = self.parts.question(source)
            if question is None or (value := self._value(source, question)) in (None, "", []):
                continue
            key, _dot, row = source.partition(".")
            if question.kind.has_rows:
                rows = answers.setdefault(key, {})
                rows |= {row: value} if row else self._rows(question, value, rows)
            else:
                answers[key] = value
        return answers

    def _rows(self, question: Question, value: Any, known: Mapping[str, Any]) -> dict[str, Any]:
        # A rule on the whole question looks at any row: here the first that is not asked for.
        free = [str(c.number) for c in question.choices if str(c.number) not in known]
        return {free[0]: value} if free else {}

    def _value(self, source: str, question: Question) -> Any:
        sent = self.data.getlist(f"try-{source}")
        if question.kind is Kind.NUMBER:
            return _number(sent[0]) if sent else None
        if not question.numbers:
            return sent[0].strip() if sent else ""
        picked = [int(text) for text in sent if text.isascii() and text.isdigit()]
        picked = [number for number in picked if number in question.numbers]
        if question.kind.picks_many or question.kind is Kind.RANKING:
            return picked
        return picked[0] if picked else None

    @property
    def circumstances(self) -> Circumstances:
        """What would be known of this customer before the first answer."""
        hidden = {
            source.removeprefix(HIDDEN): self._text(source)
            for source in self.sources
            if source.startswith(HIDDEN) and self._text(source)
        }
        return Circumstances(
            language=self._text(Fact.LANGUAGE),
            channel=self._text(Fact.CHANNEL),
            locations=tuple(self._places()),
            touchpoint=_number(self._text(Fact.TOUCHPOINT)) or 0,
            hidden=hidden,
        )

    def _places(self) -> Iterator[int]:
        place = _number(self._text(Fact.LOCATION))
        while place is not None and place in self.parents:
            yield place
            place = self.parents[place]

    def _text(self, source: str) -> str:
        return self.data.get(f"try-{source}", "").strip()


def _way(question: Question | None, *, has_options: bool, source: str) -> str:
    if question is None:
        return "one" if has_options or source in set(Fact) else "text"
    if question.score_rule:
        return "rating"
    if question.kind.picks_many or question.kind is Kind.RANKING:
        return "many"
    if question.kind is Kind.NUMBER:
        return "number"
    return "one" if has_options else "text"


def _number(text: str) -> int | None:
    digits = text.strip().removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS:
        return int(text)
    return None
