"""A survey on a customer's site: another origin that includes the script, in a real browser."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect
from pytest_django.live_server_helper import LiveServer

from hearme.accounts.models import Role
from responses.actions import set_frame_origins
from responses.models import Collector, Response
from surveys.rules import Kind
from tests import build
from tests.e2e.conftest import LOOKS, SECONDS

pytestmark = pytest.mark.browser
expect.set_options(timeout=SECONDS * 1000)

STRICT = (
    "default-src 'none'; script-src {0}; frame-src {0}; style-src 'none'; "
    "require-trusted-types-for 'script'"
)
"""As strict as a site can be: it allows the script and the frame, and no style of its own."""
LISTEN = """
window.heard = [];
addEventListener("message", (event) => heard.push([event.origin, event.data]));
"""


@dataclass
class Shop:
    """A site of somebody else: what its one page holds, and how strict it is."""

    origin: str
    body: str = ""
    policy: str = ""
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A site on a port of its own, and under another name than ours: to browsers it is foreign."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html = f"<!doctype html><title>Shop</title><h1>Shop</h1>{site.body}<p>End"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if site.policy:
                self.send_header("Content-Security-Policy", site.policy)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    site = Shop(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def foreign(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor whose browser keeps no cookie of anybody."""
    context = browser.new_context(
        locale="vi-VN", reduced_motion="reduce", viewport={"width": 390, "height": 700}
    )
    context.set_default_timeout(SECONDS * 1000)
    context.add_init_script(LISTEN)
    yield context
    assert context.cookies() == []
    context.close()


@pytest.fixture
def visitor(foreign: BrowserContext) -> Iterator[Page]:
    """A tab. The test fails if a script fails or a policy is violated."""
    page = foreign.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None,
    )
    yield page
    assert not faults, faults


@pytest.fixture
def door(transactional_db: None, shop: Shop) -> Collector:
    made = build.collector(build.survey(asks=(Kind.CSAT, Kind.TEXT)), kind="embed")
    set_frame_origins(made, [shop.origin])
    return made


@pytest.fixture
def put(shop: Shop, live: LiveServer, door: Collector) -> Callable[..., None]:
    """Put the script into the shop: `put("popup", after=0)`."""

    def placed(way: str, **choices: object) -> None:
        more = "".join(f' data-{name}="{value}"' for name, value in choices.items())
        source = f'src="{live.url}/s/embed.js" data-code="{door.code}" data-as="{way}"'
        shop.body += f"<script {source}{more} async></script>"

    return placed


def survey(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def answer(page: Page, rating: int = 4) -> None:
    survey(page).locator(f'input[name="q-q1"][value="{rating}"]').check()
    survey(page).get_by_role("button", name="Gửi góp ý").click()
    expect(survey(page).locator(".thanks")).to_be_visible()


def kinds_heard(page: Page, origin: str) -> list[str]:
    heard = page.evaluate("heard")
    assert {sender for sender, _ in heard} <= {origin}
    return [said["hearme"] for _, said in heard]


# ------------------------------------------------------------ Inline
def test_inline_it_stands_at_its_place_as_tall_as_it_needs(visitor, shop, put, live, door):
    shop.policy = STRICT.format(live.url)
    put("inline")
    visitor.goto(shop.origin)
    expect(survey(visitor).get_by_role("heading", name="Hôm nay bạn thấy thế nào?")).to_be_visible()
    frame = visitor.locator("iframe")
    expect(frame).to_have_attribute("title", "Góp ý tại bàn – Trà Lá Me, " + door.location.name)
    needed = survey(visitor).locator("html").evaluate("it => it.getBoundingClientRect().height")
    assert abs(frame.bounding_box()["height"] - needed) < 2
    assert survey(visitor).locator("html").evaluate("it => it.scrollHeight <= innerHeight + 1")
    top, below = frame.bounding_box()["y"], visitor.get_by_text("End").bounding_box()["y"]
    assert visitor.get_by_role("heading", name="Shop").bounding_box()["y"] < top < below

    answer(visitor)

    assert Response.objects.get().channel == "embed"
    assert Response.objects.get().answers == {"q1": 4}
    said = kinds_heard(visitor, live.url)
    assert said[0] == "ready"
    assert said.count("finished") == 1
    expect(frame).not_to_have_css("height", f"{needed}px")
    assert visitor.evaluate("Object.keys(self).includes('hearme')")


def test_an_error_in_the_frame_brings_it_back_into_sight(visitor, shop, put, door):
    set_required = build.survey(asks=(Kind.CSAT, Kind.TEXT), required=(Kind.CSAT, Kind.TEXT))
    Collector.objects.filter(pk=door.pk).update(
        survey=set_required, organization=set_required.organization
    )
    put("inline")
    visitor.goto(shop.origin)
    survey(visitor).get_by_role("button", name="Gửi góp ý").click()
    expect(survey(visitor).get_by_role("alert")).to_be_visible()
    visitor.wait_for_function("document.querySelector('div').getBoundingClientRect().top >= -1")


def test_a_site_that_is_not_named_is_refused_by_the_browser(foreign, shop, put, live, door):
    set_frame_origins(door, ["https://shop.example"])
    put("inline")
    page = foreign.new_page()
    with page.expect_console_message(lambda line: "frame-ancestors" in line.text):
        page.goto(shop.origin)
    assert page.evaluate("heard") == []
    assert len(page.frames) == 2
    assert not page.frames[1].url.startswith(live.url)


# ------------------------------------------------------------ Pop-up
def test_a_pop_up_comes_closes_and_rests(visitor, shop, put, door, axe):
    shop.body = "<button>Buy</button>"
    put("popup", after="0.1", close="Đóng")
    visitor.goto(shop.origin)
    dialog = visitor.get_by_role("dialog")
    expect(dialog).to_be_visible()
    close = dialog.get_by_role("button", name="Đóng")
    expect(close).to_be_focused()
    box = close.bounding_box()
    assert (box["width"], box["height"]) == (44, 44)
    assert dialog.bounding_box()["height"] <= 700
    assert [fault for fault in axe(visitor) if "dialog" in fault or "frame-title" in fault] == []

    visitor.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    visitor.goto(shop.origin)
    visitor.wait_for_timeout(600)
    expect(visitor.locator("iframe")).to_have_count(0)
    assert list(visitor.evaluate("JSON.parse(localStorage.hearme)")) == [door.code]
    assert visitor.evaluate("Object.keys(localStorage)") == ["hearme"]


def test_a_pop_up_comes_again_when_the_rest_is_over(visitor, shop, put, door):
    put("popup", after="0.1")
    visitor.goto(shop.origin + "/first")
    visitor.evaluate(
        "code => localStorage.hearme = JSON.stringify({[code]: Date.now() - 1})", door.code
    )
    visitor.goto(shop.origin)
    expect(visitor.get_by_role("dialog")).to_be_visible()


def test_escape_pressed_inside_the_survey_closes_it(visitor, shop, put):
    put("popup", after="0.1")
    visitor.goto(shop.origin)
    survey(visitor).locator('input[name="q-q1"]').first.focus()
    visitor.keyboard.press("Escape")
    expect(visitor.get_by_role("dialog")).to_be_hidden()


def test_who_answered_in_a_pop_up_is_left_alone(visitor, shop, put):
    put("popup", after="0.1", days="7")
    visitor.goto(shop.origin)
    answer(visitor)
    until = visitor.evaluate("Object.values(JSON.parse(localStorage.hearme))[0] - Date.now()")
    assert 6.9 < until / 86_400_000 <= 7
    assert Response.objects.get().channel == "embed"


def test_a_pop_up_waits_for_the_scrolling(visitor, shop, put):
    put("popup", scroll="50")
    shop.policy = ""
    visitor.goto(shop.origin)
    visitor.evaluate("document.body.style.height = '6000px'")
    visitor.mouse.wheel(0, 300)
    visitor.wait_for_timeout(400)
    expect(visitor.locator("iframe")).to_have_count(0)
    visitor.mouse.wheel(0, 4000)
    expect(visitor.get_by_role("dialog")).to_be_visible()


def test_a_pop_up_comes_when_the_mouse_leaves(visitor, shop, put):
    put("popup", exit="1")
    visitor.goto(shop.origin)
    visitor.evaluate(
        "document.body.dispatchEvent(new MouseEvent('mouseout', {bubbles: true, clientY: -3}))"
    )
    expect(visitor.get_by_role("dialog")).to_be_visible()


def test_a_paused_survey_interrupts_nobody(visitor, shop, put, door):
    Collector.objects.filter(pk=door.pk).update(state="paused", closed_at=door.created_at)
    put("popup", after="0.1")
    visitor.goto(shop.origin)
    visitor.wait_for_function("heard.some(([, said]) => said.hearme == 'ready')")
    expect(visitor.locator("dialog")).to_be_hidden()


# ------------------------------------------------------------ Tab and button
@pytest.mark.parametrize("way", ["tab", "button"])
def test_a_tab_and_a_button_open_the_survey_and_take_the_focus_back(
    visitor, shop, put, live, door, way
):
    shop.policy = STRICT.format(live.url)
    put(way, text="Góp ý", color="#7a3b12", lang="en")
    visitor.goto(shop.origin)
    link = visitor.get_by_role("link", name="Góp ý")
    expect(link).to_have_css("background-color", "rgb(122, 59, 18)")
    box = link.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    assert link.get_attribute("href").startswith(f"{live.url}/s/{door.code}?")
    link.focus()
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("dialog", name="Góp ý")).to_be_visible()
    expect(survey(visitor).get_by_role("heading", name="How was it today?")).to_be_visible()
    expect(link).to_have_css("background-color", "rgb(13, 92, 74)")
    visitor.get_by_role("button", name="Close").click()
    expect(visitor.get_by_role("dialog")).to_be_hidden()
    expect(link).to_be_focused()


# ------------------------------------------------------------ Our own pages
@pytest.fixture
def editor(live: LiveServer, sign_in: Callable[..., None], door: Collector) -> str:
    sign_in(build.member(door.organization, Role.EDITOR))
    return f"{live.url}/{door.organization.slug}/collectors/{door.code}"


@pytest.mark.parametrize("look", LOOKS)
def test_the_dashboard_pages_are_accessible_and_fit(editor, door, at, axe, overflow, look):
    page = at(look[0], dark=look[1])
    for query in ("", "?way=popup&after=-1", "?way=tab&text=" + "W" * 40):
        page.goto(f"{editor}/embed/{query}")
        assert axe(page) == []
        assert overflow(page) <= 0
    Collector.objects.filter(pk=door.pk).update(kind="email")
    page.goto(f"{editor}/email/")
    assert axe(page) == []
    assert overflow(page) <= 0
    assert (
        page.frame_locator("iframe").first.locator("img").first.evaluate("it => it.naturalWidth")
        == 96
    )


def test_the_snippet_follows_the_choices(editor, page):
    page.goto(f"{editor}/embed/")
    page.get_by_role("radio", name="Nút bấm").check()
    page.get_by_label("Chữ trên thẻ hoặc nút").fill("Nói với quán")
    expect(page.locator("#snippet textarea")).to_have_value(
        re.compile('data-as="button".*data-text="Nói với quán"')
    )
    page.get_by_role("link", name="Xem thử trong cửa hàng mẫu").click()
    page.get_by_role("link", name="Nói với quán").click()
    answer(page, 5)
    assert Response.objects.get().answers == {"q1": 5}
