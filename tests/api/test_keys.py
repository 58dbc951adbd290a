"""Who may call what: one row for every address of the API, tried with every kind of key.

A new address needs a row here, or `test_every_address_is_in_the_table` fails.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.urls import get_resolver, reverse

from hearme.accounts.actions import revoke_api_key
from hearme.accounts.models import Location, Organization
from responses.models import Collector, Response
from surveys.models import Survey
from surveys.rules import Kind
from tests import build
from tests.api.callers import ROOT, WRITE, Caller

pytestmark = pytest.mark.django_db
BODY = {"answers": {"q1": 9}}
BODIES = {"new_links": {"links": [{}]}}


@dataclass(frozen=True)
class World:
    """One organization with one of everything that has an address of its own."""

    organization: Organization
    survey: Survey
    location: Location
    collector: Collector
    response: Response


def world() -> World:
    organization = build.organization()
    survey = build.survey(organization, asks=(Kind.NPS,))
    location = build.location(organization)
    collector = build.collector(survey, location)
    response = build.response(collector, {"q1": 9})
    return World(organization, survey, location, collector, response)


Args = Callable[[World], list[object]]


def none(world: World) -> list[object]:
    return []


def survey(world: World) -> list[object]:
    return [world.survey.code]


def collector(world: World) -> list[object]:
    return [world.collector.code]


def response(world: World) -> list[object]:
    return [world.response.pk]


# name: (method, arguments, status with a key that may do this)
WITH_KEY: dict[str, tuple[str, Args, int]] = {
    "locations": ("get", none, 200),
    "surveys": ("get", none, 200),
    "survey": ("get", survey, 200),
    "responses": ("get", survey, 200),
    "report": ("get", survey, 200),
    "collectors": ("get", none, 200),
    "collector": ("get", collector, 200),
    "new_response": ("post", collector, 201),
    "response": ("get", response, 200),
    "new_links": ("post", collector, 200),
}
# name: (method, arguments, status for everybody)
PUBLIC: dict[str, tuple[str, Args, int]] = {
    "schema": ("get", none, 200),
    "schema_yaml": ("get", none, 200),
    "docs": ("get", none, 200),
    "unknown": ("get", none, 404),
}
OF_AN_OBJECT = [name for name, (_, args, _) in WITH_KEY.items() if args is not none]


def address(name: str, world: World) -> str:
    _, args, _ = (WITH_KEY | PUBLIC)[name]
    return reverse(f"api_v1:{name}", args=args(world)).removeprefix(ROOT)


def call(caller: Caller, name: str, path: str) -> int:
    method, _, _ = (WITH_KEY | PUBLIC)[name]
    answer = caller.get(path) if method == "get" else caller.post(path, BODIES.get(name, BODY))
    return int(answer.status_code)


def test_every_address_is_in_the_table():
    _, api = get_resolver().namespace_dict["api_v1"]

    assert {entry.name for entry in api.url_patterns} == WITH_KEY.keys() | PUBLIC.keys()


@pytest.mark.parametrize("name", WITH_KEY)
def test_only_a_key_that_may_do_it_opens_an_address(name):
    ours = world()
    method, _, status = WITH_KEY[name]
    path = address(name, ours)
    revoked, bad = Caller(ours.organization, WRITE), Caller(ours.organization, WRITE)
    revoke_api_key(revoked.key)
    bad.headers = {"Authorization": bad.headers["Authorization"][:-1] + "z"}

    assert call(Caller(), name, path) == 401, "no key"
    assert call(bad, name, path) == 401, "a wrong key"
    assert call(revoked, name, path) == 401, "a revoked key"
    may_not = 200 if method == "get" else 403
    assert call(Caller(ours.organization), name, path) == may_not, "a key that may only read"
    assert call(Caller(ours.organization, WRITE), name, path) == status, "a key that may write"


@pytest.mark.parametrize("name", OF_AN_OBJECT)
def test_what_another_organization_owns_is_not_found(name):
    stranger = Caller(build.organization(), WRITE)

    assert call(stranger, name, address(name, world())) == 404


@pytest.mark.parametrize("path", ["responses?location={}", "report?location={}"])
def test_a_place_of_another_organization_is_not_found_in_a_survey_of_ones_own(path):
    ours, theirs = world(), world()
    path = f"/surveys/{ours.survey.code}/{path.format(theirs.location.pk)}"

    assert Caller(ours.organization).get(path).status_code == 404


def test_a_collector_of_another_organization_is_not_found_in_a_survey_of_ones_own():
    ours, theirs = world(), world()
    path = f"/surveys/{ours.survey.code}/responses?collector={theirs.collector.code}"

    assert Caller(ours.organization).get(path).status_code == 404


@pytest.mark.parametrize("name", ["surveys", "collectors", "locations"])
def test_lists_hold_nothing_of_another_organization(name):
    world()

    assert Caller(build.organization()).get(f"/{name}").json()["results"] == []


def test_the_same_idempotency_key_is_another_one_in_another_organization():
    ours, theirs = world(), world()
    sent = [
        Caller(it.organization, WRITE).post(address("new_response", it), BODY, key="order-1")
        for it in (ours, theirs)
    ]

    assert [answer.status_code for answer in sent] == [201, 201]


@pytest.mark.parametrize("name", PUBLIC)
def test_the_documentation_is_open_to_all(name):
    assert call(Caller(), name, address(name, SimpleNamespace())) == PUBLIC[name][2]


def test_a_key_is_revoked_at_once():
    caller = Caller(build.organization())
    assert caller.get("/surveys").status_code == 200

    revoke_api_key(caller.key)

    assert caller.get("/surveys").status_code == 401


@pytest.mark.parametrize("place", ["key={}", "api_key={}", "access_token={}", "Authorization={}"])
def test_a_key_in_the_address_is_not_read(place):
    caller = Caller(build.organization())
    text = caller.headers.pop("Authorization").removeprefix("Bearer ")

    assert caller.get("/surveys?" + place.format(text)).status_code == 401


@pytest.mark.parametrize(
    "words", ["{}", "Basic {}", "Bearer", "Bearer {} {}", "Bearer hm_x_y", "Bearer é", "\x00"]
)
def test_anything_but_one_key_behind_bearer_is_refused(words):
    caller = Caller(build.organization())
    text = caller.headers["Authorization"].removeprefix("Bearer ")

    answer = caller.get("/surveys", Authorization=words.format(text, text))

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Hearme API"'


def test_a_signed_in_browser_is_nobody_here(client):
    organization = build.organization()
    client.force_login(build.member(organization))

    assert client.get(f"{ROOT}/surveys").status_code == 401


def test_the_use_of_a_key_is_noted():
    caller = Caller(build.organization())
    assert caller.key.last_used_at is None

    caller.get("/surveys")

    caller.key.refresh_from_db()
    assert caller.key.last_used_at is not None
