"""Doors for people who are no members: what their addresses are, and what they never show."""

import base64
import hmac
import re
import uuid
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Final

from reports.rules.paper import Paper, Quotes

TOKEN_BYTES: Final = 18
"""144 bits: nobody finds an address by trying."""
TOKEN: Final = re.compile(r"[\w-]{24}", re.ASCII)
MOST_DAYS: Final = 366
LONGEST_QUERY: Final = 4_000
SHAREABLE: Final = (
    "overview",
    "journey",
    "survey",
    "places",
    "when",
    "control",
    "drivers",
    "crosstab",
    "collection",
)
"""Report pages by the name of their URL; staff and comments are not among them."""
OF_PEOPLE: Final = "subject"
"""The filter and the side of a cross-tab that can name members of staff."""
NOT_KEPT: Final = frozenset({"as", "lang", "page", "survey", "query", "csrfmiddlewaretoken"})
"""What of an address is no filter, or is kept apart."""
FREE_TRIES: Final = 5
SHORTEST_WAIT: Final = 30
LONGEST_WAIT: Final = 900


class Door(StrEnum):
    """What a token opens; a token of one kind is never one of the other."""

    SHARE = "share"
    WALLBOARD = "wallboard"


class Ended(StrEnum):
    """Why a link shows nothing any more."""

    REVOKED = "revoked"
    EXPIRED = "expired"
    MAKER = "maker"


def token_of(door: Door, key: uuid.UUID, secret: str) -> str:
    """The 24 letters of an address, made from a row's key and the site's secret."""
    message = f"reports.{door}:{key.hex}".encode()
    made = hmac.digest(secret.encode(), message, "sha256")[:TOKEN_BYTES]
    return base64.urlsafe_b64encode(made).decode()


def is_token(text: str) -> bool:
    return TOKEN.fullmatch(text) is not None


def is_about_people(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether these parts of an address ask for single members of staff."""
    return any(
        value and OF_PEOPLE in (name, value.partition(":")[0], value) for name, value in pairs
    )


def wait_after(tries: int) -> int:
    """How many seconds a password must wait after so many tries: 30, 60, 120 … 900."""
    doublings: int = min(10, max(0, tries - FREE_TRIES))
    return min(LONGEST_WAIT, SHORTEST_WAIT << doublings)


def without_quotes(paper: Paper) -> Paper:
    """The paper without what customers wrote: nobody can promise that it names no one."""
    sections = (
        replace(
            section, blocks=tuple(each for each in section.blocks if not isinstance(each, Quotes))
        )
        for section in paper.sections
    )
    return replace(paper, sections=tuple(section for section in sections if section.blocks))


def has_quotes(paper: Paper) -> bool:
    return any(isinstance(block, Quotes) for each in paper.sections for block in each.blocks)
