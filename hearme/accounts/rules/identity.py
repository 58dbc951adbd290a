"""What is true of organizations whatever the framework."""

import hashlib
import re
import secrets
import unicodedata
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

RESERVED_SLUGS: Final = frozenset(
    {
        "accounts",
        "admin",
        "api",
        "healthz",
        "language",
        "privacy",
        "r",
        "readyz",
        "s",
        "start",
        "static",
        "styleguide",
        "w",
    }
)
"""First path words that belong to the site, so no organization may take them."""


def slug_of(name: str) -> str:
    """Turn a name into lower-case ASCII words joined by hyphens; empty if nothing is left."""
    plain = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D"))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:40].strip("-")


@dataclass(frozen=True, slots=True)
class NewKey:
    """An API key at birth: the only moment at which its secret is known."""

    prefix: str
    secret: str

    @property
    def text(self) -> str:
        """What the integrator keeps and sends."""
        return f"hm_{self.prefix}_{self.secret}"

    @property
    def digest(self) -> str:
        return digest_of(self.secret)


def new_key() -> NewKey:
    """Make an API key with 256 random bits."""
    return NewKey(prefix=secrets.token_hex(4), secret=secrets.token_hex(32))


def parse_key(text: str) -> tuple[str, str] | None:
    """Split a key into (prefix, secret), or None if it is not of our form."""
    match = re.fullmatch(r"hm_([0-9a-f]{8})_([0-9a-f]{64})", text)
    return (match[1], match[2]) if match else None


def digest_of(secret: str) -> str:
    """SHA-256 of a secret of full entropy; a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


@cache
def known_time_zones() -> frozenset[str]:
    """Return the names of the IANA database. Python reads some 600 files for it, so ask once."""
    return frozenset(zoneinfo.available_timezones())


INVITATION_DAYS: Final = 7
OPEN_INVITATIONS: Final = 50
"""How many invitations of one organization may wait for an answer."""


def new_token() -> str:
    """Make the secret part of an invitation's link, with 256 random bits."""
    return secrets.token_urlsafe(32)


def places_inside(parents: Mapping[int, int | None], place: int) -> set[int]:
    """Return all places below `place`; `parents` names every place's parent."""
    inside: set[int] = set()
    found = {place}
    while found := {child for child, parent in parents.items() if parent in found} - inside:
        inside |= found
    return inside
