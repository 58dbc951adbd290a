"""/s/: what a customer opens. The short code is the permission."""

from django.urls import URLPattern

app_name = "public"

urlpatterns: list[URLPattern] = []
