"""The list of responses and the page of one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hearme.accounts.models import Role
from responses.models import CountChange, Response
from responses.queries import ResponseFilter, response_page
from responses.rules import Cursor, read_cursor
from surveys.actions import edit_draft, publish_survey
from surveys.rules import Kind, replace_question
from tests import build

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # 12:00 in Vietnam


@pytest.fixture
def shop(client):
    """An organization whose manager is signed in; texts in English."""
    organization = build.organization(language="en")
    client.force_login(build.member(organization, Role.MANAGER))
    client.cookies["django_language"] = "en"
    return organization


@pytest.fixture
def door(shop):
    return build.collector(build.survey(shop, (Kind.NPS, Kind.TEXT)))


def url(organization, name, *args):
    return reverse(f"responses:{name}", args=[organization.slug, *args])


def listed(client, organization, **query):
    page = client.get(url(organization, "list"), query)
    return [row.response.pk for row in page.context["rows"]]


def responses(door, scores, **kwargs):
    """One response an hour from NOON on, first to last."""
    return [
        build.response(door, {"q1": score}, at=NOON + timedelta(hours=n), **kwargs).pk
        for n, score in enumerate(scores)
    ]


# ------------------------------------------------------------------ the list
def test_without_responses_the_page_leads_to_the_qr_codes(client, shop):
    page = client.get(url(shop, "list"))
    assert "No responses yet" in page.text
    assert url(shop, "collectors") in page.text


def test_responses_of_all_surveys_are_listed_newest_first(client, shop, door):
    other = build.collector(build.survey(shop, (Kind.CSAT,)))
    first = build.response(door, {"q1": 9}, at=NOON)
    third = build.response(door, {"q1": 9}, at=NOON + timedelta(hours=2))
    second = build.response(other, {"q1": 4}, at=NOON + timedelta(hours=1))
    assert listed(client, shop) == [third.pk, second.pk, first.pk]


def test_a_row_shows_words_place_survey_and_the_time_at_the_place(client, shop):
    tokyo = build.location(shop, "Tokyo", time_zone="Asia/Tokyo")
    door = build.collector(build.survey(shop, (Kind.NPS, Kind.TEXT)), tokyo, name="Gate")
    build.response(door, {"q1": 3, "q2": "Trà nguội <b>"}, at=NOON)
    text = client.get(url(shop, "list")).text
    for said in ("Trà nguội &lt;b&gt;", "Tokyo · Gate", "Góp ý tại bàn", "14:00", "pill d"):
        assert said in text


@pytest.mark.parametrize(
    ("kind", "rating", "feeling"),
    [
        (Kind.NPS, 6, "bad"), (Kind.NPS, 7, "neutral"), (Kind.NPS, 9, "good"),
        (Kind.CSAT, 2, "bad"), (Kind.CSAT, 3, "neutral"), (Kind.CSAT, 4, "good"),
        (Kind.CES, 4, "bad"), (Kind.CES, 5, "good"),
    ],
)  # fmt: skip
def test_the_colour_of_a_score_follows_its_question(client, shop, kind, rating, feeling):
    door = build.collector(build.survey(shop, (kind,)))
    made = build.response(door, {"q1": rating})
    row = client.get(url(shop, "list")).context["rows"][0]
    assert row.feeling == feeling
    assert listed(client, shop, score=feeling) == [made.pk]
    others = {"bad", "neutral", "good"} - {feeling}
    assert [listed(client, shop, score=other) for other in others] == [[], []]


def test_a_response_without_a_rating_has_no_score(client, shop):
    build.response(build.collector(build.survey(shop, (Kind.TEXT,))), {"q1": "Chào"})
    assert "No score" in client.get(url(shop, "list")).text
    assert listed(client, shop, score="bad") == []


def test_filters_by_survey_and_by_a_place_with_all_inside(client, shop):
    region = build.location(shop, "Region")
    inside = build.collector(build.survey(shop), build.location(shop, parent=region))
    outside = build.collector(build.survey(shop))
    a, b = build.response(inside, {"q1": 9}).pk, build.response(outside, {"q1": 9}).pk
    assert listed(client, shop, location=region.pk) == [a]
    assert listed(client, shop, survey=outside.survey.code) == [b]


def test_the_period_means_days_at_the_place(client, shop):
    survey = build.survey(shop)
    vietnam, tokyo = (
        build.collector(survey, build.location(shop, time_zone=zone))
        for zone in ("Asia/Ho_Chi_Minh", "Asia/Tokyo")
    )
    moment = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)  # 23:00 in Vietnam, 01:00 next day in Tokyo
    early, late = (build.response(at, {"q1": 9}, at=moment).pk for at in (vietnam, tokyo))
    assert listed(client, shop, until="2026-11-20") == [early]
    assert listed(client, shop, since="2026-11-21") == [late]
    assert set(listed(client, shop, since="2026-11-20", until="2026-11-21")) == {early, late}


def test_only_those_with_words(client, shop, door):
    said = build.response(door, {"q1": 9, "q2": "Ngon"})
    build.response(door, {"q1": 9})
    assert listed(client, shop, comment="on") == [said.pk]


def test_paging_shows_every_response_once_in_both_directions(client, shop, door):
    for n in range(60):
        build.response(door, {"q1": 9}, at=NOON + timedelta(hours=n // 30))
    newest_first = list(Response.objects.values_list("pk", flat=True))

    def turned(**link):
        return client.get(url(shop, "list"), link).context["page"]

    first = turned()
    second = turned(before=first.last)
    third = turned(before=second.last)
    shown = [response.pk for page in (first, second, third) for response in page.responses]
    assert shown == newest_first
    assert not third.has_older
    assert turned(after=third.first) == second
    assert turned(after=second.first).responses == first.responses


def test_a_page_costs_the_same_queries_however_many_responses(client, shop, door):
    counts = []
    for many in (1, 40):
        for n in range(many):
            build.response(door, {"q1": n % 11})
        with CaptureQueriesContext(connection) as seen:
            client.get(url(shop, "list"), {"score": "bad"})
        counts.append(len(seen))
        assert not any("COUNT(" in query["sql"] for query in seen)
    assert counts[0] == counts[1] <= 11


@pytest.mark.parametrize(
    "query",
    [
        {"survey": "NOSUCH"},
        {"location": "999999999999999999999"},
        {"since": "2026-02-31"},
        {"until": "0001-01-01"},
        {"since": "9999-12-31"},
        {"since": "2026-11-20", "until": "2026-11-19"},
        {"score": "angry"},
        {"before": "yesterday"},
        {"before": "99999999999999999-1"},
        {"after": "1-999999999999999999999"},
        {"survey": "a\x00b"},
    ],
)
def test_filters_that_make_no_sense_are_left_out_and_said(client, shop, door, query):
    made = build.response(door, {"q1": 9}, at=NOON + timedelta(days=1))
    page = client.get(url(shop, "list"), query)
    assert page.status_code == 200
    if "99999999999999999-1" not in query.values():
        assert page.context["problems"]
    assert [row.response.pk for row in page.context["rows"]] == [made.pk]


def test_a_filter_that_finds_nothing_offers_to_clear_it(client, shop, door):
    build.response(door, {"q1": 9})
    text = client.get(url(shop, "list"), {"score": "bad"}).text
    assert "Nothing fits these filters" in text
    assert "Clear filters" in text


def test_beyond_the_last_page_leads_back(client, shop, door):
    build.response(door, {"q1": 9})
    assert "To the newest" in client.get(url(shop, "list"), {"before": "1-1"}).text


def test_another_organizations_responses_are_never_listed(client, shop):
    build.response(build.collector(build.survey()), {"q1": 9})
    assert listed(client, shop) == []


def test_cursors_are_exact_to_the_microsecond():
    cursor = Cursor(datetime(2026, 11, 20, 5, 0, 0, 123457, tzinfo=UTC), 42)
    assert read_cursor(str(cursor)) == cursor


# ------------------------------------------------------------------ one response
def test_the_page_shows_every_question_as_it_was_asked(client, shop):
    survey = build.survey(shop, build.SIX_KINDS)
    door = build.collector(survey, name="Table 4")
    given = {"q1": 8, "q2": 1, "q3": 7, "q4": 2, "q5": [1, 3], "q6": "Dòng một\nDòng hai"}
    made = build.response(door, given, at=NOON, seconds=33)
    edit_draft(survey, lambda content: replace_question(content, _reworded(content)))
    publish_survey(survey)
    text = client.get(url(shop, "detail", made.pk)).text
    for said in (
        "Would you recommend us?", "Passive", "Very bad", "Easy", "Staff", "Drinks", "Waiting",
        "Dòng một<br>Dòng hai", "33 seconds", "version 1", "12:00", "Table 4", door.code,
    ):  # fmt: skip
        assert said in text
    assert "Reworded" not in text


def _reworded(content):
    question = content.question("q1")
    return type(question)(
        key="q1", kind=question.kind, text={"vi": "Khác", "en": "Reworded"},
        score_rule=question.score_rule,
    )  # fmt: skip


def test_questions_left_open_are_shown_as_such(client, shop, door):
    made = build.response(door, {})
    assert client.get(url(shop, "detail", made.pk)).text.count("Not answered") == 2


def test_previous_and_next_stay_within_the_filters(client, shop, door):
    first, skipped, middle, last = responses(door, [9, 1, 10, 9])
    page = client.get(url(shop, "detail", middle), {"score": "good"})
    assert page.context["newer"].pk == last
    assert page.context["older"].pk == first != skipped
    assert f"{url(shop, 'detail', last)}?score=good" in page.text
    assert f"{url(shop, 'list')}?score=good" in page.text


@pytest.mark.parametrize("name", ["detail", "delete"])
@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_an_unknown_response_does_not_exist(client, shop, name, pk):
    send = client.get if name == "detail" else client.post
    assert send(url(shop, name, pk)).status_code == 404


def test_another_organizations_response_does_not_exist(client, shop):
    foreign = build.response(build.collector(build.survey()), {"q1": 9})
    assert client.get(url(shop, "detail", foreign.pk)).status_code == 404
    assert client.post(url(shop, "delete", foreign.pk)).status_code == 404
    assert Response.objects.filter(pk=foreign.pk).exists()


def test_a_manager_deletes_a_response_and_returns_to_his_filters(client, shop, door):
    made = build.response(door, {"q1": 9})
    answer = client.post(url(shop, "delete", made.pk) + "?score=good&since=2026-01-01")
    assert answer["Location"] == url(shop, "list") + "?score=good&since=2026-01-01"
    assert not Response.objects.exists()
    assert sum(CountChange.objects.values_list("people", flat=True)) == 0
    assert "Reports follow within seconds" in client.get(answer["Location"]).text


def test_who_may_not_delete_sees_no_button(client, shop, door):
    made = build.response(door, {"q1": 9})
    client.force_login(build.member(shop, Role.SERVICE))
    assert url(shop, "delete", made.pk) not in client.get(url(shop, "detail", made.pk)).text


def test_looking_never_deletes(client, shop, door):
    made = build.response(door, {"q1": 9})
    assert client.get(url(shop, "delete", made.pk)).status_code == 405
    assert Response.objects.exists()


def test_the_first_page_is_the_newest_of_all_surveys(shop):
    doors = [build.collector(build.survey(shop)) for _ in range(3)]
    made = [
        build.response(doors[n % 3], {"q1": 9}, at=NOON + timedelta(minutes=n)).pk for n in range(9)
    ]
    page = response_page(shop, ResponseFilter(), 4)
    assert [response.pk for response in page.responses] == made[::-1][:4]
    assert (page.has_newer, page.has_older) == (False, True)
