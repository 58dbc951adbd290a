"""Writes: the tree of places."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from hearme.accounts.actions.locks import lock_organization
from hearme.accounts.models import Location, Membership, Organization
from hearme.accounts.rules import Hours, PlaceRow, hours_document, places_inside
from hearme.accounts.signals import location_merged


@dataclass(frozen=True, slots=True)
class PlaceDetails:
    """What a place is like; hours of None are those of the place above."""

    address: str = ""
    manager: Membership | None = None
    hours: Hours | None = None


NO_DETAILS: Final = PlaceDetails()


@transaction.atomic
def add_location(
    organization: Organization,
    name: str,
    *,
    parent: Location | None = None,
    time_zone: str = "",
    details: PlaceDetails = NO_DETAILS,
) -> Location:
    """Add a place below `parent`, last among its siblings.

    Without a zone or hours of its own it keeps its parent's, or the organization's.
    Raises ValidationError for a name that is taken there.
    """
    last = Location.objects.of(organization).aggregate(last=Max("position"))["last"] or 0
    location = Location(
        organization=organization,
        parent=parent,
        name=name.strip(),
        time_zone=time_zone or (parent or organization).time_zone,
        has_own_zone=bool(time_zone),
        position=last + 1,
    )
    _write_details(location, details)
    location.full_clean()
    location.save()
    return location


@transaction.atomic
def edit_location(
    location: Location,
    *,
    name: str,
    parent: Location | None,
    time_zone: str,
    details: PlaceDetails = NO_DETAILS,
) -> Location:
    """Rename a place, move it or change what it is like; answers so far stay as they are.

    An empty time zone is that of the place above. Places inside that have no zone of their own
    follow. Raises ValidationError for a name that is taken there, or if
    the place would be inside itself.
    """
    lock_organization(location.organization)
    edited = Location.objects.select_related("organization").get(pk=location.pk)
    if parent and parent.pk in _family(edited):
        raise ValidationError({"parent": _("A place cannot be inside itself.")})
    edited.name = name.strip()
    edited.parent = parent
    edited.has_own_zone = bool(time_zone)
    edited.time_zone = time_zone or (parent or edited.organization).time_zone
    _write_details(edited, details)
    edited.full_clean()
    edited.save()
    _hand_down_zone(edited)
    return edited


def _write_details(location: Location, details: PlaceDetails) -> None:
    manager = details.manager
    if manager and manager.organization_id != location.organization_id:
        raise ValidationError({"manager": _("This person is not a member.")})
    location.address = details.address
    location.manager = manager
    location.hours = hours_document(details.hours)


def _hand_down_zone(location: Location) -> None:
    """Give the place's zone to all below it that have none of their own."""
    heirs = Location.objects.filter(parent=location, has_own_zone=False)
    for heir in heirs.exclude(time_zone=location.time_zone):
        Location.objects.filter(pk=heir.pk).update(time_zone=location.time_zone)
        heir.time_zone = location.time_zone
        _hand_down_zone(heir)


def hand_down_zone(organization: Organization) -> None:
    """Let all places follow the organization's time zone that have none of their own."""
    tops = Location.objects.of(organization).filter(parent=None, has_own_zone=False)
    for top in tops.exclude(time_zone=organization.time_zone):
        Location.objects.filter(pk=top.pk).update(time_zone=organization.time_zone)
        top.time_zone = organization.time_zone
        _hand_down_zone(top)


def _family(location: Location) -> set[int]:
    """The place itself and everything inside it."""
    everything = Location.objects.filter(organization_id=location.organization_id)
    parents = dict(everything.values_list("pk", "parent_id"))
    return {location.pk} | places_inside(parents, location.pk)


@transaction.atomic
def move_location(location: Location, by: int) -> None:
    """Move a place `by` places down among its siblings (negative: up), as far as they go."""
    lock_organization(location.organization)
    siblings = list(
        Location.objects.filter(
            organization_id=location.organization_id, parent_id=location.parent_id
        )
    )
    at = next(place for place, each in enumerate(siblings) if each.pk == location.pk)
    siblings.insert(max(0, min(len(siblings) - 1, at + by)), siblings.pop(at))
    positions = sorted(each.position for each in siblings)
    for fresh, (position, sibling) in enumerate(zip(positions, siblings, strict=True)):
        sibling.position = max(position, positions[0] + fresh)
    Location.objects.bulk_update(siblings, ["position"])


@transaction.atomic
def merge_location(location: Location, into: Location) -> None:
    """Let another place take over: codes and inner places move there, this one is closed.

    Answers given so far stay with the place where they were given.
    Raises ValidationError if one lies inside the other, is closed, or names would collide.
    """
    lock_organization(location.organization)
    location.refresh_from_db()
    into.refresh_from_db()
    _check_merge(location, into)
    Location.objects.filter(parent=location).update(parent=into)
    location.closed_at = location.closed_at or Now()
    location.merged_into = into
    location.save(update_fields=["closed_at", "merged_into"])
    location.refresh_from_db()
    for child in Location.objects.filter(parent=into, has_own_zone=False):
        Location.objects.filter(pk=child.pk).update(time_zone=into.time_zone)
        child.time_zone = into.time_zone
        _hand_down_zone(child)
    location_merged.send(sender=Location, location=location, into=into)


def _check_merge(location: Location, into: Location) -> None:
    if into.organization_id != location.organization_id or into.closed_at:
        raise ValidationError(_("Choose an open place."))
    if into.pk in _family(location):
        raise ValidationError(_("A place cannot be merged into itself or into a place inside it."))
    theirs = set(Location.objects.filter(parent=into).values_list("name", flat=True))
    ours = set(Location.objects.filter(parent=location).values_list("name", flat=True))
    if both := sorted(theirs & ours):
        raise ValidationError(
            _("Both have a place called %(name)s. Rename one of them first.") % {"name": both[0]}
        )


@transaction.atomic
def close_location(location: Location) -> None:
    """Close a place and what is still open inside it. Raises ValidationError if it is closed."""
    lock_organization(location.organization)
    closed = Location.objects.open().filter(pk__in=_family(location)).update(closed_at=Now())
    if not closed:
        raise ValidationError(_("This place is already closed."))


@transaction.atomic
def reopen_location(location: Location) -> None:
    """Reopen a place and what was closed together with it.

    Raises ValidationError if it is open, was merged away, or lies inside a place that is closed.
    """
    lock_organization(location.organization)
    location.refresh_from_db()
    if location.closed_at is None:
        raise ValidationError(_("This place is already open."))
    if location.merged_into:
        raise ValidationError(
            _("This place was merged into %(place)s.") % {"place": location.merged_into}
        )
    if location.parent and location.parent.closed_at:
        raise ValidationError(_("Reopen %(place)s first.") % {"place": location.parent})
    together = Location.objects.filter(pk__in=_family(location), closed_at=location.closed_at)
    together.update(closed_at=None)


@transaction.atomic
def import_locations(organization: Organization, rows: Sequence[PlaceRow]) -> int:
    """Add the places of a table that are not there yet, and those on the way to them.

    Places that exist take over address and time zone where the table has them. All or nothing.
    Returns how many were added.
    """
    lock_organization(organization)
    known = {(place.parent_id, place.name): place for place in Location.objects.of(organization)}
    before = len(known)
    for row in rows:
        place = None
        for depth, name in enumerate(row.path, start=1):
            is_last = depth == len(row.path)
            place = _found_or_added(organization, known, place, name, row if is_last else None)
    return len(known) - before


def _found_or_added(
    organization: Organization,
    known: dict[tuple[int | None, str], Location],
    parent: Location | None,
    name: str,
    row: PlaceRow | None,
) -> Location:
    at = (parent.pk if parent else None, name)
    address, zone = (row.address, row.time_zone) if row else ("", "")
    if at not in known:
        known[at] = add_location(
            organization, name, parent=parent, time_zone=zone, details=PlaceDetails(address)
        )
    elif address or zone:
        known[at] = _amended(known[at], address, zone)
    return known[at]


def _amended(location: Location, address: str, zone: str) -> Location:
    location.address = address or location.address
    location.time_zone = zone or location.time_zone
    location.has_own_zone = location.has_own_zone or bool(zone)
    location.full_clean()
    location.save()
    _hand_down_zone(location)
    return location
