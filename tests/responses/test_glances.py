"""A busy code is looked up once a second, and what is sent is never stored by an old look."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from responses.models import Response
from surveys.actions import close_survey
from surveys.models import Survey
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(settings):
    settings.DOOR_SECONDS = 60.0
    return build.collector(build.survey())


def test_the_second_visitor_costs_no_query(client, door, django_assert_num_queries):
    address = reverse("public:answer", args=[door.code])
    first = client.get(address)

    with django_assert_num_queries(0):
        second = client.get(address)
    assert first.status_code == second.status_code == 200
    assert first.content != second.content, "each visitor has a token of their own"


def test_a_survey_that_was_just_closed_takes_nothing_that_was_opened_after(client, door):
    address = reverse("public:answer", args=[door.code])
    client.get(address)
    close_survey(door.survey)
    Survey.objects.update(closed_at=timezone.now() - timedelta(seconds=2))

    token = client.get(address).content.decode().partition('name="t" value="')[2].partition('"')[0]
    reply = client.post(address, {"t": token, "q-q1": "9"})

    assert reply.status_code == 410
    assert not Response.objects.exists()


def test_another_second_sees_the_change(client, door, settings):
    address = reverse("public:answer", args=[door.code])
    client.get(address)
    close_survey(door.survey)
    settings.DOOR_SECONDS = 0.0

    assert client.get(address).status_code == 410


def test_codes_that_do_not_exist_are_not_remembered(client, django_assert_num_queries, settings):
    settings.DOOR_SECONDS = 60.0
    client.get(reverse("public:answer", args=["NNNNN"]))

    with django_assert_num_queries(1):
        client.get(reverse("public:answer", args=["NNNNN"]))
