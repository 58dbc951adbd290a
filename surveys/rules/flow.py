"""Which questions a customer is asked: rules, and the walk through a survey.

The same walk is written in static/js/public/flow.js for showing and skipping inside a page; a
property test holds the two together. `plan_of` (in `walking`) is what both read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from surveys.rules.texts import Texts


class Action(StrEnum):
    """What a rule does when its condition holds."""

    SHOW = "show"
    """Ask the target only then. Several rules for one target: when any of them holds."""
    SKIP = "skip"
    """Leave the target out then."""
    JUMP = "jump"
    """Go on at the target, a later question or page, and leave out what lies between."""
    END = "end"
    """Ask nothing more."""
    REWORD = "reword"
    """Ask the target in the rule's own words."""

    @property
    def has_target(self) -> bool:
        return self is not Action.END


class Operator(StrEnum):
    """How a test looks at a value."""

    IS = "is"
    """One of the given values."""
    BETWEEN = "between"
    """From the first to the second given number."""
    CLASS = "class"
    """A rating of the given class: good, neutral or bad."""
    CONTAINS = "contains"
    """A text with the given words in it, capitals aside; or a choice with the given number."""
    ANSWERED = "answered"
    """Anything at all."""


class Fact(StrEnum):
    """What a test may look at beside answers and hidden fields."""

    LOCATION = "location"
    TOUCHPOINT = "touchpoint"
    LANGUAGE = "language"
    CHANNEL = "channel"


HIDDEN: Final = "field:"
"""What the source of a test on a hidden field starts with: `field:order`."""


@dataclass(frozen=True, slots=True)
class Test:
    """One look at one source: `q3`, a row `q3.2`, a hidden field `field:order`, or a Fact."""

    __test__ = False

    source: str
    operator: Operator
    values: tuple[int | str, ...] = ()
    is_not: bool = False

    @property
    def question(self) -> str:
        """The key of the question it looks at; empty if it looks elsewhere."""
        if self.source.startswith(HIDDEN) or self.source in set(Fact):
            return ""
        return self.source.partition(".")[0]


class Match(StrEnum):
    """How many tests of a condition must hold."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Condition:
    """Tests that must hold together or one by one. Without tests it always holds."""

    tests: tuple[Test, ...] = ()
    match: Match = Match.ALL


@dataclass(frozen=True, slots=True)
class Rule:
    """If the condition holds, the action happens to the target: a question or a page."""

    number: int
    action: Action
    condition: Condition
    target: str = ""
    text: Texts = field(default_factory=dict)

    @property
    def sources(self) -> frozenset[str]:
        """The keys of the questions it looks at."""
        return frozenset(test.question for test in self.condition.tests if test.question)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a customer before the first answer."""

    language: str = ""
    channel: str = "link"
    locations: tuple[int, ...] = ()
    """The place and all places above it."""
    touchpoint: int = 0
    hidden: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def values_of(self, source: str) -> tuple[int | str, ...]:
        """What a test on this source looks at; empty if nothing is known."""
        if source.startswith(HIDDEN):
            value = self.hidden.get(source.removeprefix(HIDDEN), "")
            return (value,) if value else ()
        return {
            Fact.LOCATION: self.locations,
            Fact.TOUCHPOINT: (self.touchpoint,) if self.touchpoint else (),
            Fact.LANGUAGE: (self.language,) if self.language else (),
            Fact.CHANNEL: (self.channel,) if self.channel else (),
        }[Fact(source)]
