"""What is true of organizations and places whatever the framework."""

from hearme.accounts.rules.hours import (
    MAX_HOLIDAYS,
    Hours,
    hours_document,
    hours_from,
    inherited,
)
from hearme.accounts.rules.identity import (
    INVITATION_DAYS,
    OPEN_INVITATIONS,
    RESERVED_SLUGS,
    NewKey,
    digest_of,
    known_time_zones,
    new_key,
    new_token,
    parse_key,
    places_inside,
    slug_of,
)
from hearme.accounts.rules.places import MAX_ADDRESS, MAX_ROWS, PlaceRow, RowProblem, read_places

__all__ = [
    "INVITATION_DAYS",
    "MAX_ADDRESS",
    "MAX_HOLIDAYS",
    "MAX_ROWS",
    "OPEN_INVITATIONS",
    "RESERVED_SLUGS",
    "Hours",
    "NewKey",
    "PlaceRow",
    "RowProblem",
    "digest_of",
    "hours_document",
    "hours_from",
    "inherited",
    "known_time_zones",
    "new_key",
    "new_token",
    "parse_key",
    "places_inside",
    "read_places",
    "slug_of",
]
