"""Figures that miss answers say up to when they are counted."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.actions import count_waiting
from reports.queries.freshness import counted_until
from responses.models import Collector, CountChange
from surveys.models import Survey
from tests import build
from tests.reports.shop import answer

pytestmark = pytest.mark.django_db
WORDS = "Figures as of "
PAGES = ("overview", "list", "survey", "places", "journey", "comments", "collection", "when")


@pytest.fixture
def door(shop) -> Collector:
    """A code whose answers of today are counted."""
    made = build.collector(build.survey(shop))
    answer(made, *[{"q1": 9}] * 6, {"q1": 2}, at=timezone.now())
    return made


def address(survey: Survey, page: str) -> str:
    code = [survey.code] if page == "survey" else []
    return reverse(f"reports:{page}", args=[survey.organization.slug, *code])


def nobody_folds(door: Collector, since: datetime) -> None:
    """Let an answer wait that came at that moment."""
    build.response(door, {"q1": 8})
    CountChange.objects.update(created_at=since)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_up_to_when_its_figures_are_counted(client, door, page):
    nobody_folds(door, timezone.now() - timedelta(minutes=3))
    assert WORDS in client.get(address(door.survey, page)).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_said_while_figures_are_fresh(client, door, page):
    nobody_folds(door, timezone.now() - timedelta(seconds=40))
    assert WORDS not in client.get(address(door.survey, page)).content.decode()


def test_the_words_go_as_soon_as_the_answer_is_counted(client, door):
    nobody_folds(door, timezone.now() - timedelta(minutes=3))
    count_waiting(door.survey_id)
    assert WORDS not in client.get(address(door.survey, "survey")).content.decode()


def test_the_time_is_that_of_the_organization_with_the_day_if_it_is_not_today(client, door):
    nobody_folds(door, datetime(2026, 3, 4, 18, 30, tzinfo=UTC))
    page = client.get(address(door.survey, "survey")).content.decode()
    assert "Figures as of 01:30 on 5/3." in page


def test_waiting_answers_of_others_make_no_figure_stale(client, door):
    other = build.collector(build.survey())
    nobody_folds(other, timezone.now() - timedelta(hours=1))
    assert WORDS not in client.get(address(door.survey, "survey")).content.decode()


def test_the_oldest_of_all_surveys_counts(shop, door):
    moments = [timezone.now() - timedelta(minutes=minutes) for minutes in (5, 9)]
    for moment, made in zip(moments, (door, build.collector(build.survey(shop))), strict=True):
        build.response(made, {"q1": 8})
        CountChange.objects.filter(survey=made.survey).update(created_at=moment)
    assert counted_until(shop) == moments[1]


def test_the_moment_is_now_where_nothing_waits(shop):
    assert timezone.now() - counted_until(shop) < timedelta(seconds=5)
