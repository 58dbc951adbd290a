"""What one stored response counts for, as SQL: mirrors responses.rules.ratings_of and counted."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

from responses.rules import (
    ANSWERED,
    EXCLUDED,
    FINISHED,
    MOST_REPORTED,
    TIME_TAKEN,
    UNTIMED,
    WHOLE_RESPONSE,
)
from responses.rules.spans import SECONDS
from surveys.rules import Content, Kind, Question

Versions: TypeAlias = Mapping[int, Content]


class Counted(NamedTuple):
    """SQL: a question key with a rating, which is null where it was not given.

    With `each` it is one for each row of that, and the item there belongs to the key.
    """

    key: str
    rating: str
    each: str = ""
    items: tuple[int, ...] = ()


def quoted(text: str) -> str:
    """SQL: a text of ours, in a statement that has parameters."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


# ------------------------------------------------------------------ one response
SPAN: Final = f"width_bucket(seconds - 1, ARRAY[{', '.join(map(str, SECONDS))}])"
WHOLE: Final = (
    Counted(WHOLE_RESPONSE, str(ANSWERED)),
    Counted(FINISHED, f"CASE WHEN is_complete THEN {ANSWERED} END"),
    Counted(EXCLUDED, f"CASE WHEN is_excluded THEN {ANSWERED} END"),
    Counted(TIME_TAKEN, f"CASE WHEN is_complete AND channel <> '{UNTIMED}' THEN {SPAN} END"),
)
"""What every response counts for, beside its answers."""


def answers_in(content: Content) -> list[Counted]:
    """What the answers to a version count for."""
    return [each for question in content.questions for each in _answers(question)]


def _answers(question: Question) -> Iterable[Counted]:
    answer = f"(answers -> {quoted(question.key)})"
    if question.kind.is_rating or question.kind.picks_one:
        yield Counted(question.key, f"(answers ->> {quoted(question.key)})::integer")
        return
    yield Counted(question.key, f"CASE WHEN jsonb_typeof({answer}) <> 'null' THEN {ANSWERED} END")
    items = f"jsonb_array_elements_text({answer})"
    numbers = tuple(choice.number for choice in question.choices)
    if question.kind.has_rows:
        for number in numbers:
            yield Counted(f"{question.key}.{number}", f"({answer} ->> '{number}')::integer")
    elif question.kind.picks_many:
        yield Counted(question.key, "item::integer", f"{items} AS each (item)")
    elif question.kind is Kind.RANKING:
        ranked = f"{items} WITH ORDINALITY AS each (item, rank)"
        yield Counted(question.key, "rank::integer", ranked, numbers)


# ------------------------------------------------------------------ codes
SHIFT: Final = 16
MIDDLE: Final = 1 << (SHIFT - 1)
QUESTION: Final = f"code >> {SHIFT}"
"""SQL: the number of the question in a code."""
RATING: Final = f"((code & {(1 << SHIFT) - 1}) - {MIDDLE})::smallint"
"""SQL: the rating in a code."""


class Coding:
    """A number for each question key: one code says which question was given which rating."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    @property
    def keys(self) -> list[str]:
        """The question keys, each at the place of its number."""
        return list(self._numbers)

    def codes(self, versions: Versions) -> str:
        """SQL: all that a response counts for, as an array of codes."""
        whole = self._array(WHOLE)
        cases = by_version(versions, lambda content: self._array(answers_in(content)))
        return f"{whole} || {cases}" if cases else whole

    def _array(self, counted: Iterable[Counted]) -> str:
        found = list(counted)
        single = ", ".join(self._code(each) for each in found if not each.each)
        several = [
            f"ARRAY(SELECT {self._code(each)} FROM {each.each})"  # noqa: S608 - our own keys
            for each in found
            if each.each
        ]
        return " || ".join([f"ARRAY[{single}]::integer[]", *several])

    def _code(self, counted: Counted) -> str:
        if not counted.items:
            return f"{self._base(counted.key)} + {counted.rating}"
        cases = " ".join(
            f"WHEN '{item}' THEN {self._base(f'{counted.key}.{item}')}" for item in counted.items
        )
        return f"CASE item {cases} END + {counted.rating}"

    def _base(self, key: str) -> int:
        return (self._numbers.setdefault(key, len(self._numbers)) << SHIFT) + MIDDLE


# ------------------------------------------------------------------ weights
PRIME: Final = (1 << 31) - 1
"""Weights are multiplied and added modulo this."""


def weigh(hashed: str, seed: int = 0) -> str:
    """SQL: a number below PRIME that stands for another number."""
    return f"(hashint8extended(({hashed})::bigint, {seed}) & {(1 << 30) - 1})"


def weight_of(key: str, rating: str) -> str:
    """SQL: what a question key with a rating weighs."""
    return weigh(f"hashtextextended({key}, 0) # ({rating})::bigint")


def weight_of_answers(versions: Versions) -> str:
    """SQL: what all answers of a response weigh together."""
    return f"coalesce({by_version(versions, _weights) or '0'}, 0)"


def _weights(content: Content) -> str:
    return " + ".join(_weight(each) for each in answers_in(content)) or "0"


def _weight(counted: Counted) -> str:
    key = quoted(counted.key)
    if counted.items:
        key = f"{quoted(f'{counted.key}.')} || item"
    weight = weight_of(key, counted.rating)
    if counted.each:
        weight = f"(SELECT sum({weight})::bigint FROM {counted.each})"  # noqa: S608 - our own keys
    return f"coalesce({weight}, 0)"


# ------------------------------------------------------------------ hidden fields and versions
def hidden_of(versions: Versions) -> str:
    """SQL: what reports can filter by of a response's hidden fields; mirrors `reported`."""
    return by_version(versions, _reported) or "'{}'::jsonb"


def _reported(content: Content) -> str:
    if not content.reportable_fields:
        return "'{}'::jsonb"
    values = ", ".join(
        f"{quoted(name)}, nullif(left(hidden ->> {quoted(name)}, {MOST_REPORTED}), '')"
        for name in content.reportable_fields
    )
    return f"jsonb_strip_nulls(jsonb_build_object({values}))"


def by_version(versions: Versions, written: Callable[[Content], str]) -> str:
    """SQL that differs from version to version; empty without any."""
    alike: dict[str, list[int]] = {}
    for version, content in versions.items():
        alike.setdefault(written(content), []).append(version)
    cases = " ".join(
        f"WHEN version_id IN ({', '.join(map(str, numbers))}) THEN {words}"
        for words, numbers in alike.items()
    )
    return f"CASE {cases} END" if cases else ""
