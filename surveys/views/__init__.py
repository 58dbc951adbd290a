"""Pages below /<org>/surveys/: the list, one draft, its questions, its versions."""

from surveys.views.draft import languages, survey_detail, texts, undo
from surveys.views.listing import survey_create, survey_list
from surveys.views.publishing import close, publish, reopen, version_restore, versions
from surveys.views.questions import (
    question_add,
    question_duplicate,
    question_edit,
    question_move,
    question_remove,
)

__all__ = [
    "close",
    "languages",
    "publish",
    "question_add",
    "question_duplicate",
    "question_edit",
    "question_move",
    "question_remove",
    "reopen",
    "survey_create",
    "survey_detail",
    "survey_list",
    "texts",
    "undo",
    "version_restore",
    "versions",
]
