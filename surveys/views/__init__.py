"""Pages below /<org>/surveys/: the list, one draft, its questions, its versions."""

from surveys.views.draft import survey_detail, undo
from surveys.views.files import survey_export, survey_import, survey_imported
from surveys.views.listing import survey_create, survey_list
from surveys.views.page_breaks import page_break, page_join, page_title
from surveys.views.pictures import picture_add
from surveys.views.publishing import close, publish, reopen, version_restore, versions
from surveys.views.questions import (
    question_add,
    question_duplicate,
    question_edit,
    question_move,
    question_remove,
)
from surveys.views.rules import (
    rule_add,
    rule_duplicate,
    rule_edit,
    rule_move,
    rule_remove,
    survey_rules,
)
from surveys.views.settings import (
    hidden_fields,
    languages,
    survey_copy,
    survey_delete,
    survey_settings,
    texts,
)
from surveys.views.subjects import (
    subject_add,
    subject_delete,
    subject_edit,
    subject_end,
    subject_reactivate,
    subjects,
)
from surveys.views.templates import template_gallery, template_page
from surveys.views.themes import (
    look,
    look_choose,
    theme_add,
    theme_copy,
    theme_delete,
    theme_edit,
    theme_usual,
    themes,
)
from surveys.views.touchpoints import (
    touchpoint_add,
    touchpoint_close,
    touchpoint_delete,
    touchpoint_edit,
    touchpoint_move,
    touchpoint_reopen,
    touchpoints,
    touchpoints_usual,
)
from surveys.views.translations import (
    translation_add,
    translations,
    translations_export,
    translations_import,
    translations_save,
)

__all__ = [
    "close",
    "hidden_fields",
    "languages",
    "look",
    "look_choose",
    "page_break",
    "page_join",
    "page_title",
    "picture_add",
    "publish",
    "question_add",
    "question_duplicate",
    "question_edit",
    "question_move",
    "question_remove",
    "reopen",
    "rule_add",
    "rule_duplicate",
    "rule_edit",
    "rule_move",
    "rule_remove",
    "subject_add",
    "subject_delete",
    "subject_edit",
    "subject_end",
    "subject_reactivate",
    "subjects",
    "survey_copy",
    "survey_create",
    "survey_delete",
    "survey_detail",
    "survey_export",
    "survey_import",
    "survey_imported",
    "survey_list",
    "survey_rules",
    "survey_settings",
    "template_gallery",
    "template_page",
    "texts",
    "theme_add",
    "theme_copy",
    "theme_delete",
    "theme_edit",
    "theme_usual",
    "themes",
    "touchpoint_add",
    "touchpoint_close",
    "touchpoint_delete",
    "touchpoint_edit",
    "touchpoint_move",
    "touchpoint_reopen",
    "touchpoints",
    "touchpoints_usual",
    "translation_add",
    "translations",
    "translations_export",
    "translations_import",
    "translations_save",
    "undo",
    "version_restore",
    "versions",
]
