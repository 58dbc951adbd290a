"""The PIN of a code: asked once, remembered, guessed in vain, and nothing typed is lost."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO

import pytest
import time_machine
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisAway

from responses.actions import limits, set_collector_state
from responses.models import Attachment, Collector, Response
from surveys.rules import Kind
from tests import build
from tests.responses.visitors import ACTION, Visitor

pytestmark = pytest.mark.django_db
QUESTION = "Bạn có sẵn lòng giới thiệu quán?"
ASKED = "Mời bạn nhập mã PIN"
KEPT = "Góp ý của bạn vẫn còn đây"


@pytest.fixture
def collector():
    made = build.collector(build.survey(asks=(Kind.NPS, Kind.TEXT), is_one_page=True))
    Collector.objects.filter(pk=made.pk).update(pin="2468")
    cache.clear()
    return made


@pytest.fixture
def visitor(collector):
    return Visitor(collector)


def enter(visitor: Visitor, pin: str):
    """Type a PIN into the page that is shown, and go where it leads."""
    visitor.sent = {**visitor.fields, "pin": pin}
    visitor.action = unescape(ACTION.search(visitor.html)[1])
    return visitor.post()


def test_a_code_with_a_pin_asks_for_it_without_a_script(visitor):
    page = visitor.open()
    assert page.status_code == 200
    assert ASKED in page.text
    assert QUESTION not in page.text
    field = re.search(r'<input id="pin"[^>]+>', page.text)[0]
    assert 'inputmode="numeric"' in field
    assert "value" not in field
    assert page["Cache-Control"] == "no-store"
    assert "<script" not in page.text
    assert not page.cookies


def test_the_right_pin_opens_the_survey_and_is_remembered(visitor, collector):
    visitor.open(ban="7")
    reply = visitor.phone.post(unescape(ACTION.search(visitor.html)[1]), {"pin": "2468"})
    assert (reply.status_code, reply["Location"]) == (303, f"/s/{collector.code}?ban=7&lang=vi")
    cookie = reply.cookies["pin"]
    assert (cookie["path"], cookie["max-age"]) == (f"/s/{collector.code}", 12 * 3600)
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "2468" not in cookie.value
    assert QUESTION in visitor.open().text
    assert visitor.send(q1="9").status_code == 200
    assert Response.objects.get().score == 9


@pytest.mark.parametrize("typed", [" 2468 ", "24 68", "２４６８"])
def test_a_pin_may_be_typed_as_phones_type_it(visitor, typed):
    visitor.open()
    assert QUESTION in enter(visitor, typed).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [("1111", "Mã PIN chưa đúng"), ("", "Bạn nhập mã PIN nhé"), ("<b>'\x00" * 9, "chưa đúng")],
)
def test_a_wrong_pin_is_said_beside_the_field_and_not_repeated(visitor, typed, words):
    visitor.open()
    page = enter(visitor, typed)
    assert page.status_code == 422
    assert words in re.search(r'<p class="err" id="e-pin">(.+?)</p>', page.text)[1]
    assert 'aria-invalid="true" aria-describedby="e-pin h-pin"' in page.text
    assert "value=" not in re.search(r'<input id="pin"[^>]+>', page.text)[0]
    assert QUESTION not in visitor.open().text


def test_a_phone_forgets_the_pin_after_half_a_day(visitor):
    with time_machine.travel(datetime(2026, 11, 24, 5, 0, tzinfo=UTC), tick=False) as clock:
        visitor.open()
        enter(visitor, "2468")
        clock.shift(timedelta(hours=12))
        assert QUESTION in visitor.open().text
        clock.shift(timedelta(seconds=1))
        assert ASKED in visitor.open().text


def test_a_new_pin_is_asked_of_everybody(visitor, collector):
    visitor.open()
    enter(visitor, "2468")
    Collector.objects.filter(pk=collector.pk).update(pin="1357")
    assert ASKED in visitor.open().text


def test_a_pin_opens_its_own_code_only(visitor, collector):
    visitor.open()
    enter(visitor, "2468")
    other = build.collector(collector.survey)
    Collector.objects.filter(pk=other.pk).update(pin="2468")
    elsewhere = Visitor(other)
    elsewhere.phone = visitor.phone
    assert ASKED in elsewhere.open().text


@pytest.mark.parametrize(("query", "samesite"), [({}, "Lax"), ({"frame": "1"}, "None")])
def test_on_https_the_cookie_is_secure_and_comes_back_inside_another_site(
    visitor, collector, settings, query, samesite
):
    settings.HTTPS = True
    Collector.objects.filter(pk=collector.pk).update(kind="embed")
    visitor.open(**query)
    enter(visitor, "2468")
    cookie = visitor.phone.cookies["pin"]
    assert (cookie["secure"], cookie["samesite"]) == (True, samesite)


def test_a_forged_cookie_opens_nothing(visitor, collector):
    visitor.phone.cookies["pin"] = f"{collector.pk}:1tAbCd:forged"
    assert ASKED in visitor.open().text


def test_a_closed_door_does_not_ask_for_a_pin(visitor, collector):
    set_collector_state(collector, Collector.State.PAUSED)
    assert visitor.open().status_code == 403
    assert ASKED not in visitor.html


def test_another_language_may_be_asked_for_at_the_door(visitor, collector):
    visitor.open()
    assert f'href="/s/{collector.code}?lang=en"' in visitor.html
    assert "Please enter the PIN" in visitor.open(lang="en").text
    assert "Would you recommend us?" in enter(visitor, "2468").text


# ------------------------------------------------------------------ forms without the PIN
def begun_before(visitor: Visitor, collector: Collector, **answers):
    """Open the survey before it had a PIN, and send it now."""
    Collector.objects.filter(pk=collector.pk).update(pin="")
    visitor.open()
    Collector.objects.filter(pk=collector.pk).update(pin="2468")
    return visitor.send(**answers)


def test_what_was_typed_waits_for_the_pin_and_is_then_stored(visitor, collector):
    page = begun_before(visitor, collector, q1="9", q2="Trà <b>ngon</b>")
    assert page.status_code == 403
    assert KEPT in page.text
    assert not Response.objects.exists()
    assert enter(visitor, "1111").status_code == 422
    assert KEPT in visitor.html
    assert enter(visitor, "2468").status_code == 200
    assert "/thanks" in visitor.address
    assert Response.objects.get().answers == {"q1": 9, "q2": "Trà <b>ngon</b>"}
    assert QUESTION in visitor.open().text


def test_a_language_asked_for_while_the_pin_is_missing_loses_nothing(visitor, collector):
    begun_before(visitor, collector, q1="9", q2="Ngon")
    visitor.sent = {**visitor.fields, "pin": "", "lang": "en"}
    page = visitor.post()
    assert page.status_code == 403
    assert "Your answers are still here" in page.text
    assert 'class="err"' not in page.text
    enter(visitor, "2468")
    assert Response.objects.get().language == "en"


def test_the_pin_sent_twice_stores_once_and_leads_on(visitor, collector):
    begun_before(visitor, collector, q1="9")
    enter(visitor, "2468")
    assert visitor.post().status_code == 200
    assert Response.objects.count() == 1
    again = visitor.phone.post(f"/s/{collector.code}?lang=vi", {"pin": "2468"})
    assert (again.status_code, again["Location"]) == (303, f"/s/{collector.code}?lang=vi")


def test_a_photo_waits_for_the_pin_too(collector):
    asking = build.survey(collector.organization, (Kind.NPS, Kind.ATTACHMENT), is_one_page=True)
    door = build.collector(asking)
    visitor = Visitor(door)
    photo = BytesIO(build.picture())
    photo.name = "ảnh.png"
    begun_before(visitor, door, q1="9", q2=photo)
    enter(visitor, "2468")
    assert Response.objects.get().answers["q2"] == [str(Attachment.objects.get().key)]


def test_a_later_page_asks_for_the_pin_and_goes_on_there(collector):
    survey = build.survey(collector.organization, (Kind.NPS,) * 7)
    door = build.collector(survey)
    visitor = Visitor(door)
    visitor.open()
    visitor.send(q1="9")
    Collector.objects.filter(pk=door.pk).update(pin="2468")
    assert ASKED in visitor.look().text
    assert "/p/" in unescape(ACTION.search(visitor.html)[1])
    enter(visitor, "2468")
    assert visitor.number == 2


def test_a_broken_form_without_the_pin_is_asked_for_it_first(visitor, collector):
    page = visitor.phone.post(f"/s/{collector.code}", {"t": "broken", "q-q1": "9"})
    assert page.status_code == 403
    assert ASKED in page.text


# ------------------------------------------------------------------ guessing
def guess(visitor: Visitor, times: int) -> list[int]:
    address = f"/s/{visitor.collector.code}"
    return [visitor.phone.post(address, {"pin": f"{n:04}"}).status_code for n in range(times)]


def test_many_wrong_tries_slow_down_everybody_without_the_cookie_and_nobody_with_it(
    visitor, collector
):
    known = Visitor(collector)
    known.open()
    enter(known, "2468")
    with time_machine.travel(datetime(2026, 11, 24, 5, 0, tzinfo=UTC), tick=False) as clock:
        # The first one beyond is the one that is still judged in its half minute.
        assert guess(visitor, 22) == [422] * 21 + [429]
        page = visitor.phone.post(f"/s/{collector.code}", {"pin": "2468"})
        assert (page.status_code, page["Retry-After"]) == (429, "30")
        assert "Đã có nhiều lần nhập sai" in page.text
        clock.shift(timedelta(minutes=10))
        visitor.open()
        assert QUESTION in enter(visitor, "2468").text
    known.open()
    assert known.send(q1="9").status_code == 200


def test_one_try_is_judged_every_half_minute_beyond_the_limit(visitor, collector):
    guess(visitor, 22)
    cache.delete(f"pin-pause:{collector.pk}")
    visitor.open()
    assert QUESTION in enter(visitor, "2468").text


def test_right_pins_use_up_nothing(collector):
    for _ in range(25):
        guest = Visitor(collector)
        guest.open()
        assert QUESTION in enter(guest, "2468").text


def test_what_was_typed_is_kept_while_everybody_waits(visitor, collector):
    begun_before(visitor, collector, q1="9")
    guess(Visitor(collector), 22)
    assert enter(visitor, "2468").status_code == 429
    cache.clear()
    assert enter(visitor, "2468").status_code == 200
    assert Response.objects.get().score == 9


def test_while_redis_is_away_everybody_may_try(visitor, monkeypatch):
    class Away:
        def __getattr__(self, name):
            def away(*args):
                raise RedisAway

            return away

    monkeypatch.setattr(limits, "cache", Away())
    assert guess(visitor, 25) == [422] * 25
    visitor.open()
    assert QUESTION in enter(visitor, "2468").text
