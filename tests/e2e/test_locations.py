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


@pytest.fixture
def editor(page, sign_in, shop):
    sign_in(build.member(shop, Role.EDITOR))
    return page


@pytest.mark.parametrize(("width", "is_dark"), [(320, False), (1280, True)])
def test_every_page_about_places_is_accessible(editor, live, axe, width, is_dark):
    branch = Location.objects.get(name="Hai Bà Trưng")
    editor.set_viewport_size({"width": width, "height": 800})
    editor.emulate_media(color_scheme="dark" if is_dark else "light")
    for name, args in (
        ("accounts:locations", []),
        ("accounts:location_edit", [branch.pk]),
        ("accounts:location_merge", [branch.pk]),
        ("accounts:locations_import", []),
    ):
        editor.goto(live.url + reverse(name, args=[branch.organization.slug, *args]))
        if editor.locator("[name=has_hours]").count():
            editor.check("[name=has_hours]")
        assert axe(editor) == []
        assert editor.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_hours_are_set_with_the_keyboard_and_shown_in_the_tree(editor, live, shop):
    page = editor
    chain = Location.objects.get(name="Trà Lá Me")
    page.goto(live.url + reverse("accounts:location_edit", args=[shop.slug, chain.pk]))
    page.focus("[name=has_hours]")
    page.keyboard.press("Space")
    page.fill("[name=opens_6]", "07:30")
    page.press("[name=closes_6]", "Enter")

    row = page.locator(".lrow", has_text="Hai Bà Trưng").first
    assert "Trà Lá Me" in row.inner_text()
    assert "07:30" in page.locator(".lrow").first.inner_text()
