"""Writes: open, edit, close and reopen collectors."""

from collections.abc import Iterable
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from hearme.accounts.models import Location, Organization
from responses.models import Collector, Response
from surveys.models import Subject, Survey, Touchpoint


class Rated(TypedDict, total=False):
    """Where in the journey answers belong, and who or what they rate."""

    touchpoint: Touchpoint | None
    subject: Subject | None


@transaction.atomic
def open_collector(
    organization: Organization,
    survey: Survey,
    location: Location,
    *,
    name: str = "",
    code: str = "",
    **rated: Unpack[Rated],
) -> Collector:
    """Make a door to a survey at a place. Raises ValidationError if they are not this tenant's."""
    _check_tenant(organization.pk, survey, location, **rated)
    collector = Collector(
        organization=organization, survey=survey, location=location, name=name.strip(), **rated
    )
    if code:
        collector.code = code.upper()
    collector.full_clean()
    collector.save()
    return collector


@transaction.atomic
def open_collectors(
    organization: Organization, survey: Survey, locations: Iterable[Location]
) -> list[Collector]:
    """Make one door to a survey at each of these places."""
    return [open_collector(organization, survey, location) for location in locations]


@transaction.atomic
def edit_collector(
    collector: Collector,
    survey: Survey,
    location: Location,
    *,
    name: str,
    **rated: Unpack[Rated],
) -> Collector:
    """Point a door at another survey or move it; what was answered stays where it was given."""
    _check_tenant(collector.organization_id, survey, location, **rated)
    locked = Collector.objects.select_for_update().get(pk=collector.pk)
    locked.survey, locked.location, locked.name = survey, location, name.strip()
    locked.touchpoint, locked.subject = rated.get("touchpoint"), rated.get("subject")
    locked.full_clean()
    locked.save(update_fields=["survey", "location", "name", "touchpoint", "subject"])
    return locked


def _check_tenant(
    organization_id: int, survey: Survey, location: Location, **rated: Unpack[Rated]
) -> None:
    parts = (survey, location, rated.get("touchpoint"), rated.get("subject"))
    if {part.organization_id for part in parts if part} != {organization_id}:
        raise ValidationError(_("The survey and the place belong to another organization."))


@transaction.atomic
def set_collector_state(collector: Collector, state: Collector.State) -> None:
    """Pause a door, call it lost, retire it, or let it take answers again.

    Raises ValidationError if it is in that state already.
    """
    closed_at = None if state == Collector.State.ACTIVE else Now()
    others = Collector.objects.filter(pk=collector.pk).exclude(state=state)
    if not others.update(state=state, closed_at=closed_at):
        raise ValidationError(_("This collector is in that state already."))


@transaction.atomic
def hand_over_collectors(location: Location, into: Location) -> None:
    """Hang all codes of a place in another; answers so far stay where they were given."""
    Collector.objects.filter(organization_id=location.organization_id, location=location).update(
        location=into
    )


def refuse_if_answered(entry: Touchpoint | Subject) -> None:
    """Raise ValidationError if answers belong to this touchpoint or subject."""
    field = "touchpoint" if isinstance(entry, Touchpoint) else "subject"
    if Response.objects.filter(organization=entry.organization_id, **{field: entry}).exists():
        raise ValidationError(_("Answers belong to it, so it stays for the reports."))
