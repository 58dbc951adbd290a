"""Many codes at once, in a browser: seen before they are made, and changed from the list."""

import pytest
from django.urls import reverse

from hearme.accounts.models import Role
from responses.actions import open_fleet
from responses.models import Collector
from responses.rules import Spot
from tests import build
from tests.e2e.conftest import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop():
    shop = build.organization()
    north = build.location(shop, "Miền Bắc")
    for name in ("Hai Bà Trưng", "Cầu Giấy", "Một chi nhánh có cái tên rất dài để xuống dòng"):
        build.location(shop, name, parent=north)
    build.touchpoint(shop)
    build.subject(shop)
    return shop


@pytest.fixture(params=LOOKS)
def editor(request, page, at, sign_in, shop):
    """The tab of an editor, on an old phone by day and on a computer at night."""
    width, dark = request.param
    sign_in(build.member(shop, Role.EDITOR))
    return at(width, dark=dark)


@pytest.fixture
def faults(editor, axe, overflow):
    """What is wrong with the page as it is now: `faults()`."""
    return lambda: [*axe(editor), *([overflow(editor)] if overflow(editor) else [])]


def test_many_codes_are_seen_while_one_types_and_opened_on_demand(editor, live, shop, faults):
    survey = build.survey(shop)
    editor.goto(live.url + reverse("responses:fleet", args=[shop.slug]))
    editor.check("[name=within]")
    editor.fill("[name=names]", "Bàn {1-4}")
    editor.get_by_text("3 × 4 = 12 mã").wait_for()
    assert faults() == []
    assert not Collector.objects.exists()

    editor.fill("[name=names]", "Bàn {4-1}")
    editor.click("button[value=look]")
    editor.locator(".err").first.wait_for()
    assert faults() == []

    editor.fill("[name=names]", "Bàn {1-4}")
    editor.click("#preview button[value=open]")
    editor.locator(".notice.good").wait_for()
    assert Collector.objects.filter(survey=survey).count() == 12


def test_chosen_codes_are_pointed_elsewhere_once_that_is_confirmed(editor, live, shop, faults):
    survey, other = build.survey(shop), build.survey(shop)
    spots = [Spot(build.location(shop).pk, f"Bàn {number}") for number in range(5)]
    open_fleet(shop, survey, spots, by=None)
    editor.goto(live.url + reverse("responses:collectors", args=[shop.slug]))
    for number in (0, 1):
        editor.check(f"[name=collector] >> nth={number}")
    assert editor.locator("[data-fleet-count]").inner_text() == "2"
    assert faults() == []

    editor.check("[name=every]")
    editor.click("button[value=point]")
    editor.select_option("[name=survey]", other.code)
    assert faults() == []
    editor.click("button[value=look]")
    editor.locator("button[value=do]").wait_for()
    assert faults() == []
    editor.click("button[value=do]")
    editor.locator(".notice.good").wait_for()
    assert Collector.objects.filter(survey=other).count() == 5
