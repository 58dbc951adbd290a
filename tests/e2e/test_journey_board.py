"""The overview and the journey board in a browser: from a low number to the words behind it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from hearme.accounts.models import Organization, Role
from reports.actions import count_waiting, list_waiting_comments
from responses.actions import record_responses
from surveys.rules import Kind
from tests import build
from tests.e2e.conftest import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPOTS = (
    ("search", "product", "Trang quán", 50, 10),
    ("consider", "service", "Chờ xếp hàng", 52, 8),
    ("buy", "service", "Gọi món, trả tiền", 56, 4),
    ("buy", "staff", "Pha chế, thu ngân và tất cả các bạn đứng quầy buổi sáng", 17, 3),
    ("after", "service", "Giao hàng, đổi trả", 25, 35),
    ("again", "product", "Thẻ Lá Me", 2, 1),
)
"""Stage, kind, name, satisfied and dissatisfied customers."""


@pytest.fixture
def shop(live) -> Organization:
    """A shop with a firm weak link, a cell with few answers and one with hardly any."""
    organization = build.organization()
    survey = build.survey(organization, (Kind.CSAT, Kind.TEXT))
    place = build.location(organization, "Hải Châu")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    for stage, about, name, good, bad in SPOTS:
        spot = build.touchpoint(organization, name, stage=stage, about=about)
        door = build.collector(survey, place, name=name, touchpoint=spot)
        low = {"q1": 1, "q2": f"Chưa vui với {name.lower()}"}
        replies = [
            build.reply(door, answers, at=at, touchpoint_id=spot.pk)
            for at in (yesterday, yesterday - timedelta(days=30))
            for answers in [{"q1": 5}] * good + [low] * bad
        ]
        record_responses(replies)
    count_waiting(survey.pk)
    list_waiting_comments()
    return organization


@pytest.fixture
def home(live, shop, sign_in) -> str:
    """The address of the shop; an editor is signed in."""
    sign_in(build.member(shop, Role.EDITOR))
    return f"{live.url}/{shop.slug}"


def test_three_clicks_lead_from_a_low_number_to_the_words_behind_it(page: Page, home):
    page.goto(f"{home}/")
    expect(page).to_have_url(f"{home}/overview/")
    card = page.locator(".weakcard")
    expect(card).to_contain_text("42%")

    card.locator(".mblink").click()
    weak = page.locator("#after-service")
    expect(weak).to_contain_text("42%")
    weak.get_by_role("link").click()
    said = page.locator("main").get_by_text("Chưa vui với giao hàng, đổi trả")
    expect(said.first).to_be_visible()
    expect(page.locator("main").get_by_text("Chưa vui với trang quán")).to_have_count(0)
    page.locator("main a[href*='/responses/']").first.click()

    expect(page.locator("main")).to_contain_text("Chưa vui với giao hàng, đổi trả")
    expect(page).to_have_url(re.compile(r"/responses/\d+/"))


def test_a_gap_leads_to_a_new_touchpoint(page: Page, home):
    page.goto(f"{home}/reports/journey/")
    page.locator("#contact-staff").get_by_role("link").click()

    expect(page.locator("[name=stage]:checked, select[name=stage]")).to_have_value("contact")


@pytest.fixture
def faults(axe, overflow):
    """What is wrong with how a page looks: `faults(page)`."""

    def found(page: Page) -> list[str]:
        too_wide = overflow(page)
        return axe(page) + ([f"{too_wide} px too wide"] if too_wide > 0 else [])

    return found


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("address", ["overview/", "reports/journey/"])
def test_both_pages_are_axe_clean_and_fit(at, faults, home, address, look):
    width, dark = look
    page = at(width, dark=dark)
    page.goto(f"{home}/{address}")

    assert page.locator("main section").count() >= 3
    assert faults(page) == []
