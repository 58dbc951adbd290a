"""What the tests of reports share: a fixed week, answers in bulk, and the page as numbers."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.test import Client
from django.urls import reverse

from reports.actions import count_waiting
from responses.actions import record_responses
from responses.models import Collector
from responses.rules import Answers
from surveys.models import Survey
from tests import build

NOON = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
"""12:00 in Vietnam on a Wednesday."""
WEEK = {"since": "2026-11-12", "until": "2026-11-18"}


def answer(collector: Collector, *answers: Answers, at: datetime = NOON, days_ago: int = 0) -> None:
    """Store these answers at a moment, and count them."""
    moment = at - timedelta(days=days_ago)
    record_responses([build.reply(collector, each, at=moment) for each in answers])
    count_waiting(collector.survey_id)


def rate(
    collector: Collector, ratings: Mapping[int, int], *, key: str = "q1", days_ago: int = 0
) -> None:
    """Let so many people give each rating."""
    people = [{key: rating} for rating, many in ratings.items() for _ in range(many)]
    answer(collector, *people, days_ago=days_ago)


def address(survey: Survey) -> str:
    return reverse("reports:survey", args=[survey.organization.slug, survey.code])


def read(client: Client, survey: Survey, **query: object):
    """The report of WEEK as the page got it, unless the query names other days."""
    days = {} if {"period", "since", "until"} & query.keys() else WEEK
    return client.get(address(survey), days | query)


def report_of(client: Client, survey: Survey, **query: object):
    return read(client, survey, **query).context["report"]
