"""From draft to customers and back: publish, close, reopen, versions."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from surveys.actions import close_survey, edit_draft, publish_survey, reopen_survey
from surveys.models import Survey
from surveys.rules import (
    Action,
    Condition,
    Content,
    Kind,
    Operator,
    Rule,
    Test,
    add_question,
    put_rule,
    replace_question,
)
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("editor")]


@pytest.fixture
def survey(shop):
    return build.survey(shop, asks=(Kind.CSAT, Kind.NPS))


def fresh(survey):
    return Survey.objects.select_related("live_version").get(pk=survey.pk)


def change_kind(survey, key, kind):
    edit_draft(survey, lambda c: replace_question(c, replace(c.question(key), kind=kind)))


# ------------------------------------------------------------------ publish
def test_the_page_lists_what_changes_and_which_trends_go_on(client, survey, url):
    change_kind(survey, "q1", Kind.CES)
    publication = client.get(url("publish", survey.code)).context["publication"]
    (line,) = publication.lines
    assert publication.number == 2
    assert "scale changed" in str(line.note)
    assert publication.continuing == ["question 2 (NPS)"]
    assert publication.restarting == ["question 1 (CES)"]
    assert publication.summary == "1 question on another scale"
    assert publication.is_ready


def test_the_changes_are_summed_up_and_a_new_rule_is_read_out(client, survey, url):
    end = Rule(0, Action.END, Condition((Test("q1", Operator.CLASS, ("bad",)),)))
    edit_draft(survey, lambda c: put_rule(add_question(c, build.question(Kind.TEXT)), end))
    edit_draft(survey, lambda c: replace(c, title={"vi": "Góp ý", "en": "Feedback"}))
    publication = client.get(url("publish", survey.code)).context["publication"]
    assert publication.summary == "2 texts, 1 new question, 1 rule"
    assert "If question 1 is rated bad → end" in [line.after for line in publication.lines]


def test_publishing_makes_the_draft_live(client, survey, url, editor):
    edit_draft(survey, lambda content: add_question(content, build.question(Kind.TEXT)))
    response = client.post(url("publish", survey.code), {"revision": 2})
    assert response.url == url("detail", survey.code)
    assert fresh(survey).live_version.number == 2
    assert fresh(survey).live_version.published_by == editor
    assert not fresh(survey).has_unpublished_changes


def test_an_unchanged_draft_says_so_and_has_no_button(client, survey, url):
    page = client.get(url("publish", survey.code))
    assert page.context["publication"].is_unchanged
    assert "Nothing to publish" in page.text
    response = client.post(url("publish", survey.code), {"revision": 1})
    assert "Nothing has changed since version 1" in response.text


def test_problems_are_listed_with_links_to_their_questions(client, shop, url):
    survey = build.survey(shop, is_live=False)
    edit_draft(survey, lambda c: add_question(c, build.question(Kind.CHOICE)))
    edit_draft(survey, lambda c: replace_question(c, replace(c.question("q2"), choices=())))
    page = client.get(url("publish", survey.code))
    (problem,) = page.context["publication"].problems
    assert problem.words == "Question 2 needs at least two choices."
    assert url("question_edit", survey.code, "q2") in page.text
    client.post(url("publish", survey.code), {"revision": 3})
    assert fresh(survey).live_version is None


def test_all_problems_are_told_at_once(shop):
    survey = build.survey(shop, is_live=False)
    edit_draft(survey, lambda c: Content(title={"en": "Only English"}))
    with pytest.raises(ValidationError) as refused:
        publish_survey(survey)
    assert refused.value.messages == ["Give the survey a title.", "Ask at least one question."]


def test_missing_translations_are_a_warning_not_a_hindrance(client, survey, url):
    client.post(url("languages", survey.code), {"revision": 1, "languages": ["en", "zh"]})
    publication = client.get(url("publish", survey.code)).context["publication"]
    assert [(s.code, s.missing) for s in publication.incomplete] == [("zh", 3)]
    assert publication.is_ready


def test_what_somebody_changed_after_the_review_is_not_published_unseen(client, survey, url):
    edit_draft(survey, lambda content: add_question(content, build.question(Kind.TEXT)))
    response = client.post(url("publish", survey.code), {"revision": 1})
    assert response.status_code == 409
    assert len(response.context["meanwhile_lines"]) == 1
    assert fresh(survey).live_version.number == 1


def test_a_closed_survey_stays_closed_when_it_is_published(client, survey, url):
    close_survey(survey)
    change_kind(survey, "q1", Kind.CES)
    client.post(url("publish", survey.code), {"revision": 2})
    assert fresh(survey).state == Survey.State.CLOSED
    assert fresh(survey).live_version.number == 2


# ------------------------------------------------------------------ close and reopen
def test_closing_and_reopening_ask_first(client, survey, url):
    build.collector(survey)
    assert "1 collector leads to it" in client.get(url("close", survey.code)).text
    assert fresh(survey).state == Survey.State.LIVE
    client.post(url("close", survey.code))
    assert fresh(survey).state == Survey.State.CLOSED
    client.get(url("reopen", survey.code))
    client.post(url("reopen", survey.code))
    assert fresh(survey).state == Survey.State.LIVE


def test_only_what_is_live_closes_and_only_what_is_closed_reopens(client, shop, survey, url):
    draft = build.survey(shop, is_live=False)
    with pytest.raises(ValidationError):
        close_survey(draft)
    with pytest.raises(ValidationError):
        reopen_survey(survey)
    assert client.post(url("reopen", survey.code)).status_code == 302
    assert client.post(url("close", draft.code)).status_code == 302


# ------------------------------------------------------------------ versions
def test_the_history_says_what_each_version_changed(client, survey, url, editor):
    edit_draft(survey, lambda content: add_question(content, build.question(Kind.TEXT)))
    publish_survey(survey, editor)
    newest, first = client.get(url("versions", survey.code)).context["entries"]
    assert (newest.version.number, newest.is_live, len(newest.lines)) == (2, True, 1)
    assert (first.is_first, first.lines) == (True, [])


def test_a_long_history_is_paged_and_every_version_knows_the_one_before(client, survey, url):
    for n in range(20):
        edit_draft(survey, lambda c, n=n: replace(c, title={"vi": f"Lần {n}"}))
        publish_survey(survey)
    first_page = client.get(url("versions", survey.code)).context["entries"]
    (oldest,) = client.get(url("versions", survey.code), {"page": 2}).context["entries"]
    assert len(first_page) == 20
    assert not first_page[-1].is_first
    assert first_page[-1].lines
    assert oldest.is_first


def test_a_version_is_copied_into_the_draft(client, survey, url):
    change_kind(survey, "q1", Kind.CES)
    client.post(url("version_restore", survey.code, 1), {"revision": 2})
    assert [q.key for q in fresh(survey).content.questions] == ["q1", "q2"]
    assert not fresh(survey).has_unpublished_changes


@pytest.mark.parametrize("number", [2, 10**30])
def test_a_version_that_never_was_is_not_found(client, survey, url, number):
    response = client.post(url("version_restore", survey.code, number), {"revision": 1})
    assert response.status_code == 404


def test_an_old_page_does_not_overwrite_the_draft(client, survey, url):
    edit_draft(survey, lambda content: add_question(content, build.question(Kind.TEXT)))
    client.post(url("version_restore", survey.code, 1), {"revision": 1})
    assert len(fresh(survey).content.questions) == 3


def test_a_survey_without_versions_leads_to_publishing(client, shop, url):
    survey = build.survey(shop, is_live=False)
    assert url("publish", survey.code) in client.get(url("versions", survey.code)).text
