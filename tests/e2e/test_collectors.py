"""Collectors, posters and responses in a real browser: accessible, readable, scannable."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from hearme.accounts.models import Role
from responses.models import Collector
from responses.queries import public_url
from tests import build
from tests.e2e.conftest import LOOKS

pytestmark = pytest.mark.browser
DPI = 150
MM_PER_INCH = 25.4
CSS_DPI = 96
LONG = "Công ty Trách nhiệm Hữu hạn Dịch vụ Ăn uống và Giải khát Trà Lá Me Sài Gòn"


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
    return door


def pages_of(door: Collector) -> dict[str, str]:
    base = f"/{door.organization.slug}"
    return {
        "collectors": f"{base}/collectors/",
        "open": f"{base}/collectors/open/",
        "collector": f"{base}/collectors/{door.code}/",
        "edit": f"{base}/collectors/{door.code}/edit/",
        "poster": f"{base}/collectors/{door.code}/poster/",
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


def paper(browser: Browser, door: Collector, page: Page, url: str) -> Image.Image:
    """The printed poster at 150 dpi."""
    size = {
        "width": round(148 / MM_PER_INCH * CSS_DPI),
        "height": round(210 / MM_PER_INCH * CSS_DPI),
    }
    context = browser.new_context(
        viewport=size, device_scale_factor=DPI / CSS_DPI, storage_state=page.context.storage_state()
    )
    sheet = context.new_page()
    sheet.emulate_media(media="print")
    sheet.goto(url)
    sheet.evaluate("document.fonts.ready")
    shot = sheet.screenshot()
    context.close()
    return Image.open(io.BytesIO(shot)).convert("RGB")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_printed_poster_is_scanned_in_colour_and_in_black_and_white(
    live: LiveServer, browser: Browser, door: Collector, page: Page, language: str
) -> None:
    url = live.url + pages_of(door)["poster"] + f"?language={language}"
    poster = paper(browser, door, page, url)
    for seen in (poster, poster.convert("L"), poster.convert("1")):
        found = [code.text for code in zxingcpp.read_barcodes(seen.convert("RGB"))]
        assert found == [public_url(door.code)]


@pytest.mark.parametrize("name", ["Trà Lá Me", LONG])
def test_the_poster_is_one_a5_page(
    live: LiveServer, door: Collector, page: Page, name: str
) -> None:
    type(door.organization).objects.filter(pk=door.organization_id).update(name=name)
    Collector.objects.filter(pk=door.pk).update(name=LONG)
    page.goto(live.url + pages_of(door)["poster"])
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    box = [float(number) for number in re.search(rb"/MediaBox\s*\[([^\]]+)\]", pdf)[1].split()]
    assert box[2:] == pytest.approx([148 / MM_PER_INCH * 72, 210 / MM_PER_INCH * 72], abs=1)


def test_long_names_never_cover_the_code(
    live: LiveServer, browser: Browser, door: Collector, page: Page
) -> None:
    type(door.organization).objects.filter(pk=door.organization_id).update(name=LONG)
    type(door.location).objects.filter(pk=door.location_id).update(name=LONG)
    Collector.objects.filter(pk=door.pk).update(name=LONG)
    url = live.url + pages_of(door)["poster"]
    found = zxingcpp.read_barcodes(paper(browser, door, page, url))
    assert [code.text for code in found] == [public_url(door.code)]
    page.goto(url)
    boxes = [page.locator(name).bounding_box() for name in (".ask", ".code", ".how", ".foot")]
    edges = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
    assert all(above[1] <= below[0] + 1 for above, below in pairwise(edges))


def test_the_link_is_copied(live: LiveServer, door: Collector, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(live.url + pages_of(door)["collector"])
    page.get_by_role("button", name="Chép đường dẫn").click()
    assert page.evaluate("navigator.clipboard.readText()") == public_url(door.code)


def test_closing_asks_first_and_works_without_a_script(
    live: LiveServer, browser: Browser, door: Collector, page: Page
) -> None:
    context = browser.new_context(
        java_script_enabled=False, locale="vi-VN", storage_state=page.context.storage_state()
    )
    plain = context.new_page()
    plain.goto(live.url + pages_of(door)["collector"])
    plain.locator("summary", has_text="Đóng").click()
    plain.get_by_role("button", name="Đóng điểm thu thập").click()
    plain.get_by_role("button", name="Mở lại").click()
    assert plain.get_by_text("nhận câu trả lời trở lại").is_visible()
    context.close()
