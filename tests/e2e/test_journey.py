"""The main job on the real thing: from signing up to reading the report, worker and all."""

import io
import json
import re

import pytest
import zxingcpp
from PIL import Image

from hearme.launch.processes import wait_until
from tests.stack import Stack

pytestmark = pytest.mark.browser

PASSWORD = "một câu ngắn dễ nhớ"


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with Stack(tmp_path_factory.mktemp("journey")).running() as running:
        yield running


@pytest.fixture
def phone(browser):
    """A customer's phone whose browser runs no scripts."""
    context = browser.new_context(
        java_script_enabled=False, locale="vi-VN", viewport={"width": 360, "height": 740}
    )
    yield context.new_page()
    context.close()


def main_button(page):
    return page.locator("main button.main").first


def sign_up(page, stack):
    page.goto(f"{stack.url}/accounts/signup/")
    page.locator("[name=name]").fill("Lan Chi")
    page.locator("[name=email]").fill("lanchi@hearme.test")
    page.locator("[name=password1]").fill(PASSWORD)
    main_button(page).click()
    page.wait_for_url(re.compile("/start/"))


def found_organization(page):
    page.locator("[name=name]").fill("Phở Sớm Mai")
    main_button(page).click()
    page.wait_for_url(re.compile("/pho-som-mai/surveys/new/"))


def write_survey(page):
    """A new survey with one NPS question, as it is offered; returns its code."""
    page.locator("[name=title]").fill("Góp ý buổi sáng")
    page.locator("[name=start][value=nps]").check(force=True)
    main_button(page).click()
    page.wait_for_url(re.compile(r"/surveys/\w{6}/$"))
    return page.url.rstrip("/").rpartition("/")[2]


def publish(page, stack, code):
    page.goto(f"{stack.url}/pho-som-mai/surveys/{code}/publish/")
    main_button(page).click()
    page.wait_for_url(re.compile(rf"/surveys/{code}/$"))


def open_door(page, stack):
    """Open a collector for the only survey at the only place; returns its code."""
    page.goto(f"{stack.url}/pho-som-mai/collectors/open/")
    page.locator("[name=name]").fill("Quầy thu ngân")
    main_button(page).click()
    page.wait_for_url(re.compile(r"/collectors/\w{5}/"))
    return re.search(r"/collectors/(\w{5})/", page.url)[1]


def scan(page, stack, code):
    """Decode the QR code that the page offers for download."""
    reply = page.request.get(f"{stack.url}/pho-som-mai/collectors/{code}/qr.png")
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(reply.body())))
    return found.text


def answer(phone, address, score):
    phone.goto(address)
    phone.locator(f'input[name="q-q1"][value="{score}"]').check()
    phone.locator("button.send").click()
    said = "Thành thật xin lỗi bạn" if score <= 6 else "Cảm ơn bạn!"
    assert phone.locator("h1").inner_text() == said


def figures(stack, code):
    [question] = json.loads(stack.manage("report", code, "--json").stdout)["questions"]
    return question


def test_from_signing_up_to_the_first_real_report(page, phone, stack, axe):
    sign_up(page, stack)
    found_organization(page)
    survey = write_survey(page)
    publish(page, stack, survey)
    address = scan(page, stack, open_door(page, stack))
    assert address.startswith(f"{stack.url}/s/")
    for score in (10, 10, 9, 9, 9, 7, 3, 0):
        answer(phone, address, score)
    assert wait_until(lambda: figures(stack, survey)["n"] == 8, 30, 1.0), "nobody counted"
    assert figures(stack, survey)["score"] == 100 * (5 - 2) / 8
    page.goto(f"{stack.url}/pho-som-mai/reports/{survey}/")
    assert "+38" in page.locator("main").inner_text()
    assert axe(page) == []
    assert "0 differences" in stack.manage("recount", "--check").stdout
