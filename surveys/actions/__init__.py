"""Writes: surveys and their drafts, pictures, themes, touchpoints and subjects."""

from surveys.actions.drafts import (
    REVISIONS_KEPT,
    EditConflictError,
    close_survey,
    create_survey,
    edit_draft,
    problem_text,
    publish_survey,
    reopen_survey,
    restore_version,
    set_languages,
    undo_edit,
)
from surveys.actions.pictures import store_picture

__all__ = [
    "REVISIONS_KEPT",
    "EditConflictError",
    "close_survey",
    "create_survey",
    "edit_draft",
    "problem_text",
    "publish_survey",
    "reopen_survey",
    "restore_version",
    "set_languages",
    "store_picture",
    "undo_edit",
]
