"""The list of reports: every published survey with its main score of the last 30 days."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from surveys.rules import Kind
from tests import build
from tests.reports.shop import answer

pytestmark = pytest.mark.django_db


def rate_now(door, ratings, *, key="q1"):
    now = datetime.now(UTC)
    answer(door, *[{key: r} for r, many in ratings.items() for _ in range(many)], at=now)


def page(client, organization):
    return client.get(reverse("reports:list", args=[organization.slug]))


def test_every_published_survey_stands_with_its_main_score(client, shop):
    door = build.collector(build.survey(shop, (Kind.TEXT, Kind.CSAT, Kind.NPS)))
    build.survey(shop, is_live=False)
    rate_now(door, {5: 3, 1: 2}, key="q2")
    [line] = page(client, shop).context["lines"]

    assert line.survey == door.survey
    assert (line.people, line.n, line.score.value) == (5, 5, 60)
    assert "Satisfaction (CSAT)" in page(client, shop).content.decode()


def test_below_five_answers_only_their_number_is_there(client, shop):
    rate_now(build.collector(build.survey(shop)), {9: 4})
    html = page(client, shop).content.decode()

    assert "n = 4" in html
    assert "100" not in html.split('class="rlines')[1]


def test_zero_is_a_score(client, shop):
    rate_now(build.collector(build.survey(shop)), {10: 5, 0: 5})
    html = page(client, shop).content.decode()

    assert '<p class="big">0<small></small></p>' in html


def test_surveys_without_answers_or_ratings_say_so(client, shop):
    build.survey(shop, (Kind.TEXT,))
    build.survey(shop)
    html = page(client, shop).content.decode()

    assert "no rating question" in html
    assert "No answers in these days" in html


def test_an_organization_without_surveys_learns_what_to_do(client, shop):
    assert "No reports yet" in page(client, shop).content.decode()


def test_surveys_of_others_are_not_there(client, shop):
    rate_now(build.collector(build.survey()), {9: 9})

    assert page(client, shop).context["lines"] == []


def test_the_list_asks_the_database_as_often_whatever_it_shows(client, shop):
    build.survey(shop)
    with CaptureQueriesContext(connection) as few:
        page(client, shop)
    for _ in range(5):
        rate_now(build.collector(build.survey(shop)), {9: 5})
    with CaptureQueriesContext(connection) as many:
        page(client, shop)

    assert len(many) == len(few) <= 8
