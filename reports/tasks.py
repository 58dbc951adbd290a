"""Celery's doors to the actions: counting, and writing files."""

from typing import Final

from celery import shared_task

from reports.actions import (
    MOST_AT_ONCE,
    count_waiting,
    count_waiting_everywhere,
    deliver,
    list_waiting_comments,
    mails_to_send,
    make_export,
    revive_exports,
    sweep_exports,
    waiting_exports,
)
from reports.pages.mails import letter_of

LONGEST: Final = 3_600
"""How many seconds a file of very many responses may take."""
MINUTE: Final = 60
"""How many seconds lie between two looks for mails that are due."""


@shared_task
def count_waiting_responses(survey_id: int) -> int:
    return count_waiting(survey_id)


@shared_task
def sweep_waiting_responses() -> int:
    return count_waiting_everywhere()


@shared_task
def list_changed_comments(_subject: int = 0) -> int:
    """Bring the list of comments up to date; what is too much for one go comes after others."""
    done = list_waiting_comments()
    if done >= MOST_AT_ONCE:
        list_changed_comments.apply_async(retry=False)
    return done


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


@shared_task
def make_due_mails() -> int:
    """Hand every mail that waits to a worker; who gets none in time is handed out again."""
    waiting = mails_to_send()
    for mail_id in waiting:
        send_report_mail.apply_async((mail_id,), expires=MINUTE)
    return len(waiting)


@shared_task
def send_report_mail(mail_id: int) -> bool:
    return deliver(mail_id, letter_of)
