"""Touchpoints and subjects in a real browser: accessible, and no wider than the window."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from hearme.accounts.models import Organization, Role
from surveys.actions import add_usual_touchpoints, close_touchpoint
from surveys.models import Subject, Touchpoint
from tests import build
from tests.e2e.conftest import LOOKS

pytestmark = pytest.mark.browser
LONG = "Nguyễn Hoàng Thiên Kim phụ trách khu sân vườn tầng hai và quầy bánh của chi nhánh"


@pytest.fixture
def shop(sign_in: Callable[..., None]) -> Organization:
    """A tea shop whose editor is signed in to the browser."""
    organization = build.organization(field="food")
    sign_in(build.member(organization, Role.EDITOR))
    return organization


@pytest.fixture(params=LOOKS)
def window(request: pytest.FixtureRequest, at: Callable[..., Page]) -> Page:
    width, is_dark = request.param
    return at(width, dark=is_dark)


@pytest.fixture
def faults(
    axe: Callable[[Page], list[str]], overflow: Callable[[Page], int]
) -> Callable[[Page], tuple[list[str], int]]:
    """What is wrong with a page: `([], 0)` is nothing."""
    return lambda page: (axe(page), overflow(page))


def test_every_page_is_accessible_and_fits(
    live: LiveServer,
    shop: Organization,
    window: Page,
    faults: Callable[[Page], tuple[list[str], int]],
) -> None:
    base = f"{live.url}/{shop.slug}"

    def look_at(path: str) -> None:
        window.goto(f"{base}/{path}")
        assert (path, *faults(window)) == (path, [], 0)

    look_at("touchpoints/")
    look_at("subjects/")
    add_usual_touchpoints(shop)
    spot = build.touchpoint(shop, LONG[:80], stage="buy", about="product")
    close_touchpoint(build.touchpoint(shop, stage="buy", about="product"))
    subject = build.subject(shop, LONG[:80], unit="M" * 80, location=build.location(shop, "B" * 60))
    build.subject(shop, "Anh", ends_on=date(2024, 1, 1))
    build.subject(shop, "Chi", starts_on=date(2099, 1, 1), ends_on=date(2099, 12, 31))
    look_at("touchpoints/")
    look_at(f"touchpoints/{spot.pk}/")
    look_at("touchpoints/new/?stage=after&about=staff")
    look_at("subjects/")
    look_at("subjects/?q=nobody")
    look_at(f"subjects/{subject.pk}/")
    window.locator("[name=name]").fill("")
    window.get_by_role("button", name="Lưu").last.click()
    expect(window.locator(".err")).to_have_count(1)
    assert faults(window) == ([], 0)


def test_a_board_begins_with_the_usual_touchpoints(
    live: LiveServer, shop: Organization, page: Page
) -> None:
    page.goto(f"{live.url}/{shop.slug}/touchpoints/")
    page.locator(".empty .btn.main").click()
    board = page.get_by_role("table")
    expect(board.get_by_role("columnheader")).to_have_count(8)
    expect(board.get_by_role("link", name="Thực đơn")).to_be_visible()
    assert Touchpoint.objects.of(shop).count() == 14


def test_a_touchpoint_is_added_to_the_cell_that_was_pressed(
    live: LiveServer, shop: Organization, at: Callable[..., Page]
) -> None:
    build.touchpoint(shop)
    page = at(320)
    page.goto(f"{live.url}/{shop.slug}/touchpoints/")
    page.locator("a[href*='stage=again&about=staff']").locator("visible=true").click()
    page.get_by_label("Tên").fill("Người gọi mời lại")
    page.locator("main form .btn.main").click()
    spot = Touchpoint.objects.of(shop).get(name="Người gọi mời lại")
    assert (spot.stage, spot.about) == ("again", "staff")


def test_a_subject_is_added_and_ended(live: LiveServer, shop: Organization, page: Page) -> None:
    page.goto(f"{live.url}/{shop.slug}/subjects/new/")
    page.get_by_label("Tên").fill("Ngọc Anh")
    page.locator("main form .btn.main").click()
    row = page.locator(".person")
    expect(row).to_contain_text("Ngọc Anh")
    row.locator("summary").click()
    row.locator(".pop button").click()
    expect(page.locator(".messages")).to_contain_text("Ngọc Anh")
    assert Subject.objects.of(shop).get().ends_on is not None
