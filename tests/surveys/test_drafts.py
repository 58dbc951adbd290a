"""Saving a draft: what is kept, who wins when two people edit, and how to go back."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from hearme.accounts.models import Role
from surveys.actions import (
    REVISIONS_KEPT,
    EditConflictError,
    create_survey,
    edit_draft,
    publish_survey,
    restore_version,
    set_languages,
    undo_edit,
)
from surveys.models import DraftRevision
from surveys.queries import can_undo, changes_since, draft_at
from surveys.rules import ChangeKind, Content, Kind, add_question, remove_question
from tests import build

pytestmark = pytest.mark.django_db


def titled(title):
    return lambda content: replace(content, title={**content.title, "vi": title})


def titles(survey):
    survey.refresh_from_db()
    return survey.title


@pytest.fixture
def draft(shop):
    return build.survey(shop, asks=(Kind.NPS, Kind.TEXT), is_live=False)


# ------------------------------------------------------------------ saving
def test_a_saved_draft_has_the_next_revision(draft):
    saved = edit_draft(draft, titled("Góp ý mới"), revision=1)
    assert (saved.draft_revision, saved.title) == (2, "Góp ý mới")


def test_saving_the_same_again_is_no_revision(draft):
    assert edit_draft(draft, lambda content: content, revision=1).draft_revision == 1


def test_a_stale_save_is_refused_and_changes_nothing(draft):
    edit_draft(draft, titled("Của Minh Thư"), revision=1)
    with pytest.raises(EditConflictError):
        edit_draft(draft, titled("Của Ngọc Anh"), revision=1)
    assert titles(draft) == "Của Minh Thư"


@pytest.mark.parametrize(
    "act",
    [
        lambda survey: set_languages(survey, ["en"], revision=7),
        lambda survey: undo_edit(survey, revision=7),
        lambda survey: publish_survey(survey, revision=7),
    ],
)
def test_whatever_changes_a_survey_minds_the_revision(draft, act):
    with pytest.raises(EditConflictError):
        act(draft)


def test_a_title_beyond_its_limit_is_refused(shop, draft):
    with pytest.raises(ValidationError, match="too long"):
        edit_draft(draft, titled("a" * 201))
    with pytest.raises(ValidationError, match="too long"):
        create_survey(shop, Content(title={"vi": "a" * 201}))


def test_a_survey_needs_a_title_and_a_known_language(shop):
    with pytest.raises(ValidationError):
        create_survey(shop, Content(title={"en": "Feedback"}))
    with pytest.raises(ValidationError, match="Unknown language: xx"):
        create_survey(shop, Content(title={"vi": "Góp ý"}), languages=["vi", "xx"])


def test_the_title_of_the_list_is_the_one_in_the_default_language(draft):
    def in_english(content):
        return replace(content, title={**content.title, "en": "Other"})

    assert edit_draft(draft, in_english).title == "Góp ý tại bàn"


# ------------------------------------------------------------------ languages
def test_the_default_language_stays_first_and_texts_that_go_are_kept(draft):
    assert set_languages(draft, ["ko", "zh"]).languages == ["vi", "zh", "ko"]
    draft.refresh_from_db()
    assert draft.content.title["en"] == "Table feedback"


# ------------------------------------------------------------------ what happened meanwhile
def test_a_late_editor_learns_who_changed_what(shop, draft):
    minh, lan = build.member(shop, Role.EDITOR), build.member(shop, Role.ADMIN)
    edit_draft(draft, titled("Góp ý mới"), by=minh)
    edit_draft(draft, lambda content: remove_question(content, "q2"), by=lan)
    meanwhile = changes_since(shop, draft, 1)
    assert meanwhile.revision == 3
    assert meanwhile.people == (str(lan), str(minh))
    assert [c.kind for c in meanwhile.changes] == [ChangeKind.TITLE, ChangeKind.REMOVED]


def test_of_a_revision_that_is_no_longer_kept_only_the_present_is_known(shop, draft):
    for n in range(REVISIONS_KEPT + 3):
        edit_draft(draft, titled(f"Lần {n}"))
    draft.refresh_from_db()
    assert changes_since(shop, draft, 1).changes == ()
    assert changes_since(shop, draft, 1).revision == draft.draft_revision
    assert draft_at(shop, draft, 1) is None
    assert DraftRevision.objects.filter(survey=draft).count() == REVISIONS_KEPT


# ------------------------------------------------------------------ undo
def test_undoing_takes_back_one_save_after_the_other(shop, draft):
    for title in ("Hai", "Ba"):
        edit_draft(draft, titled(title))
    undo_edit(draft)
    assert titles(draft) == "Hai"
    undo_edit(draft)
    assert titles(draft) == "Góp ý tại bàn"
    assert not can_undo(shop, draft)
    with pytest.raises(ValidationError, match="nothing to undo"):
        undo_edit(draft)


def test_an_edit_after_an_undo_is_undone_to_where_it_began(draft):
    for title in ("Hai", "Ba"):
        edit_draft(draft, titled(title))
    undo_edit(draft)
    edit_draft(draft, titled("Bốn"))
    undo_edit(draft)
    assert titles(draft) == "Hai"
    undo_edit(draft)
    assert titles(draft) == "Góp ý tại bàn"


def test_an_undone_question_does_not_give_its_key_away(draft):
    edit_draft(draft, lambda content: add_question(content, build.question(Kind.CES)))
    undo_edit(draft)
    again = edit_draft(draft, lambda content: add_question(content, build.question(Kind.CSAT)))
    assert [question.key for question in again.content.questions] == ["q1", "q2", "q4"]


def test_languages_are_undone_too(draft):
    set_languages(draft, ["zh"])
    assert undo_edit(draft).languages == ["vi", "en"]


# ------------------------------------------------------------------ versions
def test_an_earlier_version_comes_back_as_a_draft_and_changes_nothing_live(shop):
    survey = build.survey(shop, asks=(Kind.NPS, Kind.TEXT))
    first = survey.live_version
    edit_draft(survey, lambda content: remove_question(content, "q1"))
    second = publish_survey(survey)
    restored = restore_version(survey, first)
    assert [question.key for question in restored.content.questions] == ["q1", "q2"]
    assert restored.live_version == second
    assert restored.has_unpublished_changes


def test_publishing_the_same_again_is_refused_even_after_a_detour(shop):
    survey = build.survey(shop)
    edit_draft(survey, lambda content: add_question(content, build.question(Kind.CES)))
    edit_draft(survey, lambda content: remove_question(content, "q2"))
    survey.refresh_from_db()
    assert not survey.has_unpublished_changes
    with pytest.raises(ValidationError, match="Nothing has changed since version 1"):
        publish_survey(survey)


def test_another_language_is_worth_a_version(shop):
    survey = build.survey(shop)
    set_languages(survey, ["en", "zh"])
    assert publish_survey(survey).languages == ["vi", "en", "zh"]


def test_a_version_never_changes(shop):
    survey = build.survey(shop)
    before = survey.live_version.document
    edit_draft(survey, titled("Khác hẳn"))
    survey.live_version.refresh_from_db()
    assert survey.live_version.document == before
