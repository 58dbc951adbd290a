"""The report in a browser: readable at every width, followed with mouse and keys, filtered."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page

from hearme.accounts.models import Role
from reports.actions import count_waiting
from responses.actions import record_responses
from surveys.models import Survey
from tests import build
from tests.e2e.conftest import LOOKS, WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def answers(day: int) -> list[dict]:
    """Nine answers of every kind; better ones on later days."""
    return [
        {
            "q1": min(10, n + day // 4),
            "q2": 1 + (n + day) % 5,
            "q3": 1 + n % 7,
            "q4": 1 + n % 3,
            "q5": [1 + n % 2, 3],
            "q6": "Trà ngon, đợi hơi lâu.",
        }
        for n in range(9)
    ]


@pytest.fixture
def survey(live) -> Survey:
    """A survey with four weeks of answers in two places, one day of them missing."""
    organization = build.organization()
    survey = build.survey(organization, build.SIX_KINDS)
    now = datetime.now(UTC)
    for place in ("Hai Bà Trưng", "Hải Châu"):
        door = build.collector(survey, build.location(organization, place))
        for day in range(28):
            if day != 9:
                at = now - timedelta(days=27 - day, hours=1)
                record_responses([build.reply(door, each, at=at) for each in answers(day)])
    count_waiting(survey.pk)
    return survey


@pytest.fixture
def report(live, survey, sign_in) -> str:
    """The address of the report; a viewer is signed in."""
    sign_in(build.member(survey.organization, Role.VIEWER))
    return f"{live.url}/{survey.organization.slug}/reports/{survey.code}/"


@pytest.fixture
def faults(axe, overflow):
    """What is wrong with how a page looks: `faults(page)`."""

    def found(page: Page) -> list[str]:
        too_wide = overflow(page)
        return axe(page) + ([f"{too_wide} px too wide"] if too_wide > 0 else [])

    return found


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_the_report_is_axe_clean_and_fits(at, faults, report, width, dark):
    page = at(width, dark=dark)
    page.goto(report)

    assert page.locator("main section").count() > 6
    assert faults(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_list_of_reports_is_axe_clean_and_fits(at, faults, report, width):
    page = at(width)
    page.goto(f"{report}../")

    assert page.locator(".rline").count() == 1
    assert faults(page) == []


def test_opened_tables_and_filters_are_axe_clean_on_a_phone(at, faults, report):
    page = at(390)
    page.goto(f"{report}?period=custom")
    for summary in page.locator("details.data > summary, .places > summary").all():
        summary.click()

    assert faults(page) == []


def test_arrow_keys_walk_along_the_trend_and_say_its_numbers(report, page):
    page.goto(report)
    figure = page.locator("#q1 figure.cross-on")
    figure.focus()
    page.keyboard.press("End")
    tip = figure.locator(".tip")
    last = tip.inner_text()
    page.keyboard.press("ArrowLeft")

    assert re.search(r"95% .+ · n \d+", last)
    assert tip.inner_text() != last
    page.keyboard.press("Escape")
    assert tip.is_hidden()


def test_the_pointer_shows_the_same_numbers_as_the_table(report, page):
    page.goto(report)
    figure = page.locator("#q1 figure.cross-on")
    figure.scroll_into_view_if_needed()
    box = figure.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    day = figure.locator(".tip").inner_text().split(":")[0]

    row = page.locator("#q1 .qtrend tbody tr", has=page.locator(f'th:text-is("{day}")'))
    assert row.count() == 1


def test_a_manager_filters_by_place_without_a_script(report, browser, context):
    plain = browser.new_context(java_script_enabled=False, locale="vi-VN")
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(report)
    page.locator(".places > summary").first.click()
    page.get_by_role("checkbox", name="Hải Châu", exact=True).first.check()
    page.get_by_role("button", name="Áp dụng").click()

    assert "location=" in page.url
    assert (
        page.locator(".places > summary").first.inner_text().split("\n")[-1].strip() == "Hải Châu"
    )
    assert page.locator("#places tbody tr").count() == 1
    plain.close()
