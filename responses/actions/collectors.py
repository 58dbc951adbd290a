"""Writes: open, edit, close and reopen collectors."""

from collections.abc import Iterable
from typing import Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from hearme.accounts.models import Location, Organization, User
from responses.actions.pointing import (
    Rated,
    check_tenant,
    point_collectors,
    remember_pointings,
)
from responses.models import Collector, Response, new_collector_code
from surveys.models import Subject, Survey, Touchpoint


class Details(Rated, total=False):
    """What a new door is besides its survey and place."""

    name: str
    code: str
    kind: Collector.Kind


@transaction.atomic
def open_collector(
    organization: Organization,
    survey: Survey,
    location: Location,
    *,
    by: User | None = None,
    **details: Unpack[Details],
) -> Collector:
    """Make a door to a survey at a place. Raises ValidationError if they are not this tenant's."""
    rated = Rated(touchpoint=details.get("touchpoint"), subject=details.get("subject"))
    check_tenant(organization.pk, survey=survey, location=location, **rated)
    collector = Collector(organization=organization, survey=survey, location=location, **details)
    collector.name = collector.name.strip()
    collector.code = collector.code.upper() or new_collector_code()
    collector.full_clean()
    collector.save()
    remember_pointings([collector], by)
    return collector


@transaction.atomic
def open_collectors(
    organization: Organization,
    survey: Survey,
    locations: Iterable[Location],
    *,
    by: User | None = None,
) -> list[Collector]:
    """Make one door to a survey at each of these places."""
    return [open_collector(organization, survey, location, by=by) for location in locations]


@transaction.atomic
def edit_collector(
    collector: Collector,
    survey: Survey,
    location: Location,
    *,
    name: str,
    by: User | None = None,
    **rated: Unpack[Rated],
) -> Collector:
    """Point a door at another survey or move it; what was answered stays where it was given."""
    aim = {"touchpoint": None, "subject": None} | rated
    point_collectors(
        collector.organization, [collector], by=by, survey=survey, location=location, **aim
    )
    pointed = Collector.objects.get(pk=collector.pk)
    pointed.name = name.strip()
    pointed.full_clean()
    pointed.save(update_fields=["name"])
    return pointed


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
    hung = Collector.objects.of(location.organization).filter(location=location)
    point_collectors(location.organization, list(hung), by=None, location=into)


def refuse_if_answered(entry: Touchpoint | Subject) -> None:
    """Raise ValidationError if answers belong to this touchpoint or subject."""
    field = "touchpoint" if isinstance(entry, Touchpoint) else "subject"
    if Response.objects.filter(organization=entry.organization_id, **{field: entry}).exists():
        raise ValidationError(_("Answers belong to it, so it stays for the reports."))
