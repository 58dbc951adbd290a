"""A screen on the wall in a real browser: one screen, live, and honest when it is not."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from reports.actions.sharing import revoke_board
from reports.models import Wallboard
from reports.pages import wallboard as pages
from reports.queries.sharing import token_for
from reports.views import screens
from surveys.rules import Kind
from tests import build
from tests.e2e.conftest import LOOKS
from tests.reports.shop import answer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LARGEST = (
    "[...document.querySelectorAll('.tv-n')].map(e => parseFloat(getComputedStyle(e).fontSize))"
)
SMALLEST = """Math.min(...[...document.querySelectorAll('.tv-page *')]
  .filter(e => !e.classList.contains('vh')
    && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
CUT = """[...document.querySelectorAll('.tv-n, .tv-tile h2, .tv-hours b')]
  .filter(e => e.scrollWidth > e.clientWidth + 1
    || e.getBoundingClientRect().right > e.closest('.tv-tile').getBoundingClientRect().right)
  .map(e => e.textContent)"""
TOO_LARGE = """Math.max(document.documentElement.scrollWidth - innerWidth,
  document.documentElement.scrollHeight - innerHeight)"""


@pytest.fixture
def hurried(monkeypatch):
    """What takes minutes on a wall takes seconds here."""
    monkeypatch.setattr(screens, "EVERY", 1)
    monkeypatch.setattr(screens, "LATE", 3)
    monkeypatch.setattr(pages, "KEPT_SECONDS", 1)
    cache.clear()


@pytest.fixture
def door():
    survey = build.survey(asks=(Kind.CSAT, Kind.NPS))
    door = build.collector(survey, build.location(survey.organization, "Hai Bà Trưng"))
    now = datetime.now(UTC)
    answer(door, *[{"q1": 5, "q2": 10}] * 18, *[{"q1": 1, "q2": 0}] * 2, at=now)
    return door


def open_screen(page, live, door) -> Wallboard:
    board = build.wallboard(door.survey, door.location, language="vi")
    page.goto(live.url + reverse("doors:screen", args=[token_for(board)]))
    return board


def test_it_fits_on_every_screen_and_is_read_from_three_metres(page, live, door, axe, hurried):
    page.set_viewport_size({"width": 1920, "height": 1080})
    open_screen(page, live, door)

    assert min(page.evaluate(LARGEST)) >= 200
    assert page.evaluate(SMALLEST) >= 27
    assert axe(page) == []
    for width, height in ((1920, 1080), (1280, 720), (3840, 2160), (1080, 1920)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(TOO_LARGE) <= 0, (width, height)
        assert page.evaluate(CUT) == [], (width, height)


def test_a_new_answer_appears_by_itself(page, live, door, hurried):
    open_screen(page, live, door)
    expect(page.get_by_text("n = 20").first).to_be_visible()

    answer(door, {"q1": 5, "q2": 10}, at=datetime.now(UTC))

    expect(page.get_by_text("n = 21").first).to_be_visible()
    expect(page.locator("[data-state]")).to_contain_text("Trực tiếp")


def test_without_news_it_keeps_its_figures_says_so_and_recovers(page, live, door, hurried):
    open_screen(page, live, door)
    page.context.set_offline(True)

    expect(page.locator("body")).to_have_class("tv is-stale")
    expect(page.locator("[data-state]")).to_contain_text("Không cập nhật từ")
    assert "n = 20" in page.inner_text("main")
    page.context.set_offline(False)
    expect(page.locator("body")).to_have_class("tv")
    expect(page.locator("[data-state]")).to_contain_text("Trực tiếp")


def test_a_screen_that_is_switched_off_says_so_by_itself(page, live, door, hurried):
    board = open_screen(page, live, door)

    revoke_board(board)

    expect(page.get_by_role("heading", name="Màn hình này đã tắt")).to_be_visible()


def test_without_script_it_renews_itself_too(live, door, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_screen(page, live, door)

    refresh = page.locator("meta[http-equiv=refresh]").get_attribute("content")
    context.close()

    assert int(refresh) <= 60


def test_a_shared_page_is_axe_clean_and_fits(page, live, door, at, axe, overflow):
    organization = door.survey.organization
    owner = organization.memberships.get()
    open_page, locked = (
        build.share_link(owner, "survey", survey=door.survey, password=password)
        for password in ("", "trà sen nóng")
    )
    for link in (open_page, locked):
        for width, dark in LOOKS:
            at(width, dark=dark).goto(live.url + reverse("doors:shared", args=[token_for(link)]))
            assert overflow(page) <= 0
            assert axe(page) == []
