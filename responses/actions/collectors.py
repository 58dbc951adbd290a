"""Writes: open, edit, close and reopen collectors."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from hearme.accounts.models import Location, Organization
from responses.models import Collector
from surveys.models import Survey


@transaction.atomic
def open_collector(
    organization: Organization,
    survey: Survey,
    location: Location,
    *,
    name: str = "",
    code: str = "",
) -> Collector:
    """Make a door to a survey at a place. Raises ValidationError if they are not this tenant's."""
    if {survey.organization_id, location.organization_id} != {organization.pk}:
        raise ValidationError(_("The survey and the place belong to another organization."))
    collector = Collector(
        organization=organization, survey=survey, location=location, name=name.strip()
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
    collector: Collector, survey: Survey, location: Location, *, name: str
) -> Collector:
    """Point a door at another survey or move it; what was answered stays where it was given."""
    if {survey.organization_id, location.organization_id} != {collector.organization_id}:
        raise ValidationError(_("The survey and the place belong to another organization."))
    locked = Collector.objects.select_for_update().get(pk=collector.pk)
    locked.survey, locked.location, locked.name = survey, location, name.strip()
    locked.full_clean()
    locked.save(update_fields=["survey", "location", "name"])
    return locked


@transaction.atomic
def close_collector(collector: Collector) -> None:
    """Take no more answers through this door. Raises ValidationError if it is closed."""
    if not Collector.objects.open().filter(pk=collector.pk).update(closed_at=Now()):
        raise ValidationError(_("This collector is already closed."))


@transaction.atomic
def reopen_collector(collector: Collector) -> None:
    """Take answers through this door again. Raises ValidationError if it is open."""
    closed = Collector.objects.filter(pk=collector.pk, closed_at__isnull=False)
    if not closed.update(closed_at=None):
        raise ValidationError(_("This collector is open."))
