"""Up to when answers are counted."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from hearme.accounts.models import Organization
from responses.models import CountChange

USUAL_WAIT: Final = timedelta(seconds=60)
"""How long an answer may wait before its figures are called stale."""


def counted_until(organization: Organization) -> datetime:
    """The moment up to which all answers are in the counts; now if none waits."""
    waiting = CountChange.objects.filter(organization=organization).order_by("created_at")
    oldest = waiting.values_list("created_at", flat=True).first()
    now = timezone.now()
    return min(oldest, now) if oldest else now


def is_stale(moment: datetime) -> bool:
    """Whether figures that are counted up to then miss answers that should be in them."""
    return timezone.now() - moment > USUAL_WAIT
