"""Prepared statements: planned once for each connection, and not at all behind a pooler."""

import pytest
from django.db import connection

from hearme.common.prepared import Prepared

pytestmark = pytest.mark.django_db

SUM = Prepared("test_sum", "SELECT $1::int + $2::int", 2)


def added(one, other):
    with connection.cursor() as cursor:
        SUM.execute(cursor, [one, other])
        return cursor.fetchone()[0]


def names():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


def test_a_statement_is_prepared_by_its_first_use_and_used_again():
    assert (added(1, 2), added(3, 4)) == (3, 7)
    assert names().count("test_sum") == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_prepares_anew():
    assert added(1, 2) == 3
    connection.close()

    assert added(2, 2) == 4


def test_behind_a_pooler_nothing_is_prepared(settings):
    settings.BEHIND_PGBOUNCER = True
    plain = Prepared("never", "SELECT $1::int - $2::int", 2)

    with connection.cursor() as cursor:
        plain.execute(cursor, [5, 3])
        assert cursor.fetchone()[0] == 2
    assert "never" not in names()
