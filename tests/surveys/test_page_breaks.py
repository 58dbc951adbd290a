"""Pages among the questions: broken, joined, titled."""

import pytest

from surveys.actions import edit_draft
from surveys.models import Survey
from surveys.rules import Kind, break_page, join_page, put_on_page
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("editor")]


@pytest.fixture
def survey(shop):
    return build.survey(shop, asks=[Kind.NPS] * 7)


@pytest.fixture
def press(client, survey, url):
    """Press a button: `press("page_break", "q3")`."""

    def pressed(name, key, **fields):
        return client.post(url(name, survey.code, key), {"revision": 1} | fields)

    return pressed


def layout(survey):
    content = Survey.objects.get(pk=survey.pk).content
    return [[question.key for question in content.questions_on(page.key)] for page in content.pages]


def groups(client, survey, url):
    return client.get(url("detail", survey.code)).context["groups"]


def test_a_break_and_a_join_undo_each_other(press, survey):
    press("page_break", "q3")
    assert layout(survey) == [["q1", "q2"], ["q3", "q4", "q5", "q6", "q7"]]
    press("page_break", "q6", revision=2)
    press("page_join", "p3", revision=3)
    press("page_join", "p2", revision=4)
    assert layout(survey) == []


def test_a_page_that_begins_there_already_is_not_broken_again(press, survey):
    press("page_break", "q1")
    assert layout(survey) == []
    press("page_break", "q3")
    press("page_break", "q3", revision=2)
    assert len(layout(survey)) == 2


def test_five_questions_stand_on_each_page_until_the_author_breaks_them(client, press, survey, url):
    by_itself = groups(client, survey, url)
    assert [(group.is_own, len(group.rows)) for group in by_itself] == [(False, 5), (False, 2)]
    assert "Five questions stand on each page" in client.get(url("detail", survey.code)).text
    press("page_break", "q3")
    assert [(g.is_own, len(g.rows)) for g in groups(client, survey, url)] == [(True, 2), (True, 5)]
    assert "Five questions stand on each page" not in client.get(url("detail", survey.code)).text


def test_a_page_without_questions_is_shown_and_can_be_joined(client, press, survey, url):
    edit_draft(survey, lambda content: break_page(content, "q7"))
    edit_draft(survey, lambda content: put_on_page(content, "q7", "p1"))
    assert [len(group.rows) for group in groups(client, survey, url)] == [7, 0]
    assert "No question stands on this page" in client.get(url("detail", survey.code)).text
    press("page_join", "p2", revision=3)
    assert layout(survey) == []


def test_a_page_is_titled_in_every_language(press, survey, client, url):
    press("page_break", "q3")
    back = press("page_title", "p2", revision=2, title_vi=" Về món ", title_en="The food")
    page = Survey.objects.get(pk=survey.pk).content.page("p2")
    assert page.title == {"vi": "Về món", "en": "The food"}
    assert back.url.endswith("#page-p2")
    assert groups(client, survey, url)[1].title == "Về món"


def test_a_title_that_is_too_long_says_so_and_stays(press, survey):
    press("page_break", "q3")
    response = press("page_title", "p2", revision=2, title_vi="a" * 201)
    assert list(response.context["form"].errors) == ["title_vi"]
    assert response.context["form"]["title_vi"].value() == "a" * 201
    assert response.context["opened"] == "p2"
    assert Survey.objects.get(pk=survey.pk).draft_revision == 2


def test_two_editors_titles_meet_and_nothing_is_lost(press, survey):
    press("page_break", "q3")
    press("page_title", "p2", revision=2, title_vi="Của Minh Thư")
    response = press("page_title", "p2", revision=2, title_vi="Của tôi")
    assert response.status_code == 409
    assert response.context["form"]["title_vi"].value() == "Của tôi"
    assert "Của Minh Thư" in response.text
    press("page_title", "p2", revision=3, title_vi="Của tôi")
    assert Survey.objects.get(pk=survey.pk).content.page("p2").title == {"vi": "Của tôi"}


def test_a_title_for_a_page_that_is_gone_meanwhile_is_told(press, survey, client, url):
    press("page_break", "q3")
    edit_draft(survey, lambda content: join_page(content, "p2"))
    assert press("page_title", "p2", revision=2, title_vi="Trễ").status_code == 302
    assert list(client.get(url("detail", survey.code)).context["messages"])


@pytest.mark.parametrize("revision", ["", "x", "7", "²"])
@pytest.mark.parametrize("button", [("page_break", "q3"), ("page_join", "p2")])
def test_a_button_of_an_old_page_does_nothing_and_says_why(
    press, survey, client, url, button, revision
):
    edit_draft(survey, lambda content: break_page(content, "q5"))
    assert press(*button, revision=revision).status_code == 302
    assert layout(survey) == [["q1", "q2", "q3", "q4"], ["q5", "q6", "q7"]]
    assert list(client.get(url("detail", survey.code)).context["messages"])


@pytest.mark.parametrize(
    ("name", "key"), [("page_break", "q9"), ("page_join", "p9"), ("page_title", "nonsense")]
)
def test_what_never_was_is_not_found(press, survey, name, key):
    assert press(name, key).status_code == 404
    assert layout(survey) == []
