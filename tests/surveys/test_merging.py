"""Autosaves: several in a row are one step of undo, and nobody else's step is swallowed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from surveys.actions import edit_draft, undo_edit
from surveys.models import DraftRevision, Survey
from surveys.queries import can_undo, changes_since, draft_at
from surveys.rules import Kind, move_question, put_question, remove_question
from tests import build

pytestmark = pytest.mark.django_db
BEFORE = build.TEXTS[Kind.NPS]["vi"]


@pytest.fixture
def ngoc():
    return build.user("Ngọc Anh")


@pytest.fixture
def draft(shop):
    return build.survey(shop, asks=(Kind.NPS, Kind.TEXT), is_live=False)


@pytest.fixture
def typing(draft, ngoc):
    """Type into a question and let it be saved by itself: `typing("Hai", by=minh)`."""

    def typed(words, key="q1", by=ngoc):
        def change(content):
            return put_question(content, replace(content.question(key), text={"vi": words}))

        return edit_draft(draft, change, by=by, merge=True)

    return typed


def words(draft, key="q1"):
    return Survey.objects.get(pk=draft.pk).content.question(key).text["vi"]


def revisions(draft):
    return list(DraftRevision.objects.filter(survey=draft).values_list("number", flat=True))


def test_autosaves_in_a_row_are_undone_together(shop, draft, typing):
    for text in ("M", "Mộ", "Một"):
        typing(text)
    assert revisions(draft) == [4, 1]
    undo_edit(draft)
    assert words(draft) == BEFORE
    draft.refresh_from_db()
    assert not can_undo(shop, draft)


def test_every_autosave_still_has_a_revision_of_its_own(typing):
    assert [typing(text).draft_revision for text in "abc"] == [2, 3, 4]


def test_an_edit_after_autosaves_is_undone_for_itself(draft, typing, ngoc):
    typing("Một")
    typing("Hai")
    edit_draft(draft, lambda content: move_question(content, "q1", 1), by=ngoc)
    undo_edit(draft)
    assert words(draft) == "Hai"
    undo_edit(draft)
    assert words(draft) == BEFORE


def test_another_question_another_person_or_a_later_minute_is_another_step(draft, typing):
    typing("Một")
    typing("Hai", key="q2")
    typing("Ba", key="q2", by=build.user("Minh Thư"))
    DraftRevision.objects.filter(survey=draft).update(
        saved_at=timezone.now() - timedelta(seconds=61)
    )
    typing("Bốn", key="q2", by=build.user("Minh Thư"))
    assert revisions(draft) == [5, 4, 3, 2, 1]


def test_what_an_undo_brought_back_stays_a_step(draft, typing):
    typing("Một")
    typing("Hai")
    undo_edit(draft)
    typing("Ba")
    undo_edit(draft)
    assert words(draft) == BEFORE


def test_an_ordinary_save_never_swallows_another(draft, typing, ngoc):
    typing("Một")
    edit_draft(
        draft,
        lambda content: put_question(content, replace(content.question("q1"), text={"vi": "Hai"})),
        by=ngoc,
    )
    undo_edit(draft)
    assert words(draft) == "Một"


def test_whoever_opened_the_page_between_two_autosaves_is_told_who_went_on(
    shop, draft, typing, ngoc
):
    typing("Một")
    typing("Hai")
    meanwhile = changes_since(shop, draft, 2)
    assert (meanwhile.revision, meanwhile.people) == (3, (str(ngoc),))


def test_a_question_removed_since_a_swallowed_revision_is_still_found(shop, draft, typing, ngoc):
    for text in ("Một", "Hai"):
        typing(text)
    edit_draft(draft, lambda content: remove_question(content, "q2"), by=ngoc)
    assert draft_at(shop, draft, 2).question("q2")
