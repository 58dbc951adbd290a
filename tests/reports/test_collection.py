"""The page about collecting: funnels by collector, the mix of channels, silent codes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from reports.actions import count_waiting
from reports.metrics import wilson_interval
from reports.queries import today_of
from reports.rules.collection import finished_of, mix_of
from responses.actions import record_response
from responses.actions.visits import add_openings
from tests import build
from tests.reports.shop import NOON, WEEK

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 18)


@pytest.fixture
def door(shop):
    return build.collector(build.survey(shop), name="Bàn 7")


def opened(door, people: int, day: date = DAY) -> None:
    key = (door.organization_id, door.pk, day.isoformat(), 9, door.survey_id)
    add_openings({key: people})


def give(door, people: int, days_ago: int = 0, **kwargs: object) -> None:
    for _ in range(people):
        moment = NOON - timedelta(days=days_ago)
        record_response(build.reply(door, {"q1": 9}, at=moment, **kwargs))
    count_waiting(door.survey_id)


def look(client, shop, **query: object):
    return client.get(reverse("reports:collection", args=[shop.slug]), WEEK | query)


# ------------------------------------------------------------------ figures by hand
def test_the_share_that_finished_comes_with_its_wilson_interval():
    found = finished_of(40, 10)

    assert found.share == 0.25
    assert found.interval == wilson_interval(10, 40)


@pytest.mark.parametrize(("opened", "finished"), [(0, 0), (0, 9), (4, 2), (10, 11)])
def test_no_share_where_few_opened_or_openings_are_not_known(opened, finished):
    assert finished_of(opened, finished) is None


def test_a_mix_that_moved_more_than_ten_points_is_noticed():
    mix = mix_of({"link": 61, "email": 39}, {"link": 50, "email": 50})

    assert [(each.channel, each.share, each.has_moved) for each in mix] == [
        ("link", 0.61, True),
        ("email", 0.39, True),
    ]
    assert not any(each.has_moved for each in mix_of({"link": 6, "api": 4}, {"link": 5, "api": 5}))
    assert mix_of({"link": 1}, {})[0].before is None
    assert mix_of({}, {"link": 1}) == ()


# ------------------------------------------------------------------ the page
def test_each_collector_shows_opened_tapped_and_finished(client, shop, door):
    opened(door, 40)
    give(door, 10, seconds=20)
    give(door, 2, is_complete=False)
    give(door, 3, is_excluded=True)
    page = look(client, shop)
    [line] = page.context["table"].lines
    funnel = line.funnel

    assert (funnel.opened, funnel.started, funnel.finished, funnel.excluded) == (40, 12, 10, 3)
    assert line.finished.share == 0.25
    assert "Bàn 7" in page.content.decode()
    assert "25% of those who opened it finished" in page.content.decode()


def test_collectors_are_sorted_as_the_address_says(client, shop, door):
    other = build.collector(door.survey)
    silent = build.collector(door.survey)
    opened(door, 40)
    opened(other, 50)
    give(door, 10)
    give(other, 40)
    give(silent, 7, channel="import")

    def order(sort: str) -> list[int]:
        return [line.collector.pk for line in look(client, shop, sort=sort).context["table"].lines]

    assert order("opened") == order("nonsense") == [other.pk, door.pk, silent.pk]
    assert order("share") == [door.pk, other.pk, silent.pk]
    assert order("finished") == [other.pk, door.pk, silent.pk]


def test_what_came_without_a_page_is_not_in_the_total(client, shop, door):
    opened(door, 40)
    give(door, 10)
    give(build.collector(door.survey), 100, channel="import")
    table = look(client, shop).context["table"]

    assert (table.total.opened, table.total.finished) == (40, 10)


def test_a_place_narrows_the_page(client, shop, door):
    other = build.collector(door.survey)
    opened(door, 40)
    opened(other, 50)
    give(other, 3, channel="email")
    page = look(client, shop, location=door.location_id)

    assert [line.collector.pk for line in page.context["table"].lines] == [door.pk]
    assert page.context["channels"] == ()


def test_a_moved_mix_of_channels_is_warned_of(client, shop, door):
    give(door, 10, days_ago=8)
    give(door, 5)
    give(door, 5, channel="email")
    words = " ".join(look(client, shop).content.decode().split())

    assert "E-mail went from 0% to 50% of the answers." in words
    assert "went from" not in look(client, shop, compare="none").content.decode()


def test_silent_codes_are_listed_with_what_is_usual(client, shop, door):
    today = today_of(shop)
    for days_ago in range(9, 35):
        opened(door, 3, today - timedelta(days=days_ago))
    page = look(client, shop)
    [silence] = page.context["silences"]

    assert silence.collector == door
    assert "1 code fell silent" in page.content.decode()


def test_an_empty_page_says_what_to_do(client, shop):
    assert "Nobody came in these days" in look(client, shop).content.decode()


def test_no_other_organizations_collectors_are_shown(client, shop):
    stranger = build.collector(build.survey())
    opened(stranger, 40)

    assert look(client, shop).context["table"].lines == []


def test_the_report_says_which_share_finished(client, shop, door):
    opened(door, 40)
    give(door, 10)
    address = reverse("reports:survey", args=[shop.slug, door.survey.code])

    assert "25% of those who opened it finished" in client.get(address, WEEK).content.decode()
    narrowed = client.get(address, WEEK | {"channel": "link"}).content.decode()
    assert "who opened it" not in narrowed
