"""Comments, causes and cross-tabs in a browser: readable at every width, searched and tagged."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page

from hearme.accounts.models import Role
from reports.actions import count_waiting, list_waiting_comments, tag_comment
from reports.models import Comment
from responses.actions import record_responses
from surveys.models import Survey
from surveys.rules import Kind
from tests import build
from tests.e2e.conftest import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = (
    ("Gọi đổi ly bị đổ, chờ 40 phút rồi không ai gọi lại. Lần sau chắc không đặt nữa.", 1),
    (
        "Đợi 25 phút mới có nước, gọi nhân viên hai lần không ai trả lời. Chờ kiểu này thì về nhà.",
        2,
    ),
    ("cho doi hoi lau nhung ban phuc vu de thuong", 3),
    ("Trà ngon, nhưng cuối tuần nhạc to quá khó nói chuyện.", 4),
    ("Lần trước mình phàn nàn chờ lâu, hôm nay có thêm quầy. Cảm ơn quán đã nghe!", 5),
    ("Ngon.", 5),
)


@pytest.fixture
def survey(live) -> Survey:
    """Three places whose customers rate, choose and write; what speed is worth shows."""
    organization = build.organization()
    survey = build.survey(organization, (Kind.CSAT, Kind.STARS, Kind.CHOICE, Kind.TEXT))
    chance, now = random.Random(4), datetime.now(UTC)
    for at, place in enumerate(("Hai Bà Trưng", "Hải Châu", "Ninh Kiều")):
        door = build.collector(survey, build.location(organization, place), name="Bàn 7")
        replies = []
        for number in range(3 if at == 2 else 90):
            speed, taste, staff = (
                chance.randint(1, 5 - at),
                chance.randint(3, 5),
                chance.randint(2, 5),
            )
            text, _score = SAID[number // 3 % len(SAID)]
            main = max(1, min(5, round((2 * speed + taste + staff) / 4 + chance.random() - 0.3)))
            given = {
                "q1": main,
                "q2": {"1": taste, "2": staff, "3": speed},
                "q3": chance.choice((1, 2, 2) if main > 3 else (3, 3, 1)),
                **({"q4": text} if number % 3 == 0 else {}),
            }
            moment = now - timedelta(hours=7 * number + at + 1)
            replies.append(build.reply(door, given, at=moment))
        record_responses(replies)
    count_waiting(survey.pk)
    list_waiting_comments()
    for comment in Comment.objects.order_by("-answered_at")[:30]:
        words = ("thời gian chờ", "nhân viên") if "ờ" in comment.text else ("đồ uống",)
        for word in words:
            tag_comment(organization, comment.response_id, comment.question_key, word, build.user())
    return survey


@pytest.fixture
def reports(live, survey, sign_in) -> str:
    """The address under which the reports are; somebody of the service is signed in."""
    sign_in(build.member(survey.organization, Role.SERVICE))
    return f"{live.url}/{survey.organization.slug}/reports/"


@pytest.fixture
def faults(axe, overflow):
    def found(page: Page) -> list[str]:
        too_wide = overflow(page)
        return axe(page) + ([f"{too_wide} px too wide"] if too_wide > 0 else [])

    return found


PAGES = ("comments/?q=cho", "drivers/", "crosstab/?row=q3&column=q1")


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_the_pages_are_axe_clean_and_fit(at, faults, reports, width, dark):
    page = at(width, dark=dark)
    for path in PAGES:
        page.goto(reports + path)
        assert page.locator("main section h2").first.is_visible()
        assert faults(page) == [], path


def test_a_word_without_marks_is_found_marked_and_the_comment_tagged(reports, page):
    page.goto(f"{reports}comments/")
    page.get_by_role("searchbox").fill("“cho doi”")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert set(page.locator(".cm mark").all_inner_texts()) == {"cho doi"}

    page.locator(".addtag").first.click()
    page.get_by_label("Nhãn bằng lời của bạn").first.fill("giao hàng")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".cm .tag", has_text="giao hàng").count() == 1
    assert "cho+doi" in page.url
