"""Celery's doors to the counting actions."""

from celery import shared_task

from reports.actions import count_waiting, count_waiting_everywhere


@shared_task
def count_waiting_responses(survey_id: int) -> int:
    return count_waiting(survey_id)


@shared_task
def sweep_waiting_responses() -> int:
    return count_waiting_everywhere()
