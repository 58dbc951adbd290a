"""Reads. Every function starts from the organization or from a code that is the permission."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.shortcuts import get_object_or_404

from hearme.accounts.models import Organization
from responses.models import Collector, CollectorQuerySet, Response, ResponseQuerySet
from surveys.models import SurveyVersion


@dataclass(frozen=True, slots=True)
class Door:
    """What lies behind a short code: everything the public page needs, in one read."""

    organization_id: int
    organization: str
    survey_id: int
    survey_closed_at: datetime | None
    version_id: int | None
    collector_id: int
    code: str
    place: str
    location_id: int
    location: str
    time_zone: str
    collector_closed_at: datetime | None

    @property
    def closed_at(self) -> datetime | None:
        """When it stopped taking answers; None while it takes them."""
        return min(
            (at for at in (self.survey_closed_at, self.collector_closed_at) if at), default=None
        )

    @property
    def is_open(self) -> bool:
        return self.version_id is not None and self.closed_at is None

    @property
    def label(self) -> str:
        """The place as a customer reads it."""
        return f"{self.location} · {self.place}" if self.place else self.location


DOOR = (
    "organization_id", "organization__name", "survey_id", "survey__closed_at",
    "survey__live_version_id", "id", "code", "name", "location_id", "location__name",
    "location__time_zone", "closed_at",
)  # fmt: skip


def find_door(code: str) -> Door | None:
    """The door behind a code in any case of letters; None if there is none."""
    row = Collector.objects.filter(code=code.upper()).order_by().values_list(*DOOR).first()
    return Door(*row) if row else None


@lru_cache(maxsize=1024)
def published(version_id: int) -> SurveyVersion:
    """A published version. It never changes, so each process reads it once."""
    return SurveyVersion.objects.get(pk=version_id)


def collectors_of(organization: Organization) -> CollectorQuerySet:
    """The collectors page: by place, each with its survey."""
    return Collector.objects.of(organization).select_related("survey__live_version", "location")


def get_collector(organization: Organization, code: str) -> Collector:
    """One collector of the organization by its code, or 404."""
    return get_object_or_404(collectors_of(organization), code=code.upper())


def responses_of(organization: Organization) -> ResponseQuerySet:
    """The responses of an organization with what a list shows, newest first."""
    return Response.objects.of(organization).select_related(
        "survey", "location", "collector", "version"
    )


def get_response(organization: Organization, response_id: int) -> Response:
    """One response of the organization, or 404."""
    return get_object_or_404(responses_of(organization), pk=response_id)


def stored_fingerprints(
    organization_id: int, keys: Sequence[uuid.UUID]
) -> dict[uuid.UUID, tuple[int, bytes]]:
    """Key -> (response id, fingerprint) of the responses that are stored under these keys."""
    rows = Response.objects.filter(organization_id=organization_id, key__in=keys).values_list(
        "key", "id", "fingerprint"
    )
    return {key: (pk, bytes(fingerprint)) for key, pk, fingerprint in rows}
