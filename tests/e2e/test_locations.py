"""The tree of places in a browser."""

import pytest
from django.urls import reverse

from hearme.accounts.models import Location, Role
from tests import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop():
    shop = build.organization()
    chain = build.location(shop, "Trà Lá Me")
    north = build.location(shop, "Miền Bắc", parent=chain)
    branch = build.location(shop, "Hai Bà Trưng", parent=north)
    for floor in ("Tầng 1", "Tầng 2", "Quầy thu ngân"):
        build.location(shop, floor, parent=branch)
    build.location(shop, "Một chi nhánh có cái tên rất dài để xem chữ xuống dòng", parent=north)
    return shop


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_every_page_about_places_is_accessible(
    page, live, sign_in, at, axe, overflow, shop, width, scheme
):
    sign_in(build.member(shop, Role.EDITOR))
    branch = Location.objects.get(name="Hai Bà Trưng")
    at(width, dark=scheme == "dark")
    for name, args in (
        ("accounts:locations", []),
        ("accounts:location_edit", [branch.pk]),
        ("accounts:location_merge", [branch.pk]),
        ("accounts:locations_import", []),
    ):
        page.goto(live.url + reverse(name, args=[shop.slug, *args]))
        if page.locator("[name=has_hours]").count():
            page.check("[name=has_hours]")
        assert axe(page) == []
        assert overflow(page) == 0


def test_hours_are_set_with_the_keyboard_and_shown_in_the_tree(page, live, sign_in, shop):
    sign_in(build.member(shop, Role.EDITOR))
    chain = Location.objects.get(name="Trà Lá Me")
    page.goto(live.url + reverse("accounts:location_edit", args=[shop.slug, chain.pk]))
    page.focus("[name=has_hours]")
    page.keyboard.press("Space")
    page.fill("[name=opens_6]", "07:30")
    page.press("[name=closes_6]", "Enter")

    row = page.locator(".lrow", has_text="Hai Bà Trưng").first
    assert "Trà Lá Me" in row.inner_text()
    assert "07:30" in page.locator(".lrow").first.inner_text()
