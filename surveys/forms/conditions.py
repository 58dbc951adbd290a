"""The conditions of a rule as they are typed: one row each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from surveys.forms.words import BROKEN, TOO_LONG, tidy
from surveys.pages import CLASS, Group, Option, Parts
from surveys.rules import MAX_CHOICE_TEXT, MAX_TESTS, Kind, Operator, Test

MAX_DIGITS: Final = 9
COMMA: Final = ", "
"""What stands between typed values."""


@dataclass(slots=True)
class TestRow:
    """One condition as it is typed."""

    __test__ = False

    source: str
    operator: str = ""
    """An Operator, or `class:bad`."""
    is_not: bool = False
    values: frozenset[str] = frozenset()
    text: str = ""
    low: str = ""
    high: str = ""
    error: str = ""
    sources: Sequence[Group] = ()
    operators: Sequence[Option] = ()
    options: Sequence[tuple[str, str, bool]] = field(default_factory=list)
    """What may be picked: value, label, whether it is picked."""
    is_measured: bool = False
    is_unknown: bool = False
    """Whether what it looks at has gone."""

    def fit(self, parts: Parts) -> "TestRow":
        """Offer what fits the source, and let go of what does not."""
        self.sources = parts.source_groups
        self.is_unknown = self.source not in parts.sources
        self.operators = [] if self.is_unknown else parts.operators(self.source)
        known = [value for value, _label in self.operators]
        if self.operator not in known:
            self._offer_other_way(known)
        self.options = [
            (str(value), label, str(value) in self.values)
            for value, label in parts.values(self.source)
        ]
        self.is_measured = parts.is_measured(self.source)
        return self

    def _offer_other_way(self, known: Sequence[str]) -> None:
        # Files may carry rules that mean the same in another way: one of these, has one of these.
        twins = {Operator.IS.value: Operator.CONTAINS.value}
        twins |= {other: one for one, other in twins.items()}
        twin = twins.get(self.operator, "")
        self.operator = twin if twin in known else next(iter(known), "")

    # -------------------------------------------------------------- when it is sent
    def judge(self, parts: Parts) -> None:
        """Say what is wrong with it, if anything."""
        self.error = "" if not self.is_unknown else _("Choose what this condition looks at.")
        if self.is_unknown:
            return
        if any("\x00" in text for text in (self.text, self.low, self.high)):
            self.error = str(BROKEN)
        elif self.operator == Operator.BETWEEN:
            self.error = self._span_error()
        elif self.operator in {Operator.IS, Operator.CONTAINS}:
            self.error = self._values_error()

    def _span_error(self) -> str:
        low, high = _number(self.low), _number(self.high)
        if low is None or high is None:
            return _("Write two whole numbers.")
        return _("The first number must not be above the second.") if low > high else ""

    def _values_error(self) -> str:
        if self.options:
            is_picked = any(chosen for _value, _label, chosen in self.options)
            return "" if is_picked else _("Choose at least one.")
        words = self._words()
        if not words:
            return _("Write what to compare with.")
        longest = max(len(word) for word in words)
        if longest > MAX_CHOICE_TEXT:
            return TOO_LONG % {"limit_value": MAX_CHOICE_TEXT, "show_value": longest}
        return ""

    def test(self, parts: Parts) -> Test:
        """The condition as it is kept. Judge it first."""
        operator, _colon, outcome = self.operator.partition(":")
        way = Operator(operator)
        return Test(self.source, way, self._values(way, outcome, parts), self.is_not)

    def _values(self, way: Operator, outcome: str, parts: Parts) -> tuple[int | str, ...]:
        match way:
            case Operator.CLASS:
                return (outcome,)
            case Operator.BETWEEN:
                return (_number(self.low) or 0, _number(self.high) or 0)
            case Operator.ANSWERED:
                return ()
        if self.options:
            offered = parts.values(self.source)
            return tuple(value for value, _label in offered if str(value) in self.values)
        question = parts.question(self.source)
        if question and question.kind is Kind.NUMBER:
            return tuple(
                number if (number := _number(word)) is not None else word for word in self._words()
            )
        return tuple(self._words())

    def _words(self) -> list[str]:
        return [word for part in self.text.split(COMMA.strip()) if (word := part.strip())]


def _number(text: str) -> int | None:
    digits = text.strip().removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS:
        return int(text)
    return None


def blank_row(parts: Parts) -> TestRow:
    """A condition to begin with: the main rating is bad, or the first thing there is."""
    main = parts.content.main_question
    first = next((value for _name, options in parts.source_groups for value, _l in options), "")
    return TestRow(main.key if main else first).fit(parts)


def rows_of(tests: Iterable[Test], parts: Parts) -> list[TestRow]:
    """The conditions of a kept rule, ready to be edited."""
    return [_row_of(test).fit(parts) for test in tests]


def _row_of(test: Test) -> TestRow:
    row = TestRow(test.source, test.operator.value, test.is_not)
    values = [str(value) for value in test.values]
    if test.operator is Operator.CLASS:
        row.operator = f"{CLASS}{values[0] if values else ''}"
    elif test.operator is Operator.BETWEEN and len(values) == 2:
        row.low, row.high = values
    else:
        row.values, row.text = frozenset(values), COMMA.join(values)
    return row


def sent_rows(data: QueryDict, parts: Parts) -> list[TestRow]:
    """Read a sent form: `rows` names the conditions in their order, `t0-…` are their fields."""
    return [_sent_row(data, f"t{name}-").fit(parts) for name in data.getlist("rows")[:MAX_TESTS]]


def _sent_row(data: QueryDict, prefix: str) -> TestRow:
    def sent(name: str) -> str:
        return tidy(data.get(prefix + name, ""))

    row = TestRow(sent("source"), sent("operator"), bool(sent("not")))
    if sent("for") in {"", row.source}:
        row.values = frozenset(data.getlist(prefix + "values"))
        row.text, row.low, row.high = sent("text"), sent("low"), sent("high")
    return row
