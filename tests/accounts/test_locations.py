"""Places: a tree that is added to, rearranged, closed and reopened."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from hearme.accounts.actions import add_location, close_location, edit_location, reopen_location
from hearme.accounts.models import Role
from hearme.accounts.queries import places_of, possible_parents
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return build.organization()


def edit(location, **changes):
    now = {"name": location.name, "parent": location.parent, "time_zone": location.time_zone}
    edit_location(location, **(now | changes))


def names(places):
    return ["  " * place.depth + place.location.name for place in places]


def test_the_tree_lists_each_place_after_the_one_it_is_in(organization):
    north = build.location(organization, "Miền Bắc")
    build.location(organization, "Miền Nam")
    build.location(organization, "Cầu Giấy", parent=north)

    assert names(places_of(organization)) == ["Miền Bắc", "  Cầu Giấy", "Miền Nam"]


def test_a_place_has_the_time_zone_of_what_it_is_in_unless_it_says_otherwise(organization):
    tokyo = add_location(organization, "Tokyo", time_zone="Asia/Tokyo")

    assert add_location(organization, "Huế").time_zone == "Asia/Ho_Chi_Minh"
    assert add_location(organization, "Shibuya", parent=tokyo).time_zone == "Asia/Tokyo"


def test_one_name_per_place_but_the_same_name_elsewhere(organization):
    north, south = build.location(organization, "Bắc"), build.location(organization, "Nam")
    build.location(organization, "Tầng 1", parent=north)
    build.location(organization, "Tầng 1", parent=south)

    with pytest.raises(ValidationError, match="already a place"):
        build.location(organization, "Tầng 1", parent=north)


@pytest.mark.parametrize("target", ["itself", "child", "grandchild"])
def test_a_place_cannot_be_inside_itself(organization, target):
    top = build.location(organization, "Miền Bắc")
    child = build.location(organization, "Cầu Giấy", parent=top)
    grandchild = build.location(organization, "Tầng 1", parent=child)

    with pytest.raises(ValidationError, match="inside itself"):
        edit(top, parent={"itself": top, "child": child, "grandchild": grandchild}[target])


def test_a_place_is_offered_only_where_it_may_lie(organization):
    north = build.location(organization, "Miền Bắc")
    child = build.location(organization, "Cầu Giấy", parent=north)
    build.location(organization, "Tầng 1", parent=child)
    close_location(build.location(organization, "Đã nghỉ"))

    assert names(possible_parents(organization, child)) == ["Miền Bắc"]
    assert names(possible_parents(organization)) == ["Miền Bắc", "  Cầu Giấy", "    Tầng 1"]


def test_closing_a_place_closes_what_is_inside_and_reopening_brings_it_back(organization):
    north = build.location(organization, "Miền Bắc")
    child = build.location(organization, "Cầu Giấy", parent=north)
    closed_before = build.location(organization, "Hà Đông", parent=north)
    close_location(closed_before)

    close_location(north)
    assert not organization.locations.open().exists()
    reopen_location(north)
    assert set(organization.locations.open()) == {north, child}


def test_a_place_inside_a_closed_one_cannot_be_reopened_alone(organization):
    north = build.location(organization, "Miền Bắc")
    child = build.location(organization, "Cầu Giấy", parent=north)
    close_location(north)

    with pytest.raises(ValidationError, match="Reopen Miền Bắc first"):
        reopen_location(child)


def test_closing_twice_or_reopening_an_open_place_is_refused(organization):
    place = build.location(organization)
    with pytest.raises(ValidationError, match="already open"):
        reopen_location(place)
    close_location(place)
    with pytest.raises(ValidationError, match="already closed"):
        close_location(place)


def test_an_editor_adds_a_place_on_the_page(organization, client):
    north = build.location(organization, "Miền Bắc")
    client.force_login(build.member(organization, Role.EDITOR))
    url = reverse("accounts:location_add", args=[organization.slug])

    client.post(url, {"name": "Cầu Giấy", "parent": north.pk, "time_zone": "same"})
    page = client.post(url, {"name": "Cầu Giấy", "parent": north.pk, "time_zone": "same"})

    assert names(places_of(organization)) == ["Miền Bắc", "  Cầu Giấy"]
    assert page.context["form"].errors.keys() == {"name"}, "said beside the name"


def test_a_place_moves_to_the_top_and_gets_another_name(organization, client):
    north = build.location(organization, "Miền Bắc")
    child = build.location(organization, "Cầu Giấy", parent=north)
    client.force_login(build.member(organization, Role.EDITOR))
    url = reverse("accounts:location_edit", args=[organization.slug, child.pk])

    client.post(url, {"name": "Hà Đông", "parent": "top", "time_zone": "Asia/Bangkok"})

    child.refresh_from_db()
    assert (child.name, child.parent, child.time_zone) == ("Hà Đông", None, "Asia/Bangkok")


def test_a_closed_place_may_be_renamed_where_it_is(organization, client):
    north = build.location(organization, "Miền Bắc")
    child = build.location(organization, "Cầu Giấy", parent=north)
    close_location(north)
    client.force_login(build.member(organization, Role.EDITOR))
    url = reverse("accounts:location_edit", args=[organization.slug, child.pk])

    client.post(url, {"name": "Hà Đông", "parent": north.pk, "time_zone": "same"})

    child.refresh_from_db()
    assert (child.name, child.parent) == ("Hà Đông", north)


def test_a_place_of_another_organization_is_no_parent(organization, client):
    foreign = build.location(build.organization())
    client.force_login(build.member(organization, Role.EDITOR))
    url = reverse("accounts:location_add", args=[organization.slug])

    page = client.post(url, {"name": "Huế", "parent": foreign.pk, "time_zone": "same"})

    assert page.context["form"].errors.keys() == {"parent"}
    assert not organization.locations.exists()


def test_a_viewer_sees_the_places_but_no_form(organization, client):
    build.location(organization, "Miền Bắc")
    client.force_login(build.member(organization, Role.VIEWER))
    page = client.get(reverse("accounts:locations", args=[organization.slug])).content.decode()

    assert "Miền Bắc" in page
    assert "locations/add" not in page


def test_the_list_of_places_asks_the_database_the_same_however_many_there_are(
    organization, client, django_assert_num_queries
):
    client.force_login(build.member(organization, Role.EDITOR))
    url = reverse("accounts:locations", args=[organization.slug])
    for _ in range(10):
        build.location(organization, parent=build.location(organization))

    with django_assert_num_queries(5):
        client.get(url)
