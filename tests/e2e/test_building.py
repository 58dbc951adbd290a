"""A survey from a blank page to its second version, all of it in a real browser."""

import pytest
from playwright.sync_api import expect

from hearme.accounts.models import Role
from reports.actions import count_waiting
from responses.models import Response
from surveys.models import Survey
from tests import build
from tests.e2e.building import Author, Customer, Hand, link_on, png

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENGLISH = {
    "Góp ý tại quán": "Feedback at the café",
    "Hôm nay bạn thấy thế nào?": "How was it today?",
    "Điều gì làm bạn chưa vui?": "What went wrong?",
    "Bạn chấm quán mấy sao?": "How many stars?",
    "Đồ uống": "Drinks",
    "Nhân viên": "Staff",
    "Bạn thích góc nào?": "Which corner do you like?",
    "Sân vườn": "Garden",
    "Ban công": "Balcony",
    "Bạn thấy giá thế nào?": "And the prices?",
}
"""What the author writes, and what it is in English."""


@pytest.fixture
def author(page, live, sign_in, settings):
    """An editor of an organization with one place, signed in."""
    settings.SITE_URL = live.url
    organization = build.organization()
    build.location(organization, "Lê Lợi")
    sign_in(build.member(organization, Role.EDITOR))
    return Author(page, f"{live.url}/{organization.slug}/")


@pytest.fixture
def customers(browser):
    """New customers with a small phone each: `customers(has_script=False)`."""
    contexts = []

    def customer(*, has_script):
        contexts.append(
            browser.new_context(
                java_script_enabled=has_script,
                locale="vi-VN",
                reduced_motion="reduce",
                viewport={"width": 320, "height": 640},
            )
        )
        contexts[-1].set_default_timeout(10_000)
        return Customer(contexts[-1].new_page(), has_script=has_script)

    yield customer
    for context in contexts:
        context.close()


# ------------------------------------------------------------------ what the author does
def write(author):
    """Two pages: satisfaction, why if it is bad, criteria; then pictures and another rating."""
    author.begin("Góp ý tại quán")
    author.add("csat", "Hôm nay bạn thấy thế nào?")
    author.add("text", "Điều gì làm bạn chưa vui?")
    author.add("stars", "Bạn chấm quán mấy sao?", choices=("Đồ uống", "Nhân viên"))
    author.add(
        "pictures",
        "Bạn thích góc nào?",
        choices=("Sân vườn", "Ban công"),
        pictures=(png("teal"), png("orange")),
    )
    author.add("csat", "Bạn thấy giá thế nào?")
    author.break_page_before(4)
    author.ask_only_after_a_bad_rating("q1", "q2")


def look_at_the_preview(author):
    """The draft on two small phones and in English."""
    author.open()
    phone = author.preview(width=320)
    author.until_wide(320)
    expect(phone.locator("[data-key=q1]")).to_contain_text("Hôm nay bạn thấy thế nào?")
    expect(phone.locator("[data-key=q2]")).to_be_hidden()
    phone = author.preview(width=360, language="EN")
    author.until_wide(360)
    expect(phone.locator("[data-key=q1]")).to_contain_text("How was it today?")
    phone = author.preview(width=360, sheet="Trang 2")
    expect(phone.get_by_role("img", name="Garden")).to_be_visible()
    expect(phone.locator("main")).not_to_contain_text("Sân vườn")


def change(author):
    """Word the first question anew; ask the last one with four faces instead of five."""
    author.edit("q1")
    author.page.locator("[name=text_vi]").fill("Lần ghé này bạn thấy thế nào?")
    author.page.locator("[name=text_en]").fill("How was this visit?")
    author.save_question()
    author.edit("q5")
    author.page.get_by_label("Bộ khuôn mặt").select_option("4")
    author.press_save()
    author.page.wait_for_url("**/questions/q6/*")


def check_what_the_changes_do(author):
    said = author.review()
    assert "2 đoạn chữ, 1 câu đổi thang đo" in said
    for line in (
        "Câu 1: đổi lời hỏi Hôm nay bạn thấy thế nào? Lần ghé này bạn thấy thế nào?",
        "Câu 1: đổi lời hỏi (English) How was it today? How was this visit?",
        "Câu 5: đổi thang đo 5 mức 4 mức",
        "Xu hướng không đứt quãng: câu 1 (CSAT), câu 3 (Tiêu chí)",
        "Xu hướng bắt đầu lại vì thang đo đã đổi: câu 5 (CSAT)",
    ):
        assert line in said.splitlines()
    assert "Trang" not in said.splitlines(), "the pages are as they were"


def check_the_report(author, *, before, after):
    """The reworded question goes on; the resized one starts beside the old one, which stays."""
    count_waiting(Survey.objects.get().pk)
    author.page.goto(author.survey.replace("/surveys/", "/reports/"))
    people = {key: author.page.locator(f"#{key} .qn b").inner_text() for key in ("q1", "q5", "q6")}
    assert people == {"q1": f"n = {before + after}", "q5": f"n = {before}", "q6": f"n = {after}"}
    expect(author.page.locator("#q1")).to_contain_text("Lần ghé này bạn thấy thế nào?")
    expect(author.page.locator("#q5")).to_contain_text("không còn hỏi")
    expect(author.page.locator("#q6")).not_to_contain_text("không còn hỏi")


# ------------------------------------------------------------------ what customers do
def answer_first_page(customer, *, rating):
    customer.choose("q1", rating)
    customer.choose("q3.1", 5)
    customer.choose("q3.2", 4)


def say_why(customer):
    """With a script the branch opens at once, without one after sending."""
    if not customer.has_script:
        expect(customer.card("q2")).to_be_hidden()
        customer.send()
    expect(customer.card("q2")).to_be_visible()
    customer.write("q2", "Chờ lâu")
    customer.send()


def answer_second_page(customer, *, prices):
    customer.choose("q4", 2)
    customer.choose(prices, 4)
    customer.send()


def answer_happily(customer, address, language, *, prices="q5"):
    customer.open(address, language)
    answer_first_page(customer, rating=5)
    expect(customer.card("q2")).to_be_hidden()
    customer.send()
    answer_second_page(customer, prices=prices)


def answer_unhappily(customer, address, language):
    customer.open(address, language)
    answer_first_page(customer, rating=1)
    say_why(customer)
    answer_second_page(customer, prices="q5")


def answer_with_second_thoughts(customer, address):
    """Unhappy, then back to the first page, and happy after all."""
    customer.open(address)
    answer_first_page(customer, rating=2)
    say_why(customer)
    customer.page.get_by_role("link", name="Quay lại").click()
    customer.choose("q1", 5)
    customer.send()
    answer_second_page(customer, prices="q5")


HAPPY = {"q1": 5, "q3": {"1": 5, "2": 4}, "q4": [2], "q5": 4}
UNHAPPY = HAPPY | {"q1": 1, "q2": "Chờ lâu"}
HAPPY_ON_FOUR_FACES = {"q1": 5, "q3": {"1": 5, "2": 4}, "q4": [2], "q6": 4}
THANKS = {"vi": "Cảm ơn bạn!", "en": "Thank you!"}
APOLOGY = {"vi": "Thành thật xin lỗi bạn", "en": "We are sorry"}


def check_the_end(customer, said, answers, *, language="vi", version=1):
    """What the customer reads at last, and what is stored."""
    expect(customer.page.get_by_role("heading", level=1)).to_have_text(said[language])
    stored = Response.objects.latest("pk")
    assert (stored.answers, stored.is_complete) == (answers, True)
    assert (stored.language, stored.version.number) == (language, version)


def answer_down_each_branch(customer, address):
    """Five responses: happy and unhappy in each language, and one of second thoughts."""
    for language in ("vi", "en"):
        answer_happily(customer, address, language)
        check_the_end(customer, THANKS, HAPPY, language=language)
        answer_unhappily(customer, address, language)
        check_the_end(customer, APOLOGY, UNHAPPY, language=language)
    answer_with_second_thoughts(customer, address)
    check_the_end(customer, THANKS, HAPPY)


# ------------------------------------------------------------------ the two stories
def test_a_survey_grows_from_a_blank_page_to_its_second_version(author, customers):
    write(author)
    assert author.completeness() == "0%", "our own English does not stand beside other words"
    author.translate(ENGLISH)
    assert author.completeness() == "100%"
    look_at_the_preview(author)
    assert "Mọi câu đều tới được" in author.review()
    author.publish()
    address = author.open_collector()
    phones = [customers(has_script=True), customers(has_script=False)]
    for phone in phones:
        answer_down_each_branch(phone, address)

    change(author)
    check_what_the_changes_do(author)
    author.publish()
    for phone in phones:
        answer_happily(phone, address, "vi", prices="q6")
        check_the_end(phone, THANKS, HAPPY_ON_FOUR_FACES, version=2)
    assert Response.objects.count() == 12
    check_the_report(author, before=10, after=2)


def test_a_new_user_reaches_the_link_of_a_first_survey_in_a_few_clicks(page, live, settings):
    settings.SITE_URL = live.url
    hand = Hand(page)
    page.goto(f"{live.url}/accounts/signup/")
    hand.type("name", "Lan Chi")
    hand.type("email", "lanchi@hearme.test")
    hand.type("password1", build.PASSWORD)
    hand.press("button", "Tạo tài khoản")
    page.wait_for_url("**/start/")
    hand.type("name", "Phở Sớm Mai")
    hand.press("button", "Tiếp tục tới khảo sát đầu tiên")
    hand.press("button", "Dùng mẫu này")
    hand.press("link", "Xuất bản…")
    hand.press("button", "Xuất bản v1")
    hand.press("link", "Tạo điểm thu thập")
    hand.press("button", "Tạo điểm thu thập")
    page.goto(link_on(page))
    expect(page.locator("button.send")).to_be_visible()
    assert hand.clicks <= 8
    assert hand.typed <= 4
