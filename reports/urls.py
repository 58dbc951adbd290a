"""/<org>/reports/"""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.report_list, name="list"),
    path("<slug:code>/", views.survey_report, name="survey"),
]
