"""What happens here when something happened below."""

from typing import Any

from django.dispatch import receiver

from hearme.accounts.models import Location
from hearme.accounts.signals import location_merged
from responses.actions import hand_over_collectors


@receiver(location_merged)
def hand_over(location: Location, into: Location, **_kwargs: Any) -> None:
    """Codes of a place that was merged away hang in the one that took over."""
    hand_over_collectors(location, into)
