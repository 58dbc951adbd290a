"""Editors in a real browser: no barriers, saved by themselves, undone together, led by keys."""

import io
import re

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from hearme.accounts.models import Role
from surveys.models import Picture, Survey
from surveys.rules import Kind
from tests import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = re.compile(r"Đã lưu lúc \d\d:\d\d")
NOT_SAVED = re.compile("Chưa lưu")


@pytest.fixture
def survey():
    return build.survey(asks=tuple(Kind), is_live=False)


@pytest.fixture
def go(page, live, survey, sign_in):
    """Open a page of the survey as an editor: `go("question_edit", "q3")`."""
    sign_in(build.member(survey.organization, Role.EDITOR))

    def opened(name, *args):
        address = reverse(f"surveys:{name}", args=[survey.organization.slug, survey.code, *args])
        page.goto(live.url + address)
        return page

    return opened


def key_of(kind):
    return f"q{list(Kind).index(kind) + 1}"


def stored(survey, key):
    return Survey.objects.get(pk=survey.pk).content.question(key)


def wording(page):
    return page.locator("#id_text_vi")


def saving(page):
    """Wait in this block until the page has saved by itself and was told what came of it."""
    return page.expect_response(lambda answer: answer.request.headers.get("x-autosave") == "1")


def status(page):
    return page.locator(".saved[role=status]")


@pytest.mark.parametrize("kind", Kind)
def test_every_editor_has_no_barriers_and_fits_small_and_large_screens(go, at, axe, overflow, kind):
    for width, dark in ((320, False), (1280, True)):
        at(width, dark=dark)
        page = go("question_edit", key_of(kind))
        page.evaluate("for (const more of document.querySelectorAll('.more')) more.open = true")
        assert (axe(page), overflow(page)) == ([], 0), (width, dark)


def test_what_is_typed_is_saved_by_itself(go, survey):
    page = go("question_edit", "q1")
    with saving(page):
        wording(page).fill("Hôm nay bạn thấy sao?")
    expect(status(page)).to_have_text(SAVED)
    page.reload()
    expect(wording(page)).to_have_value("Hôm nay bạn thấy sao?")


def test_undo_after_autosaves_brings_back_the_words_from_before(go, survey):
    before = stored(survey, "q1").text["vi"]
    page = go("question_edit", "q1")
    for words in ("Một", "Hai"):
        with saving(page):
            wording(page).fill(words)
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    page.wait_for_url("**/surveys/*/")
    assert stored(survey, "q1").text["vi"] == before


COUNTING = """
const plain = window.fetch;
window.fetch = async (...all) => {
  if (!all[1]?.headers?.["X-Autosave"]) return plain(...all);
  sessionStorage.saves = Number(sessionStorage.saves || 0) + 1;
  await new Promise((done) => setTimeout(done, 400));
  return plain(...all);
};
"""


def test_the_button_does_not_race_with_a_save_that_is_on_its_way(go, survey):
    page = go("question_edit", "q1")
    page.evaluate(COUNTING)
    wording(page).fill("Hôm nay bạn thấy sao?")
    page.locator("[name=text_en]").fill("How was it?")
    # Leaving the field asks for another save, which waits for the first one.
    page.keyboard.press("Tab")
    page.wait_for_timeout(50)
    page.locator(".qcard.is-open").get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_url(re.compile(r"/surveys/\w{6}/(#.*)?$"))
    assert stored(survey, "q1").text == {"vi": "Hôm nay bạn thấy sao?", "en": "How was it?"}
    assert page.evaluate("sessionStorage.saves") == "1"


def test_a_wrong_field_is_told_beside_it_and_saved_once_it_is_mended(go, survey):
    page = go("question_edit", "q1")
    wording(page).fill("")
    expect(status(page)).to_have_text(NOT_SAVED)
    expect(page.locator("[data-live]")).to_be_visible()
    wording(page).fill("Sao?")
    expect(status(page)).to_have_text(SAVED)
    expect(page.locator("[data-live]")).to_have_count(0)


def test_a_new_choice_keeps_its_number_over_several_saves(go, survey):
    key = key_of(Kind.CHOICE)
    page = go("question_edit", key)
    page.locator("[data-row=add]").click()
    for word in ("Giá", "Giá cả"):
        with saving(page):
            page.locator("[name=choice_vi]").last.fill(word)
    page.locator("[name=choice_number][value='4']").wait_for(state="attached")
    assert [choice.number for choice in stored(survey, key).choices] == [1, 2, 3, 4]


def test_a_chosen_picture_is_sent_shown_and_kept(go, survey, tmp_path):
    out = io.BytesIO()
    Image.new("RGB", (60, 60), "teal").save(out, "PNG")
    (tmp_path / "mon.png").write_bytes(out.getvalue())
    key = key_of(Kind.PICTURES)
    page = go("question_edit", key)
    chosen = page.locator("[data-picture=choice-1]")
    with saving(page):
        chosen.locator("input[type=file]").set_input_files(tmp_path / "mon.png")
    expect(chosen.locator("img")).to_be_visible()
    assert stored(survey, key).choices[1].picture == Picture.objects.get().key


def test_the_first_of_two_wins_and_the_other_is_told_who(go, page, context, survey):
    go("question_edit", "q1")
    mine = page
    theirs = context.new_page()
    theirs.goto(mine.url)
    with saving(theirs):
        wording(theirs).fill("Của Thư")
    theirs.close()
    wording(mine).fill("Của tôi")
    expect(mine.locator("[data-meanwhile] [role=alert]")).to_be_visible()
    expect(status(mine)).to_have_text(NOT_SAVED)
    assert stored(survey, "q1").text["vi"] == "Của Thư"
    mine.locator("form[data-draft] .btn.main").click()
    mine.wait_for_url("**/surveys/*/#q1")
    assert stored(survey, "q1").text["vi"] == "Của tôi"


def test_a_button_elsewhere_waits_until_everything_is_saved(go, survey):
    page = go("question_edit", "q1")
    wording(page).fill("Vừa gõ xong")
    page.locator("#q3 [name=by][value='-1']").click()
    page.wait_for_url("**/surveys/*/#q3")
    assert stored(survey, "q1").text["vi"] == "Vừa gõ xong"
    assert Survey.objects.get(pk=survey.pk).content.place("q3") == 2


def test_keys_walk_open_move_and_close(go, survey):
    page = go("detail")
    for key in "jj":
        page.keyboard.press(key)
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_url("**/surveys/*/#q2")
    assert Survey.objects.get(pk=survey.pk).content.place("q2") == 1
    page.keyboard.press("e")
    page.wait_for_url("**/questions/q2/#q2")
    page.keyboard.press("Escape")
    page.wait_for_url("**/surveys/*/#q2")


def test_a_removed_question_can_be_taken_back_from_the_toast(go, survey):
    page = go("detail")
    page.keyboard.press("j")
    page.keyboard.press("Delete")
    page.locator(".toast button").click()
    page.locator("#q1").wait_for()
    assert stored(survey, "q1")


def test_letters_in_a_field_are_only_letters(go):
    page = go("question_edit", "q1")
    wording(page).press_sequentially("nje?")
    expect(page.locator("#shortcuts")).to_be_hidden()
    assert page.locator("[data-add]").get_attribute("open") is None
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()


def test_a_card_is_dragged_to_another_place(go, survey):
    page = go("detail")
    target = page.locator("#q3")
    box = target.bounding_box()
    page.locator("#q1 .handle").drag_to(target, target_position={"x": 60, "y": box["height"] - 5})
    page.wait_for_url("**/surveys/*/#q1")
    assert Survey.objects.get(pk=survey.pk).content.place("q1") == 3


def test_an_earlier_answer_is_put_where_the_cursor_was(go):
    page = go("question_edit", "q2")
    wording(page).fill("Vì sao ?")
    wording(page).press("ArrowLeft")
    page.locator("[data-pipes] summary").click()
    page.locator("[data-pipes] button").first.click()
    expect(wording(page)).to_have_value("Vì sao {q1}?")
