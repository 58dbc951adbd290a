"""Statements that PostgreSQL plans once for each connection, not once for each visitor."""

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper


class Prepared:
    """One statement with parameters `$1`, `$2` …, prepared when a connection first needs it.

    A pooler in transaction mode hands the next statement to another connection, so behind one
    nothing is prepared.
    """

    def __init__(self, name: str, sql: str, parameters: int) -> None:
        self.name = name
        self.sql = sql
        marks = ", ".join(["%s"] * parameters)
        self._call = f"EXECUTE {name}({marks})" if parameters else f"EXECUTE {name}"
        self._known: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()

    def execute(self, cursor: CursorWrapper, values: Sequence[Any]) -> None:
        """Run the statement on a cursor of the usual connection."""
        if settings.BEHIND_PGBOUNCER:
            cursor.execute(self._plain, values)
            return
        if connection.connection not in self._known:
            cursor.execute(f"PREPARE {self.name} AS {self.sql}")
            self._known[connection.connection] = True
        cursor.execute(self._call, values)

    @property
    def _plain(self) -> str:
        """The statement with Django's marks; each parameter may come once, in its order."""
        words = self.sql
        for number in range(self._call.count("%s"), 0, -1):
            words = words.replace(f"${number}", "%s")
        return words
