"""/<org>/surveys/, and what surveys share: /<org>/themes/, touchpoints/ and subjects/"""

from django.urls import URLPattern, URLResolver, include, path

from surveys import views

app_name = "surveys"

questions: list[URLPattern] = [
    # /<org>/surveys/<code>/questions/
    path("add/", views.question_add, name="question_add"),
    path("<slug:key>/", views.question_edit, name="question_edit"),
    path("<slug:key>/move/", views.question_move, name="question_move"),
    path("<slug:key>/duplicate/", views.question_duplicate, name="question_duplicate"),
    path("<slug:key>/remove/", views.question_remove, name="question_remove"),
]
rules: list[URLPattern] = [
    # /<org>/surveys/<code>/rules/
    path("", views.survey_rules, name="rules"),
    path("new/", views.rule_add, name="rule_add"),
    path("<int:number>/", views.rule_edit, name="rule_edit"),
    path("<int:number>/move/", views.rule_move, name="rule_move"),
    path("<int:number>/duplicate/", views.rule_duplicate, name="rule_duplicate"),
    path("<int:number>/remove/", views.rule_remove, name="rule_remove"),
]
translations: list[URLPattern] = [
    # /<org>/surveys/<code>/translations/
    path("", views.translations, name="translations"),
    path("save/", views.translations_save, name="translations_save"),
    path("languages/", views.translation_add, name="translation_add"),
    path("export/", views.translations_export, name="translations_export"),
    path("import/", views.translations_import, name="translations_import"),
]
one_survey: list[URLPattern | URLResolver] = [
    # /<org>/surveys/<code>/
    path("", views.survey_detail, name="detail"),
    path("questions/", include(questions)),
    path("rules/", include(rules)),
    path("pages/<slug:key>/break/", views.page_break, name="page_break"),
    path("pages/<slug:key>/join/", views.page_join, name="page_join"),
    path("pages/<slug:key>/title/", views.page_title, name="page_title"),
    path("settings/", views.survey_settings, name="settings"),
    path("settings/texts/", views.texts, name="texts"),
    path("settings/languages/", views.languages, name="languages"),
    path("settings/fields/", views.hidden_fields, name="hidden_fields"),
    path("copy/", views.survey_copy, name="copy"),
    path("delete/", views.survey_delete, name="delete"),
    path("look/", views.look, name="look"),
    path("look/choose/", views.look_choose, name="look_choose"),
    path("translations/", include(translations)),
    path("export.json", views.survey_export, name="export"),
    path("imported/", views.survey_imported, name="imported"),
    path("undo/", views.undo, name="undo"),
    path("publish/", views.publish, name="publish"),
    path("close/", views.close, name="close"),
    path("reopen/", views.reopen, name="reopen"),
    path("versions/", views.versions, name="versions"),
    path("versions/<int:number>/restore/", views.version_restore, name="version_restore"),
]
surveys: list[URLPattern | URLResolver] = [
    # /<org>/surveys/
    path("", views.survey_list, name="list"),
    path("new/", views.survey_create, name="create"),
    path("import/", views.survey_import, name="import"),
    path("templates/", views.template_gallery, name="templates"),
    path("templates/<slug:slug>/", views.template_page, name="template"),
    path("pictures/", views.picture_add, name="picture_add"),
    path("<slug:code>/", include(one_survey)),
]
themes: list[URLPattern] = [
    # /<org>/themes/
    path("", views.themes, name="themes"),
    path("new/", views.theme_add, name="theme_add"),
    path("<int:theme_id>/", views.theme_edit, name="theme_edit"),
    path("<int:theme_id>/copy/", views.theme_copy, name="theme_copy"),
    path("<int:theme_id>/usual/", views.theme_usual, name="theme_usual"),
    path("<int:theme_id>/delete/", views.theme_delete, name="theme_delete"),
]
touchpoints: list[URLPattern] = [
    # /<org>/touchpoints/
    path("", views.touchpoints, name="touchpoints"),
    path("new/", views.touchpoint_add, name="touchpoint_add"),
    path("usual/", views.touchpoints_usual, name="touchpoints_usual"),
    path("<int:touchpoint_id>/", views.touchpoint_edit, name="touchpoint_edit"),
    path("<int:touchpoint_id>/move/", views.touchpoint_move, name="touchpoint_move"),
    path("<int:touchpoint_id>/close/", views.touchpoint_close, name="touchpoint_close"),
    path("<int:touchpoint_id>/reopen/", views.touchpoint_reopen, name="touchpoint_reopen"),
    path("<int:touchpoint_id>/delete/", views.touchpoint_delete, name="touchpoint_delete"),
]
subjects: list[URLPattern] = [
    # /<org>/subjects/
    path("", views.subjects, name="subjects"),
    path("new/", views.subject_add, name="subject_add"),
    path("<int:subject_id>/", views.subject_edit, name="subject_edit"),
    path("<int:subject_id>/end/", views.subject_end, name="subject_end"),
    path("<int:subject_id>/reactivate/", views.subject_reactivate, name="subject_reactivate"),
    path("<int:subject_id>/delete/", views.subject_delete, name="subject_delete"),
]
urlpatterns = [
    path("surveys/", include(surveys)),
    path("themes/", include(themes)),
    path("touchpoints/", include(touchpoints)),
    path("subjects/", include(subjects)),
]
