"""Background work of the platform: the worker says that it is alive."""

from celery import shared_task

from hearme.common.health import note_worker_alive


@shared_task  # type: ignore[untyped-decorator]
def beat_heart() -> None:
    note_worker_alive()
