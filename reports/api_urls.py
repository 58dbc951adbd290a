"""/api/v1/surveys/<code>/report"""

from django.urls import path

from reports import api

urlpatterns = [
    path("surveys/<slug:code>/report", api.report, name="report"),
]
