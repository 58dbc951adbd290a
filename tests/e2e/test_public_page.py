"""The page a customer sees: accessible, quick to tap, and usable without a script or a mouse."""

import re

import pytest

from responses.models import Response
from surveys.actions import close_survey
from surveys.rules import Kind
from tests import build

pytestmark = pytest.mark.browser

WIDTHS = [320, 360, 1280]
TOO_SMALL = """
() => [...document.querySelectorAll(".opt, button:not([hidden]), textarea")]
    .map((it) => [it.textContent.trim().slice(0, 20), it.getBoundingClientRect()])
    .filter(([, box]) => box.width < 44 || box.height < 44)
    .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)
"""


@pytest.fixture
def survey(transactional_db):
    return build.survey(asks=build.SIX_KINDS, required=(Kind.NPS,), is_one_page=True)


@pytest.fixture
def address(live, survey):
    place = build.location(survey.organization, "Hai Bà Trưng")
    return f"{live.url}/s/{build.collector(survey, place, name='Bàn 12').code}"


@pytest.fixture
def phone(browser):
    """A phone whose browser runs no scripts."""
    context = browser.new_context(
        java_script_enabled=False, locale="vi-VN", viewport={"width": 320, "height": 640}
    )
    yield context.new_page()
    context.close()


def choose(page, key, value):
    page.locator(f'input[name="q-{key}"][value="{value}"]').check()


@pytest.mark.parametrize("look", [(320, False), (360, True), (1280, False)])
def test_every_state_of_the_page_is_accessible(address, survey, at, axe, overflow, look):
    page = at(look[0], dark=look[1])
    page.goto(address)
    assert axe(page) == []
    page.get_by_role("button", name="Gửi góp ý").click()
    page.get_by_role("alert").wait_for()
    assert axe(page) == []
    assert overflow(page) <= 0
    for path in ("/thanks", "/privacy"):
        page.goto(address + path)
        assert axe(page) == []
    close_survey(survey)
    page.goto(address)
    assert axe(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_that_is_tapped_is_large_enough(address, at, overflow, width):
    page = at(width)
    page.goto(address)
    assert page.evaluate(TOO_SMALL) == []
    assert overflow(page) <= 0


def test_the_whole_page_is_one_request(address, page):
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert [url for url in requests if not url.startswith("data:")] == [address]


def test_a_customer_answers_every_kind_without_a_script(address, phone):
    phone.goto(address)
    for key, value in (("q1", 9), ("q2", 5), ("q3", 6), ("q4", 2), ("q5", 1), ("q5", 3)):
        choose(phone, key, value)
    phone.locator("textarea").fill("Trà ngon, nhân viên dễ thương")
    phone.get_by_role("button", name="Gửi góp ý").click()
    assert phone.locator("h1").inner_text() == "Cảm ơn bạn!"
    [response] = Response.objects.all()
    assert response.answers == {
        "q1": 9,
        "q2": 5,
        "q3": 6,
        "q4": 2,
        "q5": [1, 3],
        "q6": "Trà ngon, nhân viên dễ thương",
    }


def test_going_back_and_sending_again_stores_one_response(address, page):
    page.goto(address)
    choose(page, "q1", 8)
    page.get_by_role("button", name="Gửi góp ý").click()
    page.wait_for_url(re.compile("/thanks"))
    page.go_back()
    choose(page, "q1", 8)
    page.get_by_role("button", name="Gửi góp ý").click()
    page.wait_for_url(re.compile("/thanks"))
    assert Response.objects.count() == 1


def test_a_keyboard_is_enough_and_enter_sends_rather_than_switching_the_language(address, page):
    page.goto(address)
    page.locator("#q-q1").focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/thanks"))
    assert Response.objects.get().answers == {"q1": 9}


def test_the_link_in_the_summary_leads_to_the_question(address, page):
    page.goto(address)
    page.get_by_role("button", name="Gửi góp ý").click()
    assert page.get_by_role("alert").evaluate("it => it === document.activeElement")
    page.get_by_role("alert").get_by_role("link").click()
    assert page.locator("#q-q1").evaluate("it => it === document.activeElement")


def test_another_language_keeps_what_was_answered(address, page):
    page.goto(address)
    choose(page, "q1", 3)
    page.locator("textarea").fill("Chờ hơi lâu")
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator('input[name="q-q1"][value="3"]').is_checked()
    assert page.locator("textarea").input_value() == "Chờ hơi lâu"
    page.get_by_role("button", name="Send feedback").click()
    page.wait_for_url(re.compile("lang=en"))
    assert Response.objects.get().language == "en"


def test_the_strip_fills_with_each_answer(address, page):
    page.goto(address)
    strip = page.locator(".bar i").first
    empty = strip.evaluate("it => getComputedStyle(it).backgroundColor")
    choose(page, "q1", 10)
    page.wait_for_timeout(50)
    assert strip.evaluate("it => getComputedStyle(it).backgroundColor") != empty
