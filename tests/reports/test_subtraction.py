"""Somebody subtracts one selection from another, on every page, in files and by the API."""

import csv
import io
from itertools import combinations

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from reports.actions import count_waiting
from responses.actions import record_response
from surveys.rules import Kind
from tests import build
from tests.api.callers import Caller
from tests.reports.shop import NOON, WEEK, address, report_of

pytestmark = pytest.mark.django_db
CHANNELS = ("link", "email", "embed")


@pytest.fixture
def door(shop):
    """A survey with 40 answers by link, 12 by embed and 3 by e-mail; promoters and detractors."""
    door = build.collector(build.survey(shop, (Kind.NPS, Kind.CHOICES)))
    give(door, link=40, embed=12, email=3)
    return door


def give(door, **people: int) -> None:
    for channel, many in people.items():
        for at in range(many):
            answers = {"q1": 10 if at % 3 else 2, "q2": [1 + at % 2]}
            record_response(build.reply(door, answers, at=NOON, channel=channel))
    count_waiting(door.survey_id)


def selections() -> list[tuple[str, ...]]:
    return [some for many in (1, 2, 3) for some in combinations(CHANNELS, many)] + [()]


def on_page(client, door, some: tuple[str, ...]) -> bool:
    report = report_of(client, door.survey, channel=list(some))
    return all(each.score or each.shares for each in report.questions)


def in_file(client, door, some: tuple[str, ...]) -> bool:
    chosen = {"scope": "summary", "format": "csv", "state": "counted", "times": "both"}
    where = reverse("reports:export", args=[door.organization.slug, door.survey.code])
    query = WEEK | {"channel": list(some)}
    sent = client.post(where, chosen | {"separator": ","}, query_params=query)
    rows = list(csv.DictReader(io.StringIO(b"".join(sent.streaming_content).decode("utf-8-sig"))))
    return all(row["Hidden: fewer than 5 answers"] == "0" for row in rows if row["Key"])


def in_api(client, door, some: tuple[str, ...]) -> bool:
    query = urlencode({"channel": some}, doseq=True)
    told = Caller(door.organization).get(f"/surveys/{door.survey.code}/report?{query}").json()
    return all(each["counts"] for each in told["questions"])


def on_places(client, door, some: tuple[str, ...]) -> bool:
    where = reverse("reports:places", args=[door.organization.slug])
    query = WEEK | {"survey": door.survey.code, "channel": list(some)}
    context = client.get(where, query).context
    assert bool(context["whole"]) == any(row.is_shown for row in context["rows"])
    return bool(context["whole"])


@pytest.mark.parametrize("shows", [on_page, in_file, in_api, on_places])
def test_nobody_finds_the_three_e_mails_by_subtraction(client, door, shows):
    sizes = {"link": 40, "embed": 12, "email": 3}
    shown = [some for some in selections() if shows(client, door, some)]

    assert () in shown
    assert ("link",) in shown
    for one, other in combinations([some or CHANNELS for some in shown], 2):
        if set(one) <= set(other) or set(other) <= set(one):
            left = sum(sizes[name] for name in set(one) ^ set(other))
            assert left == 0 or left >= 5, (one, other)


@pytest.mark.parametrize("name", ["control", "when", "crosstab", "drivers"])
def test_pages_of_one_question_say_that_they_hide(client, door, name):
    where = reverse(f"reports:{name}", args=[door.organization.slug])
    query = WEEK | {"survey": door.survey.code, "channel": ["link", "embed"]}
    page = client.get(where, query)

    assert page.context["is_withheld"]
    assert "Hidden so that a smaller group cannot be worked out" in page.text


def test_the_report_says_why_it_hides_and_still_tells_how_many(client, door):
    page = client.get(address(door.survey), WEEK | {"channel": ["link", "embed"]})

    assert page.context["report"].questions[0].n == 52
    assert "Hidden so that a smaller group cannot be worked out." in page.text
    assert page.context["report"].places[0].is_withheld


def test_a_branch_is_not_shown_where_only_a_small_sibling_is_left_out(client, shop):
    survey = build.survey(shop)
    region = build.location(shop, "Miền Bắc")
    big, small = (build.collector(survey, build.location(shop, parent=region)) for _ in range(2))
    third = build.collector(survey)
    for door, many in ((big, 30), (small, 3), (third, 40)):
        give(door, link=many)

    def score(location: int) -> object:
        return report_of(client, survey, location=location).main.score

    assert score(big.location_id) is None
    assert score(region.pk)
    assert score(third.location_id)
    rows = {row.location_id: row for row in report_of(client, survey).places}
    assert [rows[door.location_id].value is None for door in (big, small, third)] == [
        True,
        True,
        False,
    ]


def test_the_overview_hides_the_same_places(client, shop):
    survey = build.survey(shop)
    big, small = (build.collector(survey, build.location(shop)) for _ in range(2))
    for door, many in ((big, 30), (small, 3)):
        give(door, link=many)
    where = reverse("reports:overview", args=[shop.slug])

    everything = client.get(where, WEEK).context["headlines"].overview
    assert everything.cards[0].score
    assert {each.score for each in everything.places} == {None}
    [card] = (
        client.get(where, WEEK | {"location": big.location_id}).context["headlines"].overview.cards
    )
    assert (card.n, card.score) == (30, None)
