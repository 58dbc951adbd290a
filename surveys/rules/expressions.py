"""Conditions of other tools, `{q1} = 'x' and {q2} > 3`, as tests of ours.

What an expression means is kept as clauses: it holds when all looks of any clause hold.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final, TypeAlias

from surveys.rules.content import Content, Question
from surveys.rules.flow import Condition, Match, Operator, Test
from surveys.rules.kinds import MAX_TESTS, Kind

MOST_CLAUSES: Final = 12
MOST_LETTERS: Final = 2_000
MOST_NESTED: Final = 20
FAR: Final = 1_000_000_000

TOKEN: Final = re.compile(
    r"""\s*(?:
      \{(?P<braced>[^{}]+)\}
    | (?P<quoted>'[^']*'|"[^"]*")
    | (?P<number>-?\d+(?:\.\d+)?)
    | (?P<sign><>|!=|==|<=|>=|&&|\|\||[=<>!(),\[\]])
    | (?P<word>[A-Za-z_][\w:.-]*)
    )""",
    re.X,
)
COMPARING: Final[Mapping[str, str]] = {
    "=": "is", "==": "is", "eq": "is", "equal": "is", "anyof": "is", "any": "is",
    "!=": "isnt", "<>": "isnt", "ne": "isnt", "notequal": "isnt", "noneof": "isnt",
    "<": "lt", "lt": "lt", "less": "lt",
    "<=": "le", "le": "le", "lessorequal": "le",
    ">": "gt", "gt": "gt", "greater": "gt",
    ">=": "ge", "ge": "ge", "greaterorequal": "ge",
    "contains": "has", "contain": "has", "notcontains": "hasnt", "notcontain": "hasnt",
    "allof": "all",
}  # fmt: skip
BARE: Final = {"empty": "empty", "notempty": "full"}
OPPOSITE: Final[Mapping[str, str]] = {
    "is": "isnt", "isnt": "is", "lt": "ge", "ge": "lt", "le": "gt", "gt": "le",
    "has": "hasnt", "hasnt": "has", "empty": "full", "full": "empty",
}  # fmt: skip
MIRRORED: Final = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le", "is": "is", "isnt": "isnt"}
SUFFIX: Final = re.compile(r"\.(?:naok|shown|value|code)$", re.I)


class ExpressionError(ValueError):
    """An expression that has no form here."""


@dataclass(frozen=True, slots=True)
class Look:
    """One comparison of an expression, in the other tool's names and codes."""

    name: str
    how: str
    values: tuple[str, ...] = ()

    @property
    def opposite(self) -> "Look":
        if self.how not in OPPOSITE:
            raise ExpressionError(self.how)
        return replace(self, how=OPPOSITE[self.how])


TICK: Final = {"Y": 1}
"""The codes of a name that stands for one choice of many: ticked or not."""
Clauses: TypeAlias = tuple[tuple[Look, ...], ...]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


# ------------------------------------------------------------------ reading
def clauses_of(text: str) -> Clauses:
    """Read an expression. Raises ExpressionError for more than comparisons, and, or, not."""
    if len(text) > MOST_LETTERS:
        raise ExpressionError("too long")
    reader = _Reader(list(_tokens(text)))
    found = reader.either(0)
    if reader.rest:
        raise ExpressionError(reader.rest[0].text)
    return found


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise ExpressionError(text[at:])
        found.append(_Token(match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class _Reader:
    """Goes through the tokens once, from the weakest binding to the strongest."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.rest = tokens

    def _next_is(self, *words: str) -> bool:
        return (
            bool(self.rest)
            and self.rest[0].kind in {"sign", "word"}
            and (self.rest[0].text.lower() in words)
        )

    def _take(self) -> _Token:
        if not self.rest:
            raise ExpressionError("unfinished")
        return self.rest.pop(0)

    def either(self, depth: int) -> Clauses:
        found = self._both(depth)
        while self._next_is("or", "||"):
            self._take()
            found = _limited((*found, *self._both(depth)))
        return found

    def _both(self, depth: int) -> Clauses:
        found = self._one(depth)
        while self._next_is("and", "&&"):
            self._take()
            found = _joined(found, self._one(depth))
        return found

    def _one(self, depth: int) -> Clauses:
        if depth > MOST_NESTED:
            raise ExpressionError("nested too deep")
        if self._next_is("!", "not"):
            self._take()
            return _denied(self._one(depth + 1))
        if self._next_is("("):
            self._take()
            found = self.either(depth + 1)
            if self._take().text != ")":
                raise ExpressionError("unclosed")
            return found
        if self._next_is("is_empty"):
            return self._is_empty()
        return self._comparison()

    def _is_empty(self) -> Clauses:
        _word, opened, name, closed = (self._take() for _ in range(4))
        if (opened.text, closed.text) != ("(", ")"):
            raise ExpressionError("is_empty")
        return ((Look(_name(name), "empty"),),)

    def _comparison(self) -> Clauses:
        left, sign = self._operand(), self._take().text.lower()
        if sign in BARE:
            return ((Look(_name(left), BARE[sign]),),)
        how = COMPARING.get(sign)
        if how is None:
            raise ExpressionError(sign)
        right = self._operand()
        if not isinstance(left, _Token) or _is_value(left):
            if how not in MIRRORED:
                raise ExpressionError(sign)
            left, right, how = right, left, MIRRORED[how]
        values = _values(right)
        if how == "all":
            return (tuple(Look(_name(left), "has", (value,)) for value in values),)
        if how in {"is", "isnt"} and values == ("",):
            return ((Look(_name(left), "empty" if how == "is" else "full"),),)
        if isinstance(right, list) and sign not in {"anyof", "noneof", "any"}:
            raise ExpressionError("list")
        return ((Look(_name(left), how, values),),)

    def _operand(self) -> "_Token | list[_Token]":
        token = self._take()
        if token.text != "[" or token.kind != "sign":
            return token
        items: list[_Token] = []
        while not self._next_is("]"):
            item = self._take()
            if item.text != "," or item.kind != "sign":
                items.append(item)
        self._take()
        return items


def _is_value(token: _Token) -> bool:
    return token.kind in {"quoted", "number"} or token.text.lower() in {"true", "false"}


def _name(token: "_Token | list[_Token]") -> str:
    if isinstance(token, list) or token.kind not in {"braced", "word"} or _is_value(token):
        raise ExpressionError("no name")
    return SUFFIX.sub("", token.text.strip())


def _values(token: "_Token | list[_Token]") -> tuple[str, ...]:
    tokens = token if isinstance(token, list) else [token]
    if not tokens or not all(_is_value(each) for each in tokens):
        raise ExpressionError("no value")
    return tuple(each.text[1:-1] if each.kind == "quoted" else each.text.lower() for each in tokens)


def _joined(left: Clauses, right: Clauses) -> Clauses:
    return _limited(tuple((*one, *other) for one, other in product(left, right)))


def _denied(clauses: Clauses) -> Clauses:
    found: Clauses = ((),)
    for clause in clauses:
        found = _joined(found, tuple((look.opposite,) for look in clause))
    return found


def _limited(clauses: Clauses) -> Clauses:
    if len(clauses) > MOST_CLAUSES:
        raise ExpressionError("too many cases")
    return clauses


# ------------------------------------------------------------------ as tests of ours
@dataclass(frozen=True, slots=True)
class Variable:
    """What a name of the other tool looks at here: a question or a row, and its codes."""

    source: str
    codes: Mapping[str, int]
    """The other tool's code of an answer -> our number; empty: numbers and texts as they are."""


def conditions_of(
    clauses: Clauses, variables: Mapping[str, Variable], content: Content
) -> list[Condition]:
    """One condition for each clause, or one for all; any of them must hold. ExpressionError."""
    found = [_tests_of(clause, variables, content) for clause in clauses]
    if any(len(tests) > MAX_TESTS for tests in found):
        raise ExpressionError("too many tests")
    if 1 < len(found) <= MAX_TESTS and all(len(tests) == 1 for tests in found):
        return [Condition(tuple(tests[0] for tests in found), Match.ANY)]
    return [Condition(tests) for tests in found]


def _tests_of(
    clause: Sequence[Look], variables: Mapping[str, Variable], content: Content
) -> tuple[Test, ...]:
    tests: list[Test] = []
    for look in clause:
        variable = variables.get(look.name.lower())
        question = content.part(variable.source) if variable else None
        if variable is None or question is None:
            raise ExpressionError(look.name)
        tests += _tests(look, variable, question)
    return tuple(dict.fromkeys(tests))


def _tests(look: Look, variable: Variable, question: Question) -> list[Test]:
    source, denied = variable.source, look.how in {"isnt", "hasnt"}
    if look.how in {"empty", "full"}:
        if variable.codes.keys() == TICK.keys():
            return [Test(source, Operator.IS, tuple(variable.codes.values()), look.how == "empty")]
        return [Test(source, Operator.ANSWERED, (), look.how == "empty")]
    if look.how in {"lt", "le", "gt", "ge"}:
        return _range_tests(look, variable, question)
    values = tuple(_answer(value, variable, question) for value in look.values)
    is_searched = look.how in {"has", "hasnt"}
    return [Test(source, Operator.CONTAINS if is_searched else Operator.IS, values, denied)]


def _answer(value: str, variable: Variable, question: Question) -> int | str:
    if variable.codes:
        number = variable.codes.get(value, variable.codes.get(value.lower()))
    elif question.numbers:
        number = int(value) if re.fullmatch(r"-?\d{1,9}", value) else None
    else:
        return int(value) if question.kind is Kind.NUMBER and value.isdigit() else value
    if number is None or number not in question.numbers:
        raise ExpressionError(value)
    return number


def _range_tests(look: Look, variable: Variable, question: Question) -> list[Test]:
    bound = _bound(look.values[0], variable)
    if question.kind is Kind.NUMBER:
        if not bound.is_integer():
            raise ExpressionError(look.values[0])
        return _number_tests(look.how, variable.source, int(bound))
    if question.score_rule is None:
        raise ExpressionError(look.name)
    low, high = {
        "gt": (math.floor(bound) + 1, question.scale[-1]),
        "ge": (math.ceil(bound), question.scale[-1]),
        "lt": (question.scale[0], math.ceil(bound) - 1),
        "le": (question.scale[0], math.floor(bound)),
    }[look.how]
    if low > high:
        raise ExpressionError(look.values[0])
    return [Test(variable.source, Operator.BETWEEN, (low, high))]


def _bound(value: str, variable: Variable) -> float:
    if value in variable.codes:
        return float(variable.codes[value])
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", value):
        raise ExpressionError(value)
    return float(value)


def _number_tests(how: str, source: str, bound: int) -> list[Test]:
    """Above a bound is what is not up to it: a number may have decimals."""
    span = (-FAR, bound) if how in {"gt", "le"} else (bound, FAR)
    is_outside = how in {"gt", "lt"}
    test = Test(source, Operator.BETWEEN, span, is_outside)
    return [Test(source, Operator.ANSWERED), test] if is_outside else [test]
