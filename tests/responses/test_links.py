"""Signed links: what they say is believed to the letter, or refused in words."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from hearme.accounts.actions import close_location, merge_location
from responses.actions import (
    new_link_key,
    record_partial,
    revoke_link_key,
    set_collector_state,
    usual_link_key,
)
from responses.models import Collector, LinkKey, Response
from responses.queries import digests_of
from responses.rules import (
    Link,
    read_link,
    sign_link,
)
from surveys.actions import edit_draft, publish_survey
from surveys.rules import Action, Condition, Kind, Operator, Rule, Test
from tests import build
from tests.responses.linking import link, only, published_with, visitor_with, words
from tests.responses.visitors import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def collector():
    survey = build.survey(asks=(Kind.NPS, Kind.TEXT), is_live=False)
    return published_with(survey, hidden=("order", "source"))


@pytest.fixture
def paged():
    """A survey of three pages."""
    survey = build.survey(asks=(Kind.NPS,) * 11)
    return build.collector(survey)


def test_a_link_carries_place_person_touchpoint_reference_and_fields(collector):
    organization = collector.organization
    place = build.location(organization, "Nguyễn Huệ", time_zone="America/New_York")
    subject = build.subject(organization, "Lan")
    touchpoint = build.touchpoint(organization)
    token = link(
        collector,
        location=place,
        subject=subject,
        touchpoint=touchpoint,
        reference="HD-4711",
        hidden={"order": "4711"},
    )

    visitor = visitor_with(collector, token)
    assert visitor.page.status_code == 200
    assert "Nguyễn Huệ · Lan" in visitor.html
    assert "Bàn 12" not in visitor.html
    visitor.send(q1="9")

    response = only()
    assert (response.location_id, response.subject_id) == (place.pk, subject.pk)
    assert response.touchpoint_id == touchpoint.pk
    assert bytes(response.reference) in digests_of(organization, "HD-4711")
    assert response.hidden == {"order": "4711"}
    there = datetime.now(UTC).astimezone(timezone.zoneinfo.ZoneInfo("America/New_York"))
    assert response.day == there.date()
    assert "HD-4711" not in token


def test_a_link_that_names_no_place_leaves_the_answer_where_the_code_stands(collector):
    visitor = visitor_with(collector, link(collector))
    assert "Hai Bà Trưng · Bàn 12" in visitor.html
    visitor.send(q1="9")
    assert only().location_id == collector.location_id


def test_a_get_writes_nothing(collector):
    token = link(collector)
    for _ in range(3):
        visitor_with(collector, token)
    assert not Response.objects.exists()


def test_an_unknown_hidden_field_is_dropped_and_a_signed_one_wins_over_the_address(collector):
    token = link(collector, hidden={"order": "4711", "stranger": "1"})
    visitor = visitor_with(collector, token, order="9999", source="facebook", other="2")
    visitor.send({"h-order": "8888"}, q1="9")
    assert only().hidden == {"order": "4711", "source": "facebook"}


def test_a_value_with_foreign_letters_arrives_as_it_was_signed(collector):
    token = link(collector, hidden={"order": "Đơn số 5 <b>&amp;"})
    visitor_with(collector, token).send(q1="9")
    assert only().hidden == {"order": "Đơn số 5 <b>&amp;"}


def test_rules_look_at_what_the_link_says():
    survey = build.survey(asks=(Kind.NPS, Kind.TEXT, Kind.CSAT), is_live=False)
    inside = build.location(survey.organization, "Quận 1")
    here = Condition((Test("location", Operator.IS, (inside.pk,)),))
    ordered = Condition((Test("field:order", Operator.IS, ("vip",)),))
    rules = (Rule(0, Action.SHOW, here, "q2"), Rule(0, Action.SHOW, ordered, "q3"))
    collector = published_with(survey, hidden=("order",), rules=rules)

    plain = Visitor(collector)
    plain.open()
    assert plain.fields["shown"] == ["q1"]
    table = build.location(survey.organization, "Bàn 1", parent=inside)
    linked = visitor_with(collector, link(collector, location=table, hidden={"order": "vip"}))
    assert linked.fields["shown"] == ["q1 q2 q3"]


def test_the_link_goes_along_through_all_pages(paged):
    place = build.location(paged.organization, "Nguyễn Huệ")
    visitor = visitor_with(paged, link(paged, location=place, is_single=False))
    for number in (1, 2, 3):
        assert visitor.number == number
        assert "Nguyễn Huệ" in visitor.html
        visitor.send(**{f"q{at}": "9" for at in range(1, 12) if f'name="q-q{at}"' in visitor.html})
    response = only()
    assert (response.location_id, response.is_complete) == (place.pk, True)
    assert "t=" not in visitor.address


def test_the_way_to_the_privacy_page_and_back_keeps_the_link(collector):
    token = link(collector)
    visitor = visitor_with(collector, token)
    address = unescape(re.search(r'href="([^"]+/privacy[^"]*)"', visitor.html)[1])
    page = visitor.phone.get(address).content.decode()
    back = unescape(re.search(r'class="btn" href="([^"]+)"', page)[1])
    assert visitor.phone.get(back).status_code == 200
    assert f"t={token}" in back


# ------------------------------------------------------------------ single use
def test_a_single_use_link_gives_one_answer(collector):
    token = link(collector)
    visitor_with(collector, token).send(q1="9")

    again = visitor_with(collector, token)
    assert again.page.status_code == 409
    assert "<form" not in again.html
    assert "Cảm ơn" in words(again)
    assert only().answers == {"q1": 9}


def test_two_phones_with_one_link_give_one_answer(collector):
    token = link(collector)
    one, two = visitor_with(collector, token), visitor_with(collector, token)
    one.send(q1="9")
    two.send(q1="2")
    assert two.page.status_code == 409
    assert only().answers == {"q1": 9}


def test_sending_the_same_form_twice_is_harmless(collector):
    visitor = visitor_with(collector, link(collector))
    visitor.send(q1="9")
    visitor.post()
    assert visitor.number == 0
    assert Response.objects.count() == 1


def test_a_reusable_link_gives_many_answers(collector):
    token = link(collector, is_single=False)
    for rating in ("9", "2"):
        visitor_with(collector, token).send(q1=rating)
    assert Response.objects.count() == 2


def test_no_other_form_can_borrow_a_single_use_link(collector):
    token = link(collector, hidden={"order": "1"})
    stranger = Visitor(collector)
    stranger.open()
    page = stranger.phone.post(f"{stranger.begin}?t={token}", {**stranger.fields, "q-q1": "9"})
    assert page.status_code == 400
    assert not Response.objects.exists()


def test_a_form_of_one_link_is_not_sent_through_another(collector):
    one, two = link(collector, hidden={"order": "1"}), link(collector, hidden={"order": "2"})
    visitor = visitor_with(collector, one)
    page = visitor.phone.post(f"{visitor.begin}?t={two}", {**visitor.fields, "q-q1": "9"})
    assert page.status_code == 400
    assert not Response.objects.exists()


def test_a_link_that_was_left_half_way_goes_on_where_it_was(paged):
    token = link(paged)
    first = visitor_with(paged, token)
    first.send(q1="9", q2="8", q3="7", q4="6", q5="5")
    assert first.number == 2
    key = only().key

    later = visitor_with(paged, token)
    assert later.number == 2
    for _ in range(2):
        later.send(**{f"q{at}": "9" for at in range(6, 12) if f'name="q-q{at}"' in later.html})
    assert later.number == 0
    response = only()
    assert (response.key, response.is_complete, len(response.answers)) == (key, True, 11)


def test_what_a_page_saves_on_the_way_belongs_to_the_link(paged):
    place = build.location(paged.organization, "Nguyễn Huệ")
    token = link(paged, location=place)
    first = visitor_with(paged, token)
    first.phone.post(f"{first.begin}?t={token}&beacon=1", {**first.fields, "q-q1": "9"})
    assert (only().location_id, only().is_complete) == (place.pk, False)

    later = visitor_with(paged, token)
    assert re.search(r'name="q-q1" value="9"[^>]* checked', later.html)
    assert Response.objects.count() == 1


def test_a_link_that_was_begun_goes_on_in_the_version_that_was_begun(collector):
    token = link(collector)
    key = read_link(token, bytes(LinkKey.objects.get().secret)).single
    record_partial(build.reply(collector, {"q1": 9}, key=key))
    begun = only().version_id
    edit_draft(collector.survey, lambda content: replace(content, title={"vi": "Mới"}))
    publish_survey(collector.survey)
    visitor = visitor_with(collector, token)
    assert re.search(r'name="q-q1" value="9"[^>]* checked', visitor.html)
    visitor.send(q1="9", q2="Ngon")
    response = only()
    assert (response.version_id, response.is_complete) == (begun, True)
    assert response.answers == {"q1": 9, "q2": "Ngon"}


# ------------------------------------------------------------------ refused
def is_refused(visitor, title: str, status: int) -> bool:
    """Whether the page says why, and offers the survey without the link."""
    return (
        visitor.page.status_code == status
        and title in words(visitor)
        and f'href="{visitor.begin}?lang=vi"' in visitor.html
        and 'name="q-q1"' not in visitor.html
    )


def test_a_damaged_link_is_refused_and_the_plain_survey_offered(collector):
    token = link(collector)
    for damaged in (
        token[:-1],
        token.replace(".", "_", 1),
        "x",
        "",
        "%00",
        token + "\n",
        "t" * 5000,
    ):
        assert is_refused(visitor_with(collector, damaged), "Liên kết này bị hỏng", 400)
    assert not Response.objects.exists()


def test_a_link_of_another_organization_is_refused(collector):
    other = build.collector(build.survey())
    theirs = usual_link_key(other.organization)
    forged = sign_link(Link(theirs.pk, collector.code, 1_999_999_999), bytes(theirs.secret))
    assert is_refused(visitor_with(collector, forged), "Liên kết này bị hỏng", 400)


def test_a_link_of_another_code_is_refused(collector):
    other = build.collector(collector.survey, collector.location)
    page = visitor_with(collector, link(other))
    assert is_refused(page, "Liên kết này thuộc nơi khác", 400)


def test_an_unknown_key_is_refused(collector):
    token = link(collector)
    number = LinkKey.objects.get().pk
    unknown = token.replace(f"1.{number}.", f"1.{number + 1}.", 1)
    assert is_refused(visitor_with(collector, unknown), "Liên kết này bị hỏng", 400)


def test_a_revoked_key_stops_its_links_at_once_and_no_others(collector):
    token = link(collector)
    opened = visitor_with(collector, token)
    old = LinkKey.objects.get()
    new_link_key(collector.organization)
    fresh = link(collector)
    revoke_link_key(old)

    assert is_refused(visitor_with(collector, token), "Liên kết này không còn dùng được", 410)
    opened.send(q1="9")
    assert opened.page.status_code == 410
    assert not Response.objects.exists()
    assert visitor_with(collector, fresh).page.status_code == 200


def test_an_expired_link_is_refused(collector):
    token = link(collector, days=1)
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert is_refused(visitor_with(collector, token), "Liên kết này đã hết hạn", 410)


def test_what_was_opened_in_time_may_be_sent_later(collector):
    visitor = visitor_with(collector, link(collector, days=0.01, hidden={"order": "1"}))
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        visitor.send(q1="9")
    assert visitor.number == 0
    assert only().hidden == {"order": "1"}


def test_what_was_typed_is_kept_when_the_link_expired_meanwhile(collector):
    visitor = visitor_with(collector, link(collector, days=0.01))
    hours = settings.FORM_TOKEN_HOURS + 1
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        visitor.send(q1="9", q2="Trà <ngon>")
        assert visitor.page.status_code == 410
        assert "Liên kết này đã hết hạn" in words(visitor)
        carried = {
            unescape(name): unescape(value)
            for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', visitor.html)
        }
        assert (carried["q-q1"], carried["q-q2"]) == ("9", "Trà <ngon>")
        address = unescape(re.search(r'<form method="post" action="([^"]+)"', visitor.html)[1])
        assert "t=" not in address
        page = visitor.phone.post(address, carried)
        assert page.status_code == 400
        assert "Trà &lt;ngon&gt;" in page.content.decode()
        visitor.page = page
        visitor.send(q1="9", q2="Trà <ngon>")
    response = only()
    assert response.answers == {"q1": 9, "q2": "Trà <ngon>"}
    assert response.hidden is None


def test_a_closed_place_is_refused_and_one_that_was_merged_away_leads_to_its_heir(collector):
    gone = build.location(collector.organization)
    merged = build.location(collector.organization)
    heir = build.location(collector.organization, "Lê Lợi")
    to_gone = link(collector, location=gone)
    to_merged = link(collector, location=merged)
    close_location(gone)
    merge_location(merged, heir)

    assert is_refused(visitor_with(collector, to_gone), "Liên kết này đã cũ", 410)
    visitor = visitor_with(collector, to_merged)
    assert "Lê Lợi" in visitor.html
    visitor.send(q1="9")
    assert only().location_id == heir.pk


def test_a_place_that_closes_while_somebody_writes_still_gets_the_answer(collector):
    place = build.location(collector.organization)
    with time_machine.travel(timezone.now() - timedelta(minutes=5)):
        visitor = visitor_with(collector, link(collector, location=place))
    close_location(place)
    visitor.send(q1="9")
    assert only().location_id == place.pk


def test_a_person_who_left_is_refused(collector):
    yesterday = timezone.now().date() - timedelta(days=2)
    left = build.subject(collector.organization, "Lan", ends_on=yesterday)
    assert is_refused(
        visitor_with(collector, link(collector, subject=left)), "Liên kết này đã cũ", 410
    )


def test_ids_of_another_organization_are_refused_though_we_signed_them(collector):
    other = build.organization("Phở 24")
    for foreign in (
        {"location": build.location(other)},
        {"subject": build.subject(other)},
        {"touchpoint": build.touchpoint(other)},
    ):
        token = link(collector, **foreign)
        assert is_refused(visitor_with(collector, token), "Liên kết này đã cũ", 410)


def test_a_closed_collector_says_so_whatever_the_link(collector):
    set_collector_state(collector, Collector.State.PAUSED)
    visitor = visitor_with(collector, "damaged")
    assert visitor.page.status_code == 403
    assert 'href="/s/' not in visitor.html.split("<main")[1]


def test_a_plain_visit_reads_nothing_of_links(collector, django_assert_num_queries):
    plain = Visitor(collector)
    plain.open()
    with django_assert_num_queries(1):
        plain.open()
