"""Signed links: a short code's address together with facts that nobody can change on the way.

A token is `1.KEY.CODE.EXPIRES.FACTS.SIGNATURE`; docs/links.md explains it to other programs.
"""

import base64
import binascii
import hmac
import re
import unicodedata
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from responses.rules.answers import BROKEN

LINK: Final = "t"
"""The name under which an address carries a token."""
VERSION: Final = "1"
LONGEST_TOKEN: Final = 2_000
"""An address of a later page carries it beside the form's own token."""
ROOM: Final = 1_800
"""How much of it hidden fields may take."""
LONGEST_VALUE: Final = 200
LONGEST_REFERENCE: Final = 100
LONGEST_DAYS: Final = 730
"""For how many days a link that is made here may be valid."""
DIGEST_BYTES: Final = 16
NUMBER: Final = re.compile(r"[1-9][0-9]{0,17}")
SECONDS: Final = re.compile(r"[1-9][0-9]{0,10}")
CODE: Final = re.compile(r"[0-9A-Za-z]{1,8}")
FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


class LinkProblem(StrEnum):
    """Why a signed link is not believed, or does not work any more."""

    DAMAGED = "damaged"
    """It was not signed by the organization, or changed since."""
    ELSEWHERE = "elsewhere"
    """It was made for another code."""
    REVOKED = "revoked"
    EXPIRED = "expired"
    GONE = "gone"
    """The place, person or product that it names is closed, or was never ours."""


class LinkError(ValueError):
    """A signed link that is refused."""

    def __init__(self, problem: LinkProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class FactError(ValueError):
    """A fact that no link can carry: `name` says which, `kind` why."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(f"{name}: {kind}")
        self.name, self.kind = name, kind


@dataclass(frozen=True, slots=True)
class Link:
    """What a signed link says."""

    key_number: int
    code: str
    """The collector's short code."""
    expires: int
    """Seconds since 1970 from which on it is refused."""
    single: uuid.UUID | None = None
    """The key of the one response that it may give; None: it may be used again and again."""
    location_id: int | None = None
    touchpoint_id: int | None = None
    subject_id: int | None = None
    reference: bytes | None = None
    hidden: Mapping[str, str] = field(default_factory=dict)

    def is_over_at(self, moment: datetime) -> bool:
        return moment >= datetime.fromtimestamp(self.expires, tz=UTC)


def reference_digest(reference: str, secret: bytes) -> bytes:
    """The 16 bytes that stand for a transaction, its number itself is stored nowhere."""
    return hmac.digest(secret, b"reference:" + reference.strip().encode(), "sha256")[:DIGEST_BYTES]


# ------------------------------------------------------------------ writing
def sign_link(link: Link, secret: bytes) -> str:
    """The token of a link. Raises FactError if something in it fits into no link."""
    for name, value in link.hidden.items():
        if kind := misfit_of(value):
            raise FactError(name, kind)
    body = ".".join([VERSION, str(link.key_number), link.code, str(link.expires), *_facts(link)])
    if not has_room_for(link.hidden):
        raise FactError("", "too_long")
    return f"{body}.{_signature(body, secret)}"


def misfit_of(value: str) -> str:
    """Why a hidden field's value fits into no link; empty if it does."""
    if not value or value != value.strip():
        return "empty"
    if len(value) > LONGEST_VALUE:
        return "too_long"
    is_broken = any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in value)
    return "broken" if is_broken or any(odd in value for odd in BROKEN) else ""


def has_room_for(hidden: Mapping[str, str]) -> bool:
    """Whether a link can carry all these hidden fields together."""
    return sum(len(fact) + 1 for fact in _hidden_facts(hidden)) <= ROOM


def _facts(link: Link) -> Iterator[str]:
    if link.single:
        yield "i" + _packed(link.single.bytes)
    for letter, number in (
        ("l", link.location_id),
        ("p", link.touchpoint_id),
        ("s", link.subject_id),
    ):
        if number:
            yield f"{letter}{number}"
    if link.reference:
        yield "r" + _packed(link.reference)
    yield from _hidden_facts(link.hidden)


def _hidden_facts(hidden: Mapping[str, str]) -> Iterator[str]:
    for name, value in hidden.items():
        yield f"h{name}~{_packed(value.encode(errors='replace'))}"


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _signature(body: str, secret: bytes) -> str:
    return _packed(hmac.digest(secret, body.encode(), "sha256")[:DIGEST_BYTES])


# ------------------------------------------------------------------ reading
def key_number_of(text: str) -> int:
    """The number of the key that a token says it was signed with. Raises LinkError."""
    parts = text.split(".")
    if len(text) > LONGEST_TOKEN or len(parts) < 5 or not text.isascii() or parts[0] != VERSION:
        raise LinkError(LinkProblem.DAMAGED)
    return _number(parts[1])


def read_link(text: str, secret: bytes) -> Link:
    """What a token says. Raises LinkError unless this very text was signed with this key."""
    number = key_number_of(text)
    body, _dot, signature = text.rpartition(".")
    # Texts are compared, not bytes: several texts may stand for the same bytes.
    if not hmac.compare_digest(signature, _signature(body, secret)):
        raise LinkError(LinkProblem.DAMAGED)
    _version, _key, code, seconds, *facts = body.split(".")
    if not CODE.fullmatch(code) or not SECONDS.fullmatch(seconds):
        raise LinkError(LinkProblem.DAMAGED)
    link = Link(number, code.upper(), int(seconds))
    for fact in facts:
        link = _with(link, fact[:1], fact[1:])
    return link


def _with(link: Link, letter: str, text: str) -> Link:
    """The link with one more fact; one that is unknown or said twice is no fact."""
    if letter == "h":
        name, value = _hidden(text)
        if name in link.hidden:
            raise LinkError(LinkProblem.DAMAGED)
        return replace(link, hidden={**link.hidden, name: value})
    name = FACTS.get(letter, "")
    if not name or getattr(link, name) is not None:
        raise LinkError(LinkProblem.DAMAGED)
    if letter == "i":
        return replace(link, single=uuid.UUID(bytes=_digest(text)))
    if letter == "r":
        return replace(link, reference=_digest(text))
    number: Any = {name: _number(text)}
    return replace(link, **number)


FACTS: Final[Mapping[str, str]] = {
    "i": "single",
    "l": "location_id",
    "p": "touchpoint_id",
    "s": "subject_id",
    "r": "reference",
}


def _number(text: str) -> int:
    if not NUMBER.fullmatch(text):
        raise LinkError(LinkProblem.DAMAGED)
    return int(text)


def _digest(text: str) -> bytes:
    data = _unpacked(text)
    if len(data) != DIGEST_BYTES:
        raise LinkError(LinkProblem.DAMAGED)
    return data


def _hidden(text: str) -> tuple[str, str]:
    name, _mark, packed = text.partition("~")
    try:
        value = _unpacked(packed).decode()
    except UnicodeDecodeError as error:
        raise LinkError(LinkProblem.DAMAGED) from error
    if not FIELD_NAME.fullmatch(name) or misfit_of(value):
        raise LinkError(LinkProblem.DAMAGED)
    return name, value


def _unpacked(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise LinkError(LinkProblem.DAMAGED) from error
