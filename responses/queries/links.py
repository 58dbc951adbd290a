"""What a signed link stands for: its key, and the place, touchpoint and subject that it names."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.shortcuts import get_object_or_404

from hearme.accounts.models import Location, Organization
from responses.models import LinkKey, Response
from responses.queries.doors import Door
from responses.rules import (
    Context,
    Link,
    LinkError,
    LinkProblem,
    key_number_of,
    read_link,
    reference_digest,
)
from surveys.models import Subject, Survey, Touchpoint
from surveys.pages import today_of
from surveys.queries import active_on
from surveys.rules import Content

MOST_MERGERS = 20
"""How many times a place may have been merged into the next, so that no circle holds us up."""


def link_keys_of(organization: Organization) -> list[LinkKey]:
    """All keys that links of an organization were ever signed with, the newest first."""
    return list(LinkKey.objects.filter(organization=organization))


def get_link_key(organization: Organization, key_id: int) -> LinkKey:
    """One key of the organization, or 404."""
    return get_object_or_404(LinkKey, organization=organization, pk=key_id)


def digests_of(organization: Organization, reference: str) -> tuple[bytes, ...]:
    """All that may stand for a transaction in responses: one digest for each key."""
    keys = link_keys_of(organization)
    return tuple(reference_digest(reference, bytes(key.secret)) for key in keys)


def hidden_fields_of(survey: Survey) -> tuple[str, ...]:
    """The names that a link to a survey may carry: those of its live version, or of its draft."""
    version = survey.live_version
    content: Content = version.content if version else survey.content
    return content.hidden_fields


def open_things(
    organization: Organization, ids: Mapping[str, Collection[int]]
) -> dict[str, dict[int, Location | Touchpoint | Subject]]:
    """Kind -> id -> what a new link may name: open places and touchpoints, active subjects."""
    sources: dict[str, Any] = {
        "location": Location.objects.of(organization).open(),
        "touchpoint": Touchpoint.objects.of(organization).open(),
        "subject": active_on(Subject.objects.of(organization), today_of(organization)),
    }
    return {kind: sources[kind].in_bulk(wanted) if wanted else {} for kind, wanted in ids.items()}


# ------------------------------------------------------------------ a link that somebody opens
def context_behind(door: Door, text: str, opened_at: datetime) -> Context:
    """What a link says to somebody who opened it at this moment. Raises LinkError.

    The moment decides about time: what was begun before the link expired may be sent. A key that
    is revoked stops at once: it may have fallen into wrong hands.
    """
    link = _believed(door, text)
    if link.code != door.code:
        raise LinkError(LinkProblem.ELSEWHERE)
    if link.is_over_at(opened_at):
        raise LinkError(LinkProblem.EXPIRED)
    place = _place(door, link, opened_at)
    zone = place.time_zone if place else door.time_zone
    subject = _subject(door, link, opened_at.astimezone(ZoneInfo(zone)))
    return Context(
        token=text,
        location_id=place.pk if place else None,
        place=place.name if place else "",
        time_zone=place.time_zone if place else "",
        touchpoint_id=_touchpoint_id(door, link, opened_at),
        subject_id=subject.pk if subject else None,
        subject=subject.name if subject else "",
        reference=link.reference,
        hidden=link.hidden,
        key=link.single,
    )


def _believed(door: Door, text: str) -> Link:
    """The link, if the organization of this door has signed it."""
    number = key_number_of(text)
    key = LinkKey.objects.filter(organization_id=door.organization_id, pk=number).first()
    if key is None:
        raise LinkError(LinkProblem.DAMAGED)
    link = read_link(text, bytes(key.secret))
    if key.revoked_at:
        raise LinkError(LinkProblem.REVOKED)
    return link


def _place(door: Door, link: Link, moment: datetime) -> Location | None:
    """The place, or the one that took it over; None if the link names none."""
    if link.location_id is None:
        return None
    wanted = link.location_id
    places = Location.objects.filter(organization_id=door.organization_id)
    for _merger in range(MOST_MERGERS):
        place = places.filter(pk=wanted).first()
        if place is None or (place.merged_into_id is None and _is_closed(place, moment)):
            break
        if place.merged_into_id is None:
            return place
        wanted = place.merged_into_id
    raise LinkError(LinkProblem.GONE)


def _touchpoint_id(door: Door, link: Link, moment: datetime) -> int | None:
    if link.touchpoint_id is None:
        return None
    touchpoint = Touchpoint.objects.filter(
        organization_id=door.organization_id, pk=link.touchpoint_id
    ).first()
    if touchpoint is None or _is_closed(touchpoint, moment):
        raise LinkError(LinkProblem.GONE)
    return touchpoint.pk


def _subject(door: Door, link: Link, local: datetime) -> Subject | None:
    """Who or what is rated; None if the link names nobody."""
    if link.subject_id is None:
        return None
    active = active_on(Subject.objects.filter(organization_id=door.organization_id), local.date())
    subject = active.filter(pk=link.subject_id).first()
    if subject is None:
        raise LinkError(LinkProblem.GONE)
    return subject


def _is_closed(thing: Location | Touchpoint, moment: datetime) -> bool:
    return thing.closed_at is not None and thing.closed_at <= moment


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a single-use link has given before."""

    version_id: int
    is_complete: bool


def given_before(organization_id: int, key: uuid.UUID) -> Earlier | None:
    """What is stored under a link's key; None if nothing is."""
    row = (
        Response.objects.filter(organization_id=organization_id, key=key)
        .values_list("version_id", "is_complete")
        .first()
    )
    return Earlier(*row) if row else None
