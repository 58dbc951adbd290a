"""`manage.py report`: the figures of a survey's report, for programs or for people."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hearme.accounts.models import Organization
from hearme.accounts.queries import places_of
from reports.queries import days_asked, survey_report, waiting_changes
from reports.rules.filters import Filters
from reports.rules.periods import Period
from reports.rules.summary import Span
from reports.rules.veiling import figures_of
from responses.queries import ids_within, place_paths
from surveys.models import Survey
from surveys.queries import find_survey


class Command(BaseCommand):
    help = "Print a survey's figures: n, counts, score, 95 % interval and mean of each question."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="SURVEY_CODE")
        parser.add_argument("--from", dest="first", type=_day, metavar="D", help="YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=_day, metavar="D", help="YYYY-MM-DD")
        parser.add_argument(
            "--location", action="append", default=[], help="id or name; with all inside it"
        )
        parser.add_argument("--json", action="store_true", help="numbers, unrounded")

    def handle(self, *args: Any, **options: Any) -> None:
        survey = find_survey(options["code"])
        if survey is None:
            raise CommandError(f"There is no survey {options['code']}.")
        organization = survey.organization
        period = _period(survey, options["first"], options["last"])
        places = _places(organization, options["location"]) if options["location"] else None
        report = survey_report(organization, survey, Span(period), filters=Filters(places))
        if waiting := waiting_changes(organization, survey):
            self.stderr.write(f"{waiting} changes wait to be counted and are not in these figures.")
        figures = figures_of(report)
        self.stdout.write(json.dumps(figures) if options["json"] else _table(figures))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a date like 2026-11-22") from error


def _period(survey: Survey, first: date | None, last: date | None) -> Period:
    try:
        return days_asked(survey.organization, survey, first, last)
    except ValueError as error:
        raise CommandError(f"The period ends on {last}, before it starts on {first}.") from error


def _places(organization: Organization, wanted: list[str]) -> frozenset[int]:
    """The ids of locations given by id, name or path, and of all inside them."""
    places = places_of(organization)
    paths = place_paths(places)
    found: set[int] = set()
    for words in wanted:
        names = [
            (place.location, {str(place.location.pk), place.location.name}) for place in places
        ]
        ids = [at.pk for at, known in names if words in known or words == paths[at.pk]]
        if not ids:
            raise CommandError(f"There is no location {words}.")
        if len(ids) > 1:
            raise CommandError(f"There are {len(ids)} locations called {words}: use the id.")
        found |= ids_within(places, ids[0])
    return frozenset(found)


def _table(figures: dict[str, list[dict[str, Any]]]) -> str:
    rows: list[tuple[str, ...]] = [("question", "kind", "n", "score", "95 %", "mean", "counts")]
    rows += [_row(each) for each in figures["questions"]]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _row(each: dict[str, Any]) -> tuple[str, ...]:
    low, high = each["interval"] or (None, None)
    return (
        each["key"],
        each["kind"],
        str(each["n"]),
        _number(each["score"]),
        f"{_number(low)} to {_number(high)}" if each["interval"] else "-",
        _number(each["mean"]),
        " ".join(f"{rating}:{people}" for rating, people in each["counts"].items()),
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
