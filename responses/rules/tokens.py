"""The token of an opened form, and the key that its response gets."""

import base64
import binascii
import hmac
import secrets
import struct
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class FormToken:
    """What an opened page carries: which version, through which door, and an id of its own.

    The id makes retries harmless: it becomes the response's key.
    """

    version_id: int
    collector_id: int
    key: uuid.UUID
    issued_seconds: int

    @property
    def issued_at(self) -> datetime:
        return datetime.fromtimestamp(self.issued_seconds, tz=UTC)


TOKEN_FORM: Final = struct.Struct(">QQ16sQ")
MAC_BYTES: Final = 16


class TokenError(ValueError):
    """The token was not made by us, or was changed on the way."""


def new_key(moment: datetime) -> uuid.UUID:
    """A version-7 UUID (RFC 9562): 48 bits of milliseconds, 74 random bits.

    Neighbours in time are neighbours in the index.
    """
    value = int(moment.timestamp() * 1000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 2 << 62)


def sign_token(token: FormToken, secret: bytes) -> str:
    """Write a token as 75 letters that fit into a form field or a URL."""
    body = TOKEN_FORM.pack(
        token.version_id, token.collector_id, token.key.bytes, token.issued_seconds
    )
    return base64.urlsafe_b64encode(body + _mac(body, secret)).rstrip(b"=").decode()


def read_token(text: str, secret: bytes) -> FormToken:
    """Read back a token. Raises TokenError unless it is exactly one that we signed."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise TokenError from error
    body, mac = raw[: TOKEN_FORM.size], raw[TOKEN_FORM.size :]
    if len(body) != TOKEN_FORM.size or not hmac.compare_digest(mac, _mac(body, secret)):
        raise TokenError
    version_id, collector_id, key, issued_seconds = TOKEN_FORM.unpack(body)
    return FormToken(version_id, collector_id, uuid.UUID(bytes=key), issued_seconds)


def _mac(body: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, body, "sha256")[:MAC_BYTES]
