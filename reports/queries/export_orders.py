"""Orders of large files, and how far the one is that is being written."""

import contextlib
import uuid
from typing import Final

from django.core.cache import cache
from django.shortcuts import get_object_or_404
from redis.exceptions import RedisError

from hearme.accounts.models import Organization
from reports.models import ExportOrder, ExportOrderQuerySet
from surveys.models import Survey

SIGN_OF_LIFE_SECONDS: Final = 600
"""A worker that notes no progress for so long is dead."""


def get_export_order(organization: Organization, key: uuid.UUID) -> ExportOrder:
    """One order of the organization, or 404."""
    orders = ExportOrder.objects.of(organization).select_related("survey")
    return get_object_or_404(orders, key=key)


def export_orders_of(organization: Organization, survey: Survey) -> ExportOrderQuerySet:
    """The orders of a survey that are still kept, newest first."""
    return ExportOrder.objects.of(organization).filter(survey=survey).select_related("ordered_by")


# Progress is noted outside the database: the statement that reads the responses holds its
# connection, and nothing else would see what is noted before it ends.
def note_progress(order_id: int, done: int) -> None:
    """Tell how many responses are written, and that somebody still writes."""
    with contextlib.suppress(RedisError):
        cache.set(_key(order_id), done, SIGN_OF_LIFE_SECONDS)


def written_so_far(order: ExportOrder) -> int:
    """How many responses are written; 0 if nobody knows."""
    if order.state != ExportOrder.State.WRITING:
        return order.done
    with contextlib.suppress(RedisError):
        return int(cache.get(_key(order.pk)) or 0)
    return 0


def is_alive(order: ExportOrder) -> bool:
    """Whether the worker that writes the file has shown itself of late."""
    with contextlib.suppress(RedisError):
        return cache.get(_key(order.pk)) is not None
    return True


def _key(order_id: int) -> str:
    return f"export-{order_id}"
