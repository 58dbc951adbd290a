"""Pictures of authors, sent by the script of an editor as soon as they are chosen."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from surveys.actions import store_picture


@require_POST
@requires(Role.EDITOR)
def picture_add(request: MemberRequest) -> HttpResponse:
    """Store a picture and say under which key, and where it is shown."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": _("Choose a picture first.")}, status=422)
    try:
        picture = store_picture(request.organization, file)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    url = reverse("public:picture", args=[picture.key])
    return JsonResponse({"key": picture.key, "url": url}, status=201)
