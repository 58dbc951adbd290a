"""The inbox shows what was answered to each kind of question in words."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.urls import reverse

from hearme.accounts.models import Role
from surveys.actions import create_survey, publish_survey
from surveys.rules import Choice, Kind, Level, break_page, replace_question
from tests import build

pytestmark = pytest.mark.django_db
FILE = "0190a0a0-0000-7000-8000-000000000001"
KINDS = tuple(kind for kind in Kind if kind is not Kind.PICTURES)
KEYS = {kind: f"q{place}" for place, kind in enumerate(KINDS, start=1)}
ANSWERS = {
    Kind.NPS: 9,
    Kind.CSAT: 5,
    Kind.CES: 6,
    Kind.SCALE: 2,
    Kind.STARS: {"1": 5, "3": 2},
    Kind.MATRIX: {"2": 4},
    Kind.CHOICE: 2,
    Kind.CHOICES: [1, 3],
    Kind.RANKING: [3, 1, 2],
    Kind.TEXT: "Trà ngon\n<b>lắm</b>",
    Kind.NUMBER: 1_500_000,
    Kind.DATE: "2026-11-20",
    Kind.CONTACT: {"name": "Ngọc Anh", "phone": "+84912345678", "email": "anh@tra.vn"},
    Kind.CONSENT: [1],
    Kind.ATTACHMENT: [FILE],
}


@pytest.fixture
def shop(client):
    organization = build.organization()
    client.force_login(build.member(organization, Role.VIEWER))
    client.cookies["django_language"] = "en"
    return organization


@pytest.fixture
def door(shop):
    return build.collector(build.survey(shop, KINDS))


def answers(**changed):
    return {KEYS[kind]: answer for kind, answer in ANSWERS.items()} | changed


def page_of(client, response) -> str:
    organization = response.organization
    found = client.get(reverse("responses:detail", args=[organization.slug, response.pk]))
    assert found.status_code == 200
    return found.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def said(client, response) -> str:
    return words(page_of(client, response).split("<main", 1)[1])


def test_every_kind_is_told_in_words(client, door):
    told = said(client, build.response(door, answers()))

    for part in (
        "Score 9 Promoter on a scale from 0 to 10",
        "Score 5 Great",
        "Score 6 Easy",
        "Score 5 out of 5 Drinks Score 2 out of 5 Waiting",
        "Score 4 out of 5 Staff",
        "Drinks Waiting",
        "Waiting Drinks Staff",
        "Trà ngon <b>lắm</b>",
        "1,500,000",
        "20 Nov 2026",
        "Ngọc Anh",
        "0912 345 678",
    ):
        assert part in told, part


def test_a_statement_is_no_answer(client, door):
    assert build.TEXTS[Kind.STATEMENT]["en"] not in said(client, build.response(door, answers()))


def test_a_customer_can_be_called_and_written_to_from_the_page(client, door):
    page = page_of(client, build.response(door, answers()))

    assert 'href="tel:+84912345678"' in page
    assert 'href="mailto:anh@tra.vn"' in page


def test_words_of_customers_are_no_html(client, door):
    assert "<b>lắm</b>" not in page_of(client, build.response(door, answers()))


def test_questions_left_open_say_so(client, door):
    told = said(client, build.response(door, {KEYS[Kind.NPS]: 3}))

    assert told.count("Not answered") == len(KINDS) - 2


def test_the_label_of_a_level_stands_beside_its_rating(client, shop):
    content = build.content((Kind.SCALE,))
    labels = tuple(Level({"vi": text}) for text in ("Nhạt", "Vừa", "Đậm"))
    survey = create_survey(
        shop, replace_question(content, replace(content.questions[0], levels=labels))
    )
    publish_survey(survey)
    survey.refresh_from_db()

    assert "Score 3 Đậm" in said(client, build.response(build.collector(survey), {"q1": 3}))


def test_four_faces_are_named_without_a_middle(client, shop):
    content = build.content((Kind.CSAT,))
    content = replace_question(content, replace(content.questions[0], size=4))
    survey = create_survey(shop, content)
    publish_survey(survey)
    survey.refresh_from_db()
    key = content.newest_key

    assert "Score 3 Satisfied" in said(client, build.response(build.collector(survey), {key: 3}))


def test_the_words_beside_other_are_shown_with_it_and_in_the_list(client, shop):
    content = build.content((Kind.CHOICE,))
    asked = content.questions[0]
    choices = (*asked.choices, Choice(0, {"vi": "Khác"}, is_other=True))
    content = replace_question(content, replace(asked, choices=choices))
    survey = create_survey(shop, content)
    publish_survey(survey)
    survey.refresh_from_db()
    response = build.response(build.collector(survey), {"q1": 4, "q1.other": "Chỗ đậu xe"})

    assert "Khác: Chỗ đậu xe" in said(client, response)
    page = client.get(reverse("responses:list", args=[shop.slug]))
    assert "Chỗ đậu xe" in page.content.decode()


def test_a_time_and_a_moment_are_told_as_the_reader_writes_them(client, shop):
    content = build.content((Kind.DATE, Kind.DATE))
    first, second = content.questions
    content = replace_question(content, replace(first, style="time"))
    content = replace_question(content, replace(second, style="both"))
    survey = create_survey(shop, content)
    publish_survey(survey)
    survey.refresh_from_db()
    answer = {"q1": "09:30", "q2": "2026-11-20T18:05"}
    client.cookies["django_language"] = "vi"
    told = said(client, build.response(build.collector(survey), answer))

    assert "09:30" in told
    assert "18:05" in told
    assert "2026-11-20T18:05" not in told


def test_numbers_are_written_in_the_readers_way(client, door):
    client.cookies["django_language"] = "vi"
    told = said(client, build.response(door, answers(**{KEYS[Kind.NUMBER]: 1234.5})))

    assert "1.234,5" in told


def test_a_response_without_an_end_is_marked_in_list_and_page(client, door, shop):
    response = build.response(door, {KEYS[Kind.NPS]: 9}, is_complete=False)

    assert "Not finished" in said(client, response)
    assert (
        "Not finished" in client.get(reverse("responses:list", args=[shop.slug])).content.decode()
    )


def test_a_finished_response_carries_no_mark(client, door):
    assert "Not finished" not in said(client, build.response(door, answers()))


def test_what_the_link_carried_is_shown(client, door):
    response = build.response(door, answers(), hidden={"order": "A<7>"})

    assert "order A<7>" in said(client, response)


def test_pipes_stand_for_what_was_answered(client, shop):
    content = build.content((Kind.CONTACT, Kind.TEXT))
    text = {"vi": "{name|Bạn} thấy sao?"}
    content = replace_question(content, replace(content.questions[1], text=text))
    survey = create_survey(shop, break_page(content, "q2"))
    publish_survey(survey)
    survey.refresh_from_db()
    door = build.collector(survey)

    assert "Lan thấy sao?" in said(client, build.response(door, {"q1": {"name": "Lan"}}))
    assert "Bạn thấy sao?" in said(client, build.response(door, {"q2": "Tốt"}))


def test_criteria_alone_colour_the_response_by_the_worst_row(client, shop):
    door = build.collector(build.survey(shop, (Kind.STARS,)))
    build.response(door, {"q1": {"1": 5, "2": 1}})
    page = client.get(reverse("responses:list", args=[shop.slug]))

    assert [row.feeling for row in page.context["rows"]] == ["bad"]


def test_a_date_is_no_comment(client, shop):
    door = build.collector(build.survey(shop, (Kind.DATE,)))
    build.response(door, {"q1": "2026-11-20"})
    page = client.get(reverse("responses:list", args=[shop.slug]))

    assert [row.comment for row in page.context["rows"]] == [""]
