"""Migrations give up rather than queue: behind a waiting one every answer would wait, too."""

from typing import Any

from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver

LONGEST_WAIT = "5s"


@receiver(pre_migrate)
def wait_briefly(using: str, **_kwargs: Any) -> None:
    """Let no statement of a migration wait longer for a lock; running it again goes on."""
    _set(using, LONGEST_WAIT)


@receiver(post_migrate)
def wait_as_usual(using: str, **_kwargs: Any) -> None:
    """Give the connection back as it was."""
    _set(using, "0")


def _set(using: str, longest: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [longest])
