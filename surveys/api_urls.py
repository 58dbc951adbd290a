"""/api/v1/surveys"""

from django.urls import path

from surveys import api

urlpatterns = [
    path("surveys", api.survey_list, name="surveys"),
    path("surveys/<slug:code>", api.survey, name="survey"),
]
