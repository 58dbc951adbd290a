"""Celery's doors to the actions: counting, and writing files."""

from typing import Final

from celery import shared_task

from reports.actions import (
    count_waiting,
    count_waiting_everywhere,
    list_waiting_comments,
    make_export,
    revive_exports,
    sweep_exports,
    waiting_exports,
)

LONGEST: Final = 3_600
"""How many seconds a file of very many responses may take."""


@shared_task
def count_waiting_responses(survey_id: int) -> int:
    return count_waiting(survey_id)


@shared_task
def sweep_waiting_responses() -> int:
    return count_waiting_everywhere()


@shared_task
def list_changed_comments(_subject: int = 0) -> int:
    """Bring the list of comments up to date with all responses that changed."""
    return list_waiting_comments()


@shared_task(time_limit=LONGEST, soft_time_limit=LONGEST - 60)
def make_ordered_export(order_id: int) -> int:
    """Write one file; then the next may be written."""
    try:
        return make_export(order_id)
    finally:
        for waiting in waiting_exports()[:1]:
            if waiting != order_id:
                make_ordered_export.delay(waiting)


@shared_task
def sweep_export_orders() -> int:
    for order_id in revive_exports():
        make_ordered_export.delay(order_id)
    return sweep_exports()
