"""When, how often and how a code takes answers: what an editor types, and what becomes of it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from hearme.accounts.models import Role
from responses.actions import set_collector_options, set_collector_state
from responses.models import Collector
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    """An organization whose editor is signed in; texts in English."""
    organization = build.organization(language="en")
    client.force_login(build.member(organization, Role.EDITOR))
    client.cookies["django_language"] = "en"
    return organization


@pytest.fixture
def door(shop):
    return build.collector(build.survey(shop))


PLAIN = {"kind": "link"}


def send(client, door, **typed):
    path = reverse("responses:collector_options", args=[door.organization.slug, door.code])
    return client.post(path, PLAIN | typed)


def errors(page):
    return {name: found[0] for name, found in page.context["form"].errors.items()}


def stored(door):
    return Collector.objects.get(pk=door.pk)


def test_every_option_is_stored_and_shown_again(client, shop, door):
    look = build.theme(shop, "Evening")
    typed = {
        "first_day": "2026-03-01",
        "last_day": "28/02/2027",
        "most_responses": "500",
        "rest_hours": "12",
        "pin": "0042",
        "return_url": "https://tralame.vn/menu",
        "is_hours_only": "on",
        "may_switch_language": "on",
        "language": "en",
        "theme": look.pk,
        "kind": "embed",
        "message_vi": "Quán đang nghỉ Tết.",
        "message_en": "Back after Tet.",
    }
    answer = send(client, door, **typed)
    assert answer.status_code == 302
    after = stored(door)
    assert (after.first_day, after.last_day) == (date(2026, 3, 1), date(2027, 2, 28))
    assert (after.most_responses, after.rest_hours, after.pin) == (500, 12, "0042")
    assert (after.is_hours_only, after.may_switch_language) == (True, True)
    assert (after.language, after.theme, after.kind) == ("en", look, "embed")
    assert after.message == {"vi": "Quán đang nghỉ Tết.", "en": "Back after Tet."}
    text = client.get(answer["Location"]).text
    for said in ('value="2027-02-28"', 'value="0042"', "https://tralame.vn/menu", "nghỉ Tết"):
        assert said in text


def test_empty_fields_take_options_away(client, door):
    Collector.objects.filter(pk=door.pk).update(
        first_day="2026-01-01", most_responses=5, pin="1234", rest_hours=24, message={"vi": "Nghỉ"}
    )
    send(client, door, message_vi=" ")
    after = stored(door)
    assert (after.first_day, after.most_responses, after.pin, after.rest_hours) == (
        None, None, "", None,
    )  # fmt: skip
    assert after.message == {}
    assert not after.may_switch_language


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/02/2027", "February 2027 has only 28 days."),
        ("2028-02-30", "February 2028 has only 29 days."),
        ("31.4.2027", "April 2027 has only 30 days."),
        ("12/31/2027", "Write the day like 31/12/2026."),
        ("0/1/2027", "Write the day like 31/12/2026."),
        ("tomorrow", "Write the day like 31/12/2026."),
        ("1/1/1026", "This day is too far away."),
        ("1/1/9999", "This day is too far away."),
        ("\u0663/1/2027", "Write the day like 31/12/2026."),
    ],
)
def test_a_day_that_there_is_not_is_explained_beside_its_field(client, door, typed, said):
    page = send(client, door, last_day=typed, pin="1234")
    assert errors(page) == {"last_day": said}
    assert f'value="{typed}"' in page.text
    assert 'value="1234"' in page.text
    assert stored(door).pin == ""


def test_in_vietnamese_the_month_has_a_number(client, door):
    client.cookies["django_language"] = "vi"
    page = send(client, door, last_day="31/02/2027")
    assert errors(page) == {"last_day": "Tháng 2 năm 2027 chỉ có 28 ngày."}


def test_the_end_is_not_before_the_beginning(client, door):
    page = send(client, door, first_day="02/03/2027", last_day="01/03/2027")
    assert errors(page) == {"last_day": "This is before the first day."}
    assert send(client, door, first_day="1-3-2027", last_day="2027-3-1").status_code == 302


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("pin", "123"),
        ("pin", "123456789"),
        ("pin", "12a4"),
        ("pin", "١٢٣٤"),
        ("most_responses", "0"),
        ("most_responses", "-5"),
        ("most_responses", "many"),
        ("most_responses", "99999999999999999999"),
        ("rest_hours", "1"),
        ("return_url", "http://tralame.vn"),
        ("return_url", "javascript:alert(1)"),
        ("return_url", "https://" + "x" * 600 + ".vn"),
        ("language", "fr"),
        ("theme", "999999"),
        ("kind", "kiosk"),
        ("message_vi", "x" * 301),
    ],
)
def test_what_cannot_be_is_kept_and_explained(client, door, field, typed):
    page = send(client, door, **{field: typed})
    assert list(errors(page)) == [field]
    assert page.status_code == 200
    assert stored(door).pin == ""


def test_an_address_without_https_gets_it(client, door):
    send(client, door, return_url="tralame.vn/menu")
    assert stored(door).return_url == "https://tralame.vn/menu"


def test_thousands_are_read_as_they_are_written_in_vietnam(client, door):
    client.cookies["django_language"] = "vi"
    send(client, door, most_responses="2.000")
    assert stored(door).most_responses == 2_000


def test_another_organizations_look_cannot_be_chosen(client, door):
    foreign = build.theme(build.organization())
    assert list(errors(send(client, door, theme=foreign.pk))) == ["theme"]
    with pytest.raises(ValidationError):
        set_collector_options(door, theme=foreign)


def test_messages_in_languages_that_the_survey_lost_are_kept(client, door):
    Collector.objects.filter(pk=door.pk).update(message={"fr": "Fermé"})
    send(client, door, message_vi="Nghỉ")
    assert stored(door).message == {"fr": "Fermé", "vi": "Nghỉ"}


def test_opening_hours_that_there_are_not_are_told(client, door):
    page = reverse("responses:collector", args=[door.organization.slug, door.code])
    assert "no opening hours yet" in client.get(page).text
    week = [["08:00", "22:00"]] * 7
    type(door.location).objects.update(hours={"week": week, "holidays": []})
    assert "no opening hours yet" not in client.get(page).text


def test_a_higher_limit_opens_a_full_code_again(door):
    Collector.objects.update(most_responses=5, taken=5, full_at=timezone.now())
    set_collector_options(door, most_responses=6)
    assert (stored(door).full_at, stored(door).taken) == (None, 5)
    set_collector_options(door, most_responses=5)
    assert stored(door).full_at
    set_collector_options(door, most_responses=None)
    assert (stored(door).full_at, stored(door).taken) == (None, 0)


def test_other_options_leave_a_full_code_full(door):
    at = timezone.now()
    Collector.objects.update(most_responses=5, taken=5, full_at=at)
    set_collector_options(door, pin="1234")
    assert stored(door).full_at == at


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"full_at": "2026-01-01T00:00Z"}, "All responses that were wanted have come."),
        ({"first_day": "2100-01-01"}, "It takes answers from its first day on."),
        ({"last_day": "2020-01-01"}, "Its last day is over"),
    ],
)
def test_the_page_says_why_a_code_takes_no_answers(client, door, change, said):
    Collector.objects.update(**change)
    page = reverse("responses:collector", args=[door.organization.slug, door.code])
    assert said in client.get(page).text


@pytest.mark.parametrize(("state", "said"), [("lost", "marked as lost"), ("retired", "is retired")])
def test_the_page_of_a_lost_or_retired_code_says_so(client, door, state, said):
    set_collector_state(door, Collector.State(state))
    page = reverse("responses:collector", args=[door.organization.slug, door.code])
    assert said in client.get(page).text
