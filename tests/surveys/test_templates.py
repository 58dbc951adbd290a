"""The library of ready surveys: complete in both languages, sound, and quick to publish."""

import re
import time

import pytest

from hearme.accounts.models import Role
from surveys.actions import add_touchpoint, close_touchpoint, publish_survey, start_from_template
from surveys.models import About, Stage, Survey, Touchpoint
from surveys.pages.templates import (
    SECTORS,
    find_templates,
    sector_chips,
    suggested_templates,
    template_detail,
)
from surveys.rules import (
    Circumstances,
    Kind,
    Sector,
    completeness,
    content_from,
    document_of,
    fitting_templates,
    library,
    problems_before_publishing,
    walk,
)
from surveys.rules.templates import LANGUAGES
from tests import build
from tests.surveys.walker import Mood, answer_to, answers_of, moods

SLUGS = sorted(library())
SECONDS = 120
SECONDS_WHEN_BAD = 170
"""Patients are asked about five topics and, after a bad stay, for a few words and a number."""


@pytest.fixture(params=SLUGS)
def template(request):
    return library()[request.param]


# ------------------------------------------------------------------ every template
def test_there_are_at_least_twenty_four_and_each_sector_has_some():
    assert len(SLUGS) >= 24
    assert {one.sector for one in library().values()} == set(Sector) == set(SECTORS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_complete_and_may_be_published(template, language):
    content = template.content
    assert problems_before_publishing(content, language) == []
    for other in LANGUAGES:
        assert completeness(content, other, language) == 1.0
    for texts in (template.name, template.description, *(t.name for t in template.touchpoints)):
        assert texts[language].strip()


def test_it_is_stored_in_the_form_in_which_surveys_are(template):
    assert content_from(document_of(template.content)) == template.content


def test_its_translations_are_no_copies(template):
    for texts in template.content.texts:
        assert not texts or texts["vi"] != texts["en"]


def test_it_takes_little_time(template):
    assert template.seconds <= SECONDS
    assert template.seconds_when_bad <= SECONDS_WHEN_BAD


def test_it_measures_something_and_raises_an_alert_when_that_is_bad(template):
    assert template.content.main_question in template.alerts
    assert all(template.content.apology.get(language) for language in LANGUAGES)


def test_its_touchpoints_are_of_the_catalogue_and_fit(template):
    assert template.touchpoints
    for planned in template.touchpoints:
        assert planned.stage in Stage.values
        assert planned.about in About.values
        assert max(map(len, planned.name.values())) <= 80
    named = {question.touchpoint for question in template.content.questions}
    assert max(named) <= len(template.touchpoints)


def test_a_contact_is_never_asked_of_the_happy_and_never_without_consent(template):
    content = template.content
    for mood in moods(content):
        answers = answers_of(content, mood, Circumstances())
        asked = walk(content, answers, Circumstances()).asked
        kinds = {content.question(key).kind for key in asked}
        assert (Kind.CONTACT in kinds) == (Kind.CONSENT in kinds)
    praise = {q.key: answer_to(q, Mood(is_good=True)) for q in content.questions if q.score_rule}
    asked = walk(content, praise, Circumstances()).asked
    assert Kind.CONTACT not in {content.question(key).kind for key in asked}


def test_every_question_is_asked_of_somebody(template):
    content = template.content
    asked = set()
    for mood in moods(content):
        answers = answers_of(content, mood, Circumstances())
        asked |= set(walk(content, answers, Circumstances()).asked)
    assert asked == {question.key for question in content.questions}


def test_long_ones_are_divided_into_pages(template):
    assert all(len(questions) <= 5 for _page, questions in template.content.sheets)


def test_the_library_shows_most_kinds_of_questions():
    used = {q.kind for template in library().values() for q in template.content.questions}
    assert set(Kind) - used == {Kind.PICTURES}


# ------------------------------------------------------------------ into an organization
@pytest.mark.django_db
def test_it_becomes_a_draft_with_its_touchpoints_and_is_published_within_a_second(template):
    shop = build.organization()
    survey = start_from_template(shop, template.slug)
    points = list(Touchpoint.objects.of(shop))
    assert [point.name for point in points] == [one.name["vi"] for one in template.touchpoints]
    assert {q.touchpoint for q in survey.content.questions if q.score_rule} <= {
        point.pk for point in points
    }
    assert survey.content.main_question.touchpoint == points[0].pk
    assert survey.languages == ["vi", "en"]
    start = time.perf_counter()
    publish_survey(survey)
    assert time.perf_counter() - start <= 1


@pytest.mark.django_db
def test_an_english_organization_gets_english_touchpoints_and_titles():
    shop = build.organization(language="en")
    survey = start_from_template(shop, "nps")
    assert survey.title == "Basic NPS"
    assert survey.languages == ["en", "vi"]
    assert Touchpoint.objects.get().name == "The relationship as a whole"


@pytest.mark.django_db
def test_touchpoints_that_exist_are_used_again():
    shop = build.organization()
    first = start_from_template(shop, "table")
    second = start_from_template(shop, "table")
    assert Touchpoint.objects.count() == 2
    assert first.content.main_question.touchpoint == second.content.main_question.touchpoint


@pytest.mark.django_db
def test_a_closed_touchpoint_stays_closed_and_is_not_asked_about():
    shop = build.organization()
    closed = add_touchpoint(shop, stage="contact", about="service", name="Giải quyết yêu cầu")
    close_touchpoint(closed)
    survey = start_from_template(shop, "ces")
    assert survey.content.main_question.touchpoint == 0
    assert Touchpoint.objects.get() == closed


@pytest.mark.django_db
def test_other_organizations_touchpoints_are_left_alone():
    start_from_template(build.organization(), "ces")
    mine = start_from_template(build.organization(), "ces")
    assert Touchpoint.objects.count() == 2
    assert Touchpoint.objects.get(pk=mine.content.main_question.touchpoint).organization == (
        mine.organization
    )


# ------------------------------------------------------------------ finding one
@pytest.mark.parametrize("words", ["goi mon xong", "noi tru", "NỘI TRÚ", "in-patient", "ward"])
def test_words_are_found_without_marks_in_either_language(words):
    found = {template.slug for template in find_templates(words)}
    assert ("inpatient" in found) == (words != "goi mon xong")


def test_a_sector_and_words_narrow_together():
    assert {template.sector for template in find_templates(sector="hotel")} == {Sector.HOTEL}
    assert "hotel-check-in" in {one.slug for one in find_templates("nhan phong", "hotel")}
    assert find_templates("nhan phong", "bank") == []


def test_chips_count_what_the_words_leave():
    every, *sectors = sector_chips()
    assert every.count == len(SLUGS) == sum(chip.count for chip in sectors)
    assert sector_chips("xyzzy")[0].count == 0


@pytest.mark.parametrize(
    ("field", "sector"),
    [("food", "food"), ("health", "health"), ("other", "services"), ("?", "services")],
)
def test_the_most_fitting_come_first(field, sector):
    assert fitting_templates(field)[0].sector == sector
    assert len(fitting_templates(field)) == len(SLUGS)
    assert len(suggested_templates(field)) == 6


def test_pipes_are_read_with_their_fallback_in_the_outline():
    texts = [row.text for row in template_detail(library()["delivery"]).rows]
    assert not [text for text in texts if "{" in text]


# ------------------------------------------------------------------ the pages
@pytest.mark.django_db
@pytest.mark.usefixtures("editor")
class TestPages:
    """The gallery, one template, and its use."""

    def test_the_gallery_shows_all_of_them(self, client, url):
        page = client.get(url("templates"))
        assert len(page.context["cards"]) == len(SLUGS)

    def test_the_gallery_keeps_what_was_searched(self, client, url):
        page = client.get(url("templates"), {"q": "khach san", "sector": "hotel"})
        assert {card.sector for card in page.context["cards"]} == {"Hotels"}
        assert 'value="khach san"' in page.content.decode()
        assert re.search(r'href="[^"]+/hotel-stay/\?q=khach\+san&amp;sector=hotel"', page.text)

    def test_nothing_found_leads_back_to_all(self, client, url):
        page = client.get(url("templates"), {"q": "xyzzy"})
        assert page.context["detail"] is None
        assert "No template fits" in page.text

    def test_nonsense_in_the_address_filters_nothing(self, client, url):
        page = client.get(url("templates"), {"sector": "mars", "q": "a" * 101})
        assert len(page.context["cards"]) == len(SLUGS)

    def test_every_template_has_a_page(self, client, url):
        for slug in SLUGS:
            page = client.get(url("template", slug))
            assert page.context["detail"].card.slug == slug

    def test_an_unknown_template_is_not_found(self, client, url):
        assert client.get(url("template", "mars")).status_code == 404
        assert client.post(url("template", "mars")).status_code == 404

    def test_using_one_leads_to_its_edit_page(self, client, url, editor):
        response = client.post(url("template", "table"))
        survey = Survey.objects.get()
        assert response.url == url("detail", survey.code)
        assert survey.title == "Góp ý tại bàn"
        assert survey.revisions.get().saved_by == editor

    def test_a_viewer_may_not_use_one(self, client, url, shop):
        client.force_login(build.member(shop, Role.VIEWER))
        assert client.post(url("template", "table")).status_code == 403
        assert not Survey.objects.exists()
