"""How places are shown: their hours in words, and what is wrong with a table of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearme.accounts.queries import Opening, Place, openings_of
from hearme.accounts.rules import Hours, RowProblem


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place in the tree with its hours in words."""

    place: Place
    hours: str
    said_by: str
    """The place above whose hours these are; empty for its own."""
    day_off: str
    """Until when it is closed for days off; empty on other days."""
    is_first: bool
    is_last: bool


def place_lines(places: Sequence[Place]) -> list[PlaceLine]:
    """The tree of places as the page lists it."""
    openings = openings_of(places)
    siblings: dict[int | None, list[int]] = {}
    for place in places:
        siblings.setdefault(place.location.parent_id, []).append(place.location.pk)
    return [
        _line(place, openings[place.location.pk], siblings[place.location.parent_id])
        for place in places
    ]


def _line(place: Place, opening: Opening, siblings: Sequence[int]) -> PlaceLine:
    location, hours = place.location, opening.hours
    is_own = opening.said_by == location
    today = datetime.now(ZoneInfo(location.time_zone)).date()
    off = hours.holiday_on(today) if hours else None
    return PlaceLine(
        place=place,
        hours=hours_words(hours) if hours else "",
        said_by="" if is_own or opening.said_by is None else opening.said_by.name,
        day_off=date_format(off[1], "SHORT_DATE_FORMAT") if off else "",
        is_first=siblings[0] == location.pk,
        is_last=siblings[-1] == location.pk,
    )


def hours_words(hours: Hours) -> str:
    """A week in few words: weekdays with the same hours together."""
    runs = hours.runs
    if len(runs) == 1 and runs[0][2]:
        return _span(runs[0][2])
    return ", ".join(f"{_days(first, last)} {_span(span)}" for first, last, span in runs)


def _days(first: int, last: int) -> str:
    words = [str(WEEKDAYS_ABBR[day]) for day in dict.fromkeys((first, last))]
    return "–".join(words)


def _span(span: tuple[object, object] | None) -> str:
    return f"{span[0]:%H:%M}–{span[1]:%H:%M}" if span else _("closed")


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """What is wrong with a line of a table, in words."""

    line: int
    words: str


def problem_lines(problems: Sequence[RowProblem]) -> list[ProblemLine]:
    """What is wrong with a table, line by line."""
    return [
        ProblemLine(problem.line, str(PROBLEMS[problem.kind]) % {"value": problem.value})
        for problem in problems
    ]


PROBLEMS: dict[str, str | Promise] = {
    "empty": gettext_lazy("The table has no places below its heading."),
    "no_name": gettext_lazy("The first line has to name the columns; one is called “Name”."),
    "too_many": gettext_lazy("The table has too many lines: %(value)s is the most."),
    "name": gettext_lazy("This line has no name."),
    "twice": gettext_lazy("“%(value)s” is there twice."),
    "deep": gettext_lazy("This place lies too deep: %(value)s levels is the most."),
    "long": gettext_lazy("The name “%(value)s…” is longer than 80 characters."),
    "address": gettext_lazy("The address is longer than 300 characters."),
    "zone": gettext_lazy("“%(value)s” is not a time zone such as Asia/Ho_Chi_Minh."),
}
