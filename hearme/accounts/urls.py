"""/start/ and, below /<org>/, places, members, settings and keys."""

from django.urls import path

from hearme.accounts import views

app_name = "accounts"

urlpatterns = [
    path("start/", views.start, name="start"),
    path("<slug:org>/", views.organization_home, name="organization"),
]
