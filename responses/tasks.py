"""Celery's doors to the actions on responses."""

from celery import shared_task

from responses.actions import (
    make_posters,
    release_unproven,
    revive_orders,
    suspect_bursts,
    sweep_attachments,
    sweep_orders,
)


@shared_task
def sweep_unclaimed_attachments() -> int:
    return sweep_attachments()


@shared_task
def suspect_bursts_of_equals() -> int:
    return suspect_bursts()


@shared_task
def release_unproven_responses() -> int:
    return release_unproven()


@shared_task
def make_ordered_posters(order_id: int) -> int:
    return make_posters(order_id)


@shared_task
def sweep_poster_orders() -> int:
    for order_id in revive_orders():
        make_ordered_posters.delay(order_id)
    return sweep_orders()
