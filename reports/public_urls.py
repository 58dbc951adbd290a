"""Doors for people who are no members. The token in the address is the permission."""

from django.urls import path

from reports.views import mails, screens, shared

app_name = "doors"

urlpatterns = [
    path("r/mails/<int:schedule_id>/p/<str:proof>/", mails.mail_stop, name="mail_stop"),
    path("r/<str:token>/", shared.shared, name="shared"),
    path("r/<str:token>", shared.shared),
    path("w/<str:token>/", screens.screen, name="screen"),
    path("w/<str:token>", screens.screen),
]
