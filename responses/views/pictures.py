"""Pictures of authors, as the pages of their customers show them."""

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from responses.queries import get_picture

A_YEAR: Final = 365 * 24 * 3600


@login_not_required
@require_safe
def picture(_request: HttpRequest, key: str) -> HttpResponse:
    """A picture by its key, kept by browsers for good: another picture has another key."""
    found = get_picture(key)
    response = HttpResponse(bytes(found.data), content_type=found.content_type)
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
