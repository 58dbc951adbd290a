"""The pages on which somebody decides about what is held back."""

import pytest
from django.urls import reverse

from hearme.accounts.models import Role
from responses.actions import suspect
from responses.models import Response, Trust, Verdict
from responses.rules import Suspicion
from surveys.rules import Kind
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    """An organization whose manager is signed in; texts in English."""
    organization = build.organization(language="en")
    client.force_login(build.member(organization, Role.MANAGER))
    client.cookies["django_language"] = "en"
    return organization


@pytest.fixture
def door(shop):
    return build.collector(build.survey(shop, (Kind.NPS, Kind.TEXT)), name="Counter")


def held(door, *suspicions, **answers):
    made = build.response(door, answers or {"q1": 0}, suspicions=suspicions, is_excluded=True)
    return made.pk


def url(organization, name, *args):
    return reverse(f"responses:{name}", args=[organization.slug, *args])


def rows(client, organization, **query):
    page = client.get(url(organization, "list"), query)
    return [row.response.pk for row in page.context["rows"]]


def excluded(*ids):
    found = Response.objects.in_bulk(ids)
    return [found[each].is_excluded for each in ids]


def test_as_long_as_nothing_is_held_back_the_list_does_not_speak_of_it(client, shop, door):
    build.response(door, {"q1": 9})

    assert "Held back" not in client.get(url(shop, "list")).text
    assert "Nothing is held back" in client.get(url(shop, "held")).text
    assert "Nothing is held back" in client.get(url(shop, "list"), {"held": "on"}).text


def test_the_list_marks_what_is_held_back_and_shows_it_alone_with_its_reasons(client, shop, door):
    honest = build.response(door, {"q1": 9}).pk
    first, second = held(door, "device"), held(door, "burst", "device", q1=1, q2="giống nhau")
    assert rows(client, shop) == [second, first, honest]
    assert client.get(url(shop, "list")).text.count('badge warn">Held back') == 2

    assert rows(client, shop, held="on") == [second, first]
    assert rows(client, shop, held="on", reason="burst") == [second]
    assert rows(client, shop, held="on", comment="on") == [second]
    assert rows(client, shop, held="on", code=door.code) == [second, first]
    other = build.collector(door.survey)
    assert rows(client, shop, held="on", code=other.code) == []
    text = client.get(url(shop, "list"), {"held": "on"}).text
    for said in ("Many from one device", "Many that are equal", "Count it", "Held back <small>2"):
        assert said in text


def test_one_is_counted_by_its_button_and_the_others_stay(client, shop, door):
    first, second = held(door, "device"), held(door, "device")

    page = client.post(
        url(shop, "held_decide") + "?held=on", {"one": f"count:{first}"}, follow=True
    )

    assert excluded(first, second) == [False, True]
    assert "1 response counts again." in page.text
    assert page.redirect_chain[0][0].endswith("/responses/?held=on")


def test_those_that_are_ticked_are_counted(client, shop, door):
    ids = [held(door, "device") for _ in range(3)]

    client.post(url(shop, "held_decide"), {"response": [*ids[:2], "x"], "verdict": "count"})

    assert excluded(*ids) == [False, False, True]


def test_all_that_match_the_filters_are_counted_and_no_others(client, shop, door):
    ids = [held(door, "device") for _ in range(30)]
    burst = held(door, "burst")

    query = "?held=on&reason=device"
    client.post(url(shop, "held_decide") + query, {"every": "1", "verdict": "count"})

    assert excluded(*ids, burst) == [False] * 30 + [True]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"verdict": "count"},
        {"one": "count:x"},
        {"one": "count:-1"},
        {"one": f"count:{10**30}"},
        {"one": "burn:1"},
        {"verdict": "count", "response": ["", "\x00", "9" * 40]},
    ],
)
def test_a_decision_about_nothing_says_so(client, shop, door, sent):
    made = held(door, "device")

    page = client.post(url(shop, "held_decide"), sent, follow=True)

    assert page.status_code == 200
    assert "Choose at least one response." in page.text
    assert excluded(made) == [True]


def test_the_page_of_a_response_says_why_and_who_decided_what(client, shop, door):
    made = build.response(door, {"q1": 0}).pk
    suspect([made], Suspicion.BURST)
    page = client.get(url(shop, "detail", made)).text
    for said in (
        "Held back: it counts nowhere",
        "Many that are equal",
        "equally long",
        "by a rule",
    ):
        assert said in page

    sent = {"one": f"count:{made}", "from": made}
    page = client.post(url(shop, "held_decide"), sent, follow=True)
    assert page.redirect_chain[0][0] == url(shop, "detail", made)
    for said in ("Looked dishonest, but counts", "Do not count", "Manager"):
        assert said in page.text
    client.post(url(shop, "held_decide"), {"one": f"hold:{made}"})
    assert excluded(made) == [True]
    assert Verdict.objects.count() == 3


def test_an_honest_response_has_nothing_to_decide_about(client, shop, door):
    made = build.response(door, {"q1": 9}).pk
    page = client.get(url(shop, "detail", made)).text

    assert "Do not count" not in page
    client.post(url(shop, "held_decide"), {"one": f"hold:{made}"})
    assert excluded(made) == [False]


def test_a_reason_is_trusted_at_a_code_and_the_trust_is_taken_back(client, shop, door):
    made = held(door, "device")
    text = client.get(url(shop, "held")).text
    for said in ("Many from one device", "more than 5 responses within 10 minutes", door.code):
        assert said in text

    client.post(url(shop, "held_trust"), {"suspicion": "device", "code": door.code})
    rule = Trust.objects.get()
    assert (rule.collector, excluded(made)) == (door, [False])
    assert "What you trust" in client.get(url(shop, "held")).text
    client.post(url(shop, "held_trust"), {"suspicion": "device", "code": door.code})
    assert Trust.objects.count() == 1

    client.post(url(shop, "held_distrust", rule.pk))
    assert excluded(made) == [True]
    assert client.post(url(shop, "held_distrust", rule.pk)).status_code == 404


def test_a_reason_is_trusted_everywhere(client, shop, door):
    other = build.collector(door.survey)
    made = [held(door, "device"), held(other, "device")]
    assert "Trust this everywhere" in client.get(url(shop, "held")).text

    client.post(url(shop, "held_trust"), {"suspicion": "device"})

    assert excluded(*made) == [False, False]


def test_an_unknown_reason_or_code_is_not_trusted(client, shop, door):
    theirs = build.collector(build.survey())

    page = client.post(url(shop, "held_trust"), {"suspicion": "weather"}, follow=True)
    assert "We do not know this reason." in page.text
    wrong = {"suspicion": "device", "code": theirs.code}
    assert client.post(url(shop, "held_trust"), wrong).status_code == 404
    assert not Trust.objects.exists()


def test_who_may_only_look_sees_no_buttons(client, shop, door):
    held(door, "device")
    client.force_login(build.member(shop, Role.VIEWER))

    for page in (client.get(url(shop, "list"), {"held": "on"}), client.get(url(shop, "held"))):
        assert "Many from one device" in page.text
        for button in ("Count it", "Always trust", 'type="checkbox" name="response"'):
            assert button not in page.text


def test_pages_read_as_often_for_many_as_for_few(client, shop, door, django_assert_max_num_queries):
    for _ in range(25):
        held(door, "device", "burst")

    with django_assert_max_num_queries(14):
        client.get(url(shop, "list"), {"held": "on"})
    with django_assert_max_num_queries(12):
        client.get(url(shop, "held"))
