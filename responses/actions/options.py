"""Writes: when, how often and how a collector takes answers."""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from responses.models import Collector
from surveys.models import Theme


class Options(TypedDict, total=False):
    """The options of a collector; one that is not named stays as it is."""

    kind: str
    first_day: date | None
    last_day: date | None
    most_responses: int | None
    rest_hours: int | None
    pin: str
    return_url: str
    is_hours_only: bool
    may_switch_language: bool
    language: str
    theme: Theme | None
    message: Mapping[str, str]


@transaction.atomic
def set_collector_options(collector: Collector, **options: Unpack[Options]) -> None:
    """Change when, how often and how a collector takes answers.

    Raises ValidationError for what contradicts itself or is another organization's.
    """
    locked = Collector.objects.select_for_update().get(pk=collector.pk)
    theme = options.get("theme")
    if theme and theme.organization_id != locked.organization_id:
        raise ValidationError(_("This look belongs to another organization."))
    for name, value in options.items():
        setattr(locked, name, value)
    if locked.first_day and locked.last_day and locked.last_day < locked.first_day:
        raise ValidationError({"last_day": _("This is before the first day.")})
    locked.full_clean()
    locked.save(update_fields=list(options))
    _fit_limit(locked)


def _fit_limit(locked: Collector) -> None:
    """Responses count from when a limit is set; a higher limit opens a full collector again."""
    here = Collector.objects.filter(pk=locked.pk)
    if locked.most_responses is None:
        here.update(taken=0, full_at=None)
    elif locked.taken < locked.most_responses:
        here.update(full_at=None)
    else:
        here.filter(full_at=None).update(full_at=Now())
