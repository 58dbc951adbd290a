"""/<org>/surveys/"""

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
one_survey: list[URLPattern | URLResolver] = [
    # /<org>/surveys/<code>/
    path("", views.survey_detail, name="detail"),
    path("questions/", include(questions)),
    path("texts/", views.texts, name="texts"),
    path("languages/", views.languages, name="languages"),
    path("undo/", views.undo, name="undo"),
    path("publish/", views.publish, name="publish"),
    path("close/", views.close, name="close"),
    path("reopen/", views.reopen, name="reopen"),
    path("versions/", views.versions, name="versions"),
    path("versions/<int:number>/restore/", views.version_restore, name="version_restore"),
]
urlpatterns = [
    path("", views.survey_list, name="list"),
    path("new/", views.survey_create, name="create"),
    path("<slug:code>/", include(one_survey)),
]
