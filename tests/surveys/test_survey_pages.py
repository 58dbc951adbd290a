"""The edit page around the questions: texts, languages, and what a viewer sees of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from hearme.accounts.models import Role
from surveys.actions import close_survey, edit_draft
from surveys.models import Survey
from surveys.rules import Kind, add_question
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("editor")]


@pytest.fixture
def survey(shop):
    return build.survey(shop, asks=(Kind.CSAT, Kind.NPS, Kind.CHOICE))


def fresh(survey):
    return Survey.objects.get(pk=survey.pk)


def test_cards_say_what_is_asked_and_how_it_counts(client, survey, url):
    csat, nps, choice = client.get(url("detail", survey.code)).context["cards"]
    assert (csat.score, csat.facts) == ("% choosing level 4 and 5", ["Not required"])
    assert nps.pills == [str(n) for n in range(11)]
    assert choice.pills == ["Đồ uống", "Nhân viên", "Thời gian chờ"]
    assert csat.news == ""


def test_a_card_tells_what_is_new_and_what_is_missing(client, survey, url):
    edit_draft(survey, lambda content: add_question(content, build.question(Kind.TEXT)))
    edit_draft(survey, lambda c: add_question(c, c.questions[0].__class__("", Kind.CHOICE, {})))
    *_, text, empty = client.get(url("detail", survey.code)).context["cards"]
    assert text.news == "New"
    assert empty.problems == ["Question 5 has no text.", "Question 5 needs at least two choices."]


def test_a_viewer_reads_everything_and_can_press_nothing(client, shop, survey, url):
    client.force_login(build.member(shop, Role.VIEWER))
    page = client.get(url("detail", survey.code)).text
    assert "Hôm nay bạn thấy thế nào?" in page
    assert url("publish", survey.code) not in page
    assert url("question_add", survey.code) not in page
    assert url("question_edit", survey.code, "q1") not in page


def test_the_page_links_the_preview_once_it_exists(client, shop, survey, url):
    try:
        preview = reverse("responses:preview", args=[shop.slug, survey.code])
    except NoReverseMatch:
        preview = ""
    page = client.get(url("detail", survey.code)).text
    assert ("<iframe" in page) == bool(preview)
    assert preview in page


def test_more_questions_need_no_more_queries(client, survey, url):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(url("detail", survey.code))
        return len(captured)

    client.get(url("detail", survey.code))
    few = queries()
    for kind in Kind:
        edit_draft(survey, lambda c, kind=kind: add_question(c, build.question(kind)))
    assert queries() <= few + 1  # now there is something to undo, so two rows are looked up


def test_codes_are_read_in_any_letters_and_unknown_ones_are_not_found(client, survey, url):
    assert client.get(url("detail", survey.code.lower())).status_code == 200
    assert client.get(url("detail", "NOSUCH")).status_code == 404


# ------------------------------------------------------------------ texts
@pytest.fixture
def write(client, survey, url):
    fields = {"revision": 1, "title_vi": "Góp ý", "title_en": "Feedback", "thanks_vi": "Cảm ơn"}
    return lambda **more: client.post(url("texts", survey.code), fields | more)


def test_texts_are_saved_in_every_language(write, survey):
    write(intro_en="Hello\r\nagain")
    content = fresh(survey).content
    assert content.title == {"vi": "Góp ý", "en": "Feedback"}
    assert (content.intro, content.thanks) == ({"en": "Hello\nagain"}, {"vi": "Cảm ơn"})
    assert fresh(survey).title == "Góp ý"


@pytest.mark.parametrize(
    ("field", "value"),
    [("title_vi", ""), ("title_en", "a" * 201), ("intro_vi", "a" * 501), ("thanks_en", "\x00")],
)
def test_a_wrong_text_says_so_and_keeps_what_was_typed(write, survey, field, value):
    response = write(**{field: value})
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"][field].value() == value
    assert fresh(survey).draft_revision == 1


def test_a_stale_text_is_kept_beside_what_the_other_wrote(write, survey):
    write(title_vi="Của Minh Thư")
    response = write(title_vi="Của tôi")
    assert response.status_code == 409
    assert response.context["form"]["title_vi"].value() == "Của tôi"
    assert response.context["form"]["revision"].value() == "2"
    assert "Của Minh Thư" in response.text


# ------------------------------------------------------------------ languages
def test_languages_are_chosen_and_the_main_one_stays(client, survey, url):
    client.post(url("languages", survey.code), {"revision": 1, "languages": ["zh", "ko"]})
    assert fresh(survey).languages == ["vi", "zh", "ko"]


@pytest.mark.parametrize("languages", [["xx"], ["en", "'; --"], ["vi", "vi\x00"]])
def test_an_unknown_language_is_refused_beside_the_field(client, survey, url, languages):
    fields = {"revision": 1, "languages": languages}
    response = client.post(url("languages", survey.code), fields)
    assert list(response.context["form"].errors) == ["languages"]
    assert fresh(survey).languages == ["vi", "en"]


# ------------------------------------------------------------------ the next step
def test_the_page_always_shows_the_next_step(client, shop, survey, url):
    def page():
        return client.get(url("detail", survey.code)).text

    assert "no collector leads to it yet" in page()
    build.collector(survey)
    assert "no collector leads to it yet" not in page()
    edit_draft(survey, lambda content: add_question(content, build.question(Kind.TEXT)))
    assert "1 change against version 1" in page()
    close_survey(survey)
    assert url("reopen", survey.code) in page()
