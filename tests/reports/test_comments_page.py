"""The page of comments: words with and without marks, filters, tags, and what others may see."""

import unicodedata
from datetime import timedelta

import pytest
from django.urls import reverse

from hearme.accounts.models import Role
from reports.actions import list_all_comments_again, list_waiting_comments, tag_comment
from reports.models import Comment, CommentChange, CommentTag
from reports.rules.searching import MOST_WORDS, marked, read_search
from responses.actions import change_answers, delete_response, set_excluded
from surveys.rules import Kind
from tests import build
from tests.reports.shop import NOON, WEEK

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(shop):
    survey = build.survey(shop, (Kind.NPS, Kind.TEXT, Kind.TEXT))
    return build.collector(survey, build.location(shop, "Hải Châu"), name="Bàn 7")


def say(door, text: str, score: int | None = 9, *, days_ago: float = 0, **kwargs):
    answers = {"q2": text} if score is None else {"q1": score, "q2": text}
    moment = NOON - timedelta(days=days_ago)
    response = build.response(door, answers, at=moment, **kwargs)
    list_waiting_comments()
    return response


def look(client, shop, **query: object):
    return client.get(reverse("reports:comments", args=[shop.slug]), WEEK | query)


def texts(page) -> list[str]:
    return [voice.text for voice in page.context["page"].voices]


def found(client, shop, words: str) -> list[str]:
    return sorted(texts(look(client, shop, q=words)))


# ------------------------------------------------------------------ words
def test_without_marks_every_spelling_is_found_with_marks_just_that_one(client, shop, door):
    for text in ("Bàn bẩn quá", "Quán bán đắt", "ban do qua", "Sạch sẽ"):
        say(door, text)

    assert found(client, shop, "ban") == ["Bàn bẩn quá", "Quán bán đắt", "ban do qua"]
    assert found(client, shop, "bẩn") == ["Bàn bẩn quá"]
    assert found(client, shop, "BẨN") == ["Bàn bẩn quá"]
    assert found(client, shop, "bán") == ["Quán bán đắt"]
    assert found(client, shop, "bàn bán") == []
    assert found(client, shop, "sach") == ["Sạch sẽ"]


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("chờ đợi", True),
        ('"chờ đợi"', True),
        ("“cho doi”", True),
        ('"đợi chờ"', False),
        ("đợi chờ", True),
        ("cho", True),
        ("chỗ", False),
        ("cho đợi", False),
        ("doi lau", True),
        ('"doi lau"', False),
        ("đ", False),
        ("wi-fi", True),
        ("fi-wi", False),
        ("hoà", True),
        ("hòa", True),
        ("hoạ", False),
        ("đ0", False),
    ],
)
def test_phrases_marks_and_both_ways_to_put_a_tone(client, shop, door, typed, is_found):
    say(door, "Chờ đợi quá lâu! Wi-Fi yếu, khung cảnh hài hoà.")

    assert bool(found(client, shop, typed)) is is_found


@pytest.mark.parametrize("stored", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_composed_and_decomposed_letters_are_the_same(client, shop, door, stored, typed):
    say(door, unicodedata.normalize(stored, "Nhân viên dễ thương"))

    page = look(client, shop, q=unicodedata.normalize(typed, "dễ thương"))
    assert texts(page) == ["Nhân viên dễ thương"]
    assert "<mark>dễ</mark> <mark>thương</mark>" in page.content.decode()


def test_what_was_found_is_marked_and_nothing_else_becomes_markup(client, shop, door):
    say(door, "<b>Chờ</b> lâu & <script>alert(1)</script>")
    html = look(client, shop, q="cho lau").content.decode()

    assert "&lt;b&gt;<mark>Chờ</mark>&lt;/b&gt; <mark>lâu</mark> &amp; &lt;script&gt;" in html
    assert "<script>alert" not in html


def test_marks_reach_over_a_whole_phrase():
    assert marked("Đợi quá lâu, lâu", read_search('"qua lau"')) == [
        ("Đợi ", False),
        ("quá lâu", True),
        (", lâu", False),
    ]
    assert marked("", read_search("a")) == []


def test_a_search_has_an_end():
    many = read_search(" ".join(f"từ{number}" for number in range(50)))

    assert sum(len(phrase) for phrase in many.phrases) == MOST_WORDS


@pytest.mark.parametrize(
    "odd", ["'", "'); --", "\\", ":*", "!!!", "\x00", "& | !", '"', "😀", "a" * 999]
)
def test_odd_searches_are_answered(client, shop, door, odd):
    say(door, "Ổn")

    assert look(client, shop, q=odd).status_code == 200


def test_a_search_without_a_letter_says_so(client, shop, door):
    say(door, "Ổn")

    assert "needs a letter" in look(client, shop, q="!!!").content.decode()


# ------------------------------------------------------------------ following the responses
def test_edits_deletions_and_exclusions_are_followed(client, shop, door):
    response = say(door, "Trà nguội")
    change_answers(response, {"q1": 2, "q2": "Trà đã nóng"})
    list_waiting_comments()
    assert texts(look(client, shop)) == ["Trà đã nóng"]
    assert look(client, shop).context["feelings"].bad == 1

    set_excluded(response, True)
    list_waiting_comments()
    assert texts(look(client, shop)) == []

    set_excluded(response, False)
    list_waiting_comments()
    assert texts(look(client, shop)) == ["Trà đã nóng"]

    tag_comment(shop, response.pk, "q2", "trà", build.user())
    delete_response(response)
    list_waiting_comments()
    assert not Comment.objects.exists()
    assert not CommentTag.objects.exists()


def test_a_comment_that_was_taken_back_leaves_the_list(client, shop, door):
    response = say(door, "Ồn")
    change_answers(response, {"q1": 9})
    list_waiting_comments()

    assert not Comment.objects.exists()


def test_a_response_without_words_leaves_nothing_to_do(door):
    build.response(door, {"q1": 9}, at=NOON)

    assert not CommentChange.objects.exists()
    assert list_waiting_comments() == 0


def test_listing_everything_again_changes_nothing(client, shop, door):
    say(door, "Ngon")
    before = texts(look(client, shop))

    assert list_all_comments_again() == 1
    assert list_waiting_comments() == 1
    assert texts(look(client, shop)) == before == ["Ngon"]


# ------------------------------------------------------------------ filters and pages
def test_feelings_questions_places_days_and_surveys_narrow_the_list(client, shop, door):
    other = build.collector(door.survey, build.location(shop, "Ninh Kiều"))
    say(door, "Tệ", 2)
    say(door, "Tạm", 7)
    say(door, "Tuyệt", 10, channel="api")
    say(other, "Nơi khác", None)
    say(door, "Năm ngoái", 10, days_ago=300)
    code = door.survey.code

    assert texts(look(client, shop, feeling="bad")) == ["Tệ"]
    assert texts(look(client, shop, feeling="good")) == ["Tuyệt"]
    assert texts(look(client, shop, location=other.location_id)) == ["Nơi khác"]
    assert len(texts(look(client, shop, survey=code))) == 4
    assert texts(look(client, shop, survey=code, question="q3")) == []
    assert len(texts(look(client, shop, survey=code, question="q99"))) == 4
    assert texts(look(client, shop, since="2026-01-01", until="2026-02-01")) == ["Năm ngoái"]
    feelings = look(client, shop, feeling="bad").context["feelings"]
    assert (feelings.good, feelings.neutral, feelings.bad, feelings.unknown) == (1, 1, 1, 1)


def test_pages_follow_each_other_without_gap_or_repeat(client, shop, door):
    for number in range(45):
        say(door, f"Câu {number}", days_ago=number / 100)
    first = look(client, shop).context["page"]
    second = look(client, shop, before=str(first.voices[-1].place)).context["page"]
    third = look(client, shop, before=str(second.voices[-1].place)).context["page"]
    back = look(client, shop, after=str(third.voices[0].place)).context["page"]

    read = [voice.text for page in (first, second, third) for voice in page.voices]
    assert read == [f"Câu {number}" for number in range(45)]
    assert (first.has_newer, first.has_older) == (False, True)
    assert (third.has_newer, third.has_older) == (True, False)
    assert back.voices == second.voices


@pytest.mark.parametrize(
    "query",
    [
        {"before": "x"},
        {"before": "99999999999999999-1"},
        {"feeling": "sad"},
        {"survey": "ZZZZZZ"},
        {"tag": "không có"},
        {"location": "77"},
        {"since": "2026-02-30"},
        {"question": "q2'"},
    ],
)
def test_odd_addresses_are_answered(client, shop, door, query):
    say(door, "Ổn")

    assert look(client, shop, **query).status_code == 200


def test_a_lost_survey_is_named(client, shop, door):
    assert "does not exist here any more" in look(client, shop, survey="ZZZZZZ").content.decode()


def test_each_comment_has_its_score_place_touchpoint_time_and_response(client, shop, door):
    touchpoint = build.touchpoint(shop, "Quầy pha chế")
    response = say(door, "Ngon", 10, touchpoint_id=touchpoint.pk)
    html = look(client, shop).content.decode()

    assert "Hải Châu · Quầy pha chế · Bàn 7" in html
    assert reverse("responses:detail", args=[shop.slug, response.pk]) in html
    assert "out of 10" in html
    assert "12:00" in html or "noon" in html


# ------------------------------------------------------------------ tags
def tag(client, shop, response, **sent: str):
    address = reverse("reports:comment_tag", args=[shop.slug])
    return client.post(address, {"response": response.pk, "question": "q2"} | sent)


@pytest.fixture
def service(client, shop):
    client.force_login(build.member(shop, Role.SERVICE))
    return client


def test_a_member_tags_a_comment_and_finds_it_by_its_tag(service, shop, door):
    response = say(door, "Đợi lâu", 2)
    say(door, "Ngon")
    answer = tag(service, shop, response, word="  thời gian   chờ ", back="q=doi&next=//evil")

    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{reverse('reports:comments', args=[shop.slug])}?q=doi")
    assert answer["Location"].endswith(f"#r{response.pk}")
    page = look(service, shop, tag="thời gian chờ")
    assert texts(page) == ["Đợi lâu"]
    [line] = page.context["tags"]
    assert (line.word, line.n, line.good, line.bad) == ("thời gian chờ", 1, 0, 1)


def test_the_same_tag_in_other_letters_is_one_and_can_be_taken_off(service, shop, door):
    response, other = say(door, "Đợi lâu"), say(door, "Lâu quá")
    tag(service, shop, response, word="Chờ")
    tag(service, shop, response, word="chờ")
    tag(service, shop, other, word="CHỜ")
    assert list(CommentTag.objects.values_list("word", flat=True)) == ["Chờ", "Chờ"]

    tag(service, shop, response, off="Chờ")
    assert CommentTag.objects.get().response_id == other.pk


@pytest.mark.parametrize("word", ["", "   ", "#", "a" * 31])
def test_a_tag_has_one_to_thirty_letters(service, shop, door, word):
    response = say(door, "Đợi lâu")
    tag(service, shop, response, word=word)

    assert not CommentTag.objects.exists()


def test_tags_stay_when_the_response_changes(service, shop, door):
    response = say(door, "Đợi lâu")
    tag(service, shop, response, word="chờ")
    change_answers(response, {"q1": 1, "q2": "Đợi rất lâu"})
    list_waiting_comments()

    assert texts(look(service, shop, tag="chờ")) == ["Đợi rất lâu"]


def test_a_viewer_may_not_tag(client, shop, door):
    response = say(door, "Đợi lâu")

    assert tag(client, shop, response, word="chờ").status_code == 403
    assert "addtag" not in look(client, shop).content.decode()


def test_another_organization_s_comments_are_neither_seen_found_nor_tagged(service, shop, door):
    stranger = build.organization("Phở Gia Truyền")
    theirs = build.collector(build.survey(stranger, (Kind.NPS, Kind.TEXT)))
    response = say(theirs, "Bí mật")

    assert texts(look(service, shop)) == found(service, shop, "bí mật") == []
    assert tag(service, shop, response, word="x").status_code == 404
    tag_comment(stranger, response.pk, "q2", "riêng", build.user())
    tag(service, shop, response, off="riêng")
    assert CommentTag.objects.count() == 1
    assert "riêng" not in look(service, shop).content.decode()


def test_an_empty_list_says_what_to_do(client, shop, door):
    assert "Nobody wrote anything in these days" in look(client, shop).content.decode()
    assert "No comment with “ngon”" in look(client, shop, q="ngon").content.decode()
