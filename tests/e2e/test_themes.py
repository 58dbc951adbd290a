"""The theme pages in a real browser: accessible, no wider than the window, and colours at once."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from hearme.accounts.models import Organization, Role
from surveys.actions import store_picture
from surveys.models import Survey, Theme
from surveys.rules import contrast, readable
from tests import build
from tests.e2e.conftest import LOOKS

pytestmark = pytest.mark.browser
LONG = "Giao diện cho mùa lễ hội cuối năm ở tất cả các chi nhánh miền Tây của Trà Lá Me"


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (200, 100), "#884422").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def shop(sign_in: Callable[..., None]) -> Organization:
    """A shop whose editor is signed in to the browser."""
    organization = build.organization()
    sign_in(build.member(organization, Role.EDITOR))
    return organization


@pytest.fixture
def survey(shop: Organization) -> Survey:
    return build.survey(shop, build.SIX_KINDS)


@pytest.fixture
def theme(shop: Organization) -> Theme:
    logo = store_picture(shop, io.BytesIO(png()))
    messages = [
        {"outcome": "good", "text": {"vi": "Cảm ơn bạn! " * 30, "en": "Thank you!"}},
        {"outcome": "bad", "text": {"vi": "Quán xin lỗi bạn."}},
    ]
    return build.theme(shop, "Trà xanh", brand="#5fb98d", logo=logo, messages=messages)


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
    survey: Survey,
    theme: Theme,
    window: Page,
    faults: Callable[[Page], tuple[list[str], int]],
) -> None:
    build.theme(theme.organization, LONG)
    base = f"{live.url}/{theme.organization.slug}"
    for path in ("themes/", f"themes/{theme.pk}/", f"surveys/{survey.code}/look/"):
        window.goto(f"{base}/{path}")
        assert (path, *faults(window)) == (path, [], 0)
    window.goto(f"{base}/themes/{theme.pk}/")
    window.locator("[name=brand]").fill("x")
    window.locator("[name=name]").fill("")
    window.get_by_role("button", name="Lưu").last.click()
    expect(window.locator(".err")).to_have_count(2)
    assert faults(window) == ([], 0)


def test_a_new_organization_sees_its_page_before_it_has_a_theme(
    live: LiveServer, shop: Organization, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    page.goto(f"{live.url}/{shop.slug}/themes/")
    assert axe(page) == []
    page.locator("main a.btn.main").click()
    assert axe(page) == []
    page.get_by_role("button", name="Lưu").last.click()
    expect(page.locator(".messages")).to_be_visible()
    assert Theme.objects.of(shop).get().is_usual


def test_a_colour_shows_at_once_as_it_will_be_saved(
    live: LiveServer, survey: Survey, theme: Theme, page: Page
) -> None:
    page.goto(f"{live.url}/{theme.organization.slug}/themes/{theme.pk}/")
    used = page.locator('[data-code="used"]')
    for colour in ("#F4CB57", "#28507A", "#ABC", "#777777", "#00FFFF", "#FE0000"):
        page.locator("[name=brand]").fill(colour)
        whole = colour if len(colour) == 7 else "#AABBCC"
        expect(used).to_have_text(readable(whole.lower()).upper())
    page.locator("[data-swatch='#8a2d3b']").click()
    expect(page.locator("[name=brand]")).to_have_value("#8A2D3B")
    expect(page.locator('[data-contrast="used"]')).to_contain_text(
        f"{contrast('#8a2d3b', '#ffffff'):.1f}".replace(".", ",")
    )
    frame = page.frame(name="look")
    assert frame is not None
    band = "getComputedStyle(document.documentElement).getPropertyValue('--band')"
    assert frame.evaluate(band) == "#8a2d3b"
    page.get_by_role("button", name="Lưu").last.click()
    expect(page.locator(".messages")).to_be_visible()
    theme.refresh_from_db()
    assert theme.brand == "#8a2d3b"


def test_the_preview_shows_questions_thanks_and_apology(
    live: LiveServer, survey: Survey, theme: Theme, page: Page
) -> None:
    page.goto(f"{live.url}/{theme.organization.slug}/themes/{theme.pk}/")
    preview = page.frame_locator("iframe[name=look]")
    expect(preview.get_by_text("Bạn có sẵn lòng giới thiệu quán?")).to_be_visible()
    tabs = page.locator("[data-look] .seg a")
    tabs.nth(1).click()
    expect(tabs.nth(1)).to_have_attribute("aria-current", "true")
    expect(preview.get_by_text("Cảm ơn bạn!").first).to_be_visible()
    tabs.nth(2).click()
    expect(preview.get_by_text("Quán xin lỗi bạn.")).to_be_visible()


def test_a_theme_is_written_without_script(
    live: LiveServer, theme: Theme, browser: Browser, page: Page
) -> None:
    context = browser.new_context(
        java_script_enabled=False, locale="vi-VN", storage_state=page.context.storage_state()
    )
    plain = context.new_page()
    plain.goto(f"{live.url}/{theme.organization.slug}/themes/{theme.pk}/")
    plain.locator("button[value='brand:#28507a']").click()
    plain.locator("button[value='add']").click()
    plain.locator("[name=message_vi]").nth(2).fill("Hẹn gặp lại!")
    plain.locator("button[value='up:2']").click()
    plain.locator("button[value='remove:0']").click()
    plain.locator("#id_background_picture").set_input_files(
        {"name": "nen.png", "mimeType": "image/png", "buffer": png()}
    )
    plain.locator("[name=closing_url]").press("Enter")
    plain.wait_for_load_state()
    theme.refresh_from_db()
    context.close()
    assert [message["text"]["vi"] for message in theme.messages] == [
        "Hẹn gặp lại!",
        "Quán xin lỗi bạn.",
    ]
    assert (theme.brand, theme.background) == ("#28507a", "picture")


def test_a_survey_chooses_its_theme(
    live: LiveServer, survey: Survey, theme: Theme, page: Page
) -> None:
    other = build.theme(theme.organization, "Giáng sinh", brand="#8a2d3b")
    page.goto(f"{live.url}/{theme.organization.slug}/surveys/{survey.code}/look/")
    page.get_by_role("radio", name="Giáng sinh").check(force=True)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("radio", name="Giáng sinh")).to_be_checked()
    survey.refresh_from_db()
    assert survey.theme == other
