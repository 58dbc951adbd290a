"""Translating and importing in a real browser: typing saves itself, no barriers anywhere."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from hearme.accounts.models import Role
from surveys.actions import edit_draft
from surveys.models import Survey
from surveys.rules import Kind
from surveys.rules.translations import with_texts
from tests import build
from tests.e2e.conftest import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILES = Path(__file__).parent.parent / "surveys" / "files"


@pytest.fixture
def survey():
    made = build.survey(asks=(Kind.NPS, Kind.CHOICE, Kind.STARS), is_live=False)
    missing = {"q1.text": "", "q2.choice.2": "", "q3.help": ""}
    return edit_draft(made, lambda content: with_texts(content, "en", missing))


@pytest.fixture
def go(page, live, survey, sign_in):
    """Open a page as an editor: `go("translations")`."""
    sign_in(build.member(survey.organization, Role.EDITOR))

    def opened(name):
        code = [] if name == "import" else [survey.code]
        page.goto(live.url + reverse(f"surveys:{name}", args=[survey.organization.slug, *code]))
        return page

    return opened


def english(key):
    return Survey.objects.get().content.question(key).text.get("en")


@pytest.mark.parametrize("where", ["translations", "import"])
def test_pages_have_no_barriers_and_fit_every_screen(go, at, axe, overflow, where):
    for width, dark in LOOKS:
        at(width, dark=dark)
        page = go(where)
        assert (axe(page), overflow(page)) == ([], 0), (width, dark)


def test_a_typed_translation_saves_itself_and_the_language_becomes_more_complete(go):
    page = go("translations")
    field = page.locator("[name='t-q1.text']")
    assert page.locator("[data-card] [data-percent]").inner_text() == "80%"
    field.fill("Would you recommend us?")
    page.locator("[data-status]:has-text('Đã lưu lúc')").wait_for()
    assert english("q1") == "Would you recommend us?"
    assert page.locator("[data-card] [data-percent]").inner_text() == "90%"
    assert page.locator("[data-missing]").first.inner_text() == "1"
    assert page.locator("tr.is-missing").count() == 1
    field.fill("Would you tell a friend?")
    page.wait_for_function(
        "document.querySelector('[data-status]').textContent.includes('lưu lúc')"
    )
    page.wait_for_timeout(1500)
    assert english("q1") == "Would you tell a friend?", "the second save knows the new revision"


def test_somebody_else_s_edit_is_told_while_typing_and_the_words_stay(go, survey):
    page = go("translations")
    minh = build.user("Minh Thư")
    edit_draft(survey, lambda content: with_texts(content, "en", {"title": "Hello"}), by=minh)
    page.locator("[name='t-q1.text']").fill("Mine")
    page.locator("[data-status]:has-text('Minh Thư')").wait_for()
    page.locator(".tr-foot .btn.main").click()
    page.locator(".meanwhile").wait_for()
    assert page.locator("[name='t-q1.text']").input_value() == "Mine"
    page.locator(".tr-foot .btn.main").click()
    page.wait_for_url("**/translations/?to=en")
    assert english("q1") == "Mine"


def test_without_a_script_the_button_saves(browser, live, survey, sign_in, context):
    sign_in(build.member(survey.organization, Role.EDITOR))
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    address = reverse("surveys:translations", args=[survey.organization.slug, survey.code])
    page.goto(live.url + address)
    page.locator("[name='t-q1.text']").fill("By hand")
    page.locator(".tr-foot .btn.main").click()
    page.wait_for_url("**/translations/?to=en")
    plain.close()
    assert english("q1") == "By hand"


def test_an_imported_survey_shows_a_report_that_everybody_can_read(go, at, axe, overflow):
    page = go("import")
    raw = json.loads((FILES / "visit.surveyjs.json").read_text())
    data = json.dumps(raw).encode()
    page.locator("[name=file]").set_input_files(
        {"name": "visit.json", "mimeType": "application/json", "buffer": data}
    )
    page.locator("form .btn.main.l").click()
    page.wait_for_url("**/imported/")
    assert page.locator(".left-behind li").count() > 5
    for width, dark in LOOKS:
        assert (axe(at(width, dark=dark)), overflow(page)) == ([], 0), width
    page.locator("p .btn.main").click()
    page.wait_for_url("**/surveys/*/")
