"""Where a browser finds an author's picture."""

from django.urls import reverse

from surveys.models import Picture


def picture_url(picture: Picture | None) -> str:
    """The public address of a picture; empty for none."""
    return reverse("public:picture", args=[picture.key]) if picture else ""
