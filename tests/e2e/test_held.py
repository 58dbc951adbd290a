"""Held-back answers in the browser: their pages, and the proof that a phone works out."""

import time

import pytest

from hearme.accounts.models import Role
from responses.actions import suspect, tally, trust
from responses.models import Response
from responses.rules import Suspicion
from surveys.rules import Kind
from tests import build
from tests.e2e.conftest import LOOKS
from tests.responses.sending import forget_redis, switch_on

pytestmark = pytest.mark.browser


@pytest.fixture
def door(transactional_db):
    organization = build.organization()
    place = build.location(organization, "Trà Lá Me Hai Bà Trưng, tầng trệt trung tâm thương mại")
    return build.collector(build.survey(organization, (Kind.NPS, Kind.TEXT)), place, name="Bàn 12")


@pytest.fixture
def held(door):
    """Responses held back for every reason there is."""
    words = "Giốngnhauđếntừngchữkhôngcókhoảngtrắng" * 4
    made = [
        build.response(
            door,
            {"q1": n, "q2": words if n % 2 else "Trà nguội, chờ lâu."},
            suspicions=(reason.value, Suspicion.BURST.value) if n else (reason.value,),
            is_excluded=True,
        )
        for n, reason in enumerate(set(Suspicion) - {Suspicion.BURST})
    ]
    other = build.collector(door.survey, name="Quầy")
    suspect([build.response(other, {"q1": 1}).pk], Suspicion.BURST)
    trust(door.organization, Suspicion.OUT_OF_HOURS, door, build.member(door.organization))
    return made


@pytest.fixture
def address(door, live, sign_in):
    """Where a manager, who is signed in, reads responses."""
    sign_in(build.member(door.organization, Role.MANAGER))
    return f"{live.url}/{door.organization.slug}/responses/"


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_of_what_is_held_back(address, held, at, axe, overflow, look):
    page = at(look[0], dark=look[1])
    for each in ("", "?held=on", "held/", f"{held[0].pk}/"):
        page.goto(address + each)
        assert overflow(page) <= 0, each
        assert axe(page) == [], each


def test_a_phone_works_out_the_proof_by_itself(door, live, page):
    tally._redis().zadd(tally.ATTACKS, {str(door.pk): time.time() + 60})
    page.goto(f"{live.url}/s/{door.code}")
    page.locator('input[name="q-q1"][value="9"]').check()
    page.wait_for_timeout(1_100)
    page.locator("button.send").click()
    page.wait_for_url("**/thanks*")

    response = Response.objects.get()
    assert (response.is_complete, response.suspicions, response.is_excluded) == (True, None, False)


@pytest.fixture(autouse=True)
def guard(settings, monkeypatch):
    switch_on(settings, monkeypatch)
    yield
    forget_redis()
