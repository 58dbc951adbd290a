"""A real browser on a live server. Mark tests here with `@pytest.mark.browser`."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from hearme.accounts.models import User
from hearme.launch.processes import wait_until

# Playwright's own event loop runs in this thread, so Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = (Path(__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HEIGHT = 800
SECONDS = 30
WIDTHS = [320, 390, 1280]
"""An old phone, a phone, a computer."""
LOOKS = ((320, False), (1280, True))
"""Width, and whether it is dark: the narrowest light and the widest dark show what can go wrong."""


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


BUSY = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


def _is_idle() -> bool:
    """Whether no request is using the database."""
    with connection.cursor() as cursor:
        cursor.execute(BUSY)
        return cursor.fetchone()[0] == 0


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A browser of one visitor from Vietnam, without cookies."""
    context = browser.new_context(
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
        viewport={"width": 1280, "height": HEIGHT},
    )
    context.set_default_timeout(SECONDS * 1000)
    yield context
    context.close()
    # A page that closes may send a last word; the tables are emptied when it is stored.
    if "live" in request.fixturenames:
        wait_until(_is_idle, 5, 0.05)


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab. The test fails if a script fails or the Content Security Policy is violated."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None,
    )
    yield page
    assert not faults, faults


@pytest.fixture
def live(live_server: LiveServer) -> LiveServer:
    """The site with its static files; `live.url` is its address."""
    return live_server


@pytest.fixture
def sign_in(context: BrowserContext, live: LiveServer) -> Callable[[User], None]:
    """Let a user in without the sign-in page: `sign_in(user)`."""

    def let_in(user: User) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live.url}
        context.add_cookies([cookie])

    return let_in


@pytest.fixture
def at(page: Page) -> Callable[..., Page]:
    """The tab at a width, light or dark: `at(320, dark=True)`."""

    def resized(width: int, *, dark: bool = False) -> Page:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme="dark" if dark else "light")
        return page

    return resized


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """What axe-core finds wrong with a page, one line for each rule broken: `axe(page)`."""

    def violations(page: Page) -> list[str]:
        page.evaluate(AXE)
        found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
        return [
            f"{rule['id']}: {rule['help']}: {[node['html'][:160] for node in rule['nodes'][:3]]}"
            for rule in found
        ]

    return violations


@pytest.fixture
def overflow() -> Callable[[Page], int]:
    """How many px a page is wider than its window; WCAG 1.4.10 wants 0."""

    def too_wide(page: Page) -> int:
        return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    return too_wide
