"""Files that customers add: what they really are, what they are called, what is too large."""

import hashlib
import re
import unicodedata
import uuid
from typing import Final

from responses.rules.answers import AnswerProblem, NotAcceptedError

LARGEST_FILE: Final = 8 * 1024 * 1024
MAX_NAME: Final = 120
PDF: Final = "application/pdf"
IMAGE: Final = "image/jpeg"
"""What every picture becomes."""

ODD: Final = frozenset('<>:"|?*%;\ufffd')
"""Letters that some systems do not allow in a name."""
HEADS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", PDF),
)
"""First bytes -> what the file is. A name says nothing: anybody can write one."""


def sniffed(head: bytes) -> str:
    """The content type by a file's first bytes; empty if it is none that we take."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in HEADS if head.startswith(magic)), "")


def checked_type(head: bytes, size: int, manner: str) -> str:
    """The content type of a file that a question takes: `photo` pictures only, `file` also PDF.

    Raises NotAcceptedError for a file that is too large or of another type.
    """
    if size > LARGEST_FILE:
        raise NotAcceptedError(AnswerProblem.FILE_SIZE)
    kind = sniffed(head)
    if not kind or (kind == PDF and manner != "file"):
        raise NotAcceptedError(AnswerProblem.FILE_TYPE)
    return kind


def clean_name(name: str, content_type: str) -> str:
    """What the file is called on a member's computer: no folder, no odd letters, not too long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(letter for letter in last if letter not in ODD and letter.isprintable())
    stem = plain.rpartition(".")[0] or plain
    ending = ".pdf" if content_type == PDF else ".jpg"
    return (stem.strip(" .")[: MAX_NAME - len(ending)] or "file") + ending


def file_key(response_key: uuid.UUID, question_key: str, data: bytes) -> uuid.UUID:
    """The key of a file: equal for the same file sent again with the same form.

    The response's key is secret and random, so nobody can work the key out from the file.
    """
    told = response_key.bytes + question_key.encode() + b"\0" + hashlib.sha256(data).digest()
    return uuid.UUID(bytes=hashlib.sha256(told).digest()[:16], version=5)
