"""Faces under e-mails: what is copied, and that opening every link of it changes nothing."""

import io
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from django.test import Client
from PIL import Image

from hearme.accounts.models import Role
from hearme.common.icons import FACE_COLOURS
from responses.models import Collector, CountChange, Response
from responses.pages import footer_of
from surveys.actions import edit_draft, publish_survey
from surveys.rules import Content, Kind
from tests import build
from tests.responses.visitors import Visitor

pytestmark = pytest.mark.django_db

ROOT = "https://hearme.example"
UNDERSTOOD = {"table", "tr", "td", "a", "img", "p"}
"""The elements that Gmail and Outlook leave as they are."""


@pytest.fixture
def door() -> Collector:
    survey = build.survey(asks=(Kind.CSAT, Kind.TEXT))
    return build.collector(survey, kind="email")


def footer(door: Collector, language: str = "vi"):
    content = door.survey.live_version.content
    return footer_of(content, door.code, language, "vi", root=ROOT)


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.found if name == tag]


# ------------------------------------------------------------ What is copied
def test_every_face_is_a_link_with_its_rating(door):
    links = Elements(footer(door).html).of("a")
    assert [link["href"] for link in links] == [
        f"{ROOT}/s/{door.code}?csat={rating}&lang=vi" for rating in range(1, 6)
    ]


def test_a_face_is_told_in_words_where_pictures_are_off(door):
    pictures = Elements(footer(door).html).of("img")
    assert [picture["src"] for picture in pictures] == [
        f"{ROOT}/s/faces/{level}.png" for level in range(1, 6)
    ]
    assert [picture["alt"] for picture in pictures][::4] == ["1 Rất tệ", "5 Tuyệt vời"]
    assert {(picture["width"], picture["height"]) for picture in pictures} == {("40", "40")}


def test_only_what_email_programs_keep_is_in_it(door):
    html = footer(door).html
    assert {name for name, _ in Elements(html).found} == UNDERSTOOD - {"p"}
    for word in ("<style", "class=", "<script", "<svg", "position:", "flex", "var("):
        assert word not in html, word


def test_it_speaks_the_language_that_was_chosen(door):
    html = footer(door, "en").html
    assert "How was it today?" in html
    assert 'alt="5 Great"' in html
    assert "lang=en" in html


def test_without_html_each_rating_has_a_line(door):
    lines = footer(door).text.splitlines()
    assert lines[0] == "Hôm nay bạn thấy thế nào?"
    assert lines[5] == f"5 Tuyệt vời: {ROOT}/s/{door.code}?csat=5&lang=vi"
    assert len(lines) == 6


def test_the_recommendation_question_has_eleven_numbers():
    door = build.collector(build.survey(asks=(Kind.TEXT, Kind.NPS)), kind="email")
    found = Elements(footer(door).html)
    assert [link["href"] for link in found.of("a")][::10] == [
        f"{ROOT}/s/{door.code}?nps={rating}&lang=vi" for rating in (0, 10)
    ]
    assert found.of("img") == []
    assert "0 = " in footer(door).html
    assert "10 = " in footer(door).html


def test_a_name_that_is_a_hidden_field_is_not_used_for_a_rating(door):
    edit_draft(door.survey, lambda content: replace(content, hidden_fields=("csat",)))
    publish_survey(door.survey)
    door.refresh_from_db()
    assert f"/s/{door.code}?q1=5&" in footer(door).text


def test_without_a_rating_it_is_a_link():
    door = build.collector(build.survey(asks=(Kind.TEXT,)), kind="email")
    links = Elements(footer(door).html).of("a")
    assert [link["href"] for link in links] == [f"{ROOT}/s/{door.code}?lang=vi"]


def test_words_of_the_author_are_words():
    content = build.content((Kind.CSAT,))
    question = content.questions[0]
    odd = replace(question, text={"vi": '<b onclick="x">'})
    html = footer_of(replace(content, questions=(odd,)), "K4TN2", "vi", "vi", root=ROOT).html
    assert "<b " not in html
    assert "&lt;b onclick=&quot;x&quot;&gt;" in html


# ------------------------------------------------------------ The faces
@pytest.mark.parametrize("level", range(1, 6))
def test_a_face_is_a_small_picture_on_nothing(client, level):
    sent = client.get(f"/s/faces/{level}.png")
    assert sent["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(sent.content) < 4_000
    picture = Image.open(io.BytesIO(sent.content))
    assert picture.size == (96, 96)
    assert picture.getpixel((0, 0))[3] == 0
    colour = tuple(bytes.fromhex(FACE_COLOURS[level - 1][1:]))
    assert picture.getpixel((48, 8))[:3] == colour


@pytest.mark.parametrize("level", ["0", "6", "99999999999"])
def test_there_are_five_faces(client, level):
    assert client.get(f"/s/faces/{level}.png").status_code == 404


# ------------------------------------------------------------ Scanners and people
def test_a_scanner_that_opens_every_link_changes_nothing(door):
    before = (Response.objects.count(), CountChange.objects.count())
    for link in Elements(footer(door).html).of("a"):
        page = Client().get(unescape(link["href"]).removeprefix(ROOT))
        assert page.status_code == 200
        assert not page.cookies
    assert (Response.objects.count(), CountChange.objects.count()) == before


@pytest.mark.parametrize("rating", range(1, 6))
def test_the_tapped_face_is_chosen_and_counts_when_it_is_sent(door, rating):
    visitor = Visitor(door)
    page = visitor.open(csat=str(rating), lang="vi").content.decode()
    chosen = re.findall(r'<input type="radio" name="q-q1" value="(\d)"[^>]* checked', page)
    assert chosen == [str(rating)]
    visitor.send(q1=chosen[0])
    stored = Response.objects.get()
    assert (stored.answers, stored.channel) == ({"q1": rating}, "email")


# ------------------------------------------------------------ The dashboard
def test_the_page_has_both_texts_to_copy_and_two_previews(door, settings):
    settings.SITE_URL = ROOT
    viewer = Client()
    viewer.force_login(build.member(door.organization, Role.VIEWER))
    base = f"/{door.organization.slug}/collectors/{door.code}/email/"
    page = viewer.get(base, {"lang": "en"}).content.decode()
    copied = [unescape(text) for text in re.findall(r'data-copy="([^"]*)"', page)]
    assert copied == [footer(door, "en").html, footer(door, "en").text]
    assert page.count("<iframe") == 2
    preview = viewer.get(f"{base}preview/", {"ground": "dark"})
    assert "/s/faces/1.png" in preview.content.decode()
    assert preview["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
    assert "script-src" not in preview["Content-Security-Policy"]


def test_a_draft_without_questions_has_a_footer_too():
    door = build.collector(build.survey(asks=(), is_live=False), kind="email")
    assert footer_of(Content(title={"vi": "Góp ý"}), door.code, "vi", "vi", root=ROOT).marks == ()
