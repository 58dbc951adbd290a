"""/<org>/overview/ and /<org>/reports/"""

from django.urls import include, path

from reports.views import (
    collection,
    comments,
    control,
    crosstab,
    drivers,
    exports,
    goals,
    journey,
    mails,
    overview,
    people,
    places,
    sharing,
    surveys,
    wallboards,
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
    path("goals/", goals.goals, name="goals"),
    path("goals/set/", goals.goal_set, name="goal_set"),
    path("goals/<int:goal_id>/", goals.goal_edit, name="goal_edit"),
    path("goals/<int:goal_id>/remove/", goals.goal_remove, name="goal_remove"),
    path("notes/", goals.annotations, name="annotations"),
    path("notes/add/", goals.annotation_add, name="annotation_add"),
    path("notes/<int:annotation_id>/", goals.annotation_edit, name="annotation_edit"),
    path("notes/<int:annotation_id>/delete/", goals.annotation_delete, name="annotation_delete"),
    path("mails/", mails.mails, name="mails"),
    path("mails/add/", mails.mail_add, name="mail_add"),
    path("mails/<int:schedule_id>/", mails.mail_edit, name="mail_edit"),
    path("mails/<int:schedule_id>/pause/", mails.mail_pause, name="mail_pause"),
    path("mails/<int:schedule_id>/resume/", mails.mail_resume, name="mail_resume"),
    path("mails/<int:schedule_id>/delete/", mails.mail_delete, name="mail_delete"),
    path("mails/<int:schedule_id>/now/", mails.mail_now, name="mail_now"),
    path("mails/<int:schedule_id>/preview/", mails.mail_preview, name="mail_preview"),
    path("share/", sharing.share, name="share"),
    path("share/<int:link_id>/revoke/", sharing.share_revoke, name="share_revoke"),
    path("wallboards/", wallboards.wallboards, name="wallboards"),
    path("wallboards/add/", wallboards.wallboard_add, name="wallboard_add"),
    path("wallboards/<int:board_id>/", wallboards.wallboard_edit, name="wallboard_edit"),
    path("wallboards/<int:board_id>/revoke/", wallboards.wallboard_revoke, name="wallboard_revoke"),
    path("wallboards/<int:board_id>/renew/", wallboards.wallboard_renew, name="wallboard_renew"),
    path("exports/<uuid:key>/", exports.export_order, name="export_order"),
    path("exports/<uuid:key>/file/", exports.export_file, name="export_file"),
    path("<slug:code>/export/", exports.export, name="export"),
    path("<slug:code>/", surveys.survey_report, name="survey"),
]
urlpatterns = [
    path("overview/", overview.overview, name="overview"),
    path("reports/", include(pages)),
]
