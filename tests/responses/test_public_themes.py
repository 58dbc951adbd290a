"""Themes on the public pages: whose, how it looks, what it says; pictures; the preview."""

import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from responses import pages
from responses.models import Response
from responses.pages import Setting
from responses.queries import find_door
from surveys.actions import edit_draft
from surveys.models import Theme
from surveys.rules import Kind, contrast
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    return build.survey(asks=(Kind.CSAT, Kind.TEXT))


@pytest.fixture
def door(survey):
    return build.collector(survey, build.location(survey.organization))


def theme(survey, **kwargs) -> Theme:
    """The usual theme of the survey's organization, as it is saved: its revision has grown."""
    made = build.theme(survey.organization)
    fields = {"revision": made.revision + 1, "is_usual": True, **kwargs}
    for name, value in fields.items():
        setattr(made, name, value)
    Theme.objects.exclude(pk=made.pk).update(is_usual=False)
    made.save()
    return made


def opened(client, door, path="") -> str:
    return client.get(f"/s/{door.code}{path}", headers={"accept-language": "vi"}).content.decode()


def setting(made: Theme | None = None) -> Setting:
    ids = {"theme_id": made.pk, "theme_revision": made.revision} if made else {}
    return Setting("Trà Lá Me", "", "ABCDE", "vi", ("vi",), **ids)


def colours(html: str, name: str) -> list[str]:
    return re.findall(rf"--{name}:(#[0-9a-f]+)", html)


# ------------------------------------------------------------------ whose
def test_a_survey_has_its_own_theme_else_the_usual_one_else_none(client, survey, door):
    Theme.objects.of(survey.organization).update(is_usual=False)
    assert find_door(door.code).theme_id is None
    usual = theme(survey)
    assert find_door(door.code).theme_id == usual.pk
    own = build.theme(survey.organization)
    survey.theme = own
    survey.save()
    assert find_door(door.code).theme_id == own.pk


def test_another_organization_s_usual_theme_changes_nothing(survey, door):
    Theme.objects.of(survey.organization).update(is_usual=False)
    theme(build.survey())
    assert find_door(door.code).theme_id is None


def test_a_door_knows_what_and_who_is_rated(survey, door):
    door.touchpoint = build.touchpoint(survey.organization)
    door.subject = build.subject(survey.organization)
    door.save()
    found = find_door(door.code)
    assert (found.touchpoint_id, found.subject_id) == (door.touchpoint_id, door.subject_id)


def test_a_saved_theme_is_seen_at_once(client, survey, door):
    made = theme(survey, display_name="Quán Cũ")
    assert "Quán Cũ" in opened(client, door)
    Theme.objects.filter(pk=made.pk).update(display_name="Quán Mới", revision=made.revision + 1)
    assert "Quán Mới" in opened(client, door)


def test_a_page_with_a_theme_is_read_with_one_question_to_the_database(
    client, survey, door, django_assert_num_queries
):
    theme(survey, brand="#aa3300")
    opened(client, door)
    with django_assert_num_queries(1):
        opened(client, door)


# ------------------------------------------------------------------ looks
@pytest.mark.parametrize("brand", ["#5fb98d", "#ffee00", "#ffffff", "#000000", "#8a1538"])
def test_any_brand_colour_becomes_readable_in_light_and_dark(client, survey, door, brand):
    theme(survey, brand=brand)
    html = opened(client, door)
    light, dark = colours(html, "brand")[2:]
    assert contrast("#ffffff", light) >= 4.5
    assert contrast("#18201d", dark) >= 4.5
    assert contrast("#0b0b0b", dark) >= 4.5
    for link, paper in zip(colours(html, "link"), ("#f6f3ec", "#0f1513"), strict=True):
        assert contrast(link, paper) >= 4.5
    for band in colours(html, "band")[2:]:
        assert contrast("#ffffff", band) >= 4.5
    for ink, soft in zip(("#17211d", "#edf2ee"), colours(html, "brand-soft")[2:], strict=True):
        assert contrast(ink, soft) >= 4.5


def test_a_broken_colour_is_the_usual_one(client, survey, door):
    made = theme(survey)
    Theme.objects.filter(pk=made.pk).update(brand="red;}{", revision=9)
    html = opened(client, door)
    assert "red;" not in html
    assert 'name="theme-color" content="#0d5c4a"' in html


def test_a_logo_stands_where_the_initials_were(client, survey, door):
    logo = build.stored_picture(survey.organization)
    theme(survey, logo=logo)
    html = opened(client, door)
    assert f'<img src="/s/pictures/{logo.key}" alt="">' in html
    assert "TM</span>" not in html


def test_corners_letters_and_ground_are_the_theme_s(client, survey, door):
    picture = build.stored_picture(survey.organization)
    theme(survey, corners="square", font_size="larger", background="picture",
          background_picture=picture)  # fmt: skip
    response = client.get(f"/s/{door.code}")
    html = response.content.decode()
    assert "--r:.25rem" in html
    assert "html{font-size:125%}" in html
    assert f"url(/s/pictures/{picture.key})" in html
    assert "img-src 'self' data:" in response["Content-Security-Policy"]


def test_the_policy_names_the_style_as_it_is_in_the_page(client, survey, door):
    theme(survey, brand="#aa3300", corners="rounder", background="white")
    response = client.get(f"/s/{door.code}")
    [style] = re.findall("<style>(.*?)</style>", response.content.decode(), re.DOTALL)
    assert pages.styles.hash_of(style) in response["Content-Security-Policy"]


def test_the_theme_welcomes_where_the_survey_does_not():
    survey = build.survey()
    made = theme(survey, welcome={"vi": "Mời bạn **góp ý**"})
    content = survey.content
    html = pages.survey_page(content, "vi", setting(made), "").html
    assert "<p>Mời bạn <strong>góp ý</strong></p>" in html
    content = replace(content, intro={"vi": "Chào bạn"})
    assert "Mời bạn" not in pages.survey_page(content, "vi", setting(made), "").html


def test_the_name_on_the_page_is_escaped(client, survey, door):
    theme(survey, display_name="<script>alert(1)</script>")
    assert "<script>alert" not in opened(client, door)


# ------------------------------------------------------------------ thanks
MESSAGES = [
    {"outcome": "good", "text": {"vi": "Vui quá"}},
    {"outcome": "good", "text": {"vi": "Hẹn gặp lại"}},
    {"outcome": "bad", "text": {"vi": "Quán xin lỗi"}},
    {"outcome": "", "text": {"vi": "Cảm ơn mọi người"}},
]


def said(content, made, outcome, turn=0) -> str:
    page = pages.thanks_page(content, "vi", setting(made), outcome=outcome, turn=turn)
    return page.html.split("</style>")[1]


@pytest.mark.parametrize(
    ("outcome", "turn", "text"),
    [
        ("good", 0, "Vui quá"),
        ("good", 1, "Hẹn gặp lại"),
        ("good", 2, "Vui quá"),
        ("bad", 5, "Quán xin lỗi"),
        ("neutral", 0, "Cảm ơn mọi người"),
        ("", 0, "Cảm ơn mọi người"),
    ],
)
def test_the_theme_thanks_by_outcome_and_by_turns(survey, outcome, turn, text):
    assert text in said(survey.content, theme(survey, messages=MESSAGES), outcome, turn)


def test_the_survey_s_own_thanks_come_before_the_theme_s_but_not_before_an_apology(survey):
    made = theme(survey, messages=MESSAGES)
    content = replace(survey.content, thanks={"vi": "Cảm ơn riêng"})
    assert "Cảm ơn riêng" in said(content, made, "good")
    assert "Quán xin lỗi" in said(content, made, "bad")
    content = replace(content, apology={"vi": "Xin lỗi riêng"})
    assert "Xin lỗi riêng" in said(content, made, "bad")
    assert "Cảm ơn riêng" in said(content, made, "neutral")


@pytest.mark.parametrize(
    ("outcome", "heading"),
    [
        ("good", "Cảm ơn bạn!"),
        ("neutral", "Cảm ơn bạn!"),
        ("", "Cảm ơn bạn!"),
        ("bad", "Thành thật xin lỗi bạn"),
    ],
)
def test_without_any_words_of_authors_there_are_ours(survey, outcome, heading):
    html = said(survey.content, None, outcome)
    assert f"<h1>{heading}</h1>" in html
    assert re.search(r'<div class="says"><p>[^<]{20,}</p>', html)


def test_everybody_sees_the_same_button_after_the_thanks(survey):
    made = theme(survey, closing_label={"vi": "Xem thực đơn"}, closing_url="https://lame.vn/menu")
    button = '<a class="btn" href="https://lame.vn/menu" rel="noopener noreferrer">Xem thực đơn</a>'
    for outcome in ("good", "neutral", "bad", ""):
        assert button in said(survey.content, made, outcome)


def test_a_button_leads_only_to_web_pages(survey):
    made = theme(survey)
    Theme.objects.filter(pk=made.pk).update(closing_url="javascript:alert(1)", revision=7)
    made.refresh_from_db()
    assert "javascript" not in said(survey.content, made, "good")


# ------------------------------------------------------------------ pictures
def test_a_picture_is_served_as_it_is_and_kept_for_good(client, survey):
    picture = build.stored_picture(survey.organization)
    response = client.get(f"/s/pictures/{picture.key}")
    assert response.content == bytes(picture.data)
    assert response["Content-Type"] == "image/webp"
    assert "immutable" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


def test_an_unknown_picture_is_not_found(client):
    assert client.get("/s/pictures/ABCDEFGHJKLM").status_code == 404


# ------------------------------------------------------------------ the preview
@pytest.fixture
def author(survey):
    client = Client()
    client.force_login(build.member(survey.organization))
    return client


def previewed(author, survey, **query) -> str:
    url = reverse("responses:preview", args=[survey.organization.slug, survey.code])
    response = author.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_preview_leads_from_page_to_page_to_the_thanks(author, survey):
    edit_draft(survey, lambda _content: build.content([Kind.NPS] * 6))
    first = previewed(author, survey, lang="vi")
    assert 'href="?lang=vi&amp;sheet=2">Tiếp tục</a>' in first
    last = previewed(author, survey, lang="vi", sheet=2)
    assert 'href="?lang=vi&amp;thanks=good">Gửi góp ý</a>' in last
    assert 'href="?lang=vi&amp;sheet=1">Quay lại</a>' in last
    assert "Cảm ơn bạn!" in previewed(author, survey, lang="vi", thanks="good")
    assert "xin lỗi" in previewed(author, survey, lang="vi", thanks="bad")


@pytest.mark.parametrize("number", ["0", "99", "-1", "x", "9" * 5000])
def test_a_page_that_does_not_exist_is_the_nearest_one(author, survey, number):
    assert "Hôm nay bạn thấy thế nào?" in previewed(author, survey, lang="vi", sheet=number)


def test_nothing_in_the_preview_can_be_sent(author, survey):
    html = previewed(author, survey)
    assert 'method="post"' not in html
    assert '<form id="f" method="dialog"' in html
    assert Response.objects.count() == 0


def test_any_theme_of_the_organization_may_be_tried_on(author, survey):
    theme(survey, display_name="Thường")
    other = build.theme(survey.organization)
    Theme.objects.filter(pk=other.pk).update(display_name="Tết")
    assert "Thường" in previewed(author, survey)
    assert "Tết" in previewed(author, survey, theme=other.pk)


def test_a_theme_of_others_cannot_be_tried_on(author, survey):
    url = reverse("responses:preview", args=[survey.organization.slug, survey.code])
    assert author.get(url, {"theme": theme(build.survey()).pk}).status_code == 404
    assert author.get(url, {"theme": 10**17}).status_code == 404


@pytest.mark.parametrize("number", ["x", "-1", "٣", "9" * 5000])
def test_what_is_no_number_of_a_theme_tries_none_on(author, survey, number):
    assert "Trà Lá Me" in previewed(author, survey, theme=number)
