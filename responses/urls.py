"""/<org>/responses/ and /<org>/collectors/"""

from django.urls import path

from responses.views import attachments, collectors, inbox, posters, preview

app_name = "responses"

urlpatterns = [
    # /<org>/surveys/<code>/preview/
    path("surveys/<slug:code>/preview/", preview.preview, name="preview"),
    path("surveys/<slug:code>/preview/weight", preview.preview_weight, name="preview_weight"),
    # /<org>/responses/
    path("responses/", inbox.response_list, name="list"),
    path("responses/attachments/<uuid:key>/", attachments.attachment, name="attachment"),
    path("responses/<int:response_id>/", inbox.response_detail, name="detail"),
    path("responses/<int:response_id>/delete/", inbox.response_delete, name="delete"),
    # /<org>/collectors/
    path("collectors/", collectors.collectors, name="collectors"),
    path("collectors/open/", collectors.collector_open, name="collector_open"),
    path(
        "collectors/open-everywhere/",
        collectors.collector_open_everywhere,
        name="collector_open_everywhere",
    ),
    path("collectors/<slug:code>/", collectors.collector, name="collector"),
    path("collectors/<slug:code>/edit/", collectors.collector_edit, name="collector_edit"),
    path(
        "collectors/<slug:code>/state/<slug:state>/",
        collectors.collector_state,
        name="collector_state",
    ),
    path("collectors/<slug:code>/qr.<slug:kind>", collectors.qr_code, name="qr"),
    path("collectors/<slug:code>/poster/", collectors.poster, name="poster"),
    # /<org>/posters/
    path("posters/", posters.posters, name="posters"),
    path("posters/preview.png", posters.poster_preview, name="poster_preview"),
    path("posters/<uuid:key>/", posters.poster_order, name="poster_order"),
    path("posters/<uuid:key>/file/", posters.poster_file, name="poster_file"),
]
