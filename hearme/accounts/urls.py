"""/start/, invitations and, below /<org>/, places, members, settings and keys."""

from django.urls import path

from hearme.accounts import views

app_name = "accounts"

urlpatterns = [
    path("start/", views.start, name="start"),
    path("accounts/invitation/<str:token>/", views.invitation, name="invitation"),
    # /<org>/
    path("<slug:org>/", views.organization_home, name="organization"),
    # /<org>/locations/
    path("<slug:org>/locations/", views.locations, name="locations"),
    path("<slug:org>/locations/add/", views.location_add, name="location_add"),
    path("<slug:org>/locations/import/", views.locations_import, name="locations_import"),
    path("<slug:org>/locations/<int:location_id>/", views.location_edit, name="location_edit"),
    path(
        "<slug:org>/locations/<int:location_id>/close/", views.location_close, name="location_close"
    ),
    path(
        "<slug:org>/locations/<int:location_id>/reopen/",
        views.location_reopen,
        name="location_reopen",
    ),
    path("<slug:org>/locations/<int:location_id>/move/", views.location_move, name="location_move"),
    path(
        "<slug:org>/locations/<int:location_id>/merge/", views.location_merge, name="location_merge"
    ),
    # /<org>/members/
    path("<slug:org>/members/", views.members, name="members"),
    path("<slug:org>/members/invite/", views.member_invite, name="member_invite"),
    path("<slug:org>/members/<int:member_id>/role/", views.member_role, name="member_role"),
    path("<slug:org>/members/<int:member_id>/places/", views.member_places, name="member_places"),
    path("<slug:org>/members/<int:member_id>/remove/", views.member_remove, name="member_remove"),
    path(
        "<slug:org>/members/invitations/<int:invitation_id>/withdraw/",
        views.member_withdraw,
        name="member_withdraw",
    ),
    # /<org>/settings/
    path("<slug:org>/settings/", views.settings, name="settings"),
    path("<slug:org>/settings/keys/", views.keys, name="keys"),
    path("<slug:org>/settings/keys/issue/", views.key_issue, name="key_issue"),
    path("<slug:org>/settings/keys/<int:key_id>/revoke/", views.key_revoke, name="key_revoke"),
]
