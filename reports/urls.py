"""/<org>/overview/ and /<org>/reports/"""

from django.urls import include, path

from reports.views import (
    collection,
    comments,
    control,
    crosstab,
    drivers,
    exports,
    journey,
    overview,
    people,
    places,
    surveys,
    when,
)

app_name = "reports"

pages = [
    path("", surveys.report_list, name="list"),
    path("journey/", journey.journey, name="journey"),
    path("comments/", comments.comments, name="comments"),
    path("comments/tag/", comments.tag, name="comment_tag"),
    path("crosstab/", crosstab.crosstab, name="crosstab"),
    path("drivers/", drivers.drivers, name="drivers"),
    path("collection/", collection.collection, name="collection"),
    path("places/", places.places, name="places"),
    path("people/", people.people, name="people"),
    path("when/", when.when, name="when"),
    path("control/", control.control, name="control"),
    path("exports/<uuid:key>/", exports.export_order, name="export_order"),
    path("exports/<uuid:key>/file/", exports.export_file, name="export_file"),
    path("<slug:code>/export/", exports.export, name="export"),
    path("<slug:code>/", surveys.survey_report, name="survey"),
]
urlpatterns = [
    path("overview/", overview.overview, name="overview"),
    path("reports/", include(pages)),
]
