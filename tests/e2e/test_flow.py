"""Branches and pages in a real browser, with scripts and without."""

import re
from dataclasses import replace

import pytest

from responses.models import Attachment, Collector, Response
from surveys.actions import edit_draft, publish_survey
from surveys.rules import (
    Action,
    Condition,
    Kind,
    Operator,
    Rule,
    Test,
    break_page,
    put_rule,
    replace_question,
)
from tests import build

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser):
    """A phone whose browser runs no scripts."""
    context = browser.new_context(
        java_script_enabled=False, locale="vi-VN", viewport={"width": 390, "height": 700}
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def publish(live, transactional_db):
    """Publish a survey with rules and pages; return its address."""

    def publish(asks, *, breaks=(), rules=(), change=None):
        survey = build.survey(asks=asks, is_live=False)

        def build_up(content):
            content = build.on_one_page(content)
            for key in breaks:
                content = break_page(content, key)
            for rule in rules:
                content = put_rule(content, rule)
            return change(content) if change else content

        edit_draft(survey, build_up)
        publish_survey(survey)
        survey.refresh_from_db()
        return f"{live.url}/s/{build.collector(survey).code}"

    return publish


def bad(action: Action, target: str, **kwargs) -> Rule:
    """Do something when the first question was rated badly."""
    condition = Condition((Test("q1", Operator.CLASS, ("bad",)),))
    return Rule(0, action, condition, target, **kwargs)


def card(page, key):
    return page.locator(f'[data-key="{key}"]')


def choose(page, key, value):
    # The control itself is hidden behind its label.
    page.locator(f'input[name="q-{key}"][value="{value}"]').check(force=True)


def send(page):
    page.locator("button.send").click()


def thanked(page):
    page.wait_for_url(re.compile("/thanks"))


def only():
    # A page of the test before may still have saved on its way out; its code is gone.
    [response] = Response.objects.filter(collector__in=Collector.objects.all())
    return response


BRANCH = (Kind.NPS, Kind.CHOICES, Kind.TEXT)


def test_a_script_shows_the_question_of_a_branch_at_once(publish, page):
    page.goto(publish(BRANCH, rules=[bad(Action.SHOW, "q2")]))
    assert card(page, "q2").is_hidden()
    choose(page, "q1", 3)
    assert card(page, "q2").is_visible()
    choose(page, "q2", 1)
    choose(page, "q1", 10)
    assert card(page, "q2").is_hidden()
    send(page)
    thanked(page)
    assert only().answers == {"q1": 10}


def test_a_branch_that_was_answered_at_once_is_sent_in_one_go(publish, page):
    page.goto(publish(BRANCH, rules=[bad(Action.SHOW, "q2")]))
    choose(page, "q1", 3)
    choose(page, "q2", 1)
    page.locator("textarea").fill("Chờ lâu")
    send(page)
    thanked(page)
    assert only().answers == {"q1": 3, "q2": [1], "q3": "Chờ lâu"}


def test_without_a_script_the_question_of_a_branch_comes_after_sending(publish, phone):
    phone.goto(publish(BRANCH, rules=[bad(Action.SHOW, "q2")]))
    assert card(phone, "q2").is_hidden()
    choose(phone, "q1", 3)
    phone.locator("textarea").fill("Chờ lâu")
    send(phone)
    assert card(phone, "q2").is_visible()
    assert phone.locator("textarea").input_value() == "Chờ lâu"
    assert not Response.objects.exists()
    choose(phone, "q2", 1)
    send(phone)
    thanked(phone)
    assert only().answers == {"q1": 3, "q2": [1], "q3": "Chờ lâu"}


def test_a_question_is_reworded_and_filled_in_while_answering(publish, page):
    words = {"vi": "Vì sao bạn cho {q1} điểm?", "en": "Why {q1}?"}

    def pipe(content):
        asked = replace(content.question("q2"), text={"vi": "Bạn cho {q1|?} điểm", "en": "{q1}"})
        return replace_question(content, asked)

    rules = [bad(Action.REWORD, "q3", text=words)]
    page.goto(publish(BRANCH, rules=rules, change=pipe))
    before = card(page, "q3").inner_text()
    choose(page, "q1", 3)
    assert "Vì sao bạn cho 3 điểm?" in card(page, "q3").inner_text()
    assert "Bạn cho 3 điểm" in card(page, "q2").inner_text()
    choose(page, "q1", 9)
    assert card(page, "q3").inner_text() == before
    assert "Bạn cho 9 điểm" in card(page, "q2").inner_text()


def test_forward_back_and_reload_keep_the_answers(publish, page):
    page.goto(publish(BRANCH, breaks=("q2", "q3")))
    choose(page, "q1", 8)
    send(page)
    page.wait_for_url(re.compile("/2"))
    choose(page, "q2", 1)
    choose(page, "q2", 3)
    send(page)
    page.wait_for_url(re.compile("/3"))
    page.go_back()
    page.wait_for_url(re.compile("/2"))
    assert page.locator('input[name="q-q2"][value="3"]').is_checked()
    page.reload()
    assert page.locator('input[name="q-q2"][value="3"]').is_checked()
    page.go_back()
    assert page.locator('input[name="q-q1"][value="8"]').is_checked()
    page.go_forward()
    assert page.locator('input[name="q-q2"][value="1"]').is_checked()
    send(page)
    page.wait_for_url(re.compile("/3"))
    page.locator("textarea").fill("Ngon")
    send(page)
    thanked(page)
    assert only().answers == {"q1": 8, "q2": [1, 3], "q3": "Ngon"}
    assert only().is_complete


def test_going_back_to_another_branch_drops_the_answers_of_the_first(publish, page):
    page.goto(publish(BRANCH, breaks=("q2", "q3"), rules=[bad(Action.SHOW, "q2")]))
    choose(page, "q1", 2)
    send(page)
    page.wait_for_url(re.compile("/2"))
    choose(page, "q2", 1)
    send(page)
    page.wait_for_url(re.compile("/3"))
    page.go_back()
    page.go_back()
    choose(page, "q1", 10)
    send(page)
    page.wait_for_url(re.compile("/3"))
    page.locator("textarea").fill("Ngon")
    send(page)
    thanked(page)
    assert only().answers == {"q1": 10, "q3": "Ngon"}


def test_sending_the_last_page_twice_stores_one_response(publish, page):
    page.goto(publish(BRANCH, breaks=("q3",)))
    choose(page, "q1", 8)
    send(page)
    page.wait_for_url(re.compile("/2"))
    page.locator("textarea").fill("Ngon")
    page.evaluate("const f = document.getElementById('f'); f.submit(); f.submit()")
    thanked(page)
    assert only().answers == {"q1": 8, "q3": "Ngon"}


def test_a_photo_is_sent_and_kept_while_something_is_mended(publish, phone, tmp_path):
    photo = tmp_path / "Bàn 5.png"
    photo.write_bytes(build.picture())
    asks = (Kind.ATTACHMENT, Kind.CONTACT)

    def require_phone(content):
        return replace_question(
            content, replace(content.question("q2"), fields={"phone": "required"})
        )

    phone.goto(publish(asks, change=require_phone))
    phone.locator('input[type="file"]').set_input_files(photo)
    send(phone)
    assert phone.get_by_role("alert").is_visible()
    assert "Bàn 5.jpg" in phone.locator("main").inner_text()
    phone.locator('[name="q-q2.phone"]').fill("0912 345 678")
    phone.locator('[name="q-q2.agreed"]').check()
    send(phone)
    thanked(phone)
    assert only().answers == {
        "q1": [str(Attachment.objects.get().key)],
        "q2": {"phone": "+84912345678"},
        "q2.agreed": "1",
    }


@pytest.mark.parametrize("is_scripted", [True, False])
def test_pages_and_branches_are_accessible(publish, page, axe, overflow, is_scripted):
    rules = [bad(Action.SHOW, "q2")]
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(publish(BRANCH, breaks=("q3",), rules=rules))
    choose(page, "q1", 3)
    if not is_scripted:
        # As a browser without scripts sends it: the page did not tell that q2 came up.
        page.evaluate("document.getElementsByName('shown')[0].value = 'q1'")
        page.evaluate("document.getElementById('f').submit()")
        page.wait_for_selector('[role="alert"], [autofocus]')
        assert card(page, "q2").is_visible()
    assert axe(page) == []
    send(page)
    page.wait_for_url(re.compile("/2"))
    assert axe(page) == []
    assert overflow(page) <= 0
