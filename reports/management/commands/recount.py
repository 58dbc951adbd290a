"""`manage.py recount`: do the counts say what the stored responses say?"""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.actions import (
    Difference,
    OneSurvey,
    Recount,
    begin_repair,
    check_days,
    days_to_recount,
    end_repair,
    repair_chunk,
    side_by_side,
    together,
)
from surveys.queries import find_survey

QUIET = 2.0
"""So many seconds pass between two words about the progress."""


class Command(BaseCommand):
    help = "Compare all counts with the stored responses, or set the counts right."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="compare; exit 1 if they differ")
        what.add_argument("--fix", action="store_true", help="repair what differs")
        parser.add_argument("--survey", metavar="CODE", help="only this survey; all by default")
        parser.add_argument(
            "--jobs", type=int, default=1, metavar="N", help="so many at a time; 1 by default"
        )
        parser.add_argument(
            "--fresh", action="store_true", help="do not go on with a repair that was cut off"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        survey = _survey(options["survey"]) if options["survey"] else None
        if options["jobs"] < 1:
            raise CommandError("At least 1 job is needed.")
        if options["fix"]:
            self._fix(survey, options["jobs"], is_fresh=options["fresh"])
        else:
            self._check(survey, options["jobs"])

    def _check(self, survey: OneSurvey | None, jobs: int) -> None:
        days = days_to_recount(survey)
        steps = side_by_side(check_days, days, jobs)
        told = self._told(steps, len(days), sum(each.responses for each in days))
        found = together(told)
        if not found.differences:
            self.stdout.write(f"counts match: {found.responses} responses, 0 differences")
            return
        self._list(found)
        self.stdout.write(
            f"counts differ: {found.responses} responses, {found.differences} differences"
        )
        sys.exit(1)

    def _fix(self, survey: OneSurvey | None, jobs: int, *, is_fresh: bool) -> None:
        repair = begin_repair(survey, is_fresh=is_fresh)
        if repair.begun_at:
            self.stdout.write(
                f"going on with the repair of {repair.begun_at:%Y-%m-%d %H:%M} UTC: "
                f"{repair.done} chunks are done (--fresh begins anew)"
            )
        steps = side_by_side(repair_chunk, repair.chunks, jobs)
        self._list(together(self._told(steps, len(repair.chunks), repair.responses)))
        self.stdout.write(f"repaired: {end_repair(repair)} differences")

    def _told(self, steps: Iterable[Recount], chunks: int, responses: int) -> Iterator[Recount]:
        """The steps, with a word about the progress now and then."""
        started = said = time.monotonic()
        read = 0
        for number, found in enumerate(steps, start=1):
            read += found.responses
            now = time.monotonic()
            if now - said > QUIET and number < chunks:
                said = now
                self.stdout.write(_progress(number, chunks, read, responses, now - started))
            yield found

    def _list(self, found: Recount) -> None:
        for difference in found.listed:
            self.stdout.write(_line(difference))
        if more := found.differences - len(found.listed):
            self.stdout.write(f"… and {more} more")


def _survey(code: str) -> OneSurvey:
    survey = find_survey(code)
    if survey is None:
        raise CommandError(f"There is no survey {code}.")
    return OneSurvey(survey.organization_id, survey.pk)


def _progress(number: int, chunks: int, read: int, responses: int, seconds: float) -> str:
    """One line, such as: 37 of 104 chunks, 3,700,000 of 10,000,000 responses, 90,000/s, …"""
    pace = read / seconds
    left = f", {max(responses - read, 0) / pace:.0f} s left" if pace else ""
    return f"{number} of {chunks} chunks, {read:,} of {responses:,} responses, {pace:,.0f}/s{left}"


def _line(wrong: Difference) -> str:
    """One bucket, such as: hour 2026-11-22 09h, survey 1, question q1, rating 9 …"""
    moment = f"{wrong.day}" if wrong.hour is None else f"{wrong.day} {wrong.hour:02}h"
    question = f"question {wrong.question_key}" if wrong.question_key else "responses"
    numbers = {
        "location": wrong.location_id,
        "collector": wrong.collector_id,
        "segment": wrong.segment_id,
        "version": wrong.version_id,
        "touchpoint": wrong.touchpoint_id,
    }
    found = ", ".join(f"{name} {number}" for name, number in numbers.items() if number)
    return (
        f"{wrong.size} {moment}, survey {wrong.survey_id}, {question}, rating {wrong.rating}, "
        f"{found}: counted {wrong.counted}, should be {wrong.should_be}"
    )
