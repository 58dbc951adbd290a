"""What is wrong with a table of links, in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from responses.rules import TableProblem


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A line of the table that has to be mended; 0 is the table itself."""

    line: int
    words: str


def problem_lines(problems: Iterable[TableProblem]) -> Iterator[ProblemLine]:
    """What is wrong, line by line."""
    for problem in problems:
        yield ProblemLine(problem.line, str(WORDS[problem.kind]) % {"value": problem.value})


WORDS: Final[Mapping[str, str | Promise]] = {
    "empty": gettext_lazy("The table has no lines below its heading."),
    "too_many": gettext_lazy("The table has too many lines: %(value)s is the most."),
    "repeated": gettext_lazy("Two columns mean the same: %(value)s."),
    "unknown": gettext_lazy("“%(value)s” is not known, or no longer open."),
    "ambiguous": gettext_lazy("“%(value)s” is the name of several. Write the whole path."),
    "reference": gettext_lazy("The transaction is longer than %(value)s letters."),
    "too_much": gettext_lazy("This is more than one address can carry. Shorten a value."),
    "value_too_long": gettext_lazy("“%(value)s” is longer than 200 letters."),
    "value_broken": gettext_lazy("“%(value)s” has a letter that nobody can type."),
    "value_empty": gettext_lazy("“%(value)s” is empty."),
}
