"""The public page: shown, answered, sent again, sent wrongly."""

import gzip
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client

from responses import actions
from responses.models import Collector, CountChange, Response
from responses.rules import FormToken, new_key, sign_token
from responses.views.public import token_secret
from surveys.actions import close_survey, edit_draft, publish_survey
from surveys.rules import Kind, add_question
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def collector():
    survey = build.survey(asks=build.SIX_KINDS, required=(Kind.NPS,), is_one_page=True)
    place = build.location(survey.organization, "Hai Bà Trưng")
    return build.collector(survey, place, name="Bàn 12")


@pytest.fixture
def phone():
    return Client(headers={"accept-language": "vi"}, raise_request_exception=False)


def open_page(phone, collector, **kwargs):
    return phone.get(f"/s/{collector.code}", **kwargs)


def token_in(page) -> str:
    return re.search(r'name="t" value="([^"]+)"', page.content.decode())[1]


def send(phone, collector, token, **answers):
    fields = {f"q-{key}": value for key, value in answers.items()}
    return phone.post(f"/s/{collector.code}", {"t": token, **fields})


def stored():
    return list(Response.objects.order_by("id"))


def test_the_page_shows_who_asks_where_and_what(phone, collector):
    page = open_page(phone, collector)
    assert page.status_code == 200
    for text in (
        "Trà Lá Me",
        "Hai Bà Trưng · Bàn 12",
        "Bạn có sẵn lòng giới thiệu quán?",
        "Gửi góp ý",
    ):
        assert text in page.content.decode()


def test_numbers_in_the_markup_are_written_without_separators(phone, collector):
    assert 'maxlength="2000"' in open_page(phone, collector).content.decode()


def test_the_code_may_be_typed_in_any_case_and_with_a_slash(phone, collector):
    assert phone.get(f"/s/{collector.code.lower()}").status_code == 200
    assert phone.get(f"/s/{collector.code}/").status_code == 200


def test_opening_a_page_writes_nothing_and_sets_no_cookie(
    phone, collector, django_assert_num_queries
):
    open_page(phone, collector)
    with django_assert_num_queries(1):
        page = open_page(phone, collector)
    assert not page.cookies
    assert not stored()


def test_a_gzipped_page_is_the_same_page_and_small(phone, collector):
    page = open_page(phone, collector, headers={"accept-encoding": "gzip, br"})
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) <= 14_000
    same = re.sub('value="[^"]{60,}"', "", gzip.decompress(page.content).decode())
    assert same == re.sub('value="[^"]{60,}"', "", open_page(phone, collector).content.decode())


def test_the_phone_s_language_is_spoken_and_the_address_wins(phone, collector):
    english = Client(headers={"accept-language": "en-GB,en;q=0.9,vi;q=0.5"})
    assert "Would you recommend us?" in english.get(f"/s/{collector.code}").content.decode()
    page = english.get(f"/s/{collector.code}?lang=vi").content.decode()
    assert "Bạn có sẵn lòng" in page
    assert '<html lang="vi">' in page


def test_an_unknown_language_falls_back_to_the_survey_s(phone, collector):
    page = phone.get(f"/s/{collector.code}?lang=xx", headers={"accept-language": "fr"})
    assert page["Content-Language"] == "vi"


def test_an_answer_is_stored_with_its_place_time_and_version(phone, collector):
    with time_machine.travel(datetime(2026, 11, 21, 18, 30, tzinfo=UTC), tick=False):
        token = token_in(open_page(phone, collector))
        reply = send(phone, collector, token, q1="9", q5=["1", "3"], q6="Trà ngon")
    assert reply.status_code == 303
    assert reply["Location"].startswith(f"/s/{collector.code}/thanks")
    [response] = stored()
    assert response.answers == {"q1": 9, "q5": [1, 3], "q6": "Trà ngon"}
    assert (response.score, str(response.day), response.hour) == (9, "2026-11-22", 1)
    assert response.version == collector.survey.live_version
    assert response.location == collector.location
    assert response.language == "vi"


def test_an_answer_and_its_count_are_stored_together(phone, collector):
    send(phone, collector, token_in(open_page(phone, collector)), q1="0")
    [change] = CountChange.objects.all()
    assert change.people == 1
    assert change.ratings == {"": [-1], "q1": [0], "~finished": [-1], "~seconds": [0]}


def test_the_same_form_sent_again_is_stored_once_and_thanked_again(phone, collector):
    token = token_in(open_page(phone, collector))
    first, second = (send(phone, collector, token, q1="9", q6="Ngon") for _ in range(2))
    assert first["Location"] == second["Location"]
    assert len(stored()) == CountChange.objects.count() == 1


def test_other_answers_under_the_same_token_change_nothing(phone, collector):
    token = token_in(open_page(phone, collector))
    send(phone, collector, token, q1="9")
    assert send(phone, collector, token, q1="2").status_code == 409
    assert [response.score for response in stored()] == [9]


def test_the_thank_you_page_may_be_reloaded_and_has_no_cookie(phone, collector):
    for _ in range(2):
        page = phone.get(f"/s/{collector.code}/thanks?lang=vi")
        assert page.status_code == 200
        assert "Cảm ơn bạn!" in page.content.decode()
        assert not page.cookies


def test_what_is_missing_is_said_beside_the_question_and_the_rest_is_kept(phone, collector):
    reply = send(phone, collector, token_in(open_page(phone, collector)), q2="4", q6="<b>Ngon</b>")
    page = reply.content.decode()
    assert reply.status_code == 422
    assert 'role="alert"' in page
    assert 'href="#q-q1"' in page
    assert re.search(r'name="q-q2" value="4"[^>]* checked', page)
    assert "&lt;b&gt;Ngon&lt;/b&gt;</textarea>" in page
    assert not stored()


def test_a_corrected_form_keeps_its_token(phone, collector):
    token = token_in(open_page(phone, collector))
    assert token_in(send(phone, collector, token, q2="4")) == token
    assert send(phone, collector, token, q1="4").status_code == 303


def test_an_empty_form_is_not_an_answer(phone):
    collector = build.collector(build.survey(asks=(Kind.NPS, Kind.TEXT)))
    reply = send(phone, collector, token_in(open_page(phone, collector)))
    assert reply.status_code == 422
    assert not stored()


def test_the_language_buttons_keep_the_answers_and_store_nothing(phone, collector):
    token = token_in(open_page(phone, collector))
    reply = phone.post(f"/s/{collector.code}", {"t": token, "q-q1": "3", "lang": "en"})
    page = reply.content.decode()
    assert reply.status_code == 200
    assert "Would you recommend us?" in page
    assert re.search(r'name="q-q1" value="3"[^>]* checked', page)
    assert token_in(reply) == token
    assert not stored()


@pytest.mark.parametrize("token", ["", "nonsense", "A" * 75])
def test_a_tampered_token_is_refused_and_the_answers_are_kept(phone, collector, token):
    reply = send(phone, collector, token, q1="7", q6="Đợi lâu")
    assert reply.status_code == 400
    assert "Đợi lâu</textarea>" in reply.content.decode()
    assert not stored()
    assert send(phone, collector, token_in(reply), q1="7", q6="Đợi lâu").status_code == 303


def test_a_token_of_another_door_is_refused(phone, collector):
    other = build.collector(build.survey(asks=(Kind.NPS,)))
    assert send(phone, collector, token_in(open_page(phone, other)), q1="7").status_code == 400
    assert not stored()


def test_a_page_that_was_open_too_long_asks_to_send_once_more_and_counts_once(phone, collector):
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=25)):
        token = token_in(open_page(phone, collector))
        send(phone, collector, token, q1="7")
    reply = send(phone, collector, token, q1="7")
    assert reply.status_code == 400
    assert send(phone, collector, token_in(reply), q1="7").status_code == 303
    assert len(stored()) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"q-q99": "1", "q-q1": "9"},
        {"q-q1": "11"},
        {"q-q1": "9", "q-q6": "a\x00b"},
        {"q-q1": ["1", "9"]},
    ],
)
def test_answers_that_the_form_cannot_give_are_refused(phone, collector, fields):
    token = token_in(open_page(phone, collector))
    reply = phone.post(f"/s/{collector.code}", {"t": token, **fields})
    assert 400 <= reply.status_code < 500
    assert not stored()


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"q-q6=" + b"x" * 1_000_000, FORM, 413),
        ("&".join(f"f{n}=1" for n in range(10_000)), FORM, 400),
        (b"t=\xff\xfe&q-q1=%ff%00", FORM, 400),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 400),
        (b"no boundary", "multipart/form-data", 400),
        (b'{"q-q1": 9}', "application/json", 400),
        (b"", "text/plain; charset=nonsense", 400),
    ],
)
def test_a_damaged_or_huge_body_gets_a_clear_page(phone, collector, body, content_type, status):
    reply = phone.generic("POST", f"/s/{collector.code}", body, content_type=content_type)
    assert reply.status_code == status
    assert "<h1>" in reply.content.decode() or 'role="alert"' in reply.content.decode()
    assert not stored()


def test_an_unknown_code_is_a_friendly_404_in_the_visitor_s_language(phone):
    assert "Mã này chưa có ở đây" in phone.get("/s/ZZZZZ").content.decode()
    english = Client(headers={"accept-language": "en"}).get("/s/ZZZZZ")
    assert english.status_code == 404
    assert "We do not know this code" in english.content.decode()


def test_a_closed_survey_is_a_friendly_410(phone, collector):
    close_survey(collector.survey)
    page = open_page(phone, collector)
    assert page.status_code == 410
    assert "Khảo sát này đã kết thúc" in page.content.decode()


def test_a_closed_collector_closes_only_its_own_door(phone, collector):
    other = build.collector(collector.survey)
    actions.set_collector_state(collector, Collector.State.PAUSED)
    assert open_page(phone, collector).status_code == 403
    assert open_page(phone, other).status_code == 200


def test_an_answer_begun_before_the_close_is_still_welcome_and_a_later_one_is_not(phone, collector):
    with time_machine.travel(datetime.now(UTC) - timedelta(minutes=5)):
        begun = token_in(open_page(phone, collector))
    close_survey(collector.survey)
    assert send(phone, collector, begun, q1="8").status_code == 303
    late = FormToken(
        collector.survey.live_version_id,
        collector.pk,
        new_key(datetime.now(UTC)),
        int(datetime.now(UTC).timestamp()) + 60,
    )
    assert send(phone, collector, sign_token(late, token_secret()), q1="8").status_code == 410
    assert len(stored()) == 1


def test_an_unpublished_survey_is_not_open_yet(phone):
    collector = build.collector(build.survey(is_live=False))
    assert open_page(phone, collector).status_code == 404


def test_an_answer_to_the_version_that_was_shown_belongs_to_that_version(phone, collector):
    shown = collector.survey.live_version
    token = token_in(open_page(phone, collector))
    edit_draft(collector.survey, lambda content: add_question(content, build.question(Kind.NPS)))
    publish_survey(collector.survey)
    assert send(phone, collector, token, q1="8").status_code == 303
    assert stored()[0].version == shown


def test_only_get_and_post_are_answered(phone, collector):
    assert phone.put(f"/s/{collector.code}").status_code == 405
    assert phone.head(f"/s/{collector.code}").status_code == 200


def test_the_policy_allows_exactly_the_page_s_own_style_and_script(phone, collector):
    page = open_page(phone, collector)
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert policy.count("sha256-") == 2
    assert [page.content.decode().count(tag) for tag in ("<style>", "<script>")] == [1, 1]
    assert "connect-src 'self'" in policy
    assert not re.search(r'\sstyle="|<script |\son\w+="|https?://', page.content.decode())


def test_while_the_database_is_away_the_answers_come_back_to_be_sent_again(
    phone, collector, monkeypatch
):
    token = token_in(open_page(phone, collector))

    def gone(*args):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("responses.views.public.find_door", gone)
    monkeypatch.setattr(connection, "close", lambda: None)
    reply = send(phone, collector, token, q1="9", q6='Ngon "lắm"')
    page = reply.content.decode()
    assert reply.status_code == 503
    assert reply["Retry-After"]
    assert f'name="t" value="{token}"' in page
    assert 'value="Ngon &quot;lắm&quot;"' in page
