"""Every component, in a real browser: accessible, inside a small screen, under a strict policy."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests import build
from tests.e2e.conftest import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.e2e.urls")]
Axe = Callable[[Page], list[str]]


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_every_component_is_accessible(
    live: LiveServer,
    at: Callable[..., Page],
    axe: Axe,
    overflow: Callable[[Page], int],
    width: int,
    dark: bool,
) -> None:
    page = at(width, dark=dark)
    page.goto(f"{live.url}/styleguide/")
    assert axe(page) == []
    assert overflow(page) <= 0


def test_the_open_menu_of_a_phone_is_accessible(
    live: LiveServer, at: Callable[..., Page], axe: Axe
) -> None:
    page = at(390)
    page.goto(f"{live.url}/styleguide/")
    page.get_by_role("button", name="Menu").click()
    assert page.locator("#menu").is_visible()
    assert axe(page) == []


def test_a_question_closes_on_escape_and_gives_the_focus_back(live: LiveServer, page: Page) -> None:
    page.goto(f"{live.url}/styleguide/")
    opener = page.locator("summary", has_text="Xoá câu 4")
    opener.click()
    assert page.get_by_role("button", name="Xoá câu", exact=True).is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Xoá câu", exact=True).is_visible()
    assert opener.evaluate("it => it === document.activeElement")


def test_a_dialog_opens_from_a_link_and_closes_on_its_backdrop(
    live: LiveServer, page: Page
) -> None:
    page.goto(f"{live.url}/styleguide/")
    page.get_by_role("link", name="Mở hộp thoại").click()
    assert page.get_by_role("dialog").is_visible()
    page.mouse.click(5, 5)
    assert not page.get_by_role("dialog").is_visible()


def test_a_password_can_be_shown(live: LiveServer, page: Page) -> None:
    page.goto(f"{live.url}/styleguide/")
    page.locator("[aria-controls=fresh_password]").click()
    assert page.locator("#fresh_password").get_attribute("type") == "text"


def test_the_language_is_switched_from_the_account_menu(
    live: LiveServer, page: Page, sign_in: Callable[..., None]
) -> None:
    sign_in(build.user("Ngọc Anh"))
    page.goto(f"{live.url}/styleguide/")
    page.locator(".who summary").click()
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(".who summary").click()
    assert page.get_by_role("button", name="Sign out").is_visible()
