"""Earlier answers inside later texts: `{q1}`, `{name}`, `{field:order}`, each with a fallback.

`{name|you}` stands for the contact's name, or for "you" while no name is known.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from surveys.rules.content import Content, Question
from surveys.rules.flow import HIDDEN, Circumstances
from surveys.rules.kinds import Kind
from surveys.rules.texts import pick

PIPE: Final = re.compile(r"\{(q\d+(?:\.\d+)?|name|field:[a-z][a-z0-9_]{0,39})(?:\|([^{}|]*))?\}")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text: as it was written, or what stands in the place of a source."""

    text: str
    source: str = ""


def segments(text: str, values: Mapping[str, str]) -> Iterator[Segment]:
    """Cut a text at its pipes; a source without a value leaves its fallback."""
    end = 0
    for found in PIPE.finditer(text):
        if found.start() > end:
            yield Segment(text[end : found.start()])
        yield Segment(values.get(found[1]) or found[2] or "", found[1])
        end = found.end()
    if end < len(text):
        yield Segment(text[end:])


def piped(text: str, values: Mapping[str, str]) -> str:
    """The text with every pipe filled in. It is plain text: escape it like any other."""
    if "{" not in text:
        return text
    return "".join(segment.text for segment in segments(text, values))


def sources_in(text: str) -> set[str]:
    """What a text takes from elsewhere."""
    return {found[1] for found in PIPE.finditer(text)}


def source_question(content: Content, source: str) -> Question | None:
    """The question from which a source is filled; None for a hidden field or an unknown one."""
    if source == "name":
        return next((q for q in content.questions if q.kind is Kind.CONTACT), None)
    return None if source.startswith(HIDDEN) else content.part(source)


def values_for(
    content: Content,
    answers: Mapping[str, Any],
    circumstances: Circumstances,
    language: str,
    fallback: str,
) -> dict[str, str]:
    """What each source stands for: the words of a choice, a rating's number, a text."""
    values = {f"{HIDDEN}{name}": value for name, value in circumstances.hidden.items()}
    for question in content.questions:
        answer = answers.get(question.key)
        if question.kind is Kind.CONTACT and isinstance(answer, Mapping):
            values.setdefault("name", str(answer.get("name", "")))
        elif isinstance(answer, Mapping):
            values |= {f"{question.key}.{row}": str(rating) for row, rating in answer.items()}
        elif answer is not None and question.kind is not Kind.ATTACHMENT:
            values[question.key] = _words(question, answer, language, fallback)
    return values


def _words(question: Question, answer: Any, language: str, fallback: str) -> str:
    if question.kind.has_choices:
        numbers = answer if isinstance(answer, list) else [answer]
        known = {choice.number: choice.text for choice in question.choices}
        return ", ".join(pick(known[n], language, fallback) for n in numbers if n in known)
    if question.kind in {Kind.CSAT, Kind.SCALE} and question.levels and isinstance(answer, int):
        level = question.levels[answer - 1].text if answer <= len(question.levels) else {}
        return pick(level, language, fallback) or str(answer)
    return str(answer)
