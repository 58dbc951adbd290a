"""Migrations on a busy database."""

import psycopg2
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from hearme.common.migrating import wait_as_usual, wait_briefly


def lock_timeout():
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_migration_waits_briefly_for_a_lock_and_leaves_the_connection_as_it_was():
    wait_briefly(using="default")
    during = lock_timeout()
    call_command("migrate", verbosity=0)

    assert during == "5s"
    assert lock_timeout() == "0"


@pytest.mark.django_db(transaction=True)
def test_a_migration_gives_up_when_a_table_is_busy(monkeypatch):
    monkeypatch.setattr("hearme.common.migrating.LONGEST_WAIT", "50ms")
    busy = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
    with busy, busy.cursor() as cursor:
        cursor.execute("LOCK TABLE accounts_organization IN ACCESS SHARE MODE")
        wait_briefly(using="default")
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
            connection.cursor().execute("ALTER TABLE accounts_organization ADD COLUMN spare int")
    busy.close()
    wait_as_usual(using="default")
