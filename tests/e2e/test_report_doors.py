"""What stands around the reports: goals, notes, mails, links, screens and members' places."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from hearme.accounts.models import Role
from reports.models import ReportMail
from reports.queries.sharing import token_for
from surveys.models import Survey
from surveys.rules import Kind
from tests import build
from tests.e2e.conftest import LOOKS
from tests.reports.shop import answer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Mưa lớn cả ngày, đường trước quán ngập nên rất ít khách ghé, nhân viên về sớm"


@pytest.fixture
def survey(live) -> Survey:
    """A survey with answers, and a second one; a region with two branches."""
    organization = build.organization()
    north = build.location(organization, "Miền Bắc và Bắc Trung Bộ")
    survey = build.survey(organization, (Kind.CSAT, Kind.NPS))
    for name in ("Hai Bà Trưng", "Cầu Giấy"):
        door = build.collector(survey, build.location(organization, name, parent=north))
        answer(door, *[{"q1": 5, "q2": 10}] * 25, *[{"q1": 1, "q2": 0}] * 10, at=datetime.now(UTC))
    return survey


@pytest.fixture
def doors(survey) -> dict[str, str]:
    """The address of each page by its name; each has something to show."""
    organization = survey.organization
    owner = organization.memberships.get()
    place = organization.locations.get(name="Hai Bà Trưng")
    viewer = organization.memberships.get(user=build.member(organization, Role.VIEWER))
    goal = build.goal(survey, 80)
    build.goal(survey, 60, place)
    build.goal(build.survey(organization), 70)
    note = build.annotation(organization, LONG, datetime.now(UTC).date())
    link = build.share_link(owner, "survey", survey=survey, name="Họp cổ đông")
    locked = build.share_link(owner, "overview", password="trà sen nóng")
    board = build.wallboard(survey, place)
    at = (organization.slug,)
    return {
        "goals": reverse("reports:goals", args=at),
        "set a goal": reverse("reports:goal_set", args=at),
        "a goal": reverse("reports:goal_edit", args=[*at, goal.pk]),
        "notes": reverse("reports:annotations", args=at),
        "a note": reverse("reports:annotation_edit", args=[*at, note.pk]),
        "mails": reverse("reports:mails", args=at),
        "a mail": reverse("reports:mail_edit", args=[*at, sent_and_failed(owner).pk]),
        "share": f"{reverse('reports:share', args=at)}?page=survey&survey={survey.code}&query=",
        "shared page": reverse("doors:shared", args=[token_for(link)]),
        "password": reverse("doors:shared", args=[token_for(locked)]),
        "screens": reverse("reports:wallboards", args=at),
        "a screen": reverse("reports:wallboard_edit", args=[*at, board.pk]),
        "places of a member": reverse("accounts:member_places", args=[*at, viewer.pk]),
        "members": reverse("accounts:members", args=at),
    }


def sent_and_failed(owner):
    """A schedule with one mail that came and one that did not."""
    schedule = build.report_schedule(owner, language="vi")
    now = datetime.now(UTC)
    for days, state, problem in ((7, "sent", ""), (0, "failed", "The mail server did not answer.")):
        due = now - timedelta(days=days)
        ReportMail.objects.create(
            organization=schedule.organization,
            schedule=schedule,
            due_at=due,
            first_day=due.date() - timedelta(days=7),
            last_day=due.date() - timedelta(days=1),
            state=state,
            next_try_at=due,
            problem=problem,
            sent_at=due if state == "sent" else None,
        )
    return schedule


@pytest.fixture
def faults(axe, overflow):
    """What is wrong with how a page looks: `faults(page)`."""

    def found(page: Page) -> list[str]:
        too_wide = overflow(page)
        return axe(page) + ([f"{too_wide} px too wide"] if too_wide > 0 else [])

    return found


@pytest.fixture
def home(live, survey, sign_in) -> str:
    """The address of the site; the owner is signed in."""
    sign_in(survey.organization.memberships.get().user)
    return live.url


def open_all(page: Page) -> None:
    """Open what is folded away: places of an invitation, older mails, the menu of a report."""
    for summary in page.locator("main details:not(.menu) > summary").all():
        summary.click()


def test_every_page_is_axe_clean_and_fits(at, faults, home, doors):
    for width, dark in LOOKS:
        page = at(width, dark=dark)
        for name, address in doors.items():
            reply = page.goto(f"{home}{address}")
            open_all(page)

            assert reply.status == 200, name
            assert page.locator("h1").count() == 1, name
            assert faults(page) == [], (name, width)


def test_an_opened_menu_of_a_report_stays_within_the_window(at, overflow, home, survey):
    report = reverse("reports:survey", args=[survey.organization.slug, survey.code])
    for width in (320, 900, 1280):
        page = at(width)
        page.goto(f"{home}{report}?period=custom&since=2026-11-01&until=2026-11-20")
        for menu in (".doings", ".facets", ".filters .places"):
            page.locator(f"{menu} > summary").first.click()
            box = page.locator(f"{menu} > .pop").first.bounding_box()

            assert box["x"] >= 0, (menu, width)
            assert box["x"] + box["width"] <= width, (menu, width)
            assert overflow(page) <= 0, (menu, width)
            page.keyboard.press("Escape")
