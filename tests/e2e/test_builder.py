"""Rules, pages and the preview in a real browser, with and without script."""

import pytest
from django.urls import reverse

from hearme.accounts.models import Role
from surveys.actions import edit_draft
from surveys.models import Survey
from surveys.rules import (
    Action,
    Condition,
    Kind,
    Match,
    Operator,
    Rule,
    Test,
    break_page,
    put_rule,
)
from tests import build
from tests.e2e.conftest import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ASKS = (Kind.CSAT, Kind.NPS, Kind.CHOICES, Kind.STARS, Kind.TEXT, Kind.CONTACT)


@pytest.fixture
def survey():
    return build.survey(asks=ASKS)


@pytest.fixture
def address(live, survey):
    """Where a page of the survey is: `address("rule_edit", 1)`."""

    def made(name, *args):
        return live.url + reverse(
            f"surveys:{name}", args=[survey.organization.slug, survey.code, *args]
        )

    return made


@pytest.fixture
def go(page, survey, address, sign_in):
    """Open a page of the survey as an editor: `go("rules")`."""
    sign_in(build.member(survey.organization, Role.EDITOR))

    def opened(name, *args):
        page.goto(address(name, *args))
        return page

    return opened


@pytest.fixture
def plain(context, browser, live, survey, address, sign_in):
    """The same without script."""
    sign_in(build.member(survey.organization, Role.EDITOR))
    scriptless = browser.new_context(java_script_enabled=False, locale="vi-VN")
    scriptless.add_cookies(context.cookies())
    page = scriptless.new_page()

    def opened(name, *args):
        page.goto(address(name, *args))
        return page

    yield opened
    scriptless.close()


def rules():
    return Survey.objects.get().content.rules


def sad(survey):
    """Only a bad rating asks question 5."""
    bad = Test("q1", Operator.CLASS, ("bad",))
    edit_draft(survey, lambda c: put_rule(c, Rule(0, Action.SHOW, Condition((bad,)), "q5")))
    return bad


def ruled(survey):
    """A rule that works, one that does not, and a page break."""
    bad = sad(survey)
    both = Condition((bad, Test("q3", Operator.CONTAINS, (1, 2))), Match.ANY)
    edit_draft(survey, lambda c: put_rule(c, Rule(0, Action.JUMP, both, "q2")))
    edit_draft(survey, lambda c: break_page(c, "q3"))


def build_a_rule(page, *, has_script):
    """If the recommendation is a detractor's or a choice is picked, ask question 5."""
    page.locator("select.src").select_option("q2")
    if not has_script:
        page.locator("[data-refresh]").click()
    page.locator("select.op").get_by_text("0–6").wait_for(state="attached")
    page.locator("select.op").select_option("class:bad")
    page.locator("[value=add]").click()
    second = page.locator(".test").nth(1)
    second.locator("select.src").select_option("q3")
    if not has_script:
        page.locator("[data-refresh]").click()
    second.get_by_text("Nhân viên", exact=True).wait_for()
    second.get_by_text("Nhân viên", exact=True).click()
    page.locator("[name=match]").select_option("any")
    page.locator("[name=action]").select_option("show")
    page.locator("[name=target]").select_option("q5")
    page.locator("form[data-rule-form] .btn.main").click()
    page.locator("#rule-1:not(.is-open)").wait_for()


def check_the_rule():
    (rule,) = rules()
    assert (rule.action, rule.target, rule.condition.match) == (Action.SHOW, "q5", Match.ANY)
    assert rule.condition.tests == (
        Test("q2", Operator.CLASS, ("bad",)),
        Test("q3", Operator.CONTAINS, (2,)),
    )


# ------------------------------------------------------------------ rules
def test_a_rule_is_built_with_script(go):
    build_a_rule(go("rule_add"), has_script=True)
    check_the_rule()


def test_a_rule_is_built_without_script(plain):
    build_a_rule(plain("rule_add"), has_script=False)
    check_the_rule()


def test_only_the_gaps_that_belong_to_the_choice_are_seen(go):
    page = go("rule_add")
    gaps = page.locator(".v-pick, .v-span")
    assert not any(gap.is_visible() for gap in gaps.all())
    page.locator("select.op").select_option("between")
    assert page.locator(".v-span").is_visible()
    page.locator("select.op").select_option("is")
    assert page.locator(".v-pick").is_visible()
    page.locator("[name=action]").select_option("end")
    assert not page.locator("[name=target]").is_visible()
    page.locator("[name=action]").select_option("reword")
    assert page.locator("[name=text_vi]").is_visible()


def test_a_condition_is_added_and_removed_by_the_keyboard(go):
    page = go("rule_add")
    page.locator("[value=add]").focus()
    page.keyboard.press("Enter")
    page.locator("#t1-source").wait_for()
    assert page.evaluate("document.activeElement.id") == "t1-source"
    page.locator("[value='remove:1']").focus()
    page.keyboard.press("Space")
    page.locator("#t1-source").wait_for(state="detached")
    assert page.evaluate("document.activeElement.id") == "t0-source"


def chips(page):
    return page.locator(".trace .st").all_inner_texts()


def test_trying_the_flow_shows_the_way_at_once(go, survey):
    sad(survey)
    page = go("rules")
    assert "Câu 5" not in chips(page)
    page.locator("[name=try-q1][value='1']").check(force=True)
    page.locator(".trace").get_by_text("Câu 5").wait_for()
    assert chips(page)[-1] == "Lời xin lỗi"


def test_trying_the_flow_works_without_script(plain, survey):
    sad(survey)
    page = plain("rules")
    page.locator("[name=try-q1][value='2']").check(force=True)
    page.locator("[data-try] .btn").click()
    assert "Câu 5" in chips(page)
    assert page.locator("[name=try-q1][value='2']").is_checked()


# ------------------------------------------------------------------ pages
def pages():
    content = Survey.objects.get().content
    return [len(content.questions_on(page.key)) for page in content.pages]


@pytest.mark.parametrize("has_script", [True, False])
def test_a_page_break_is_added_titled_and_removed(go, plain, has_script):
    page = (go if has_script else plain)("detail")
    page.locator(".page-break button").nth(1).click()
    page.locator("#page-p2").wait_for()
    assert pages() == [2, 4]
    page.locator("#page-p2 summary").click()
    page.locator("#title-p2-vi").fill("Về món")
    page.locator("#page-p2 .btn.main").click()
    page.locator("#page-p2 summary").get_by_text("Về món").wait_for()
    page.locator("#page-p2 > .btn").click()
    page.locator("#page-p2").wait_for(state="detached")
    assert pages() == []


# ------------------------------------------------------------------ the preview
INSIDE = "document.querySelector('.device iframe').contentWindow"


def until(page, fact):
    """Wait for a fact. The pages' policy forbids the browser to do so by itself."""
    for _turn in range(100):
        if page.evaluate(fact):
            return
        page.wait_for_timeout(50)
    raise AssertionError(fact)


def frame_of(page):
    return page.locator(".device iframe").get_attribute("src")


def test_the_preview_changes_size_page_and_language(go, survey):
    ruled(survey)
    page = go("detail")
    page.locator("[data-size=kiosk]").click()
    until(page, f"{INSIDE}.innerWidth == 768")
    page.locator("[data-sheet]").select_option("sheet=2")
    page.locator("[data-lang=en]").click()
    assert frame_of(page).endswith("?lang=en&sheet=2")
    page.locator("[data-sheet]").select_option("thanks=bad")
    assert frame_of(page).endswith("?lang=en&thanks=bad")


def test_the_preview_looks_again_after_a_save_and_stays_where_it_was(go, survey):
    page = go("detail")
    page.locator("[data-weigh]").wait_for()
    frame = page.frame_locator(".device iframe")
    frame.locator("form").first.wait_for()
    page.evaluate(f"{INSIDE}.scrollTo(0, 120); {INSIDE}.old = true")
    page.evaluate("document.dispatchEvent(new CustomEvent('hearme:saved'))")
    until(page, f"!{INSIDE}.old && {INSIDE}.scrollY == 120")


def test_the_meters_tell_how_long_and_how_heavy_it_is(go):
    page = go("detail")
    page.locator("[data-weigh]").wait_for()
    weight = page.locator("[data-meter=weight]").inner_text()
    assert weight.endswith("/ 14 KB")
    assert 1 < float(weight.split()[0].replace(",", ".")) < 14
    assert page.locator("[data-warn=seconds]").is_visible()


def test_on_a_phone_the_preview_opens_above_the_page_and_closes(go, at):
    at(390)
    page = go("detail")
    assert not page.locator(".preview").is_visible()
    page.locator("[data-preview-open]").click()
    page.locator(".pv-dialog .device").wait_for()
    page.keyboard.press("Escape")
    page.locator(".pv-dialog").wait_for(state="detached")
    assert not page.locator(".preview").is_visible()
    assert page.evaluate("document.activeElement.dataset.previewOpen") is not None


# ------------------------------------------------------------------ every page
@pytest.mark.parametrize(
    "where",
    [
        ("detail",),
        ("rules",),
        ("rule_add",),
        ("rule_edit", 2),
        ("settings",),
        ("hidden_fields",),
        ("publish",),
    ],
    ids=lambda where: where[0],
)
def test_pages_have_no_barriers_and_fit_every_screen(go, at, axe, overflow, survey, where):
    ruled(survey)
    for width, dark in LOOKS:
        at(width, dark=dark)
        page = go(*where)
        assert (axe(page), overflow(page)) == ([], 0), (width, dark)


@pytest.mark.parametrize("width", [320, 1280])
def test_huge_texts_break_no_page(go, at, axe, overflow, survey, width):
    ruled(survey)
    huge = "Rấtdàikhôngdấucách" * 11

    def grown(content):
        one = content.rules[0]
        texts = {"vi": huge, "en": huge}
        return put_rule(content, Rule(one.number, Action.REWORD, one.condition, "q5", texts))

    edit_draft(survey, grown)
    at(width)
    for where in (("rules",), ("rule_edit", 1)):
        page = go(*where)
        assert (axe(page), overflow(page)) == ([], 0), where
