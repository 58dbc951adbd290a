"""/s/: what a customer opens. The short code is the permission."""

from django.urls import path

from responses.views import embeds, pictures, proofs, public

app_name = "public"

urlpatterns = [
    path("embed.js", embeds.embed_script, name="embed_script"),
    path("faces/<int:level>.png", embeds.face, name="face"),
    path("pictures/<slug:key>", pictures.picture, name="picture"),
    path("<slug:code>", public.answer, name="answer"),
    path("<slug:code>/", public.answer),
    path("<slug:code>/p/<str:token>/<str:number>", public.sheet, name="sheet"),
    path("<slug:code>/proof", proofs.proof, name="proof"),
    path("<slug:code>/anew", public.anew, name="anew"),
    path("<slug:code>/delete", public.delete, name="delete"),
    path("<slug:code>/thanks", public.thanks, name="thanks"),
    path("<slug:code>/privacy", public.privacy, name="privacy"),
]
