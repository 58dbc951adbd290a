"""Going on where somebody stopped, on the same phone; without a script."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from responses.models import Response
from surveys.actions import close_survey, edit_draft, publish_survey
from surveys.rules import Kind, break_page
from tests import build
from tests.responses.visitors import Visitor

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
BEGAN = "Bạn đã trả lời dở"


@pytest.fixture
def collector():
    """A survey of two pages: a rating, then a choice and a text."""
    survey = build.survey(asks=(Kind.NPS, Kind.CHOICES, Kind.TEXT), is_live=False)
    edit_draft(survey, lambda content: break_page(build.on_one_page(content), "q2"))
    publish_survey(survey)
    survey.refresh_from_db()
    return build.collector(survey)


@pytest.fixture
def visitor(collector):
    """Somebody who has answered the first page, and went away."""
    visitor = Visitor(collector)
    visitor.open()
    visitor.send(q1="8")
    assert visitor.number == 2
    return visitor


def onward(visitor) -> str:
    return visitor.link("Trả lời tiếp")


def only() -> Response:
    [response] = Response.objects.all()
    return response


def test_who_comes_back_is_asked_and_goes_on_where_they_were(visitor):
    visitor.open()
    assert BEGAN in visitor.html
    visitor.address = onward(visitor)
    visitor.look()
    assert visitor.number == 2
    visitor.send(q2="1")
    assert only().answers == {"q1": 8, "q2": [1]}
    assert only().is_complete


def test_the_offer_shows_no_answer_and_is_not_kept(visitor):
    visitor.tell(q3="Chờ lâu quá")
    page = visitor.open()
    assert "Chờ lâu" not in visitor.html
    assert "checked" not in visitor.html
    assert page["Cache-Control"] == "no-store"


def test_the_cookie_is_the_phone_s_and_the_code_s_alone(collector, visitor, settings):
    cookie = visitor.phone.cookies["begun"]
    assert cookie["path"] == f"/s/{collector.code}"
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert 0 < int(cookie["max-age"]) <= settings.FORM_TOKEN_HOURS * 3600
    assert BEGAN not in Visitor(collector).open().content.decode()
    other = Visitor(build.collector(collector.survey))
    other.phone.cookies["begun"] = cookie.value
    assert BEGAN not in other.open().content.decode()


def test_a_beacon_is_remembered_too(collector):
    visitor = Visitor(collector)
    visitor.open()
    visitor.tell(q1="9")
    visitor.open()
    assert BEGAN in visitor.html
    visitor.address = onward(visitor)
    visitor.look()
    assert visitor.number == 1
    assert 'value="9" checked' in visitor.html


def test_beginning_anew_forgets_the_form_and_keeps_what_was_stored(visitor):
    visitor.open(lang="en", frame="1")
    answer = visitor.phone.post(visitor.form_address)
    assert answer.status_code == 303
    assert answer["Location"] == f"{visitor.begin}?lang=en&frame=1"
    visitor.open()
    assert visitor.number == 1
    assert BEGAN not in visitor.html
    visitor.send(q1="3")
    assert sorted(r.answers["q1"] for r in Response.objects.all()) == [3, 8]


def test_a_get_does_not_forget(visitor):
    assert visitor.phone.get(f"{visitor.begin}/anew").status_code == 303
    visitor.open()
    assert BEGAN in visitor.html


def test_after_half_an_hour_beginning_anew_comes_first(collector):
    visitor = Visitor(collector)
    with time_machine.travel(NOON, tick=False):
        visitor.open()
        visitor.send(q1="8")
    with time_machine.travel(NOON + timedelta(minutes=29), tick=False):
        visitor.open()
        assert BEGAN in visitor.html
    with time_machine.travel(NOON + timedelta(minutes=31), tick=False):
        visitor.open()
        assert BEGAN not in visitor.html
        assert "Đã có người trả lời dở" in visitor.html
        visitor.address = onward(visitor)
        visitor.look()
        assert visitor.number == 2
    with time_machine.travel(NOON + timedelta(hours=25), tick=False):
        visitor.phone.cookies["begun"]["max-age"] = ""
        visitor.open()
        assert visitor.number == 1


def test_who_has_finished_is_not_asked(visitor):
    visitor.send(q2="1")
    assert visitor.number == 0
    assert not visitor.phone.cookies["begun"].value
    visitor.open()
    assert visitor.number == 1


def test_what_was_finished_elsewhere_or_deleted_is_not_offered(visitor):
    Response.objects.update(is_complete=True)
    visitor.open()
    assert visitor.number == 1
    Response.objects.all().delete()
    visitor.open()
    assert visitor.number == 1


def test_who_only_turned_the_page_has_nothing_to_go_on_with(collector):
    visitor = Visitor(collector)
    visitor.open()
    visitor.send()
    assert visitor.number == 2
    assert not visitor.phone.cookies.get("begun")


def test_a_link_with_a_rating_leads_to_its_own_form(visitor):
    visitor.open(nps="4")
    assert visitor.number == 1
    assert 'value="4" checked' in visitor.html


@pytest.mark.parametrize("junk", ["x", "x:y:z", "á\xba¿", "WyJhIl0:1:1", "9" * 4000])
def test_a_cookie_that_is_not_ours_is_passed_over(collector, junk):
    phone = Client(headers={"accept-language": "vi", "cookie": f"begun={junk}"})
    page = phone.get(f"/s/{collector.code}")
    assert page.status_code == 200
    assert 'name="s" value="1"' in page.content.decode()


def test_what_was_begun_in_time_is_offered_after_the_survey_ended(collector, visitor):
    close_survey(collector.survey)
    visitor.open()
    assert BEGAN in visitor.html
    visitor.address = onward(visitor)
    visitor.look()
    visitor.send(q2="1")
    assert visitor.number == 0
    assert visitor.open().status_code == 410
