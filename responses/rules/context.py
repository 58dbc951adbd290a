"""What a signed link says about the visit that it leads to."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Context:
    """Where, about whom and about what somebody answers, as far as the link told."""

    token: str = ""
    """The link's own words, to be sent along with every page."""
    location_id: int | None = None
    place: str = ""
    """The name of that location."""
    time_zone: str = ""
    """The zone of that location."""
    touchpoint_id: int | None = None
    subject_id: int | None = None
    subject: str = ""
    """The name of who or what is rated."""
    reference: bytes | None = None
    """A keyed hash of the transaction it is about."""
    hidden: Mapping[str, str] = field(default_factory=dict)
    key: uuid.UUID | None = None
    """The key of the one response that a single-use link may give."""


NO_CONTEXT: Final = Context()
