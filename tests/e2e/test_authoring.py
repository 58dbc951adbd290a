"""Writing a survey in a real browser: no barriers, and comfortable rows of choices."""

import pytest
from django.urls import reverse

from hearme.accounts.models import Role
from surveys.models import Survey
from surveys.rules import Kind
from tests import build
from tests.e2e.conftest import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def survey():
    return build.survey(asks=(Kind.CSAT, Kind.NPS, Kind.CHOICES))


@pytest.fixture
def go(page, live, survey, sign_in):
    """Open a page of the survey as an editor: `go("question_edit", "q3")`."""
    sign_in(build.member(survey.organization, Role.EDITOR))

    def opened(name, *args):
        code = [] if name in {"list", "create"} else [survey.code]
        address = reverse(f"surveys:{name}", args=[survey.organization.slug, *code, *args])
        page.goto(live.url + address)
        return page

    return opened


def rows(page):
    return page.eval_on_selector_all("[name=choice_vi]", "all => all.map(one => one.value)")


@pytest.mark.parametrize(
    "where",
    [
        ("list",),
        ("create",),
        ("detail",),
        ("question_edit", "q3"),
        ("texts",),
        ("publish",),
        ("versions",),
    ],
    ids=lambda where: where[0],
)
def test_pages_have_no_barriers_and_fit_every_screen(go, at, axe, overflow, where):
    for width, dark in LOOKS:
        at(width, dark=dark)
        page = go(*where)
        assert (axe(page), overflow(page)) == ([], 0), (width, dark)


def test_rows_of_choices_are_added_moved_and_removed_in_place(go):
    page = go("question_edit", "q3")
    page.locator("[data-row=add]").click()
    page.keyboard.type("Giá cả")
    page.locator("[data-row=up]").last.click()
    page.locator("[data-row=remove]").first.click()
    assert rows(page) == ["Nhân viên", "Giá cả", "Thời gian chờ"]
    page.locator("form[data-draft] .btn.main").click()
    page.wait_for_url("**/surveys/*/#q3")
    choices = Survey.objects.get().content.question("q3").choices
    assert [choice.number for choice in choices] == [2, 4, 3]


def test_several_pasted_lines_become_several_choices(go):
    page = go("question_edit", "q3")
    page.locator("[data-row=add]").click()
    page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", "Giá cả\\n\\nKhông gian");
            const paste = { clipboardData, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
        }"""
    )
    assert rows(page)[3:] == ["Giá cả", "Không gian"]


def test_the_preview_shows_the_draft_in_the_language_that_is_chosen(go):
    page = go("detail")
    phone = page.frame_locator("iframe")
    assert "Hôm nay bạn thấy thế nào?" in phone.locator("main").inner_text()
    page.locator("[data-src$='lang=en']").click()
    phone.get_by_text("How was it today?").first.wait_for()
