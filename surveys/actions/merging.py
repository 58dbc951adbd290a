"""Autosaves in a row are one edit: the last revision grows instead of another being added."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from hearme.accounts.models import User
from surveys.models import DraftRevision, Survey

ONE_EDIT: Final = timedelta(seconds=60)
"""How soon after a save the next one of the same question still belongs to it."""


def revision_to_grow(
    survey: Survey, document: Mapping[str, Any], by: User | None
) -> DraftRevision | None:
    """The last revision if saving `document` only goes on with what the same person began there.

    None after an undo: what it brought back must stay a step of its own.
    """
    last, before = [*survey.revisions.all()[:2], None, None][:2]
    if last is None or before is None or by is None or last.saved_by_id != by.pk:
        return None
    goes_on = (
        before.number == last.original - 1
        and before.languages == last.languages
        and timezone.now() - last.saved_at < ONE_EDIT
    )
    began = _only_question(before.document, last.document)
    return last if goes_on and began and began == _only_question(last.document, document) else None


def grow(revision: DraftRevision, number: int, document: Mapping[str, Any]) -> None:
    """Let a revision hold a later state of the draft; undo still goes to what was before it."""
    revision.same_as = revision.original
    revision.number = number
    revision.document = dict(document)
    revision.saved_at = timezone.now()
    revision.save(update_fields=["same_as", "number", "document", "saved_at"])


def _only_question(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The key of the one question that differs; empty if anything else does."""
    if _around(before) != _around(after):
        return ""
    pairs = zip(before["questions"], after["questions"], strict=True)
    changed = [new["key"] for old, new in pairs if old != new]
    return changed[0] if len(changed) == 1 else ""


def _around(document: Mapping[str, Any]) -> dict[str, Any]:
    keys = [question["key"] for question in document.get("questions", ())]
    return {**document, "questions": keys, "next_choices": None}
