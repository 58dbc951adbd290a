"""Files that customers added, for members to download."""

import uuid

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.queries import reach_of
from hearme.accounts.requests import MemberRequest
from responses.queries import get_attachment


@require_safe
@requires(Role.VIEWER)
def attachment(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """One file. Browsers must store it, not show it: a stranger wrote it."""
    found = get_attachment(request.organization, key, reach_of(request.membership))
    try:
        with found.file.open("rb") as file:
            response = HttpResponse(file.read(), content_type=found.content_type)
    except FileNotFoundError as error:
        raise Http404 from error
    response["Content-Disposition"] = content_disposition_header(True, found.name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
