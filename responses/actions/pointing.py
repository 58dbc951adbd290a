"""Writes: point collectors elsewhere, and remember what each led to."""

from collections.abc import Iterable, Sequence
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hearme.accounts.models import Location, Organization, User
from responses.models import Collector, Pointing
from surveys.models import Subject, Survey, Touchpoint


class Rated(TypedDict, total=False):
    """Where in the journey answers belong, and who or what they rate."""

    touchpoint: Touchpoint | None
    subject: Subject | None


class Aim(Rated, total=False):
    """What a collector leads to; a part that is not named stays as it is."""

    survey: Survey
    location: Location


PARTS = ("survey_id", "location_id", "touchpoint_id", "subject_id")


@transaction.atomic
def point_collectors(
    organization: Organization,
    collectors: Iterable[Collector],
    *,
    by: User | None,
    **changes: Unpack[Aim],
) -> int:
    """Let collectors lead elsewhere; the answers that are there stay. Return how many changed.

    Raises ValidationError if a collector, or what it shall lead to, is another organization's.
    """
    check_tenant(organization.pk, **changes)
    ids = {collector.pk for collector in collectors}
    found = Collector.objects.select_for_update(of=("self",)).of(organization).order_by("pk")
    locked = list(found.filter(pk__in=ids))
    if len(locked) != len(ids):
        raise ValidationError(_("One of these collectors is not there any more."))
    moved = [collector for collector in locked if _is_moved(collector, changes)]
    Collector.objects.filter(pk__in=[collector.pk for collector in moved]).update(**changes)
    remember_pointings(moved, by)
    return len(moved)


def _is_moved(collector: Collector, changes: Aim) -> bool:
    """Set the parts that are named; tell whether any of them is new."""
    before = aim_of(collector)
    for name, value in changes.items():
        setattr(collector, name, value)
    return aim_of(collector) != before


def aim_of(collector: Collector) -> tuple[int | None, ...]:
    """What a collector leads to, as keys."""
    return tuple(getattr(collector, part) for part in PARTS)


def remember_pointings(collectors: Sequence[Collector], by: User | None) -> None:
    """Write down what these collectors lead to from now on."""
    Pointing.objects.bulk_create(
        Pointing(
            organization_id=collector.organization_id,
            collector=collector,
            pointed_by=by,
            **{part: getattr(collector, part) for part in PARTS},
        )
        for collector in collectors
    )


def check_tenant(organization_id: int, **aim: Unpack[Aim]) -> None:
    """Raise ValidationError if any part of an aim is another organization's."""
    parts = (aim.get("survey"), aim.get("location"), aim.get("touchpoint"), aim.get("subject"))
    if {part.organization_id for part in parts if part} - {organization_id}:
        raise ValidationError(_("The survey and the place belong to another organization."))
