"""Every kind of question in a browser: accessible, quick to tap, and answered without a script."""

from dataclasses import replace

import pytest

from responses.models import Response
from surveys.actions import create_survey, publish_survey
from surveys.rules import Choice, Kind, Level, add_question
from tests import build

pytestmark = pytest.mark.browser

TOO_SMALL = """
() => [...document.querySelectorAll(
        ".opt, .ticks label, button:not([hidden]), textarea, select, main input:not(label *)")]
    .filter((it) => it.offsetParent)
    .map((it) => [it.name || it.textContent.trim().slice(0, 20), it.getBoundingClientRect()])
    .filter(([, box]) => box.width < 44 || box.height < 44)
    .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)
"""
LONG = {
    "vi": "Nhân viên phục vụ thân thiện, luôn chủ động hỏi han và chỉ dẫn khách rất tận tình",
    "en": "The staff were friendly, asked how we were and showed us everything we wanted to know",
}


def every_kind(organization):
    """Each kind once, with words of its own where it may have some."""
    key = build.stored_picture(organization).key
    asked = {kind: build.question(kind) for kind in Kind}
    asked[Kind.PICTURES] = replace(
        asked[Kind.PICTURES], choices=tuple(replace(c, picture=key) for c in build.CHOICES)
    )
    asked[Kind.CHOICE] = replace(
        asked[Kind.CHOICE], choices=(*build.CHOICES, Choice(4, LONG, is_other=True))
    )
    asked[Kind.SCALE] = replace(asked[Kind.SCALE], size=11, low=LONG, high=LONG)
    asked[Kind.CSAT] = replace(asked[Kind.CSAT], size=4, levels=(Level(LONG),) * 4)
    asked[Kind.CONTACT] = replace(
        asked[Kind.CONTACT], fields={"name": "shown", "phone": "required", "email": "shown"}
    )
    asked[Kind.NPS] = replace(asked[Kind.NPS], is_required=True, picture=key, help=LONG)
    return list(asked.values())


@pytest.fixture
def organization(transactional_db):
    return build.organization()


@pytest.fixture
def open_with(live, organization):
    """Publish a survey with these questions on one page: the address of a code for it."""

    def publish(questions):
        content = build.content(())
        for question in questions:
            content = add_question(content, question)
        survey = create_survey(organization, build.on_one_page(content))
        publish_survey(survey)
        survey.refresh_from_db()
        return f"{live.url}/s/{build.collector(survey).code}"

    return publish


@pytest.fixture
def phone(browser):
    """A phone whose browser runs no scripts."""
    context = browser.new_context(
        java_script_enabled=False, locale="vi-VN", viewport={"width": 320, "height": 640}
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_of_every_kind_is_accessible_at_320_px(
    organization, open_with, at, axe, overflow, language
):
    address = open_with(every_kind(organization))
    for dark in (False, True):
        page = at(320, dark=dark)
        page.goto(f"{address}?lang={language}")
        assert axe(page) == []
        assert overflow(page) <= 0
        assert page.evaluate(TOO_SMALL) == []
    page.locator("button.send").click()
    page.get_by_role("alert").wait_for()
    assert axe(page) == []
    assert overflow(page) <= 0


@pytest.mark.parametrize("width", [390, 1024])
def test_nothing_leaves_its_card(organization, open_with, at, width):
    wide = [
        replace(build.question(Kind.MATRIX), size=11),
        replace(build.question(Kind.MATRIX), size=7, levels=(Level(LONG),) * 7),
        replace(build.question(Kind.MATRIX), levels=(Level({"vi": "Bình thường"}),) * 5),
    ]
    page = at(width)
    page.goto(open_with(every_kind(organization) + wide))
    assert (
        page.evaluate("""() => [...document.querySelectorAll(".card")].flatMap((card) => {
        const edge = card.getBoundingClientRect();
        return [...card.querySelectorAll(".opt, input, select, textarea, p, h2, img")].filter(
            (it) => it.offsetParent && (it.getBoundingClientRect().right > edge.right + 1
                || it.getBoundingClientRect().left < edge.left - 1)).map((it) => it.outerHTML);
    })""")
        == []
    )


def test_a_customer_answers_every_kind_without_a_script(organization, open_with, phone):
    keys = {kind: f"q-q{place}" for place, kind in enumerate(Kind, start=1)}
    phone.goto(open_with(every_kind(organization)))

    def check(kind, value, row=""):
        phone.locator(f'input[name="{keys[kind]}{row}"][value="{value}"]').check()

    for kind, value in (
        (Kind.CSAT, 4),
        (Kind.NPS, 10),
        (Kind.CES, 7),
        (Kind.SCALE, 11),
        (Kind.CHOICE, 4),
        (Kind.CHOICES, 2),
        (Kind.PICTURES, 3),
        (Kind.CONSENT, 1),
    ):
        check(kind, value)
    check(Kind.STARS, 5, ".2")
    check(Kind.MATRIX, 2, ".3")
    phone.locator(f'[name="{keys[Kind.CHOICE]}.other"]').fill("Bãi giữ xe")
    phone.locator(f'[name="{keys[Kind.RANKING]}.3"]').select_option("1")
    phone.locator(f'[name="{keys[Kind.TEXT]}"]').fill("Ngon")
    phone.locator(f'[name="{keys[Kind.NUMBER]}"]').fill("1.500")
    phone.locator(f'[name="{keys[Kind.DATE]}"]').fill("2026-11-22")
    phone.locator(f'[name="{keys[Kind.CONTACT]}.phone"]').fill("0912 345 678")
    phone.get_by_role("button", name="Gửi góp ý").click()
    assert phone.locator("h1").inner_text() in {"Cảm ơn bạn!", "Thành thật xin lỗi bạn"}
    answers = Response.objects.get().answers
    assert answers["q6"] == {"3": 2}
    assert answers[keys[Kind.CHOICE][2:] + ".other"] == "Bãi giữ xe"
    assert answers[keys[Kind.CONTACT][2:]] == {"phone": "+84912345678"}
    assert len([key for key in answers if "." not in key]) == 15


def test_the_line_for_other_words_appears_with_its_choice(open_with, phone):
    choices = (*build.CHOICES, Choice(4, {"vi": "Khác"}, is_other=True))
    phone.goto(open_with([replace(build.question(Kind.CHOICE), choices=choices)]))
    line = phone.locator('[name="q-q1.other"]')
    assert not line.is_visible()
    phone.locator('[name="q-q1"][value="4"]').check()
    assert line.is_visible()


def test_stars_fill_up_to_the_one_that_is_chosen(open_with, page):
    page.goto(open_with([build.question(Kind.STARS)]))
    page.locator('[name="q-q1.1"][value="3"]').check()
    fills = (
        page.locator(".row")
        .first.locator("svg")
        .evaluate_all("stars => stars.map((star) => getComputedStyle(star).fill)")
    )
    assert len(set(fills[:3])) == 1
    assert set(fills[3:]) == {"none"}


@pytest.mark.parametrize("looks", [{"corners": "square"}, {"font_size": "larger"}])
def test_a_theme_leaves_the_page_accessible(organization, open_with, at, axe, overflow, looks):
    theme = build.theme(
        organization,
        brand="#ffcc00",
        closing_label={"vi": "Xem thực đơn", "en": "Menu"},
        closing_url="https://lame.vn",
        **looks,
    )
    theme.is_usual = True
    theme.save()
    address = open_with(every_kind(organization))
    for dark in (False, True):
        page = at(320, dark=dark)
        for path in ("", "/thanks", "/thanks?o=b", "/privacy"):
            page.goto(address + path)
            assert axe(page) == []
            assert overflow(page) <= 0
