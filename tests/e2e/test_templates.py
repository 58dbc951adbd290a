"""The library of ready surveys in a browser: its own pages, and each survey as customers see it."""

import re

import pytest
from django.urls import reverse

from hearme.accounts.models import Role
from surveys.actions import publish_survey, start_from_template
from surveys.models import Survey
from surveys.rules import Sector, library
from tests import build
from tests.e2e.conftest import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop():
    return build.organization(field="food")


@pytest.fixture
def go(page, live, shop, sign_in):
    """Open a page as an editor: `go("template", "table")`."""
    sign_in(build.member(shop, Role.EDITOR))

    def opened(name, *args, query=""):
        page.goto(live.url + reverse(f"surveys:{name}", args=[shop.slug, *args]) + query)
        return page

    return opened


# ------------------------------------------------------------------ the author's pages
PAGES = {
    "gallery": lambda go: go("templates"),
    "chosen": lambda go: go("template", "outpatient", query="?sector=health"),
    "nothing": lambda go: go("templates", query="?q=xyzzy"),
    "create": lambda go: go("create"),
    "empty list": lambda go: go("list"),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_have_no_barriers_and_fit_every_screen(go, at, axe, overflow, name):
    for width, dark in LOOKS:
        at(width, dark=dark)
        page = PAGES[name](go)
        assert (axe(page), overflow(page)) == ([], 0), (width, dark)


def test_a_new_survey_is_one_click_away(go):
    page = go("create")
    page.get_by_role("button", name="Dùng mẫu này Góp ý tại bàn").click()
    page.wait_for_url(re.compile(r"/surveys/\w{6}/$"))
    assert Survey.objects.get().title == "Góp ý tại bàn"


def test_a_template_is_found_read_and_used(go):
    page = go("templates")
    page.get_by_role("searchbox").fill("khach san")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Nhận phòng").click()
    aside = page.get_by_role("complementary")
    assert aside.get_by_role("heading").inner_text() == "Nhận phòng"
    assert "Phòng cần xử lý gì ngay không?" in aside.inner_text()
    aside.get_by_role("button", name="Dùng mẫu này").click()
    page.wait_for_url(re.compile(r"/surveys/\w{6}/$"))
    assert len(Survey.objects.get().content.questions) == 5


def test_an_existing_survey_is_copied(go, shop):
    build.survey(shop)
    page = go("create")
    page.get_by_role("button", name="Sao chép Góp ý tại bàn").click()
    page.wait_for_url(re.compile(r"/surveys/\w{6}/$"))
    assert Survey.objects.count() == 2


# ------------------------------------------------------------------ the customers' pages
def pages_of(page, survey):
    """Walk through a survey in a bad mood, so that all it has to ask is asked."""
    main = survey.live_version.content.main_question
    for _sheet in survey.live_version.content.sheets:
        rating = page.locator(f'input[name="q-{main.key}"]')
        if rating.count():
            rating.first.check(force=True)
        yield page
        with page.expect_navigation():
            page.locator(".send").click()


@pytest.mark.parametrize("sector", list(Sector))
def test_customers_meet_no_barrier_on_a_small_phone(live, at, axe, overflow, shop, sector):
    page = at(320)
    for slug in [one.slug for one in library().values() if one.sector is sector]:
        survey = start_from_template(shop, slug)
        publish_survey(survey)
        survey.refresh_from_db()
        page.goto(f"{live.url}/s/{build.collector(survey).code}")
        for number, shown in enumerate(pages_of(page, survey), start=1):
            assert (axe(shown), overflow(shown)) == ([], 0), (slug, number)
