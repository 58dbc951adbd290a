"""Answering on a cheap phone: saved on the way, gone on with later, sent with the next network."""

import re
from dataclasses import replace

import pytest

from responses.models import Collector, CountChange, Response
from surveys.actions import edit_draft, publish_survey
from surveys.rules import Kind, break_page, replace_question
from tests import build
from tests.e2e.conftest import LOOKS

pytestmark = pytest.mark.browser
KEYS = {kind: f"q{place}" for place, kind in enumerate(Kind, start=1)}
HALF = "q9"
"""Where the second page of the survey with every kind begins."""
TAPPED = {
    Kind.CSAT: 4, Kind.NPS: 10, Kind.CES: 7, Kind.SCALE: 3, Kind.CHOICE: 2, Kind.CHOICES: 1,
    Kind.PICTURES: 3, Kind.CONSENT: 1,
}  # fmt: skip
ROWS = {Kind.STARS: (2, 5), Kind.MATRIX: (3, 2)}
TYPED = {Kind.TEXT: "Trà ngon", Kind.NUMBER: "1.500", Kind.DATE: "2026-11-22"}


@pytest.fixture
def publish(live, transactional_db):
    """Publish a survey, broken into pages; return the address of a code for it."""

    def publish(asks, breaks=(), change=lambda content: content):
        survey = build.survey(asks=asks, is_live=False)

        def build_up(content):
            content = change(build.on_one_page(content))
            for key in breaks:
                content = break_page(content, key)
            return content

        edit_draft(survey, build_up)
        publish_survey(survey)
        survey.refresh_from_db()
        return f"{live.url}/s/{build.collector(survey).code}"

    return publish


@pytest.fixture
def every_kind(publish):
    """The address of a survey with every kind on two pages."""

    def with_pictures(content):
        key = build.stored_picture(build.organization()).key
        asked = content.question(KEYS[Kind.PICTURES])
        choices = tuple(replace(choice, picture=key) for choice in asked.choices)
        return replace_question(content, replace(asked, choices=choices))

    return publish(build.EVERY_KIND, [HALF], with_pictures)


@pytest.fixture
def phone(browser):
    """A narrow phone whose browser runs no scripts."""
    context = browser.new_context(
        java_script_enabled=False, locale="vi-VN", viewport={"width": 320, "height": 640}
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def tap(page, key, value):
    # The control itself is hidden behind its label.
    page.locator(f'[name="q-{key}"][value="{value}"]').check(force=True)


def fill(page, photo):
    """Answer all that the page asks."""
    asked = page.locator("[data-key]").evaluate_all("cards => cards.map(it => it.dataset.key)")
    here = {kind: key for kind, key in KEYS.items() if key in asked}
    for kind in here.keys() & TAPPED.keys():
        tap(page, here[kind], TAPPED[kind])
    for kind in here.keys() & ROWS.keys():
        tap(page, f"{here[kind]}.{ROWS[kind][0]}", ROWS[kind][1])
    for kind in here.keys() & TYPED.keys():
        page.locator(f'[name="q-{here[kind]}"]').fill(TYPED[kind])
    if Kind.RANKING in here:
        page.locator(f'[name="q-{here[Kind.RANKING]}.3"]').select_option("1")
        page.locator(f'[name="q-{here[Kind.CONTACT]}.phone"]').fill("0912 345 678")
        page.locator(f'[name="q-{here[Kind.ATTACHMENT]}"][type=file]').set_input_files(photo)


def expected():
    """The answers that `fill` gives on both pages, but for the key of the photo."""
    return {
        **{KEYS[kind]: value for kind, value in TAPPED.items()},
        **{KEYS[kind]: [TAPPED[kind]] for kind in (Kind.CHOICES, Kind.PICTURES, Kind.CONSENT)},
        **{KEYS[kind]: {str(row): value} for kind, (row, value) in ROWS.items()},
        **{KEYS[kind]: value for kind, value in TYPED.items()},
        KEYS[Kind.NUMBER]: 1500,
        KEYS[Kind.RANKING]: [3],
        KEYS[Kind.CONTACT]: {"phone": "+84912345678"},
    }


def given():
    """The stored answers without the key of the photo."""
    answers = dict(only().answers)
    assert len(answers.pop(KEYS[Kind.ATTACHMENT])) == 1
    return answers


def filled(page):
    """What stands in the fields of a page, but for photos and what is about the form."""
    return page.locator("[name^='q-']:not([type=file])").evaluate_all(
        "all => all.filter(it => !/radio|checkbox/.test(it.type) || it.checked)"
        ".filter(it => it.value && !/-[0-9a-f]{4}-/.test(it.value))"
        ".map(it => [it.name, it.value])"
    )


def send(page):
    page.locator("button.send").click()


def reached(page, number):
    page.wait_for_url(re.compile(f"/p/.*/{number}\\b"))


def thanked(page):
    page.wait_for_url(re.compile("/thanks"))


def only():
    [response] = Response.objects.filter(collector__in=Collector.objects.all())
    return response


def eventually(page, is_so):
    for _ in range(100):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came")


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "ảnh.png"
    path.write_bytes(build.picture())
    return path


# ------------------------------------------------------------------ the walks
def test_every_kind_with_a_script(every_kind, page, photo, at):
    page = at(320)
    page.goto(every_kind)
    tap(page, "q1", 4)
    eventually(page, Response.objects.exists)
    assert (only().answers, only().is_complete) == ({"q1": 4}, False)
    fill(page, photo)
    first = filled(page)
    page.locator("button.send").dblclick()
    reached(page, 2)
    page.go_back()
    page.wait_for_url(re.compile(r"/s/\w+(\?.*)?$"))
    assert filled(page) == first
    page.go_forward()
    reached(page, 2)
    fill(page, photo)
    second = filled(page)
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en]")
    assert filled(page) == second
    page.locator("button.send").dblclick()
    thanked(page)
    assert given() == expected()
    assert only().is_complete
    assert sum(CountChange.objects.values_list("people", flat=True)) == 1


def test_a_tab_that_was_closed_is_gone_on_with(publish, page, context):
    address = publish((Kind.CSAT, Kind.TEXT, Kind.CHOICES), ["q3"])
    page.goto(address)
    tap(page, "q1", 2)
    page.locator("textarea").fill("Trà nguội")
    page.close()
    eventually(page := context.new_page(), Response.objects.exists)
    page.goto(address)
    page.get_by_role("link", name="Trả lời tiếp").click()
    reached(page, 1)
    assert filled(page) == [["q-q1", "2"], ["q-q2", "Trà nguội"]]
    send(page)
    reached(page, 2)
    tap(page, "q3", 1)
    send(page)
    thanked(page)
    assert only().answers == {"q1": 2, "q2": "Trà nguội", "q3": [1]}


def test_every_kind_without_a_script_and_then_nothing(every_kind, phone, photo):
    phone.goto(every_kind)
    fill(phone, photo)
    first = filled(phone)
    send(phone)
    reached(phone, 2)
    # The phone is put away and scans the code once more.
    phone.goto(every_kind)
    assert phone.get_by_role("button", name="Bắt đầu lại").is_visible()
    phone.get_by_role("link", name="Trả lời tiếp").click()
    reached(phone, 2)
    phone.get_by_role("link", name="Quay lại").click()
    reached(phone, 1)
    assert filled(phone) == first
    phone.get_by_role("button", name="English").click()
    phone.wait_for_selector("html[lang=en]")
    assert filled(phone) == first
    send(phone)
    reached(phone, 2)
    fill(phone, photo)
    send(phone)
    thanked(phone)
    assert given() == expected()
    phone.get_by_role("link", name="Delete my answers").click()
    phone.get_by_role("button", name="Delete my answers").click()
    assert phone.locator("h1").inner_text() == "Your answers are deleted"
    assert not Response.objects.exists()


def answer(page, rating, words):
    tap(page, "q1", rating)
    page.locator("textarea").fill(words)
    send(page)
    page.get_by_role("status").get_by_text("Chưa có mạng").wait_for()


def test_without_a_network_nothing_is_lost(publish, page, context, at, axe, overflow):
    page = at(320)
    page.goto(publish((Kind.NPS, Kind.TEXT)))
    context.set_offline(True)
    answer(page, 8, "Chờ lâu")
    assert axe(page) == []
    assert overflow(page) <= 0
    page.locator("textarea").fill("Chờ hơi lâu")
    context.set_offline(False)
    thanked(page)
    assert only().answers == {"q1": 8, "q2": "Chờ hơi lâu"}


def test_a_page_that_waits_for_a_network_may_be_reloaded(publish, page, at):
    page = at(320)
    page.goto(publish((Kind.NPS, Kind.TEXT)))
    page.route("**", lambda route, request: (
        route.abort() if request.method == "POST" else route.continue_()
    ))  # fmt: skip
    # A phone whose clock is years behind.
    page.clock.set_fixed_time("2019-02-03")
    answer(page, 3, "Trà nguội")
    token = page.locator("[name=t]").input_value()
    page.reload()
    page.get_by_role("status").get_by_text("Chưa có mạng").wait_for()
    assert filled(page) == [["q-q1", "3"], ["q-q2", "Trà nguội"]]
    assert page.locator("[name=t]").input_value() == token
    page.unroute("**")
    thanked(page)
    assert (only().answers, only().is_complete) == ({"q1": 3, "q2": "Trà nguội"}, True)
    assert page.evaluate("sessionStorage.length") == 0


def test_only_what_a_person_taps_is_saved(publish, page, at):
    page = at(320)
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    page.goto(f"{publish((Kind.NPS, Kind.TEXT))}?nps=4")
    assert page.locator("[value='4']").is_checked()
    # A script of somebody else's, and a page that is left.
    page.evaluate("""() => {
        document.querySelector("[value='7']").dispatchEvent(new Event("input", {bubbles: true}));
        dispatchEvent(new Event("pagehide"));
    }""")
    page.wait_for_timeout(700)
    assert sent == ["GET"]
    page.locator("textarea").fill("Ngon")
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    eventually(page, Response.objects.exists)
    assert only().answers == {"q1": 4, "q2": "Ngon"}


@pytest.mark.parametrize(("width", "is_dark"), LOOKS)
def test_going_on_and_deleting_are_accessible(publish, at, axe, overflow, width, is_dark):
    address = publish((Kind.NPS, Kind.TEXT), ["q2"])
    page = at(width, dark=is_dark)

    def look(heading):
        assert page.locator("h1").inner_text() == heading
        assert axe(page) == []
        assert overflow(page) <= 0

    page.goto(address)
    tap(page, "q1", 8)
    send(page)
    reached(page, 2)
    page.goto(address)
    look("Bạn đã trả lời dở")
    page.get_by_role("link", name="Trả lời tiếp").click()
    send(page)
    thanked(page)
    page.get_by_role("link", name="Xóa câu trả lời của tôi").click()
    look("Xóa câu trả lời của bạn?")
    page.get_by_role("button", name="Xóa câu trả lời của tôi").click()
    look("Câu trả lời của bạn đã được xóa")
