"""/<org>/responses/ and /<org>/collectors/"""

from django.urls import path

from responses.views import collectors, inbox, preview

app_name = "responses"

urlpatterns = [
    # /<org>/surveys/<code>/preview/
    path("surveys/<slug:code>/preview/", preview.preview, name="preview"),
    # /<org>/responses/
    path("responses/", inbox.response_list, name="list"),
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
    path("collectors/<slug:code>/close/", collectors.collector_close, name="collector_close"),
    path("collectors/<slug:code>/reopen/", collectors.collector_reopen, name="collector_reopen"),
    path("collectors/<slug:code>/qr.<slug:kind>", collectors.qr_code, name="qr"),
    path("collectors/<slug:code>/poster/", collectors.poster, name="poster"),
]
