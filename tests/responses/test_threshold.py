"""At the door: closed for a reason that is said, resting, in its own language, with a way back."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client

from hearme.accounts.rules import Hours, hours_document
from responses.actions import set_collector_state
from responses.models import Collector, Response
from surveys.actions import close_survey
from surveys.rules import Kind
from tests import build
from tests.responses.visitors import Visitor

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
"""A Tuesday, 12:00 in Vietnam."""
DAYTIME = (time(9), time(22))


@pytest.fixture
def shop():
    return build.location(build.organization(), "Hai Bà Trưng")


@pytest.fixture
def collector(shop):
    survey = build.survey(shop.organization, (Kind.NPS, Kind.TEXT), is_one_page=True)
    return build.collector(survey, shop)


def limit(collector: Collector, **fields) -> Collector:
    for name, value in fields.items():
        setattr(collector, name, value)
    collector.save()
    return collector


def opening_hours(collector: Collector, *week, off=()) -> None:
    hours = Hours(week if len(week) == 7 else week * 7, off)
    collector.location.hours = hours_document(hours)
    collector.location.save()
    limit(collector, is_hours_only=True)


def opened_at(collector: Collector, moment: datetime, language: str = "vi"):
    with time_machine.travel(moment, tick=False):
        return Visitor(collector, language).open()


def stored() -> list[int]:
    return list(Response.objects.order_by("id").values_list("score", flat=True))


# ------------------------------------------------------------------ why it is closed
@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        ("paused", 403, "Mã này đang tạm dừng nhận góp ý"),
        ("lost", 410, "Mã này đã được báo mất"),
        ("retired", 410, "Mã này không còn dùng nữa"),
    ],
)
def test_a_code_that_is_not_active_says_why_and_is_not_kept(collector, state, status, words):
    set_collector_state(collector, Collector.State(state))
    page = Visitor(collector).open()
    assert page.status_code == status
    assert words in page.text
    assert page["Cache-Control"] == "no-store"


def test_a_closed_door_is_as_friendly_in_english(collector):
    set_collector_state(collector, Collector.State.LOST)
    page = Visitor(collector, "en").open()
    assert "This code was reported lost" in page.text
    assert page["Content-Language"] == "en"


def test_a_collector_s_own_words_come_first_in_the_language_of_the_visitor(collector):
    limit(collector, message={"vi": "Bàn đang sửa\n<b>nhé</b>", "en": "Table under repair"})
    set_collector_state(collector, Collector.State.PAUSED)
    own = '<p lang="vi">Bàn đang sửa<br>&lt;b&gt;nhé&lt;/b&gt;</p>'
    assert own in Visitor(collector).open().text
    page = Visitor(collector, "en").open().text
    assert "Table under repair" in page
    assert "Please try again later" not in page


def test_own_words_in_one_language_are_shown_to_everybody(collector):
    limit(collector, message={"en": "", "zh": "暂停"})
    set_collector_state(collector, Collector.State.PAUSED)
    assert '<p lang="zh">暂停</p>' in Visitor(collector, "en").open().text


def test_own_words_about_a_pause_are_not_said_of_a_survey_that_ended(collector):
    limit(collector, message={"vi": "Bàn đang sửa"})
    close_survey(collector.survey)
    page = Visitor(collector).open()
    assert page.status_code == 410
    assert "Khảo sát này đã kết thúc" in page.text
    assert "Bàn đang sửa" not in page.text


def test_the_languages_of_the_survey_are_offered_on_a_closed_door(collector):
    set_collector_state(collector, Collector.State.PAUSED)
    page = Visitor(collector).open(ban="7")
    assert f'href="/s/{collector.code}?ban=7&amp;lang=en"' in page.text


def test_a_survey_before_its_first_day_says_when_it_opens(collector):
    limit(collector, first_day=date(2026, 12, 1))
    page = opened_at(collector, NOON)
    assert page.status_code == 403
    assert "mở từ ngày 1/12 (Thứ 3)" in page.text
    assert "opens on Tuesday, 1 December" in opened_at(collector, NOON, "en").text


def test_the_first_and_the_last_day_are_days_of_the_place(collector):
    limit(collector, first_day=date(2026, 11, 24), last_day=date(2026, 11, 24))
    midnight = datetime(2026, 11, 23, 17, tzinfo=UTC)
    second, day = timedelta(seconds=1), timedelta(days=1)
    moments = (midnight - second, midnight, midnight + day - second, midnight + day)
    statuses = [opened_at(collector, moment).status_code for moment in moments]
    assert statuses == [403, 200, 200, 410]


def test_a_survey_after_its_last_day_says_which_it_was(collector):
    limit(collector, last_day=date(2025, 12, 31))
    page = opened_at(collector, NOON)
    assert page.status_code == 410
    assert "nhận góp ý đến hết ngày 31/12/2025" in page.text


@pytest.mark.parametrize(
    ("hour", "words"),
    [(1, "09:00 hôm nay"), (22, "09:00 ngày mai")],
)
def test_outside_opening_hours_the_next_opening_is_told(collector, hour, words):
    opening_hours(collector, DAYTIME)
    page = opened_at(collector, NOON - timedelta(hours=12 - hour))
    assert page.status_code == 403
    assert words in page.text
    assert opened_at(collector, NOON).status_code == 200


def test_days_off_are_passed_over(collector):
    opening_hours(collector, DAYTIME, off=((date(2026, 11, 24), date(2026, 11, 30)),))
    assert "on Tuesday, 1 December at 09:00" in opened_at(collector, NOON, "en").text


def test_a_place_that_never_opens_promises_nothing(collector):
    opening_hours(collector, None)
    page = opened_at(collector, NOON, "en")
    assert page.status_code == 403
    assert "Answers are taken in our opening hours.</p>" in page.text


def test_a_form_that_was_opened_in_time_may_be_sent_later(collector):
    opening_hours(collector, DAYTIME)
    visitor = Visitor(collector)
    with time_machine.travel(NOON, tick=False):
        visitor.open()
    with time_machine.travel(NOON + timedelta(hours=11), tick=False):
        assert visitor.send(q1="9").status_code == 200
    assert stored() == [9]


def test_a_form_that_was_opened_after_the_close_is_refused_and_nothing_is_stored(collector):
    visitor = Visitor(collector)
    visitor.open()
    set_collector_state(collector, Collector.State.LOST)
    Collector.objects.update(closed_at=datetime.now(UTC) - timedelta(minutes=1))
    assert visitor.send(q1="9").status_code == 410
    assert not stored()


def test_only_the_head_of_a_closed_door_may_be_asked_for(client, collector):
    limit(collector, pin="2468")
    assert client.head(f"/s/{collector.code}").status_code == 200
    set_collector_state(collector, Collector.State.PAUSED)
    assert client.head(f"/s/{collector.code}").status_code == 403


def test_a_collector_for_programs_has_no_page(client, collector):
    limit(collector, kind="api")
    for path in ("", "/thanks", "/privacy", "/p/x/1"):
        assert client.get(f"/s/{collector.code}{path}").status_code == 404
    assert client.post(f"/s/{collector.code}", {"q-q1": "9"}).status_code == 404


@pytest.mark.parametrize("language", ["vi", "zh"])
def test_every_page_at_the_door_fits_into_one_round_trip(collector, language):
    pages = []
    for fields in ({"pin": "2468"}, {"pin": "", "first_day": date(2999, 1, 1)}):
        limit(collector, **fields)
        phone = Client(headers={"accept-language": language})
        pages.append(phone.get(f"/s/{collector.code}", headers={"accept-encoding": "gzip"}))
    assert max(len(page.content) for page in pages) < 14_000
    assert all("<script" not in page.text for page in (Visitor(collector).open(),))


# ------------------------------------------------------------------ one answer per device
def test_a_phone_that_answered_is_thanked_until_its_rest_is_over(collector):
    limit(collector, rest_hours=24)
    visitor = Visitor(collector)
    with time_machine.travel(NOON, tick=False) as clock:
        visitor.open()
        assert visitor.send(q1="9").status_code == 200
        clock.shift(timedelta(hours=1))
        page = visitor.open()
        assert page.status_code == 200
        assert "Bạn đã góp ý rồi" in page.text
        assert "từ 12:00 ngày mai" in page.text
        assert page["Cache-Control"] == "no-store"
        clock.shift(timedelta(hours=23))
        assert visitor.open().status_code == 200
        assert "Bạn có sẵn lòng" in visitor.html


def test_the_cookie_of_a_rest_is_ours_alone_and_ends_with_it(collector):
    limit(collector, rest_hours=24)
    visitor = Visitor(collector)
    visitor.open()
    assert not visitor.phone.cookies
    visitor.send(q1="9")
    cookie = visitor.phone.cookies["rest"]
    assert (cookie["path"], cookie["max-age"]) == (f"/s/{collector.code}", 24 * 3600)
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    key = Response.objects.get().key
    assert key.hex not in cookie.value
    assert str(key) not in cookie.value


def test_another_form_of_a_phone_that_answered_is_refused_kindly_and_not_stored(collector):
    limit(collector, rest_hours=24)
    first, second = Visitor(collector), Visitor(collector)
    second.phone = first.phone
    first.open()
    second.open()
    first.send(q1="9")
    page = second.send(q1="2")
    assert page.status_code == 409
    assert "Bạn đã góp ý rồi" in page.text
    assert stored() == [9]


def test_the_form_that_was_stored_is_thanked_again_and_begins_no_new_rest(collector):
    limit(collector, rest_hours=24)
    visitor = Visitor(collector)
    with time_machine.travel(NOON, tick=False) as clock:
        visitor.open()
        visitor.send(q1="9")
        clock.shift(timedelta(hours=2))
        reply = visitor.phone.post(visitor.action, visitor.sent)
    assert reply.status_code == 303
    assert "/thanks" in reply["Location"]
    assert not reply.cookies
    assert stored() == [9]


def test_a_refused_or_partial_answer_begins_no_rest(shop):
    survey = build.survey(shop.organization, (Kind.NPS,) * 6, required=(Kind.NPS,))
    visitor = Visitor(limit(build.collector(survey, shop), rest_hours=24))
    visitor.open()
    assert visitor.send().status_code == 422
    visitor.send(**{f"q{number}": "9" for number in range(1, 6)})
    assert not visitor.phone.cookies.get("rest")


def test_other_phones_of_the_same_shop_are_not_touched(collector):
    limit(collector, rest_hours=24)
    for rating in ("9", "3"):
        visitor = Visitor(collector)
        assert visitor.open().status_code == 200
        assert visitor.send(q1=rating).status_code == 200
    assert stored() == [9, 3]


def test_a_rest_holds_for_its_own_code_and_a_forged_one_for_none(collector):
    limit(collector, rest_hours=24)
    other = limit(build.collector(collector.survey), rest_hours=24)
    visitor = Visitor(collector)
    visitor.open()
    visitor.send(q1="9")
    elsewhere = Visitor(other)
    elsewhere.phone = visitor.phone
    assert "Bạn có sẵn lòng" in elsewhere.open().text
    visitor.phone.cookies["rest"] = "x:y:z"
    assert "Bạn có sẵn lòng" in visitor.open().text


def test_a_shorter_rest_holds_at_once(collector):
    limit(collector, rest_hours=24)
    visitor = Visitor(collector)
    with time_machine.travel(NOON, tick=False) as clock:
        visitor.open()
        visitor.send(q1="9")
        limit(collector, rest_hours=1)
        clock.shift(timedelta(hours=1))
        assert "Bạn có sẵn lòng" in visitor.open().text


def test_a_code_in_small_letters_leads_where_cookies_are_known(client, collector):
    limit(collector, rest_hours=24)
    page = client.get(f"/s/{collector.code.lower()}?ban=7")
    assert (page.status_code, page["Location"]) == (303, f"/s/{collector.code}?ban=7")


# ------------------------------------------------------------------ language
def test_a_code_opens_in_its_first_language_unless_another_is_asked_for(collector):
    limit(collector, language="en")
    visitor = Visitor(collector, "vi")
    assert visitor.open()["Content-Language"] == "en"
    assert visitor.open(lang="vi")["Content-Language"] == "vi"
    visitor.open()
    page = visitor.send({"lang": "vi"}, q1="9")
    assert page["Content-Language"] == "vi"


def test_a_first_language_that_the_survey_does_not_speak_is_passed_over(collector):
    limit(collector, language="zh")
    assert Visitor(collector, "en").open()["Content-Language"] == "en"


def test_a_code_may_hide_the_other_languages(collector):
    limit(collector, may_switch_language=False)
    page = Visitor(collector, "en").open()
    assert page["Content-Language"] == "en"
    assert 'class="lang"' not in page.text
    limit(collector, language="vi")
    assert Visitor(collector, "en").open(lang="en")["Content-Language"] == "vi"


# ------------------------------------------------------------------ the way back
def test_thanks_lead_back_to_the_collector_s_page_before_the_theme_s(collector):
    build.theme(collector.organization, closing_url="https://theme.example.vn/")
    limit(collector, return_url="https://www.quan-tra.vn/menu?ban=7&x=1")
    for outcome in ("g", "b", ""):
        page = Visitor(collector).phone.get(f"/s/{collector.code}/thanks?lang=vi&o={outcome}").text
        assert 'href="https://www.quan-tra.vn/menu?ban=7&amp;x=1"' in page
        assert "Về trang quan-tra.vn" in page
        assert "theme.example.vn" not in page


@pytest.mark.parametrize("url", ["", "ftp://quan-tra.vn/", "javascript:alert(1)", "https://[x"])
def test_a_page_that_is_none_gives_no_button(collector, url):
    Collector.objects.update(return_url=url)
    assert 'class="btn"' not in Visitor(collector).phone.get(f"/s/{collector.code}/thanks").text
