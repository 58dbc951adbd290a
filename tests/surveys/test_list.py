"""The survey list: what stands in it, how it is searched, and how it begins."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearme.accounts.models import Role
from responses.actions import set_collector_state
from responses.models import Collector
from surveys.actions import close_survey, create_survey, edit_draft
from surveys.rules import Content, Kind, add_question
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("editor")]


def named(shop, title, **kwargs):
    return create_survey(shop, Content(title={"vi": title}), **kwargs)


@pytest.fixture
def listed(client, url):
    def titles(**query):
        page = client.get(url("list"), query)
        assert page.status_code == 200
        return [row.survey.title for row in page.context["rows"]]

    return titles


def test_a_new_organization_is_led_to_its_first_survey(client, url):
    page = client.get(url("list"))
    assert url("create") in page.text
    assert url("template", "nps") in page.text


def test_a_viewer_of_an_empty_list_is_not_sent_to_a_page_that_refuses(client, shop, url):
    client.force_login(build.member(shop, Role.VIEWER))
    page = client.get(url("list"))
    assert page.status_code == 200
    assert url("create") not in page.text


def test_a_row_says_what_is_asked_in_which_languages_and_where(client, shop, url):
    survey = build.survey(shop, asks=(Kind.CSAT, Kind.NPS, Kind.TEXT))
    build.collector(survey)
    set_collector_state(build.collector(survey), Collector.State.PAUSED)
    edit_draft(survey, lambda content: add_question(content, build.question(Kind.CES)))
    (row,) = client.get(url("list")).context["rows"]
    assert row.summary == "CSAT + NPS + CES · 4 questions"
    assert [(state.code, state.percent) for state in row.languages] == [("vi", 100), ("en", 100)]
    assert row.open_collectors == 1
    assert row.has_unpublished_changes


def test_a_draft_does_not_boast_of_unpublished_changes(client, shop, url):
    build.survey(shop, is_live=False)
    (row,) = client.get(url("list")).context["rows"]
    assert not row.has_unpublished_changes


@pytest.mark.parametrize("words", ["gop y", "GÓP Ý", "ban gop", "Đà", "da nang", "góp ý"])
def test_the_search_ignores_marks_capitals_and_order(shop, listed, words):
    named(shop, "Góp ý tại bàn, Đà Nẵng")
    named(shop, "Mua mang đi")
    assert listed(q=words) == ["Góp ý tại bàn, Đà Nẵng"]


@pytest.mark.parametrize("words", ["100%", "a_b", "' OR 1=1 --", "\x00", "a" * 5000])
def test_signs_in_a_search_mean_themselves(shop, listed, words):
    named(shop, "1000 lượt")
    named(shop, "aXb")
    assert "1000 lượt" not in listed(q="100%")
    listed(q=words)


def test_states_filter_and_are_counted(client, shop, url, listed):
    named(shop, "Nháp")
    build.survey(shop)
    closed = build.survey(shop)
    close_survey(closed)
    assert listed(state="draft") == ["Nháp"]
    assert listed(state="closed") == [closed.title]
    assert len(listed(state="nonsense")) == 3
    chips = client.get(url("list")).context["chips"]
    assert [(chip.value, chip.count) for chip in chips] == [
        ("", 3), ("live", 1), ("draft", 1), ("closed", 1),
    ]  # fmt: skip


def test_twenty_surveys_make_a_page(shop, listed):
    for n in range(21):
        named(shop, f"Khảo sát {n}")
    assert len(listed()) == 20
    assert listed(page=2) == ["Khảo sát 0"]
    assert listed(page="x", q="khao") == listed()


def test_another_organizations_surveys_are_not_listed(listed):
    build.survey()
    assert listed() == []


def test_more_surveys_need_no_more_queries(client, shop, url):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(url("list"))
        return len(captured)

    build.collector(build.survey(shop))
    client.get(url("list"))
    one = queries()
    for _ in range(4):
        build.collector(build.survey(shop))
    assert queries() == one
