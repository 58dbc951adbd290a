"""Collectors and responses in a real browser: accessible, readable, usable without a script."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from hearme.accounts.models import Role
from responses.models import Collector
from responses.queries import public_url
from tests import build
from tests.e2e.conftest import LOOKS

pytestmark = pytest.mark.browser


@pytest.fixture
def door(sign_in: Callable[..., None]) -> Collector:
    """A collector with two responses; its editor is signed in to the browser."""
    organization = build.organization()
    sign_in(build.member(organization, Role.EDITOR))
    survey = build.survey(organization, build.SIX_KINDS)
    door = build.collector(survey, build.location(organization, "Hai Bà Trưng"), name="Bàn 12")
    at = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    build.response(door, {"q1": 3, "q2": 2, "q5": [1, 3], "q6": "Chờ lâu quá."}, at=at)
    build.response(door, {"q1": 9}, at=at)
    local = datetime.now(ZoneInfo(door.location.time_zone))
    build.visits(door, local, opened=9, started=7, finished=5, s4=5)
    return door


def pages_of(door: Collector) -> dict[str, str]:
    base = f"/{door.organization.slug}"
    return {
        "collectors": f"{base}/collectors/",
        "open": f"{base}/collectors/open/",
        "collector": f"{base}/collectors/{door.code}/",
        "point": f"{base}/collectors/{door.code}/point/",
        "retire": f"{base}/collectors/{door.code}/state/retired/",
        "responses": f"{base}/responses/",
        "nothing": f"{base}/responses/?since=x&score=bad&survey=none",
    }


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_every_page_is_accessible_and_fits(
    live: LiveServer,
    door: Collector,
    page: Page,
    axe: Callable[[Page], list[str]],
    width: int,
    dark: bool,
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if dark else "light")
    for name, path in pages_of(door).items():
        page.goto(live.url + path)
        assert (name, axe(page), fits(page)) == (name, [], True)
    page.goto(live.url + pages_of(door)["responses"])
    page.locator(".said a").first.click()
    assert ("detail", axe(page), fits(page)) == ("detail", [], True)


def test_the_link_is_copied(live: LiveServer, door: Collector, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(live.url + pages_of(door)["collector"])
    page.get_by_role("button", name="Chép đường dẫn").click()
    assert page.evaluate("navigator.clipboard.readText()") == public_url(door.code)


def test_pausing_asks_first_and_works_without_a_script(
    live: LiveServer, browser: Browser, door: Collector, page: Page
) -> None:
    context = browser.new_context(
        java_script_enabled=False, locale="vi-VN", storage_state=page.context.storage_state()
    )
    plain = context.new_page()
    plain.goto(live.url + pages_of(door)["collector"])
    plain.locator("summary", has_text="Tạm dừng").click()
    plain.get_by_role("button", name="Tạm dừng điểm thu thập").click()
    plain.get_by_role("button", name="Mở lại").click()
    assert plain.get_by_text("nhận câu trả lời trở lại").is_visible()
    context.close()


def test_a_day_that_there_is_not_comes_back_beside_its_field(
    live: LiveServer, door: Collector, page: Page
) -> None:
    page.goto(live.url + pages_of(door)["collector"])
    page.evaluate("document.querySelector('[name=last_day]').type = 'text'")
    page.locator("[name=last_day]").fill("31/02/2027")
    page.locator("#options footer button").click()
    assert page.get_by_text("Tháng 2 năm 2027 chỉ có 28 ngày.").is_visible()
    assert page.locator("[name=last_day]").input_value() == "31/02/2027"
