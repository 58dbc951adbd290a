"""What happens here when something happened below."""

import contextlib
from typing import Any

from django.dispatch import receiver
from kombu.exceptions import OperationalError

from hearme.accounts.models import Location
from hearme.accounts.signals import location_merged
from responses.actions import hand_over_collectors, refuse_if_answered
from responses.pages.weighing import refuse_heavy_pages
from responses.signals import posters_ordered
from responses.tasks import make_ordered_posters
from surveys.models import Subject, Survey, Touchpoint
from surveys.signals import catalogue_entry_leaves, survey_goes_live


@receiver(location_merged)
def hand_over(location: Location, into: Location, **_kwargs: Any) -> None:
    """Codes of a place that was merged away hang in the one that took over."""
    hand_over_collectors(location, into)


@receiver(catalogue_entry_leaves)
def keep_what_was_rated(entry: Touchpoint | Subject, **_kwargs: Any) -> None:
    """What answers belong to stays, even if no code asks about it any more."""
    refuse_if_answered(entry)


@receiver(survey_goes_live)
def keep_pages_light(survey: Survey, **_kwargs: Any) -> None:
    """No version goes live with a page that a phone on weak Wi-Fi would wait for."""
    refuse_heavy_pages(survey)


@receiver(posters_ordered)
def draw_soon(sender: object, order_id: int, **_kwargs: Any) -> None:
    """Let a worker make them; while the broker is away the sweep finds the order."""
    with contextlib.suppress(OperationalError):
        make_ordered_posters.apply_async((order_id,), retry=False)
