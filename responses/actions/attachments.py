"""Files that customers add: checked, pictures drawn anew, stored, and swept when nobody's."""

import io
import uuid
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, Protocol

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from responses.models import Attachment, AttachmentQuerySet
from responses.queries import unclaimed_attachments
from responses.rules import (
    IMAGE,
    LARGEST_FILE,
    PDF,
    AnswerProblem,
    NotAcceptedError,
    checked_type,
    clean_name,
    file_key,
)
from surveys.rules import Question

LARGEST_SIDE: Final = 2048
LARGEST_PIXELS: Final = 50_000_000
QUALITY: Final = 85
FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
MOST_FILES: Final = 30
"""How many files one opened form may bring, the dropped ones too."""
UNCLAIMED_HOURS: Final = 25
"""How long a file may wait for its response: a little longer than a form may be sent."""
BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Owner:
    """The reply that a file will belong to."""

    organization_id: int
    survey_id: int
    response_key: uuid.UUID


class Readable(Protocol):
    """An uploaded file, or any other."""

    def read(self, size: int, /) -> bytes: ...


def receive_file(owner: Owner, question: Question, name: str, file: Readable) -> Attachment:
    """Store one file for a reply that may come later; the same file sent again is stored once.

    Raises NotAcceptedError if it is too large or not of a type that the question takes.
    """
    data = file.read(LARGEST_FILE + 1)
    content_type = checked_type(data[:16], len(data), question.manner)
    key = file_key(owner.response_key, question.key, data)
    mine = Attachment.objects.filter(
        organization_id=owner.organization_id, response_key=owner.response_key
    )
    if known := mine.filter(key=key).first():
        return known
    if mine.count() >= MOST_FILES:
        raise NotAcceptedError(AnswerProblem.TOO_MANY)
    stored = data if content_type == PDF else _drawn_anew(data)
    return _kept(
        Attachment(
            organization_id=owner.organization_id,
            survey_id=owner.survey_id,
            key=key,
            response_key=owner.response_key,
            question_key=question.key,
            name=clean_name(name, content_type),
            content_type=PDF if content_type == PDF else IMAGE,
            size=len(stored),
        ),
        stored,
    )


def _kept(attachment: Attachment, data: bytes) -> Attachment:
    """Write the file, then the row that names it; without the row the file goes again."""
    attachment.file.save("", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            attachment.save(force_insert=True)
    except IntegrityError:
        # The other one of two taps was first: its file is the same.
        _remove_file(attachment)
        return Attachment.objects.get(
            organization_id=attachment.organization_id, key=attachment.key
        )
    except BaseException:
        _remove_file(attachment)
        raise
    return attachment


def _drawn_anew(data: bytes) -> bytes:
    """The picture as a JPEG of at most LARGEST_SIDE, without what the camera wrote into it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                # The header is read so far: a small file may claim to be a huge picture.
                if opened.width * opened.height > LARGEST_PIXELS:
                    raise NotAcceptedError(AnswerProblem.FILE_SIZE)
                opened.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
                return _jpeg(ImageOps.exif_transpose(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAcceptedError(AnswerProblem.FILE_SIZE) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotAcceptedError(AnswerProblem.FILE_TYPE) from error


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    _on_white(picture).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """What is see-through becomes white: JPEG knows no transparency."""
    if picture.mode not in {"RGBA", "LA", "PA"} and "transparency" not in picture.info:
        return picture.convert("RGB")
    drawn = picture.convert("RGBA")
    ground = Image.new("RGB", drawn.size, "white")
    ground.paste(drawn, mask=drawn.getchannel("A"))
    return ground


# ------------------------------------------------------------------ taking files away
def remove_files_after_commit(organization_id: int, response_key: uuid.UUID) -> None:
    """Take a response's files away once it is really gone; what fails, the sweep finds."""
    files = Attachment.objects.filter(organization_id=organization_id, response_key=response_key)
    transaction.on_commit(partial(_remove, files), robust=True)


def sweep_attachments() -> int:
    """Take away the files that no response names a day later; return how many there were."""
    before = datetime.now(UTC) - timedelta(hours=UNCLAIMED_HOURS)
    removed = 0
    while swept := _remove(unclaimed_attachments(before)[:BATCH]):
        removed += swept
    return removed


def _remove(attachments: AttachmentQuerySet) -> int:
    found = list(attachments)
    for attachment in found:
        # The file first: if this stops between the two, the row still tells that it must go.
        _remove_file(attachment)
        attachment.delete()
    return len(found)


def _remove_file(attachment: Attachment) -> None:
    attachment.file.storage.delete(str(attachment.file.name))
