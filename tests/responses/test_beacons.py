"""Saving on the way: what an open page tells is kept as a part, and it never hears a word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from responses.models import Collector, CountChange, Response
from surveys.actions import close_survey, edit_draft, publish_survey
from surveys.rules import (
    Action,
    Condition,
    Kind,
    Operator,
    Rule,
    Test,
    break_page,
    put_rule,
    replace_question,
)
from tests import build
from tests.responses.visitors import Visitor

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
KEYS = {kind: f"q{place}" for place, kind in enumerate(Kind, start=1)}


def published(asks, change=lambda content: content, *, breaks=(), required=()):
    """A collector of a survey that asks this on one page, or parted before `breaks`."""
    survey = build.survey(asks=asks, required=required, is_one_page=True, is_live=False)

    def build_up(content):
        for key in breaks:
            content = break_page(content, key)
        return change(content)

    edit_draft(survey, build_up)
    publish_survey(survey)
    survey.refresh_from_db()
    return build.collector(survey)


@pytest.fixture
def collector():
    return published((Kind.NPS, Kind.CHOICES, Kind.TEXT), required=(Kind.CHOICES,))


@pytest.fixture
def visitor(collector):
    visitor = Visitor(collector)
    visitor.open()
    return visitor


def with_pictures(content):
    key = build.stored_picture(build.organization()).key
    asked = content.question(KEYS[Kind.PICTURES])
    choices = tuple(replace(choice, picture=key) for choice in asked.choices)
    return replace_question(content, replace(asked, choices=choices))


def only() -> Response:
    [response] = Response.objects.all()
    return response


def test_the_first_rating_is_kept_before_anything_is_sent(visitor):
    reply = visitor.tell(q1="9")
    assert (reply.status_code, reply.content) == (204, b"")
    assert only().answers == {"q1": 9}
    assert not only().is_complete
    assert CountChange.objects.count() == 1


def test_what_is_told_later_takes_the_place_of_what_was_told_before(visitor):
    visitor.tell(q1="9")
    visitor.tell(q1="3", q2=["1", "3"], q3="Chờ lâu")
    assert only().answers == {"q1": 3, "q2": [1, 3], "q3": "Chờ lâu"}
    visitor.tell(q1="3")
    assert only().answers == {"q1": 3}


def test_the_form_completes_what_was_told(visitor):
    visitor.tell(q1="9")
    visitor.send(q1="8", q2="2")
    assert visitor.number == 0
    assert (only().answers, only().is_complete) == ({"q1": 8, "q2": [2]}, True)


def test_after_the_end_nothing_that_is_told_counts(visitor):
    form = visitor.html
    visitor.send(q1="8", q2="2")
    before = list(Response.objects.values()), list(CountChange.objects.values())
    assert visitor.tell(form, q1="0").status_code == 204
    assert (list(Response.objects.values()), list(CountChange.objects.values())) == before


def test_only_what_is_valid_is_kept(visitor):
    visitor.tell(q1="11", q2=["1", "99"], q3="x" * 3000)
    assert not Response.objects.exists()
    visitor.tell(q1="4", q2="99", q7="1", q1__row="x")
    assert only().answers == {"q1": 4}


@pytest.mark.parametrize("answers", [{}, {"q3": "Chờ lâu"}])
def test_nothing_is_kept_while_nothing_is_tapped(visitor, answers):
    reply = visitor.tell(**answers)
    assert reply.status_code == 204
    assert not reply.cookies
    assert not Response.objects.exists()


def test_every_kind_is_kept_but_for_what_only_the_button_sends():
    visitor = Visitor(published(build.EVERY_KIND, with_pictures))
    visitor.open()
    told = {
        Kind.CSAT: "4", Kind.NPS: "10", Kind.CES: "7", Kind.SCALE: "3", Kind.CHOICE: "2",
        Kind.CHOICES: ["1", "3"], Kind.PICTURES: "3", Kind.TEXT: "Ngon", Kind.NUMBER: "1.500",
        Kind.DATE: "2026-11-22", Kind.CONSENT: "1", Kind.ATTACHMENT: "not-a-file",
    }  # fmt: skip
    parts = {
        (Kind.STARS, "2"): "5", (Kind.MATRIX, "3"): "2", (Kind.RANKING, "3"): "1",
        (Kind.CONTACT, "phone"): "0912 345 678",
    }  # fmt: skip
    visitor.tell(
        **{KEYS[kind]: value for kind, value in told.items()},
        **{f"{KEYS[kind]}__{part}": value for (kind, part), value in parts.items()},
    )
    expected = {
        Kind.CSAT: 4, Kind.NPS: 10, Kind.CES: 7, Kind.SCALE: 3, Kind.CHOICE: 2,
        Kind.CHOICES: [1, 3], Kind.PICTURES: [3], Kind.TEXT: "Ngon", Kind.NUMBER: 1500,
        Kind.DATE: "2026-11-22", Kind.STARS: {"2": 5}, Kind.MATRIX: {"3": 2}, Kind.RANKING: [3],
    }  # fmt: skip
    assert only().answers == {KEYS[kind]: answer for kind, answer in expected.items()}


def test_answers_that_nobody_is_asked_are_not_kept():
    condition = Condition((Test("q1", Operator.CLASS, ("bad",)),))
    rule = Rule(0, Action.SHOW, condition, "q2")
    visitor = Visitor(published((Kind.NPS, Kind.CHOICES), lambda content: put_rule(content, rule)))
    visitor.open()
    visitor.tell(q1="10", q2="1")
    assert only().answers == {"q1": 10}


def test_a_later_page_adds_to_the_earlier_ones_and_keeps_their_contact():
    def require_phone(content):
        asked = replace(content.question("q2"), fields={"phone": "required"})
        return replace_question(content, asked)

    asks = (Kind.NPS, Kind.CONTACT, Kind.CHOICES, Kind.TEXT)
    visitor = Visitor(published(asks, require_phone, breaks=("q3",)))
    visitor.open()
    first = visitor.html
    visitor.send(q1="7", q2__phone="0912 345 678", q2__agreed="1")
    assert visitor.number == 2
    before = only().answers
    assert before["q2"] == {"phone": "+84912345678"}
    visitor.tell(q4="Ngon")
    assert only().answers == {**before, "q4": "Ngon"}
    visitor.tell(first, q1="6")
    assert only().answers == {**before, "q1": 6, "q4": "Ngon"}


# ------------------------------------------------------------------ bad input
def assert_nothing_was_kept(reply):
    assert (reply.status_code, reply.content) == (204, b"")
    assert not reply.cookies.get("begun")
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"t": ""},
        {"t": "ế" * 75},
        {"t": "A" * 75},
        {"s": "0"},
        {"s": "2"},
        {"s": "x" * 500},
        {"s": "²"},
        {"q-q1": "\x00"},
        {"q-q1": ["9", "8"]},
    ],
)
def test_junk_is_passed_over(visitor, changed):
    assert_nothing_was_kept(visitor.tell(q1="9", changed=changed))


def test_a_token_of_another_door_is_passed_over(collector, visitor):
    other = Visitor(build.collector(collector.survey))
    other.open()
    assert_nothing_was_kept(other.tell(q1="9", changed={"t": visitor.token}))


def test_broken_and_huge_bodies_are_passed_over(collector, visitor):
    address = f"/s/{collector.code}?beacon=1"
    for body, kind in (
        (b"\xff\xfe%%%&=&q-q1", "application/x-www-form-urlencoded"),
        (b"q-q1=9&" * 60_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"q-q%d=1" % n for n in range(2_000)), "application/x-www-form-urlencoded"),
        (b"--x\r\nnothing", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"", "multipart/form-data"),
    ):
        assert_nothing_was_kept(visitor.phone.post(address, body, content_type=kind))
    announced = visitor.phone.post(address, b"", content_type="x/y", CONTENT_LENGTH=str(10**12))
    assert_nothing_was_kept(announced)


def test_a_form_that_is_too_old_or_a_code_that_is_closed_keeps_nothing(collector):
    visitor = Visitor(collector)
    with time_machine.travel(NOON, tick=False):
        visitor.open()
    with time_machine.travel(NOON + timedelta(hours=25), tick=False):
        assert_nothing_was_kept(visitor.tell(q1="9"))
        visitor.open()
    close_survey(collector.survey)
    late = datetime.now(UTC) + timedelta(days=400)
    with time_machine.travel(late, tick=False):
        assert_nothing_was_kept(visitor.tell(q1="9"))


def test_who_does_not_know_the_pin_keeps_nothing(collector, visitor):
    Collector.objects.update(pin="2468")
    assert_nothing_was_kept(visitor.tell(q1="9"))
    visitor.phone.post(visitor.begin, {"pin": "2468"})
    visitor.tell(q1="9")
    assert only().answers == {"q1": 9}


def test_a_get_never_keeps_anything(collector, visitor):
    token = visitor.token
    visitor.phone.get(f"/s/{collector.code}?beacon=1&q-q1=9&t={token}")
    visitor.phone.get(f"/s/{collector.code}/p/{token}/1?beacon=1&q-q1=9&s=1")
    assert not Response.objects.exists()


def test_an_unknown_code_is_no_server_error(visitor):
    assert visitor.phone.post("/s/NOPE99?beacon=1", {"q-q1": "9"}).status_code == 404
