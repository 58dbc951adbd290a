"""Settings: what an organization says about itself."""

import pytest
from django.urls import reverse

from hearme.accounts.forms import time_zone_choices
from hearme.accounts.models import Role
from hearme.accounts.queries import time_zones
from tests import build

FORM = {"name": "Trà Lá Me", "field": "food", "time_zone": "Asia/Ho_Chi_Minh", "language": "vi"}


@pytest.fixture
def organization():
    return build.organization()


@pytest.fixture
def admin(organization, client):
    client.force_login(build.member(organization, Role.ADMIN))
    return client


@pytest.mark.django_db
def test_an_admin_changes_everything_but_the_address(admin, organization):
    url = reverse("accounts:settings", args=[organization.slug])
    new = {"name": "Trà Sen", "field": "retail", "time_zone": "Asia/Tokyo", "language": "en"}
    admin.post(url, new)

    organization.refresh_from_db()
    assert {name: getattr(organization, name) for name in new} == new
    assert organization.slug == "tra-la-me"


@pytest.mark.django_db
def test_the_places_follow_a_new_time_zone_unless_they_have_their_own(admin, organization):
    place = build.location(organization)
    inside = build.location(organization, parent=place)
    bangkok = build.location(organization, time_zone="Asia/Bangkok")
    url = reverse("accounts:settings", args=[organization.slug])
    admin.post(url, FORM | {"time_zone": "Asia/Tokyo"})

    for location in (place, inside, bangkok):
        location.refresh_from_db()
    assert place.time_zone == inside.time_zone == "Asia/Tokyo"
    assert bangkok.time_zone == "Asia/Bangkok"


@pytest.mark.django_db
def test_the_interface_follows_a_new_language(admin, organization):
    url = reverse("accounts:settings", args=[organization.slug])
    admin.post(url, FORM | {"language": "en"})

    assert '<html lang="en">' in admin.get(url, HTTP_ACCEPT_LANGUAGE="vi").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"name": ""}, {"time_zone": "Asia/Hanoi"}, {"language": "xx"}])
def test_nonsense_is_said_beside_its_field(admin, organization, change):
    url = reverse("accounts:settings", args=[organization.slug])
    page = admin.post(url, FORM | change)

    assert page.context["form"].errors.keys() == change.keys()


def test_vietnam_comes_first_and_only_places_of_the_world_follow():
    assert time_zones()[0] == "Asia/Ho_Chi_Minh"
    assert "Asia/Saigon" not in time_zones()
    assert not any(name.startswith(("Etc/", "US/")) for name in time_zones())


def test_every_time_zone_is_offered_once_with_its_offset():
    (first, label), *groups = time_zone_choices()
    offered = [first, *(name for _, zones in groups for name, _ in zones)]

    assert offered == time_zones()
    assert label == "Vietnam (GMT+7)"
    assert ("Asia/Kolkata", "Kolkata (GMT+5:30)") in dict(groups)["Asia"]
