"""/s/: what a customer opens. The short code is the permission."""

from django.urls import path

from responses.views import pictures, public

app_name = "public"

urlpatterns = [
    path("pictures/<slug:key>", pictures.picture, name="picture"),
    path("<slug:code>", public.answer, name="answer"),
    path("<slug:code>/", public.answer),
    path("<slug:code>/p/<str:token>/<str:number>", public.sheet, name="sheet"),
    path("<slug:code>/thanks", public.thanks, name="thanks"),
    path("<slug:code>/privacy", public.privacy, name="privacy"),
]
