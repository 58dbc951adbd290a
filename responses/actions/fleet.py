"""Writes: open many codes at once, and change many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from hearme.accounts.actions.locks import lock_organization
from hearme.accounts.models import Location, Organization, User
from responses.actions.pointing import Aim, point_collectors, remember_pointings
from responses.models import Collector, new_collector_code
from responses.queries import chosen_collectors, spots_taken
from responses.rules import MOST_AT_ONCE, Spot
from surveys.models import Subject, Survey, Theme, Touchpoint

ATTEMPTS: Final = 8


@transaction.atomic
def open_fleet(
    organization: Organization,
    survey: Survey,
    spots: Sequence[Spot],
    *,
    by: User | None,
    kind: Collector.Kind = Collector.Kind.LINK,
) -> list[Collector]:
    """Make a code for each of these spots that has none yet; return those that are new.

    Raises ValidationError if there are too many, or anything is another organization's.
    """
    if len(spots) > MOST_AT_ONCE:
        raise ValidationError(_("That is too many codes: %d at once is the most.") % MOST_AT_ONCE)
    # Two people who press the button at once shall not both make all of them.
    lock_organization(organization)
    _check_tenant(organization, survey, spots)
    taken = spots_taken(organization, survey, kind)
    wanted = {spot.key: spot for spot in spots if spot.key not in taken}.values()
    made = [
        Collector(
            organization=organization,
            survey=survey,
            kind=kind,
            location_id=spot.location_id,
            name=spot.name,
            touchpoint_id=spot.touchpoint_id,
            subject_id=spot.subject_id,
        )
        for spot in wanted
    ]
    _insert(made)
    remember_pointings(made, by)
    return made


def _check_tenant(organization: Organization, survey: Survey, spots: Iterable[Spot]) -> None:
    places = {spot.location_id for spot in spots}
    touchpoints = {spot.touchpoint_id for spot in spots if spot.touchpoint_id}
    subjects = {spot.subject_id for spot in spots if spot.subject_id}
    is_ours = (
        survey.organization_id == organization.pk
        and Location.objects.of(organization).filter(pk__in=places).count() == len(places)
        and Touchpoint.objects.of(organization).filter(pk__in=touchpoints).count()
        == len(touchpoints)
        and Subject.objects.of(organization).filter(pk__in=subjects).count() == len(subjects)
    )
    if not is_ours:
        raise ValidationError(_("The survey and the place belong to another organization."))


def _insert(collectors: Sequence[Collector]) -> None:
    """Store new collectors, each with a code that nobody has or ever had."""
    for attempt in range(ATTEMPTS):
        _give_codes(collectors)
        try:
            with transaction.atomic():
                Collector.objects.bulk_create(collectors)
            return
        except IntegrityError:
            # Somebody took one of the codes between looking and storing: look again.
            if attempt + 1 == ATTEMPTS:
                raise


def _give_codes(collectors: Sequence[Collector]) -> None:
    free: set[str] = set()
    while len(free) < len(collectors):
        drawn = {new_collector_code() for _each in range(len(collectors) - len(free))}
        known = Collector.objects.filter(code__in=drawn).values_list("code", flat=True)
        free |= drawn - set(known)
    for collector, code in zip(collectors, free, strict=True):
        collector.code, collector.pk = code, None


# ------------------------------------------------------------------ many codes change
@dataclass(frozen=True, slots=True)
class Change:
    """What happens to all chosen codes at once; what is not named stays as it is."""

    aim: Aim = field(default_factory=Aim)
    state: Collector.State | None = None
    limits: dict[str, Any] = field(default_factory=dict)
    """Some of first_day, last_day, is_hours_only, theme and language."""


LIMITS: Final = frozenset({"first_day", "last_day", "is_hours_only", "theme", "language"})


@transaction.atomic
def change_fleet(
    organization: Organization, ids: Sequence[int], change: Change, *, by: User | None
) -> int:
    """Change all these codes or none; return how many were not like that before.

    404 if one of them is another organization's, ValidationError if what they shall lead to is.
    """
    chosen = chosen_collectors(organization, ids)
    changed = 0
    if change.aim:
        changed += point_collectors(organization, list(chosen), by=by, **change.aim)
    doors = Collector.objects.of(organization).filter(pk__in=ids)
    if change.state:
        closed_at = None if change.state == Collector.State.ACTIVE else Now()
        others = doors.exclude(state=change.state)
        changed += others.update(state=change.state, closed_at=closed_at)
    if change.limits:
        _check_limits(organization, change.limits)
        changed += doors.update(**change.limits)
    return changed


def _check_limits(organization: Organization, limits: dict[str, Any]) -> None:
    theme: Theme | None = limits.get("theme")
    if limits.keys() - LIMITS or (theme and theme.organization_id != organization.pk):
        raise ValidationError(_("The survey and the place belong to another organization."))
