"""/s/: what a customer opens. The short code is the permission."""

from django.urls import path

from responses.views import public

app_name = "public"

urlpatterns = [
    path("<slug:code>", public.answer, name="answer"),
    path("<slug:code>/", public.answer),
    path("<slug:code>/thanks", public.thanks, name="thanks"),
    path("<slug:code>/privacy", public.privacy, name="privacy"),
]
