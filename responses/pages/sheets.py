"""Which questions one page of a survey shows to a customer who has answered so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from responses.rules import Answers
from surveys.rules import (
    Circumstances,
    Content,
    Page,
    Question,
    Texts,
    facts_of,
    plan_of,
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
    return Sheet(
        number=number,
        count=len(content.sheets),
        page=page,
        questions=questions,
        asked=frozenset(walked.asked),
        reworded=walked.reworded,
        values=values_for(content, answers, circumstances, language, fallback),
        plan=_plan(content, answers, circumstances, language, fallback),
        is_last=not later & set(walked.asked),
    )


def _plan(
    content: Content, answers: Answers, circumstances: Circumstances, language: str, fallback: str
) -> Mapping[str, Any] | None:
    if not content.rules:
        return None
    plan = plan_of(content, language, fallback)
    return plan | {"known": answers, "facts": facts_of(circumstances)}
