"""Background work of the platform: the worker says that it is alive."""

from celery import shared_task
from celery.signals import worker_ready

from hearme.common.health import note_worker_alive


@shared_task
def beat_heart() -> None:
    note_worker_alive()


@worker_ready.connect
def say_ready(**kwargs: object) -> None:
    """Be heard from at once: beat's first message comes only after its interval."""
    note_worker_alive()
