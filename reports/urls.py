"""/<org>/reports/"""

from django.urls import path

from reports.views import collection, surveys

app_name = "reports"

urlpatterns = [
    path("", surveys.report_list, name="list"),
    path("collection/", collection.collection, name="collection"),
    path("<slug:code>/", surveys.survey_report, name="survey"),
]
