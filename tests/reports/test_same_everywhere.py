"""Every filter: the page, both exports, the comments and the API mean the same responses."""

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from hearme.accounts.models import Role
from reports.actions import count_waiting, list_waiting_comments
from responses.actions import record_responses
from responses.models import Response
from surveys.actions import edit_draft, publish_survey
from surveys.rules import Kind, add_question
from tests import build
from tests.api.callers import Caller
from tests.reports.shop import NOON, WEEK, address

pytestmark = pytest.mark.django_db
MANY = 120


@dataclass
class Shop:
    """A survey whose responses differ in everything that reports are filtered by."""

    survey: Any
    ids: dict[str, Any]
    """Word in a query -> what it means in this shop."""

    def meant(self, query: dict[str, Any]) -> dict[str, Any]:
        return WEEK | {
            name: value if isinstance(value, list) else self.ids.get(value, value)
            for name, value in query.items()
        }


def _surveyed(shop) -> tuple[Any, list[int]]:
    """A survey in two versions that lets reports be filtered by the room."""
    survey = build.survey(shop, (Kind.NPS, Kind.TEXT), is_live=False)
    edit_draft(
        survey,
        lambda content: replace(
            content, hidden_fields=("room", "secret"), reportable_fields=("room",)
        ),
    )
    versions = [publish_survey(survey).pk]
    edit_draft(survey, lambda content: add_question(content, build.question(Kind.CSAT)))
    versions.append(publish_survey(survey).pk)
    survey.refresh_from_db()
    return survey, versions


@pytest.fixture
def everything(shop, client) -> Shop:
    client.force_login(build.member(shop, Role.MANAGER))
    survey, versions = _surveyed(shop)
    north = build.location(shop, "Miền Bắc")
    places = [build.location(shop, f"Quán {at}", parent=north if at else None) for at in range(3)]
    doors = [build.collector(survey, place) for place in places]
    stages = {"Quầy": "buy", "Giao hàng": "after", "Bàn": "buy"}
    spots = [build.touchpoint(shop, name, stage=stage).pk for name, stage in stages.items()]
    spots.append(None)
    people = [build.subject(shop, "Lan").pk, build.subject(shop, "Minh").pk, None]
    chance = random.Random(5)
    replies = []
    for at in range(MANY):
        kwargs = {
            "touchpoint_id": chance.choice(spots),
            "subject_id": chance.choice(people),
            "channel": chance.choice(["link", "email", "embed"]),
            "language": chance.choice(["vi", "en"]),
            "version_id": chance.choice(versions),
            "is_complete": chance.random() < 0.8,
            "hidden": {"room": chance.choice(["12", "14"]), "secret": "x"}
            if chance.random() < 0.6
            else {},
            "is_excluded": chance.random() < 0.2,
        }
        moment = NOON - timedelta(days=chance.randrange(12))
        answers = {"q1": chance.randrange(11), "q2": f"Lời {at}"}
        replies.append(build.reply(chance.choice(doors), answers, at=moment, **kwargs))
    record_responses(replies)
    count_waiting(survey.pk)
    list_waiting_comments()
    ids = {
        "north": str(north.pk),
        "first": str(places[0].pk),
        "door": doors[1].code,
        "spot": str(spots[0]),
        "person": str(people[0]),
    }
    return Shop(survey, ids)


QUERIES: list[tuple[dict[str, Any], Callable[[Response], bool]]] = [
    ({}, lambda r: True),
    ({"since": "2026-11-17"}, lambda r: str(r.day) >= "2026-11-17"),
    ({"location": "first"}, lambda r: r.location.name == "Quán 0"),
    ({"location": "north"}, lambda r: r.location.parent_id is not None),
    ({"touchpoint": "spot"}, lambda r: r.touchpoint and r.touchpoint.name == "Quầy"),
    ({"stage": "after"}, lambda r: r.touchpoint and r.touchpoint.stage == "after"),
    ({"subject": "person"}, lambda r: r.subject and r.subject.name == "Lan"),
    ({"collector": "door"}, lambda r: r.location.name == "Quán 1"),
    ({"channel": "email"}, lambda r: r.channel == "email"),
    ({"channel": ["email", "embed"]}, lambda r: r.channel != "link"),
    ({"language": "en"}, lambda r: r.language == "en"),
    ({"version": "2"}, lambda r: r.version.number == 2),
    ({"complete": "yes"}, lambda r: r.is_complete),
    ({"complete": "no"}, lambda r: not r.is_complete),
    ({"field.room": "12"}, lambda r: (r.hidden or {}).get("room") == "12"),
    ({"field.room": ["12", "14"]}, lambda r: bool(r.hidden)),
    ({"state": "held"}, lambda r: r.is_excluded),
    ({"state": "all"}, lambda r: True),
    ({"channel": "email", "language": "en"}, lambda r: (r.channel, r.language) == ("email", "en")),
    (
        {"location": "north", "field.room": "14"},
        lambda r: r.location.parent_id is not None and (r.hidden or {}).get("room") == "14",
    ),
    (
        {"stage": "buy", "complete": "yes"},
        lambda r: r.touchpoint and r.touchpoint.stage == "buy" and r.is_complete,
    ),
    (
        {"state": "held", "field.room": "12"},
        lambda r: r.is_excluded and (r.hidden or {}).get("room") == "12",
    ),
    ({"state": "all", "collector": "door"}, lambda r: r.location.name == "Quán 1"),
    ({"channel": "email", "field.room": "13"}, lambda r: r.channel == "email"),  # left out, said
]


NAMED = ("location", "touchpoint", "subject", "version")


def by_hand(shop: Shop, query: dict[str, Any], fits: Callable[[Response], bool]) -> set[int]:
    """The responses that a query means, looked at one by one."""
    states = {"held": {True}, "all": {True, False}}.get(query.get("state", ""), {False})
    days = WEEK | query
    return {
        response.pk
        for response in Response.objects.filter(survey=shop.survey).select_related(*NAMED)
        if response.is_excluded in states
        and days["since"] <= str(response.day) <= days["until"]
        and fits(response)
    }


def taken(client, shop: Shop, query: dict[str, Any], scope: str) -> list[dict[str, str]]:
    """The lines of a file as they are sent."""
    chosen = {"scope": scope, "format": "csv", "times": "both", "separator": ","}
    chosen["state"] = query.get("state", "counted")
    where = reverse("reports:export", args=[shop.survey.organization.slug, shop.survey.code])
    sent = client.post(where, chosen, query_params=shop.meant(query))
    return list(csv.DictReader(io.StringIO(b"".join(sent.streaming_content).decode("utf-8-sig"))))


@pytest.mark.parametrize(("query", "fits"), QUERIES, ids=[str(query) for query, _ in QUERIES])
def test_a_filter_means_the_same_everywhere(client, everything, query, fits):
    wanted = by_hand(everything, query, fits)
    assert wanted

    report = client.get(address(everything.survey), everything.meant(query)).context["report"]
    assert report.volume.n == len(wanted)
    assert report.questions[0].n == len(wanted)
    raw = taken(client, everything, query, "raw")
    assert {int(row[next(iter(row))]) for row in raw} == wanted
    summary = taken(client, everything, query, "summary")
    assert int(summary[0]["Answers (n)"]) == len(wanted)
    assert _voices(client, everything, query) == len(wanted)
    if (query, fits) != QUERIES[-1]:
        assert _told(everything, query) == len(wanted)


def _told(shop: Shop, query: dict[str, Any]) -> int:
    """How many the API counts: it knows every filter by the same name."""
    asked = shop.meant(query)
    days = {"from": asked.pop("since"), "to": asked.pop("until")}
    sent = f"/surveys/{shop.survey.code}/report?{urlencode(asked | days, doseq=True)}"
    told = Caller(shop.survey.organization).get(sent).json()
    n: int = told["questions"][0]["n"]
    return n


def _voices(client, shop: Shop, query: dict[str, Any]) -> int:
    """How many comments the list of comments counts: everybody wrote one."""
    where = reverse("reports:comments", args=[shop.survey.organization.slug])
    page = client.get(where, shop.meant(query) | {"survey": shop.survey.code})
    return page.context["feelings"].n


@pytest.mark.parametrize("name", ["crosstab", "drivers", "places", "when", "control", "people"])
@pytest.mark.parametrize("query", [{"state": "held"}, {"field.room": "12", "channel": "email"}])
def test_every_page_takes_every_filter(client, everything, name, query):
    where = reverse(f"reports:{name}", args=[everything.survey.organization.slug])
    page = client.get(where, everything.meant(query) | {"survey": everything.survey.code})

    assert page.status_code == 200
    assert len(page.context["form"].narrowing) == len(query)


# ------------------------------------------------------------------ hidden fields and held back
def test_only_a_field_that_reports_may_use_is_offered(client, everything):
    form = client.get(address(everything.survey), WEEK).context["form"]

    assert [facet.label for facet in form.facets if facet.name.startswith("field.")] == ["room"]
    page = client.get(address(everything.survey), WEEK | {"field.secret": "x"})
    assert "was left out" in page.text


def test_a_field_that_reports_no_longer_use_is_forgotten(client, everything):
    edit_draft(everything.survey, lambda content: replace(content, reportable_fields=()))
    publish_survey(everything.survey)
    form = client.get(address(everything.survey), WEEK | {"field.room": "12"}).context["form"]

    assert "field.room" not in form.facet_names
    assert form.problem


def test_a_page_that_shows_held_back_answers_says_so(client, everything):
    words = "Only answers that are held back are shown here"
    assert words in client.get(address(everything.survey), WEEK | {"state": "held"}).text
    assert words not in client.get(address(everything.survey), WEEK).text
    assert "left out" in client.get(address(everything.survey), WEEK | {"state": "odd"}).text


def test_a_value_of_a_field_is_taken_off_by_its_chip(client, everything):
    query = WEEK | {"field.room": ["12", "14"], "state": "all"}
    form = client.get(address(everything.survey), query).context["form"]

    chips = {(name, words): without for name, words, without in form.narrowing}
    assert set(chips) == {("room", "12"), ("room", "14"), ("Held back", "Both")}
    assert "field.room=14" in chips["room", "12"]
    assert "field.room=12" not in chips["room", "12"]


def test_a_program_is_told_what_is_not_there(everything):
    caller = Caller(everything.survey.organization)
    path = f"/surveys/{everything.survey.code}/report"
    for name, value in (("touchpoint", 999999), ("collector", "NOPE"), ("field.secret", "x")):
        told = caller.get(f"{path}?{name}={value}")
        assert (told.status_code, name in told.text) == (422, True)
    for name, value in (("channel", "pigeon"), ("state", "odd"), ("nonsense", "1")):
        told = caller.get(f"{path}?{name}={value}")
        assert (told.status_code, name in told.text) == (400, True)
