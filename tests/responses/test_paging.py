"""Pages of a survey: which comes next, what is asked on it, and what bad addresses get."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from responses.models import Response
from responses.rules import FormToken, new_key, sign_token
from responses.views.public import token_secret
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
)
from tests import build
from tests.responses.visitors import Visitor

pytestmark = pytest.mark.django_db

THREE = (Kind.NPS, Kind.CHOICES, Kind.TEXT)


def looks_at(source, operator, *values, is_not=False):
    return Condition((Test(source, Operator(operator), values, is_not),))


def rule(action, target, source, operator, *values, **kwargs):
    return Rule(0, Action(action), looks_at(source, operator, *values), target, **kwargs)


def made(asks=THREE, *, breaks=(), rules=(), hidden=(), required=()):
    """A visitor at a published survey: pages break before `breaks`, rules as given."""
    survey = build.survey(asks=asks, required=required, is_live=False)

    def change(content):
        content = build.on_one_page(content)
        for key in breaks:
            content = break_page(content, key)
        for each in rules:
            content = put_rule(content, each)
        return replace(content, hidden_fields=tuple(hidden))

    edit_draft(survey, change)
    publish_survey(survey)
    survey.refresh_from_db()
    return Visitor(build.collector(survey))


def is_asked(visitor, key):
    """Whether the card is there and open to answer."""
    card = re.search(rf'<[^>]*data-key="{key}"[^>]*>', visitor.html)
    return bool(card) and " hidden" not in card[0]


def only():
    [response] = Response.objects.all()
    return response


# ------------------------------------------------------------------ one page after another
def test_pages_follow_one_another_to_the_thanks():
    visitor = made(breaks=("q2", "q3"))
    visitor.open()
    assert visitor.number == 1
    assert is_asked(visitor, "q1")
    assert 'data-key="q2"' not in visitor.html
    visitor.send(q1="9")
    assert visitor.number == 2
    visitor.send(q2=["1", "3"])
    assert visitor.number == 3
    visitor.send(q3="Ngon")
    assert visitor.number == 0
    assert only().answers == {"q1": 9, "q2": [1, 3], "q3": "Ngon"}
    assert only().is_complete


def test_a_later_page_shows_its_answers_when_it_is_opened_again():
    visitor = made(breaks=("q2",))
    visitor.open()
    visitor.send(q1="9")
    second = visitor.address
    visitor.address = second.replace("/2?", "/1?")
    visitor.look()
    assert re.search(r'name="q-q1" value="9"[^>]* checked', visitor.html)
    visitor.send(q1="3")
    assert visitor.address == second
    assert only().answers == {"q1": 3}


def test_what_is_wrong_is_said_on_its_own_page():
    visitor = made(breaks=("q2",), required=(Kind.CHOICES,))
    visitor.open()
    visitor.send(q1="9")
    reply = visitor.send(q3="Ngon")
    assert reply.status_code == 422
    assert visitor.number == 2
    assert "Ngon</textarea>" in visitor.html
    visitor.send(q2="1", q3="Ngon")
    assert only().answers == {"q1": 9, "q2": [1], "q3": "Ngon"}


def test_an_empty_page_in_the_middle_is_passed_and_stores_nothing():
    visitor = made(breaks=("q2", "q3"))
    visitor.open()
    visitor.send()
    visitor.send()
    assert visitor.number == 3
    assert not Response.objects.exists()
    assert visitor.send().status_code == 422
    assert "Bạn chưa trả lời câu nào" in visitor.html
    visitor.send(q3="Ngon")
    assert only().answers == {"q3": "Ngon"}


def test_going_past_a_required_question_leads_back_to_it_before_the_end():
    visitor = made(breaks=("q2",), required=(Kind.NPS,))
    visitor.open()
    visitor.address = f"{visitor.begin}/p/{visitor.token}/2"
    visitor.look()
    visitor.send(q3="Ngon")
    assert visitor.number == 1
    assert not only().is_complete
    visitor.send(q1="9")
    visitor.send(q3="Ngon")
    assert visitor.number == 0
    assert only().is_complete


def test_the_language_buttons_keep_the_answers_of_every_page():
    visitor = made(breaks=("q2",))
    visitor.open()
    visitor.send(q1="9")
    reply = visitor.send(q3="Ngon", changed={"lang": "en"})
    assert reply.status_code == 200
    assert "What mattered most?" in visitor.html
    assert "Ngon</textarea>" in visitor.html
    visitor.send(q3="Ngon")
    assert (only().answers, only().language) == ({"q1": 9, "q3": "Ngon"}, "en")


def test_a_form_that_names_no_page_sends_the_whole_survey():
    visitor = made(breaks=("q2",))
    visitor.open()
    visitor.phone.post(visitor.begin, {"t": visitor.token, "q-q1": "9", "q-q3": "Ngon"})
    assert only().answers == {"q1": 9, "q3": "Ngon"}
    assert only().is_complete


# ------------------------------------------------------------------ rules
def test_a_question_that_an_answer_brings_up_is_shown_before_anything_is_stored():
    visitor = made(rules=[rule("show", "q2", "q1", "class", "bad")], required=(Kind.CHOICES,))
    visitor.open()
    assert not is_asked(visitor, "q2")
    reply = visitor.send(q1="3", q3="Chờ lâu")
    assert reply.status_code == 200
    assert is_asked(visitor, "q2")
    assert "Chờ lâu</textarea>" in visitor.html
    assert not Response.objects.exists()
    assert visitor.send(q1="3", q3="Chờ lâu").status_code == 422
    visitor.send(q1="3", q2="1", q3="Chờ lâu")
    assert only().answers == {"q1": 3, "q2": [1], "q3": "Chờ lâu"}


def test_an_answer_that_brings_up_nothing_goes_straight_to_the_thanks():
    visitor = made(rules=[rule("show", "q2", "q1", "class", "bad")], required=(Kind.CHOICES,))
    visitor.open()
    visitor.send(q1="10")
    assert visitor.number == 0


def test_a_page_on_which_nothing_is_asked_is_left_out():
    visitor = made(breaks=("q2", "q3"), rules=[rule("show", "q2", "q1", "class", "bad")])
    visitor.open()
    visitor.send(q1="10")
    assert visitor.number == 3
    visitor.address = visitor.address.replace("/3?", "/2?")
    visitor.look()
    assert visitor.number == 1


def test_a_rule_may_end_the_survey_on_its_first_page():
    visitor = made(breaks=("q2",), rules=[rule("end", "", "q1", "between", 9, 10)])
    visitor.open()
    visitor.send(q1="9")
    assert visitor.number == 0
    assert only().is_complete


def test_answers_of_a_branch_that_was_left_are_dropped():
    visitor = made(breaks=("q2", "q3"), rules=[rule("show", "q2", "q1", "class", "bad")])
    visitor.open()
    visitor.send(q1="2")
    visitor.send(q2="1")
    visitor.address = visitor.address.replace("/3?", "/1?")
    visitor.look()
    visitor.send(q1="10")
    assert visitor.number == 3
    assert only().answers == {"q1": 10}


def test_rules_see_the_place_and_all_places_above_it():
    visitor = made(breaks=("q3",))
    region = build.location(visitor.collector.organization, "Miền Bắc")
    visitor.collector.location.parent = region
    visitor.collector.location.save()
    survey = visitor.collector.survey
    skip = rule("skip", "q2", "location", "is", region.pk)
    edit_draft(survey, lambda content: put_rule(content, skip))
    publish_survey(survey)
    visitor.open()
    assert is_asked(visitor, "q1")
    assert not is_asked(visitor, "q2")


def test_rules_see_the_language_and_may_leave_out_the_first_page():
    visitor = made(breaks=("q2",), rules=[rule("skip", "q1", "language", "is", "vi")])
    visitor.open()
    assert visitor.number == 2
    english = Visitor(visitor.collector, "en")
    english.open()
    assert english.number == 1


# ------------------------------------------------------------------ hidden fields
def test_what_the_link_carries_is_stored_once_it_is_known_and_short():
    visitor = made(breaks=("q2",), hidden=("order", "table"))
    visitor.open(order="A-12", table="x" * 201, other="?")
    assert visitor.fields["h-order"] == ["A-12"]
    visitor.send(q1="9")
    visitor.send(q3="Ngon")
    assert only().hidden == {"order": "A-12"}


def test_what_the_link_carries_survives_pages_without_answers():
    visitor = made(
        breaks=("q2", "q3"),
        hidden=("order",),
        rules=[rule("skip", "q2", "field:order", "answered")],
    )
    visitor.open(order="Bàn 5 & 6")
    visitor.send()
    assert visitor.number == 3
    visitor.send(q3="Ngon")
    assert only().hidden == {"order": "Bàn 5 & 6"}


def test_a_page_without_hidden_fields_in_its_address_is_the_same_for_everybody(
    django_assert_num_queries,
):
    visitor = made(hidden=("order",))
    visitor.open()
    with django_assert_num_queries(1):
        visitor.open()
    assert "h-order" not in visitor.html


# ------------------------------------------------------------------ after the end
@pytest.mark.parametrize(("rating", "letter"), [("10", "g"), ("7", "n"), ("0", "b")])
def test_the_thanks_know_how_it_was_and_may_be_reloaded(rating, letter):
    visitor = made()
    visitor.open()
    visitor.send(q1=rating)
    assert f"o={letter}" in visitor.address
    first = visitor.html
    visitor.look()
    assert visitor.html == first


@pytest.mark.parametrize("query", ["?o=x&n=9999", "?o=good&n=-1", "?o=&n=²"])
def test_thanks_with_a_changed_address_are_the_usual_ones(query):
    visitor = made()
    usual = visitor.phone.get(f"{visitor.begin}/thanks").content
    assert visitor.phone.get(f"{visitor.begin}/thanks{query}").content == usual


def test_a_survey_that_was_sent_shows_its_answers_to_nobody():
    visitor = made(breaks=("q2",))
    visitor.open()
    visitor.send(q1="9")
    second = visitor.address
    visitor.send(q3="Bí mật")
    assert visitor.phone.get(second).status_code == 409
    assert "Bí mật" not in visitor.phone.get(second).content.decode()


# ------------------------------------------------------------------ bad addresses
@pytest.mark.parametrize("number", ["0", "3", "99999999999", "-1", "x", "²", "1.5", "%00"])
def test_a_page_that_the_survey_does_not_have_is_a_clear_404(number):
    visitor = made(breaks=("q2",))
    visitor.open()
    page = visitor.phone.get(f"{visitor.begin}/p/{visitor.token}/{number}")
    assert page.status_code == 404
    assert "<h1>" in page.content.decode()


@pytest.mark.parametrize("token", ["x", "A" * 75, "%F0%9F%8D%B5", "%00", "=" * 76, "a" * 5_000])
def test_a_damaged_token_in_the_address_is_a_clear_404(token):
    visitor = made(breaks=("q2",))
    page = visitor.phone.get(f"{visitor.begin}/p/{token}/2")
    assert page.status_code == 404
    assert "<h1>" in page.content.decode()


def test_a_token_of_another_code_opens_nothing():
    visitor, other = made(breaks=("q2",)), made(breaks=("q2",))
    other.open()
    other.send(q1="9")
    foreign = other.address.replace(other.begin, visitor.begin)
    assert visitor.phone.get(foreign).status_code == 404
    assert visitor.phone.get(other.address.replace(other.begin, "/s/ZZZZZ")).status_code == 404


@pytest.mark.parametrize("number", ["0", "9", "x", "²", ""])
def test_a_form_that_names_a_page_that_is_not_there_begins_again_with_what_was_typed(number):
    visitor = made(breaks=("q2",))
    visitor.open()
    reply = visitor.send(q1="9", changed={"s": number})
    assert reply.status_code in ({400} if number else {200})
    assert number == "" or re.search(r'name="q-q1" value="9"[^>]* checked', visitor.html)


def test_a_damaged_token_on_a_later_page_keeps_what_was_typed_there():
    visitor = made(breaks=("q2",))
    visitor.open()
    visitor.send(q1="9")
    reply = visitor.send(q3="Ngon", changed={"t": "damaged"})
    assert reply.status_code == 400
    assert "Ngon</textarea>" in visitor.html
    assert visitor.number == 2


def test_an_address_older_than_a_day_opens_nothing():
    visitor = made(breaks=("q2",))
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=25)):
        visitor.open()
        visitor.send(q1="9")
    assert visitor.look().status_code == 410
    assert 'value="9"' not in visitor.html


def test_a_survey_that_closed_meanwhile_may_be_finished_but_not_begun():
    visitor = made(breaks=("q2",))
    with time_machine.travel(datetime.now(UTC) - timedelta(minutes=5)):
        visitor.open()
        visitor.send(q1="9")
    close_survey(visitor.collector.survey)
    visitor.collector.survey.refresh_from_db()
    assert visitor.look().status_code == 200
    late = FormToken(
        visitor.collector.survey.live_version_id,
        visitor.collector.pk,
        new_key(datetime.now(UTC)),
        int(datetime.now(UTC).timestamp()) + 60,
    )
    address = f"{visitor.begin}/p/{sign_token(late, token_secret())}/2"
    assert visitor.phone.get(address).status_code == 410
    visitor.send(q3="Ngon")
    assert only().is_complete


def test_the_token_is_told_to_nobody(caplog):
    visitor = made(breaks=("q2",))
    visitor.open()
    visitor.send(q1="9")
    assert visitor.page["Referrer-Policy"] == "no-referrer"
    assert visitor.page["Cache-Control"] == "private, no-cache"
    assert visitor.token in visitor.address
    assert visitor.token not in caplog.text


def test_only_get_and_post_are_answered_on_every_page():
    visitor = made(breaks=("q2",))
    visitor.open()
    visitor.send(q1="9")
    assert visitor.phone.put(visitor.address).status_code == 405
    assert visitor.phone.head(visitor.address).status_code == 200
