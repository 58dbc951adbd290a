"""A new survey: from ready questions or from nothing."""

import pytest

from surveys.models import DraftRevision, Survey
from surveys.rules import Kind
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("editor")]


def filled(**fields):
    return {
        "title": "Góp ý tại bàn",
        "start": "full",
        "default_language": "vi",
        "languages": ["vi", "en"],
    } | fields


@pytest.fixture
def post(client, url):
    return lambda **fields: client.post(url("create"), filled(**fields))


def test_a_survey_from_ready_questions_leads_to_its_edit_page(post, url, editor):
    response = post()
    survey = Survey.objects.get()
    assert response.url == url("detail", survey.code)
    assert [q.kind for q in survey.content.questions] == [
        Kind.CSAT, Kind.NPS, Kind.CHOICES, Kind.TEXT,
    ]  # fmt: skip
    assert DraftRevision.objects.get().saved_by == editor


@pytest.mark.parametrize(("start", "asked"), [("nps", [Kind.NPS]), ("blank", [])])
def test_other_beginnings(post, start, asked):
    post(start=start)
    assert [q.kind for q in Survey.objects.get().content.questions] == asked


def test_the_main_language_comes_first_and_once(post):
    post(default_language="en", languages=["ko", "en", "vi"])
    survey = Survey.objects.get()
    assert survey.languages == ["en", "vi", "ko"]
    assert survey.title == "Góp ý tại bàn"


def test_a_link_may_choose_the_beginning(client, url):
    assert client.get(url("create"), {"start": "nps"}).context["form"]["start"].value() == "nps"
    assert client.get(url("create"), {"start": "?"}).context["form"]["start"].value() == "full"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "   "),
        ("title", "a" * 10_000),
        ("title", "Góp\x00ý"),
        ("start", "everything"),
        ("default_language", "xx"),
        ("languages", ["vi", "xx"]),
    ],
)
def test_a_wrong_field_says_so_and_keeps_what_was_typed(post, field, value):
    response = post(**{field: value})
    form = response.context["form"]
    assert response.status_code == 200
    assert list(form.errors) == [field]
    assert form[field].value() == value
    assert form["title"].value() == filled(**{field: value})["title"]
    assert not Survey.objects.exists()


def test_a_title_is_composed_and_stripped(post):
    post(title="  Go\u0301p   y\u0301 ")
    assert Survey.objects.get().title == "Góp ý"


def test_templates_for_the_business_come_first(client, url, shop):
    shop.field = "health"
    shop.save()
    cards = client.get(url("create")).context["suggested"]
    assert [card.sector for card in cards[:4]] == ["Health care"] * 4
    assert 'action="' + url("template", cards[0].slug) in client.get(url("create")).text


def test_the_newest_surveys_can_be_copied(client, url, shop):
    made = [build.survey(shop) for _ in range(6)]
    other = build.survey()
    page = client.get(url("create")).text
    assert [url("copy", survey.code) in page for survey in made] == [False, *[True] * 5]
    assert other.code not in page


def test_a_wrong_title_does_not_push_the_form_below_the_templates(post):
    assert "Use this template" not in post(title="").text
