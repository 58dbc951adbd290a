"""`manage.py recount`: do the counts say what the stored responses say?"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.actions import (
    Difference,
    OneSurvey,
    Recount,
    check_counts,
    repair_counts,
    surveys_to_repair,
)
from surveys.queries import find_survey


class Command(BaseCommand):
    help = "Compare all counts with the stored responses, or set the counts right."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="compare; exit 1 if they differ")
        what.add_argument("--fix", action="store_true", help="repair what differs")
        parser.add_argument("--survey", metavar="CODE", help="only this survey; all by default")

    def handle(self, *args: Any, **options: Any) -> None:
        survey = _survey(options["survey"]) if options["survey"] else None
        if options["fix"]:
            self._fix(survey)
        else:
            self._check(survey)

    def _check(self, survey: OneSurvey | None) -> None:
        found = check_counts(survey)
        if not found.differences:
            self.stdout.write(f"counts match: {found.responses} responses, 0 differences")
            return
        self._list(found)
        self.stdout.write(
            f"counts differ: {found.responses} responses, {found.differences} differences"
        )
        sys.exit(1)

    def _fix(self, survey: OneSurvey | None) -> None:
        repaired = 0
        for each in [survey] if survey else surveys_to_repair():
            found = repair_counts(each)
            self._list(found)
            repaired += found.differences
        self.stdout.write(f"repaired: {repaired} differences")

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


def _line(wrong: Difference) -> str:
    """One bucket, such as: hour 2026-11-22 09h, survey 1, question q1, rating 9 …"""
    moment = f"{wrong.day}" if wrong.hour is None else f"{wrong.day} {wrong.hour:02}h"
    question = f"question {wrong.question_key}" if wrong.question_key else "responses"
    numbers = {
        "location": wrong.location_id,
        "collector": wrong.collector_id,
        "segment": wrong.segment_id,
    }
    found = ", ".join(f"{name} {number}" for name, number in numbers.items() if number)
    return (
        f"{wrong.size} {moment}, survey {wrong.survey_id}, {question}, rating {wrong.rating}, "
        f"{found}: counted {wrong.counted}, should be {wrong.should_be}"
    )
