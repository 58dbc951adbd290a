"""A rating that an address proposes: `?csat=4` marks it on the page and stores nothing."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from responses.rules.answers import FIELD
from surveys.rules import Content, Kind, Question

PROPOSABLE: Final = frozenset({Kind.CSAT, Kind.NPS, Kind.CES, Kind.SCALE})
"""The kinds that are answered with one rating."""
BY_KIND: Final = (Kind.CSAT, Kind.NPS, Kind.CES)
"""The kinds whose name in an address means the first question of it."""


def preselected(content: Content, query: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The form fields that an address proposes: `?csat=4`, `?nps=9`, `?ces=5`, or `?q1=4` by key.

    What names no rating question, or lies off its scale, proposes nothing. A name that the survey
    keeps as a hidden field is that field and no proposal.
    """
    proposed = {
        question.key: values[0].strip()
        for name, values in query.items()
        if values and name not in content.hidden_fields and (question := _meant(content, name))
    }
    return {
        FIELD + key: [str(int(value))]
        for key, value in proposed.items()
        if _is_on(content.question(key), value)
    }


def _meant(content: Content, name: str) -> Question | None:
    """The question that a name in an address means; a key comes before a kind."""
    question = content.question(name)
    if question is None and (kind := KIND_NAMES.get(name)):
        question = next((each for each in content.questions if each.kind is kind), None)
    return question if question and question.kind in PROPOSABLE else None


def _is_on(question: Question | None, value: str) -> bool:
    is_number = value.isascii() and value.isdecimal() and len(value) < 3
    return is_number and question is not None and int(value) in question.scale


KIND_NAMES: Final[Mapping[str, Kind]] = MappingProxyType({kind.value: kind for kind in BY_KIND})
