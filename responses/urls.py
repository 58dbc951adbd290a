"""/<org>/responses/ and /<org>/collectors/"""

from django.urls import path

from responses.views import (
    attachments,
    collector_page,
    collectors,
    embeds,
    fleet,
    held,
    inbox,
    links,
    posters,
    preview,
    privacy,
)

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
    path("responses/held/", held.held, name="held"),
    path("responses/held/decide/", held.held_decide, name="held_decide"),
    path("responses/held/trust/", held.held_trust, name="held_trust"),
    path("responses/held/trust/<int:trust_id>/remove/", held.held_distrust, name="held_distrust"),
    # /<org>/collectors/
    path("collectors/", collectors.collectors, name="collectors"),
    path("collectors/open/", collectors.collector_open, name="collector_open"),
    path(
        "collectors/open-everywhere/",
        collectors.collector_open_everywhere,
        name="collector_open_everywhere",
    ),
    path("collectors/fleet/", fleet.fleet, name="fleet"),
    path("collectors/fleet/edit/", fleet.fleet_edit, name="fleet_edit"),
    path("collectors/<slug:code>/", collector_page.collector, name="collector"),
    path(
        "collectors/<slug:code>/options/",
        collector_page.collector_options,
        name="collector_options",
    ),
    path("collectors/<slug:code>/point/", collector_page.collector_point, name="collector_point"),
    path(
        "collectors/<slug:code>/state/<slug:state>/",
        collector_page.collector_state,
        name="collector_state",
    ),
    path("collectors/<slug:code>/qr.<slug:kind>", collector_page.qr_code, name="qr"),
    path("collectors/<slug:code>/links/", links.links, name="links"),
    path("collectors/<slug:code>/links/table/", links.links_table, name="links_table"),
    # /<org>/link-keys/
    path("link-keys/", links.link_keys, name="link_keys"),
    path("link-keys/new/", links.link_key_new, name="link_key_new"),
    path("link-keys/<int:key_id>/show/", links.link_key_show, name="link_key_show"),
    path("link-keys/<int:key_id>/revoke/", links.link_key_revoke, name="link_key_revoke"),
    # /<org>/privacy/
    path("privacy/", privacy.notice, name="notice"),
    path("privacy/consents/", privacy.consents, name="consents"),
    path("privacy/consents.csv", privacy.consents_file, name="consents_file"),
    path(
        "privacy/consents/<int:proof_id>/withdraw/",
        privacy.consent_withdraw,
        name="consent_withdraw",
    ),
    path("collectors/<slug:code>/embed/", embeds.embed, name="embed"),
    path("collectors/<slug:code>/embed/example/", embeds.embed_example, name="embed_example"),
    path("collectors/<slug:code>/email/", embeds.email, name="email"),
    path("collectors/<slug:code>/email/preview/", embeds.email_preview, name="email_preview"),
    # /<org>/posters/
    path("posters/", posters.posters, name="posters"),
    path("posters/preview.png", posters.poster_preview, name="poster_preview"),
    path("posters/<uuid:key>/", posters.poster_order, name="poster_order"),
    path("posters/<uuid:key>/file/", posters.poster_file, name="poster_file"),
]
