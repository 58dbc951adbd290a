"""Every report page on paper: A4, its figures on the first sheet, nothing cut, nothing to click."""

import random
import re
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
from django.urls import reverse

from reports.actions import count_waiting, list_waiting_comments
from responses.actions import record_responses
from surveys.models import Survey
from surveys.rules import Kind
from tests import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A4 = (595, 842)
"""In points."""
INNER = 703
"""The px between the margins of a sheet: 186 mm."""
HALF = 421
"""If there is a second sheet, the first is full beyond its half."""
FEWEST_DIGITS = 20
"""The days in the head alone are fewer."""
NAMES = "overview list journey places people when control drivers crosstab comments collection"
TOOLS = ("Áp dụng", "Thao tác khác", "Quyền riêng tư", "Bảng chéo", "Thêm bộ lọc")
"""Words of filters, menus, tabs and of the side bar."""
CUT = """width => [...document.querySelectorAll('main *')]
  .filter(e => e.getClientRects().length && !e.closest('.vh, svg'))
  .filter(e => e.getBoundingClientRect().right > width + 1)
  .map(e => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 40)}`).slice(0, 5)"""
SAID = (
    "Gọi đổi ly bị đổ, chờ 40 phút rồi không ai gọi lại. Lần sau chắc không đặt nữa.",
    "cho doi hoi lau nhung ban phuc vu de thuong",
    "Trà ngon, nhưng cuối tuần nhạc to quá khó nói chuyện.",
)


@pytest.fixture
def survey(live) -> Survey:
    """Five weeks of answers in four places about as many people, with a goal and a note."""
    organization = build.organization()
    survey = build.survey(organization, (Kind.CSAT, Kind.NPS, Kind.STARS, Kind.CHOICE, Kind.TEXT))
    for name in ("Hai Bà Trưng", "Hải Châu", "Ninh Kiều", "Trung tâm thương mại Vạn Hạnh"):
        place = build.location(organization, name)
        person = build.subject(organization, f"Lan {name}", location=place)
        door = build.collector(survey, place, touchpoint=build.touchpoint(organization))
        record_responses(
            [build.reply(door, given, at=at, subject_id=person.pk) for given, at in answered(name)]
        )
    count_waiting(survey.pk)
    list_waiting_comments()
    build.goal(survey, 70)
    build.annotation(organization, "Thêm ca tối", datetime.now(UTC).date() - timedelta(days=9))
    return survey


def answered(name: str) -> list[tuple[dict, datetime]]:
    """Three answers a day for 34 days; each third customer writes something."""
    chance = random.Random(name)
    now = datetime.now(UTC)
    found = []
    for n in range(102):
        taste, speed, staff = (chance.randint(low, 5) for low in (3, 1, 2))
        main = max(1, min(5, round((taste + speed + staff) / 3)))
        given = {
            "q1": main,
            "q2": chance.randint(4, 10),
            "q3": {"1": taste, "2": staff, "3": speed},
            "q4": chance.choice((1, 2, 3)),
        }
        text = {"q5": chance.choice(SAID)} if n % 3 == 0 else {}
        found.append((given | text, now - timedelta(hours=8 * n + 1)))
    return found


def test_every_report_page_prints_on_a4_with_its_figures_first(page, live, sign_in, survey):
    slug = survey.organization.slug
    sign_in(survey.organization.memberships.get().user)
    addresses = {name: reverse(f"reports:{name}", args=[slug]) for name in NAMES.split()}
    addresses["survey"] = reverse("reports:survey", args=[slug, survey.code])
    wrong = {}
    for name, address in addresses.items():
        page.set_viewport_size({"width": 1280, "height": 1000})
        page.emulate_media(media="screen")
        page.goto(f"{live.url}{address}")
        heading = page.locator("h1").inner_text()
        seen = page.locator("body").inner_text().splitlines()
        tools = [tool for tool in TOOLS if tool in seen and tool != heading]
        page.set_viewport_size({"width": INNER, "height": 1000})
        page.emulate_media(media="print")
        faults = [f"cut: {each}" for each in page.evaluate(CUT, INNER)]
        with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as sheets:
            faults += faults_of(sheets, heading, tools)
        assert len(tools) >= 2, name
        if faults:
            wrong[name] = faults

    assert wrong == {}


def faults_of(sheets: pypdfium2.PdfDocument, heading: str, tools: list[str]) -> list[str]:
    """What is wrong with a printed page."""
    texts = [letters_of(sheet) for sheet in sheets]
    faults = [f"size {sheet.get_size()}" for sheet in sheets if not is_a4(sheet)]
    title = squeezed(heading)
    if title not in texts[0]:
        faults.append(f"no heading “{heading}” on the first sheet")
    if len(re.findall(r"\d", texts[0].split(title)[-1])) < FEWEST_DIGITS:
        faults.append("no figures on the first sheet")
    if len(sheets) > 1 and lowest(sheets[0]) < HALF:
        faults.append("the first sheet is nearly empty")
    faults += [f"“{tool}” is printed" for tool in tools if squeezed(tool) in "".join(texts)]
    faults += [f"sheet {number} is empty" for number, text in enumerate(texts, 1) if not text]
    return faults


def is_a4(sheet: pypdfium2.PdfPage) -> bool:
    return all(abs(had - wanted) < 2 for had, wanted in zip(sheet.get_size(), A4, strict=True))


def squeezed(text: str) -> str:
    """Only letters count: a PDF may place each by itself."""
    return "".join(text.split())


def letters_of(sheet: pypdfium2.PdfPage) -> str:
    return squeezed(sheet.get_textpage().get_text_range())


def lowest(sheet: pypdfium2.PdfPage) -> float:
    """How far down the words of a sheet reach, in points from its top."""
    words = sheet.get_textpage()
    bottoms = [words.get_rect(n)[1] for n in range(words.count_rects())]
    return sheet.get_height() - min(bottoms, default=sheet.get_height())
