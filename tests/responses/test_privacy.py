"""What customers are told, what they agree to, and the proof of it."""

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from hearme.accounts.models import Role
from responses.actions import write_notice
from responses.models import ConsentProof, Response
from surveys.rules import Kind
from tests import build
from tests.responses.visitors import Visitor

pytestmark = pytest.mark.django_db

PHONE = "0912 345 678"


@pytest.fixture
def door():
    """A code of a survey that asks for contact details and for nothing to agree to."""
    asks = (Kind.NPS, Kind.CONTACT)
    return build.collector(build.survey(asks=asks, is_one_page=True))


@pytest.fixture
def phone_of():
    return lambda language: Client(headers={"accept-language": language})


@pytest.fixture
def owner(client, door):
    client.force_login(build.member(door.organization, Role.OWNER))
    return client


def url(door, name, *args):
    return reverse(f"responses:{name}", args=[door.organization.slug, *args])


def contact(door):
    """The key of the question about contact details, and the field that it surely has."""
    question = door.survey.live_version.content.questions[1]
    return question.key, next(iter(question.fields))


# ------------------------------------------------------------------ agreeing
def test_contact_details_have_a_box_that_nobody_ticked_beforehand(door):
    visitor = Visitor(door)
    visitor.open()
    [box] = [line for line in visitor.html.splitlines() if ".agreed" in line and "<input" in line]
    assert "checked" not in box
    assert "liên hệ" in box


def test_contact_details_without_the_tick_come_back_with_what_was_typed(door):
    key, field = contact(door)
    visitor = Visitor(door)
    visitor.open()
    answer = visitor.send({f"q-{key}.{field}": "Lan"}, q1=9)
    assert answer.status_code == 422
    assert 'value="Lan"' in visitor.html
    assert not Response.objects.exists()


def test_contact_details_with_the_tick_are_stored_with_a_proof(door):
    key, field = contact(door)
    visitor = Visitor(door)
    visitor.open()
    visitor.send({f"q-{key}.{field}": "Lan", f"q-{key}.agreed": "1"}, q1=9)
    stored, proof = Response.objects.get(), ConsentProof.objects.get()
    assert stored.answers[key][field] == "Lan"
    assert (proof.response_key, proof.question_key) == (stored.key, key)
    assert proof.purposes == ["Có thể liên hệ với tôi về góp ý này."]
    assert (proof.collector_id, proof.version_id) == (door.pk, stored.version_id)


def test_nobody_who_leaves_no_details_has_to_agree_to_anything(door):
    visitor = Visitor(door)
    visitor.open()
    visitor.send(q1=9)
    assert Response.objects.exists()
    assert not ConsentProof.objects.exists()


def test_the_words_of_a_consent_question_are_the_proof_in_the_language_they_were_read():
    survey = build.survey(asks=(Kind.NPS, Kind.CONSENT), is_one_page=True)
    door = build.collector(survey)
    [_nps, consent] = survey.live_version.content.questions
    visitor = Visitor(door, language="en")
    visitor.open()
    visitor.send({f"q-{consent.key}": "1"}, q1=9)
    assert ConsentProof.objects.get().purposes == [consent.choices[0].text["en"]]


def test_a_proof_says_which_version_of_the_notice_held(door):
    owner = build.member(door.organization, Role.OWNER)
    write_notice(door.organization, {"vi": "Chúng tôi giữ câu trả lời một năm."}, owner)
    key, field = contact(door)
    visitor = Visitor(door)
    visitor.open()
    visitor.send({f"q-{key}.{field}": "Lan", f"q-{key}.agreed": "1"}, q1=9)
    assert ConsentProof.objects.get().notice_number == 1


# ------------------------------------------------------------------ the notice
def test_customers_read_the_organization_s_words_with_version_and_day(door, phone_of):
    owner = build.member(door.organization, Role.OWNER)
    write_notice(door.organization, {"vi": "Giữ **một năm**.", "en": "Kept for a year."}, owner)
    page = phone_of("vi").get(f"/s/{door.code}/privacy").text
    assert "Giữ <strong>một năm</strong>." in page or "Giữ <b>một năm</b>." in page
    assert "Kept for a year." in phone_of("en").get(f"/s/{door.code}/privacy").text


def test_a_new_version_never_changes_the_old_one(owner, door):
    first = {"text_vi": "Bản một", "text_en": ""}
    owner.post(url(door, "notice"), first)
    owner.post(url(door, "notice"), {"text_vi": "Bản hai", "text_en": "Two"})
    page = owner.get(url(door, "notice")).text
    assert "Bản một" in page
    assert "Bản hai" in page


def test_the_same_words_again_are_no_new_version(owner, door):
    owner.post(url(door, "notice"), {"text_vi": "Bản một", "text_en": ""})
    again = owner.post(url(door, "notice"), {"text_vi": "Bản một ", "text_en": ""})
    assert "Bản một" in again.text
    with pytest.raises(ValidationError):
        write_notice(door.organization, {"vi": "Bản một"}, build.member(door.organization))


def test_what_was_typed_stays_when_a_notice_is_refused(owner, door):
    answer = owner.post(url(door, "notice"), {"text_vi": "x" * 6_001, "text_en": "Kept"})
    assert "Kept" in answer.text
    assert "x" * 6_001 in answer.text


# ------------------------------------------------------------------ the register
def test_the_register_lists_words_moment_and_place(owner, door):
    build.consent(build.response(door, {"q1": 9}), "Gọi lại cho tôi")
    page = owner.get(url(door, "consents")).text
    assert "Gọi lại cho tôi" in page
    assert str(door.location) in page


def test_a_withdrawal_is_noted_once_and_the_proof_stays(owner, door):
    proof = build.consent(build.response(door, {"q1": 9}))
    owner.post(url(door, "consent_withdraw", proof.pk))
    again = owner.post(url(door, "consent_withdraw", proof.pk), follow=True)
    proof.refresh_from_db()
    assert proof.withdrawn_at
    assert again.status_code == 200
    assert (
        str(proof.purposes[0]) not in owner.get(url(door, "consents"), {"is_standing": "on"}).text
    )


def test_the_file_holds_every_proof_and_no_formula(owner, door):
    build.consent(build.response(door, {"q1": 9}), "=HYPERLINK(1)")
    answer = owner.get(url(door, "consents_file"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    [row] = list(csv.DictReader(io.StringIO(text)))
    assert row["purposes"] == "'=HYPERLINK(1)"
    assert row["place"] == str(door)


def test_another_organization_s_proof_is_not_found(owner, door):
    foreign = build.collector(build.survey())
    proof = build.consent(build.response(foreign, {"q1": 9}))
    assert owner.post(url(door, "consent_withdraw", proof.pk)).status_code == 404
    proof.refresh_from_db()
    assert proof.withdrawn_at is None


def test_an_odd_filter_shows_everything(owner, door):
    build.consent(build.response(door, {"q1": 9}), "Gọi lại cho tôi")
    assert "Gọi lại cho tôi" in owner.get(url(door, "consents"), {"since": "31/02"}).text
