"""Deleting one's own answers from the thanks page, for a day; without a script."""

import re
import threading
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client

from reports.actions import count_waiting
from responses.models import Attachment, Collector, CountChange, Response
from surveys.actions import close_survey
from surveys.rules import Kind
from tests import build
from tests.responses.visitors import Visitor

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
ASKED = "Xóa câu trả lời của bạn?"
GONE = "Câu trả lời của bạn đã được xóa"


@pytest.fixture
def collector():
    return build.collector(build.survey(asks=(Kind.NPS, Kind.TEXT), is_one_page=True))


@pytest.fixture
def visitor(collector):
    """Somebody who sees the thanks."""
    visitor = Visitor(collector)
    visitor.open()
    visitor.send(q1="8", q2="Trà nguội")
    assert visitor.number == 0
    return visitor


def ask(visitor):
    """Follow the link of the thanks page."""
    visitor.address = visitor.link("Xóa câu trả lời của tôi")
    return visitor.look()


def confirm(visitor):
    visitor.page = visitor.phone.post(visitor.form_address)
    visitor.address = visitor.page["Location"]
    return visitor.look()


def people() -> int:
    return sum(CountChange.objects.values_list("people", flat=True))


def test_the_thanks_lead_to_a_question_and_the_question_to_the_end_of_the_answers(visitor):
    visitor.look()
    assert ask(visitor).status_code == 200
    assert ASKED in visitor.html
    assert "Trà nguội" not in visitor.html
    assert Response.objects.exists()
    confirm(visitor)
    assert GONE in visitor.html
    assert not Response.objects.exists()
    assert people() == 0


def test_the_figures_lose_the_answers(collector, visitor):
    count_waiting(collector.survey_id)
    ask(visitor)
    confirm(visitor)
    count_waiting(collector.survey_id)
    call_command("recount", "--check")


def test_photos_go_too(django_capture_on_commit_callbacks):
    survey = build.survey(asks=(Kind.NPS, Kind.ATTACHMENT), is_one_page=True)
    visitor = Visitor(build.collector(survey))
    visitor.open()
    visitor.send(q1="8")
    build.attachment(Response.objects.get(), "q2")
    ask(visitor)
    with django_capture_on_commit_callbacks(execute=True):
        confirm(visitor)
    assert not Attachment.objects.exists()


def test_deleting_twice_is_as_kind_as_once(visitor):
    ask(visitor)
    address = visitor.form_address
    for _ in range(2):
        assert visitor.phone.post(address).status_code == 303
        assert GONE in visitor.look().content.decode()
    assert people() == 0


def test_only_the_own_answers_go(collector, visitor):
    other = build.response(collector, {"q1": 3})
    ask(visitor)
    confirm(visitor)
    assert list(Response.objects.all()) == [other]


def test_who_changes_their_mind_is_thanked_again(visitor):
    thanks = visitor.address
    ask(visitor)
    assert visitor.link("Không, giữ lại") == thanks


def test_a_day_later_it_is_explained(collector):
    visitor = Visitor(collector)
    with time_machine.travel(NOON, tick=False):
        visitor.open()
        visitor.send(q1="8")
    thanks = visitor.address
    with time_machine.travel(NOON + timedelta(hours=23, minutes=59), tick=False):
        ask(visitor)
        assert ASKED in visitor.html
        late = visitor.form_address
    with time_machine.travel(NOON + timedelta(hours=24, minutes=1), tick=False):
        for page in (visitor.phone.get(late), visitor.phone.post(late)):
            assert page.status_code == 410
            assert "Đã quá 24 giờ" in page.content.decode()
            assert "Trà Lá Me" in page.content.decode()
        assert "Xóa câu trả lời" not in visitor.phone.get(thanks).content.decode()
    assert Response.objects.exists()


def test_the_address_is_told_to_no_other_site(visitor):
    thanks = visitor.look()
    assert thanks["Referrer-Policy"] == "no-referrer"
    assert ask(visitor)["Referrer-Policy"] == "no-referrer"
    assert visitor.page["Cache-Control"] == "no-store"
    # What is in the path is written to the log.
    assert "d=" in visitor.address.partition("?")[2]


def test_what_opens_a_form_does_not_delete(collector):
    visitor = Visitor(collector)
    visitor.open()
    token = visitor.token
    visitor.send(q1="8")
    address = f"/s/{collector.code}/delete?d="
    for text in (token, "", "ế", "A" * 75, "x" * 5000):
        for page in (visitor.phone.get(address + text), visitor.phone.post(address + text)):
            assert page.status_code == 404
        assert (
            "/delete" not in visitor.phone.get(f"{visitor.begin}/thanks?d={text}").content.decode()
        )
    assert Response.objects.exists()


def test_the_token_of_one_code_does_nothing_at_another(collector, visitor):
    other: Collector = build.collector(collector.survey)
    token = re.search(r"[?&]d=([^&]+)", visitor.address)[1]
    assert Client().post(f"/s/{other.code}/delete?d={token}").status_code == 404
    assert Response.objects.exists()


def test_it_works_while_the_survey_is_closed_and_in_another_language(collector, visitor):
    close_survey(collector.survey)
    ask(visitor)
    english = next(
        unescape(found)
        for found in re.findall(r'href="([^"]+)"', visitor.html)
        if "lang=en" in found
    )
    visitor.address = english
    visitor.look()
    assert "Delete your answers?" in visitor.html
    confirm(visitor)
    assert "Your answers are deleted" in visitor.html


def test_no_thanks_without_answers_offer_to_delete(visitor):
    page = visitor.phone.get(f"{visitor.begin}/thanks")
    assert "Xóa câu trả lời" not in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_take_the_people_out_once(visitor):
    ask(visitor)
    address, statuses = visitor.form_address, []

    def tap():
        try:
            statuses.append(Client().post(address).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=tap) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 3
    assert people() == 0
