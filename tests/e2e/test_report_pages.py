"""Locations, staff, hours and the control chart in a browser: readable at every width."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page

from hearme.accounts.models import Role
from reports.actions import count_waiting
from responses.actions import record_responses
from surveys.models import Survey
from surveys.rules import Kind
from tests import build
from tests.e2e.conftest import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("places", "people", "when", "control")
PLACES = (
    ("Miền Bắc", "Hai Bà Trưng", 9),
    ("Miền Bắc", "Cầu Giấy", 6),
    ("Miền Nam", "Nguyễn Huệ", 8),
    ("Miền Nam", "Xe lưu động", 7),
    ("Miền Trung", "Hải Châu", 3),
)
"""Region, branch, and how many of ten customers are satisfied."""
DAYS = 34


@pytest.fixture
def survey(live) -> Survey:
    """A survey with weeks of answers in five branches and about four people."""
    organization = build.organization()
    survey = build.survey(organization, (Kind.CSAT, Kind.NPS))
    regions = {
        name: build.location(organization, name) for name in sorted({each[0] for each in PLACES})
    }
    for number, (region, name, good) in enumerate(PLACES):
        place = build.location(organization, name, parent=regions[region])
        door = build.collector(survey, place)
        people = [
            build.subject(organization, f"{who} {name}", location=place) for who in ("Lan", "Hà")
        ]
        is_small = name == "Xe lưu động"
        replies = [
            build.reply(door, answers, at=at, subject_id=people[n % 3 % 2].pk)
            for n, (answers, at) in enumerate(answered(number, good))
            if not is_small or n < 3
        ]
        record_responses(replies)
    count_waiting(survey.pk)
    return survey


def answered(number: int, good: int) -> list[tuple[dict[str, int], datetime]]:
    """Answers of about a month, none on the tenth day; few are satisfied on Saturday nights."""
    noon = datetime.now(UTC).replace(hour=5, minute=0)
    found = []
    for day in (day for day in range(DAYS) if day != 10):
        for n in range(6):
            at = noon - timedelta(days=day + 1) + timedelta(hours=2 * n - 4)
            luck = (day * 7 + n * 3 + number) % 10
            is_bad_hour = at.weekday() == 5 and n == 5
            is_good = luck < (2 if is_bad_hour else good)
            found.append(({"q1": 5 if is_good else 2, "q2": 10 if is_good else 5}, at))
    return found


@pytest.fixture
def reports(live, survey, sign_in) -> str:
    """The address of the reports; a manager is signed in."""
    sign_in(build.member(survey.organization, Role.MANAGER))
    return f"{live.url}/{survey.organization.slug}/reports"


def faults(page: Page, axe, overflow) -> list[str]:
    too_wide = overflow(page)
    return axe(page) + ([f"{too_wide} px too wide"] if too_wide > 0 else [])


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_the_four_pages_are_axe_clean_and_fit(at, axe, overflow, reports, width, dark):
    page = at(width, dark=dark)
    for name in PAGES:
        page.goto(f"{reports}/{name}/")
        for summary in page.locator("details.data > summary").all():
            summary.click()

        assert page.locator("main section").count() >= 3, name
        assert faults(page, axe, overflow) == [], name


def test_a_point_of_the_funnel_leads_to_the_report_of_its_place(page, reports):
    page.goto(f"{reports}/places/")
    page.locator(".at-wide .fnl a").first.click()

    page.wait_for_url("**location=*")
    assert page.locator("#q1").count() == 1


def test_a_control_chart_of_volume_is_chosen_without_losing_the_survey(page, reports, survey):
    page.goto(f"{reports}/control/")
    page.locator("select[name=metric]").select_option("volume")
    page.locator("select[name=step]").select_option("week")
    page.locator(".filters button").last.click()

    page.wait_for_url("**metric=volume*")
    assert f"survey={survey.code}" in page.url
    assert page.locator(".ctl").count() == 2
