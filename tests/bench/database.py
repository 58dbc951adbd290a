"""The database of a stack, asked directly."""

import contextlib
from collections.abc import Mapping
from typing import Any

import psycopg2

from tests.stack import Stack


def rows(stack: Stack, statement: str, values: Mapping[str, Any] | None = None) -> list[Any]:
    """Run one statement in a transaction of its own; return its rows, if it has any."""
    connection = psycopg2.connect(stack.database_url)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def scalar(stack: Stack, statement: str, values: Mapping[str, Any] | None = None) -> Any:
    """The one value that a statement asks for."""
    return rows(stack, statement, values)[0][0]
