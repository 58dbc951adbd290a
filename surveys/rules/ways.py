"""In search of a way to each question: which questions no answers at all lead to."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product
from math import prod
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from surveys.rules.content import Content, Question
from surveys.rules.flow import HIDDEN, Action, Circumstances, Condition, Fact, Rule, Test
from surveys.rules.kinds import Kind
from surveys.rules.walking import Walker, holds

MOST_WALKS: Final = 400
"""How many combinations of answers are tried at a time in search of a way to each question."""
MOST_ALTOGETHER: Final = 1_200
"""How many walks a check may take before it gives questions the benefit of the doubt."""
MOST_NAMED: Final = 6
"""Up to so many values that tests name are tried in every combination."""
OTHER_WORDS: Final = "\x01"
"""A text that no test names, and what parts those that tests name."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A question, hidden field or fact that tests look at, with all that they tell apart in it."""

    source: str
    options: tuple[Any, ...]
    """None stands for nothing."""
    is_exact: bool
    """Whether the options cover every case."""


def unreached(content: Content) -> list[str]:
    """The keys of questions that surely nobody is asked.

    Where there are too many combinations to try, a question without a known way is not named.
    """
    keys = [question.key for question in content.questions]
    if not content.rules:
        return []
    search = _Search(content)
    search.look_widely()
    left = [key for key in keys if key not in search.reached]
    return [key for key in left if search.is_hopeless(key)]


class _Search:
    """Walks through one content, and what they have reached."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.walker = Walker(content)
        self.reached: set[str] = set()
        self.units = {unit.source: unit for unit in _units(content)}
        self._walks = 0

    def look_widely(self) -> None:
        """Try one rule after another with all else left open, then everything together."""
        for rule in self.content.rules:
            own = {_unit_of(test) for test in rule.condition.tests}
            self._try([unit for unit in self.units.values() if unit.source in own])
        self._try(list(self.units.values()))

    def is_hopeless(self, key: str) -> bool:
        """Whether all that matters for one question was tried and never led to it."""
        sources = self._sources_for(key)
        units = [unit for unit in self.units.values() if unit.source in sources]
        ways = prod(len(unit.options) for unit in units)
        is_feasible = ways <= MOST_WALKS and self._walks + ways <= MOST_ALTOGETHER
        if not is_feasible or not all(unit.is_exact for unit in units):
            return False
        self._try(units)
        return key not in self.reached

    def _try(self, units: Sequence[_Unit]) -> None:
        if len(self.reached) == len(self.content.questions):
            return
        sources = [unit.source for unit in units]
        for options in islice(product(*(unit.options for unit in units)), MOST_WALKS):
            self._walks += 1
            situation = _situation(dict(zip(sources, options, strict=True)))
            self.reached.update(self.walker.walk(*situation).asked)

    def _sources_for(self, key: str) -> set[str]:
        """What decides whether a question is asked, and whether that is asked, and so on."""
        found: set[str] = set()
        waiting = [key]
        while waiting:
            for rule in self._rules_before(waiting.pop()):
                fresh = {_unit_of(test) for test in rule.condition.tests} - found
                found |= fresh
                waiting += [source for source in fresh if self.content.question(source)]
        return found

    def _rules_before(self, key: str) -> Iterator[Rule]:
        """The rules that may leave a question out."""
        question, place = self.content.question(key), self.content.place(key)
        page = question.page if question else ""
        for rule in self.content.rules:
            if rule.action in {Action.SHOW, Action.SKIP}:
                is_near = bool(rule.target) and rule.target in {key, page}
            else:
                is_near = rule.action is not Action.REWORD and self.walker.place_of(rule) < place
            if is_near:
                yield rule


# ------------------------------------------------------------------ what may be answered
def _unit_of(test: Test) -> str:
    return test.question or test.source


def _units(content: Content) -> Iterator[_Unit]:
    by_source: dict[str, list[Test]] = {}
    for rule in content.rules:
        for test in rule.condition.tests:
            by_source.setdefault(_unit_of(test), []).append(test)
    for source, tests in by_source.items():
        tries, is_exact = _tries(content, source, tests)
        yield _Unit(source, _told_apart(content, source, tests, tries), is_exact)


def _told_apart(
    content: Content, source: str, tests: Sequence[Test], tries: Iterable[Any]
) -> tuple[Any, ...]:
    """The first of all values that these tests see alike."""
    seen: dict[tuple[bool, ...], Any] = {}
    for value in (None, *tries):
        situation = _situation({source: value})
        verdict = tuple(holds(content, Condition((test,)), *situation) for test in tests)
        seen.setdefault(verdict, value)
    return tuple(seen.values())


Tries: TypeAlias = tuple[list[Any], bool]
"""Values worth trying, and whether there are no others that tests could tell apart."""


def _tries(content: Content, source: str, tests: Sequence[Test]) -> Tries:
    question = content.question(source)
    if question is not None:
        return _TRIES.get(question.kind, _text_tries)(question, tests)
    named, is_all = _named(tests)
    if source == Fact.LOCATION:
        return _subsets(named[:MOST_NAMED]), is_all
    return _texts(named), is_all


def _named(tests: Sequence[Test]) -> tuple[list[Any], bool]:
    """The values that tests name, and whether all combinations of them can be tried."""
    named = list(dict.fromkeys(value for test in tests for value in test.values))
    return named, len(named) <= MOST_NAMED


def _texts(named: Sequence[int | str]) -> list[Any]:
    """Any text, those that tests name, and some that contain several of these."""
    joined = (OTHER_WORDS.join(map(str, some)) for some in _subsets(named[:MOST_NAMED]) if some)
    return [OTHER_WORDS, *named, *joined]


def _text_tries(_question: Question, tests: Sequence[Test]) -> Tries:
    named, is_all = _named(tests)
    return _texts(named), is_all


def _level_tries(question: Question, _tests: Sequence[Test]) -> Tries:
    return sorted(question.numbers), True


def _list_tries(question: Question, tests: Sequence[Test]) -> Tries:
    named, is_all = _named(tests)
    others = sorted(question.numbers - set(named))[:1]
    some = _subsets(named[:MOST_NAMED])
    return [[*few, *rest] for few in some for rest in ([], others) if few or rest], is_all


def _number_tries(_question: Question, tests: Sequence[Test]) -> Tries:
    named, _is_all = _named(tests)
    whole = [value for value in named if isinstance(value, int)]
    between = [value + step for value in whole for step in (-1, -0.5, 0.5, 1)]
    return [OTHER_WORDS, *named, *between], True


def _contact_tries(_question: Question, tests: Sequence[Test]) -> Tries:
    named, is_all = _named(tests)
    return [{"name": text} for text in _texts(named)], is_all and len(tests) < 2


def _file_tries(_question: Question, _tests: Sequence[Test]) -> Tries:
    return [[OTHER_WORDS]], True


def _no_tries(_question: Question, _tests: Sequence[Test]) -> Tries:
    return [], True


def _subsets(values: Sequence[Any]) -> list[list[Any]]:
    return [list(some) for size in range(len(values) + 1) for some in combinations(values, size)]


def _row_tries(question: Question, tests: Sequence[Test]) -> Tries:
    """Every rating of the rows that tests name, or of all rows alike."""
    rows = sorted({test.source.partition(".")[2] for test in tests} - {""})
    looks_at_all = any("." not in test.source for test in tests)
    ratings = sorted(question.numbers)
    alike = [{str(c.number): rating for c in question.choices} for rating in ratings]
    is_whole = (len(ratings) + 1) ** len(rows) <= MOST_WALKS
    own = product([None, *ratings], repeat=len(rows)) if is_whole else ()
    mixed = [
        {row: rating for row, rating in zip(rows, some, strict=True) if rating is not None}
        for some in own
    ]
    return [*alike, *filter(None, mixed)], is_whole and (not looks_at_all or len(tests) == 1)


_TRIES: Final[Mapping[Kind, Callable[[Question, Sequence[Test]], Tries]]] = MappingProxyType(
    {
        Kind.NPS: _level_tries,
        Kind.CSAT: _level_tries,
        Kind.CES: _level_tries,
        Kind.SCALE: _level_tries,
        Kind.CHOICE: _level_tries,
        Kind.STARS: _row_tries,
        Kind.MATRIX: _row_tries,
        Kind.CHOICES: _list_tries,
        Kind.PICTURES: _list_tries,
        Kind.CONSENT: _list_tries,
        Kind.RANKING: _list_tries,
        Kind.NUMBER: _number_tries,
        Kind.CONTACT: _contact_tries,
        Kind.ATTACHMENT: _file_tries,
        Kind.STATEMENT: _no_tries,
    }
)


def _situation(values: Mapping[str, Any]) -> tuple[Mapping[str, Any], Circumstances]:
    """Answers and circumstances in which these sources have these values."""
    facts = {source: value for source, value in values.items() if source in set(Fact)}
    hidden = {
        source.removeprefix(HIDDEN): str(value)
        for source, value in values.items()
        if source.startswith(HIDDEN) and value is not None
    }
    answers = {
        source: value
        for source, value in values.items()
        if source not in facts and not source.startswith(HIDDEN) and value is not None
    }
    touchpoint = facts.get(Fact.TOUCHPOINT)
    return answers, Circumstances(
        language=str(facts.get(Fact.LANGUAGE) or ""),
        channel=str(facts.get(Fact.CHANNEL) or ""),
        locations=tuple(facts.get(Fact.LOCATION) or ()),
        touchpoint=touchpoint if isinstance(touchpoint, int) else 0,
        hidden=MappingProxyType(hidden),
    )
