"""Writes: the tree of places."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from hearme.accounts.actions.locks import lock_organization
from hearme.accounts.models import (
    Location,
    Organization,
)
from hearme.accounts.rules import (
    places_inside,
)


@transaction.atomic
def add_location(
    organization: Organization, name: str, *, parent: Location | None = None, time_zone: str = ""
) -> Location:
    """Add a place below `parent`, last among its siblings.

    Without a zone of its own it keeps its parent's, or the organization's.
    Raises ValidationError for a name that is taken there.
    """
    inherited = parent.time_zone if parent else organization.time_zone
    last = Location.objects.of(organization).aggregate(last=Max("position"))["last"] or 0
    location = Location(
        organization=organization,
        parent=parent,
        name=name.strip(),
        time_zone=time_zone or inherited,
        position=last + 1,
    )
    location.full_clean()
    location.save()
    return location


@transaction.atomic
def edit_location(
    location: Location, *, name: str, parent: Location | None, time_zone: str
) -> Location:
    """Rename a place, move it or change its time zone; answers already counted stay where they are.

    Raises ValidationError for a name that is taken there, or if the place would be inside itself.
    """
    lock_organization(location.organization)
    edited = Location.objects.select_related("organization").get(pk=location.pk)
    edited.name = name.strip()
    edited.parent = parent
    edited.time_zone = time_zone or (parent or edited.organization).time_zone
    if parent and parent.pk in _family(edited):
        raise ValidationError({"parent": _("A place cannot be inside itself.")})
    edited.full_clean()
    edited.save()
    return edited


def _family(location: Location) -> set[int]:
    """The place itself and everything inside it."""
    everything = Location.objects.filter(organization_id=location.organization_id)
    parents = dict(everything.values_list("pk", "parent_id"))
    return {location.pk} | places_inside(parents, location.pk)


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

    Raises ValidationError if it is open, or inside a place that is closed.
    """
    lock_organization(location.organization)
    location.refresh_from_db()
    if location.closed_at is None:
        raise ValidationError(_("This place is already open."))
    if location.parent and location.parent.closed_at:
        raise ValidationError(_("Reopen %(place)s first.") % {"place": location.parent})
    together = Location.objects.filter(pk__in=_family(location), closed_at=location.closed_at)
    together.update(closed_at=None)
