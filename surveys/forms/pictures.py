"""Pictures in a form: each is the key of one that is stored already, or a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from hearme.accounts.models import Organization
from surveys.actions import store_picture
from surveys.queries import known_pictures


@dataclass(slots=True)
class Slot:
    """A place for a picture: the hidden field of its key, and the file that would replace it."""

    token: str
    """Its name among the pictures of the form: `question`, `level-2`, `choice-5`."""
    field: str
    key: str = ""
    error: str = ""


def take_pictures(
    organization: Organization,
    slots: Sequence[Slot],
    data: QueryDict,
    files: "MultiValueDict[str, UploadedFile[Any]]",
) -> bool:
    """Store the files that were sent and look at every key; True if all pictures are good.

    A file is stored at once, so that it is not lost if another field has to be mended first.
    """
    dropped = set(data.getlist("drop"))
    known = known_pictures(organization, [slot.key for slot in slots])
    for slot in slots:
        if slot.token in dropped:
            slot.key = ""
        elif file := files.get(f"file-{slot.token}"):
            _store(organization, slot, file)
        elif slot.key and slot.key not in known:
            slot.key, slot.error = "", _("This picture is not here any more. Choose it again.")
    return not any(slot.error for slot in slots)


def _store(organization: Organization, slot: Slot, file: "UploadedFile[Any]") -> None:
    try:
        slot.key = store_picture(organization, file).key
    except ValidationError as error:
        slot.error = " ".join(error.messages)
