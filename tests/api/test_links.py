"""A program asks for signed links, each of which leads to what it says."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from responses.actions import revoke_link_key, usual_link_key
from responses.models import LinkKey, Response
from responses.queries import digests_of
from surveys.actions import edit_draft, publish_survey
from surveys.rules import Kind
from tests import build
from tests.api.callers import READ, WRITE, Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def collector():
    survey = build.survey(asks=(Kind.NPS,), is_live=False)
    edit_draft(survey, lambda content: replace(content, hidden_fields=("order",)))
    publish_survey(survey)
    survey.refresh_from_db()
    return build.collector(survey)


@pytest.fixture
def path(collector) -> str:
    return f"/collectors/{collector.code}/links"


@pytest.fixture
def caller(collector) -> Caller:
    return Caller(collector.organization, WRITE)


def errors(answer) -> dict[str, str]:
    return {error["field"]: error["code"] for error in answer.json()["errors"]}


def test_a_link_says_what_was_asked_for(caller, path, collector):
    organization = collector.organization
    place, subject = build.location(organization), build.subject(organization, "Lan")
    touchpoint = build.touchpoint(organization)
    answer = caller.post(
        path,
        {
            "links": [
                {
                    "location": place.pk,
                    "subject": subject.pk,
                    "touchpoint": touchpoint.pk,
                    "reference": " HD-4711 ",
                    "hidden": {"order": "4711"},
                    "valid_days": 2,
                }
            ]
        },
    )

    assert answer.status_code == 200
    [made] = answer.json()["links"]
    assert made["url"].endswith(f"/s/{collector.code}?t={made['token']}")
    until = datetime.fromisoformat(made["expires_at"])
    assert abs(until - timezone.now() - timedelta(days=2)) < timedelta(minutes=1)
    page = Client(headers={"accept-language": "vi"}).get(f"/s/{collector.code}?t={made['token']}")
    assert f"{place.name} · Lan" in page.content.decode()
    assert not Response.objects.exists()
    assert digests_of(organization, "HD-4711")


def test_many_links_come_in_their_order_and_each_is_another_one(caller, path):
    wishes = [{"hidden": {"order": str(n)}} for n in range(499)] + [{"single_use": False}]
    made = caller.post(path, {"links": wishes}).json()["links"]
    assert len({link["token"] for link in made}) == 500
    assert ".horder~" in made[0]["token"]
    assert made[0]["token"].split(".")[4].startswith("i")
    assert len(made[-1]["token"].split(".")) == 5


@pytest.mark.parametrize(
    ("links", "field"),
    [
        ([], "links"),
        ([{}] * 501, "links"),
        ({}, "links"),
        ([{"place": 1}], "links.0.place"),
        ([{}, {"valid_days": 0}], "links.1.valid_days"),
        ([{"valid_days": 731}], "links.0.valid_days"),
        ([{"location": "x"}], "links.0.location"),
        ([{"reference": "a" * 101}], "links.0.reference"),
        ([{"hidden": "order"}], "links.0.hidden"),
        ([{"hidden": {"order": 5}}], "links.0.hidden"),
    ],
)
def test_what_has_another_form_is_refused(caller, path, links, field):
    answer = caller.post(path, {"links": links})
    assert answer.status_code == 400
    assert field in errors(answer)
    assert not LinkKey.objects.exists()


def test_what_there_is_not_is_named_by_its_place_in_the_list(caller, path):
    other = build.organization("Phở 24")
    answer = caller.post(
        path,
        {
            "links": [
                {"location": build.location(other).pk},
                {},
                {"subject": build.subject(other).pk, "hidden": {"ordr": "1"}},
                {"hidden": {"order": "a\nb"}},
                {"hidden": {"order": " "}},
                {"hidden": {"order": "a" * 201}},
            ]
        },
    )
    assert answer.status_code == 422
    assert errors(answer) == {
        "links.0.location": "unknown",
        "links.2.subject": "unknown",
        "links.2.hidden.ordr": "unknown",
        "links.3.hidden.order": "broken",
        "links.4.hidden.order": "empty",
        "links.5.hidden.order": "too_long",
    }


def test_more_than_a_link_can_carry_is_refused(collector, caller, path):
    survey = collector.survey
    names = tuple(f"f{n}" for n in range(4))
    edit_draft(survey, lambda content: replace(content, hidden_fields=names))
    publish_survey(survey)
    answer = caller.post(path, {"links": [{"hidden": dict.fromkeys(names, "ệ" * 200)}]})
    assert (answer.status_code, errors(answer)) == (422, {"links.0.hidden": "too_long"})


def test_a_key_that_may_only_read_makes_no_links(collector, path):
    assert Caller(collector.organization, READ).post(path, {"links": [{}]}).status_code == 403


def test_another_organization_finds_no_collector(path):
    assert (
        Caller(build.organization("Phở 24"), WRITE).post(path, {"links": [{}]}).status_code == 404
    )


def test_after_a_key_is_revoked_new_links_work_again(collector, caller, path):
    revoke_link_key(usual_link_key(collector.organization))
    [made] = caller.post(path, {"links": [{}]}).json()["links"]
    assert Client().get(f"/s/{collector.code}?t={made['token']}").status_code == 200
