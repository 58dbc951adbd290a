"""What is known of a reply that is on its way: earlier answers, files, the places around it."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, JSONField, OuterRef
from django.shortcuts import get_object_or_404

from hearme.accounts.models import Organization
from responses.models import Attachment, AttachmentQuerySet, Response
from responses.rules import Answers


@dataclass(frozen=True, slots=True)
class Begun:
    """What is stored under a form's key: nothing, a part of the answers, or all of them."""

    answers: Answers = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    is_stored: bool = False
    is_complete: bool = False


def find_begun(organization_id: int, key: uuid.UUID) -> Begun:
    """What an opened form has stored so far."""
    row = (
        Response.objects.filter(organization_id=organization_id, key=key)
        .values_list("answers", "hidden", "is_complete")
        .first()
    )
    return Begun(row[0], row[1] or {}, True, row[2]) if row else Begun()


def find_response(organization_id: int, key: uuid.UUID) -> Response | None:
    """The response that is stored under a form's key, complete or not."""
    return Response.objects.filter(organization_id=organization_id, key=key).first()


PLACES_ABOVE = """
WITH RECURSIVE above AS (
    SELECT id, parent_id FROM accounts_location WHERE organization_id = %s AND id = %s
    UNION
    SELECT l.id, l.parent_id FROM accounts_location l JOIN above ON l.id = above.parent_id
)
SELECT id FROM above
"""


def places_above(organization_id: int, location_id: int) -> tuple[int, ...]:
    """The ids of a place and of all places that it is in."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES_ABOVE, [organization_id, location_id])
        return tuple(row[0] for row in cursor.fetchall())


# ------------------------------------------------------------------ files
_NAMED = Func(
    OuterRef("question_key"),
    Func(OuterRef("key"), function="jsonb_build_array"),
    function="jsonb_build_object",
    output_field=JSONField(),
)
_CLAIMING = Response.objects.filter(
    Func(
        F("answers"),
        _NAMED,
        template="(%(expressions)s)",
        arg_joiner=" @> ",
        output_field=BooleanField(),
    ),
    organization=OuterRef("organization"),
    key=OuterRef("response_key"),
).order_by()
"""The stored response whose answers name a file."""


def files_received(
    organization_id: int, survey_id: int, response_key: uuid.UUID
) -> dict[str, Attachment]:
    """Key -> file, for all that this form has brought."""
    found = Attachment.objects.filter(
        organization_id=organization_id, survey_id=survey_id, response_key=response_key
    )
    return {str(attachment.key): attachment for attachment in found}


def get_attachment(
    organization: Organization, key: uuid.UUID, reach: frozenset[int] | None = None
) -> Attachment:
    """One file of a stored response of the organization at a place within reach, or 404."""
    claiming = _CLAIMING if reach is None else _CLAIMING.filter(location__in=reach)
    claimed = Attachment.objects.of(organization).filter(Exists(claiming))
    return get_object_or_404(claimed, key=key)


def unclaimed_attachments(before: datetime) -> AttachmentQuerySet:
    """Files from before this moment that no stored response names."""
    return Attachment.objects.filter(~Exists(_CLAIMING), created_at__lt=before).order_by("id")
