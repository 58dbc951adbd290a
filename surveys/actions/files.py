"""Writes: a survey from a file, with its pictures."""

import io
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hearme.accounts.models import Location, Organization, User
from surveys.actions.drafts import create_survey
from surveys.actions.pictures import store_picture
from surveys.models import Survey, Touchpoint
from surveys.rules.files import with_pictures
from surveys.rules.imported import Imported, Note
from surveys.rules.placing import placed


@transaction.atomic
def import_survey(
    organization: Organization, found: Imported, *, title: str, by: User | None = None
) -> tuple[Survey, tuple[Note, ...]]:
    """Create a draft from a file; `title` is for files without one.

    Returns it with the notes on what was left out. Raises ValidationError if it is off limits or
    a picture is none; then nothing is stored.
    """
    here = placed(
        found,
        dict(Touchpoint.objects.of(organization).open().values_list("name", "pk")),
        dict(Location.objects.of(organization).open().values_list("name", "pk")),
    )
    keys = {key: _stored(organization, key, data) for key, data in here.pictures.items()}
    content = with_pictures(here.content, keys)
    if not content.title.get(here.default_language):
        content = replace(content, title={**content.title, here.default_language: title})
    survey = create_survey(
        organization,
        content,
        default_language=here.default_language,
        languages=here.languages,
        by=by,
    )
    return survey, here.notes


def _stored(organization: Organization, key: str, data: bytes) -> str:
    try:
        return store_picture(organization, io.BytesIO(data)).key
    except ValidationError as error:
        reason = " ".join(error.messages)
        raise ValidationError(
            _("Picture %(key)s: %(why)s") % {"key": key, "why": reason}
        ) from error
