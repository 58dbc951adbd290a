"""Pages of the API: newest first, with a cursor that stays right while rows are added."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from hearme.common.strict import NumberField, Query

Row = TypeVar("Row", bound=Model)

USUAL_SIZE: Final = 50
LARGEST_SIZE: Final = 200
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR: Final = "(older|newer)-[0-9]{1,17}-[0-9]{1,18}"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows of a list that is sorted by time, then id; and a direction."""

    is_newer: bool
    moment: datetime
    id: int

    def __str__(self) -> str:
        direction = "newer" if self.is_newer else "older"
        return f"{direction}-{(self.moment - EPOCH) // timedelta(microseconds=1)}-{self.id}"


@extend_schema_field({"type": "string", "pattern": f"^{CURSOR}$"})
class CursorField(serializers.Field[Cursor, str, str, Any]):
    """A cursor of ours."""

    default_error_messages = {"invalid": "This is no cursor: follow `next` and `previous`."}

    def to_internal_value(self, data: str) -> Cursor:
        if not re.fullmatch(CURSOR, data):
            self.fail("invalid")
        direction, microseconds, last_id = data.split("-")
        moment = EPOCH + timedelta(microseconds=int(microseconds))
        return Cursor(direction == "newer", moment, int(last_id))


class PageQuery(Query):
    """Which page of a list is wanted."""

    cursor = CursorField(
        required=False, help_text="Stands in `next` and `previous`: follow them as they are."
    )
    page_size = NumberField(
        default=USUAL_SIZE, min_value=1, max_value=LARGEST_SIZE, help_text="How many at once."
    )


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, newest first, and whether there are others on either side."""

    rows: Sequence[Row]
    has_newer: bool
    has_older: bool


def read_page(
    found: QuerySet[Row], wanted: dict[str, Any], *, moment: str = "created_at"
) -> Page[Row]:
    """The page of `found` that a PageQuery asks for, sorted by the column `moment`, then id.

    Nothing is counted: one row more is read than shown, so a page costs the same at any depth.
    """
    size, cursor = wanted["page_size"], wanted.get("cursor")
    if cursor is None:
        rows = list(found.order_by(f"-{moment}", "-id")[: size + 1])
        return Page(rows[:size], has_newer=False, has_older=len(rows) > size)
    beyond = _beyond(cursor, moment)
    if cursor.is_newer:
        rows = list(found.filter(beyond).order_by(moment, "id")[: size + 1])
        return Page(rows[:size][::-1], has_newer=len(rows) > size, has_older=True)
    rows = list(found.filter(beyond).order_by(f"-{moment}", "-id")[: size + 1])
    return Page(rows[:size], has_newer=True, has_older=len(rows) > size)


def _beyond(cursor: Cursor, moment: str) -> Q:
    """Rows past the cursor. The first condition is the one that an index understands."""
    side = "gt" if cursor.is_newer else "lt"
    later = Q(**{f"{moment}__{side}": cursor.moment}) | Q(**{f"id__{side}": cursor.id})
    return Q(**{f"{moment}__{side}e": cursor.moment}) & later


def page_response(
    request: Request,
    page: Page[Row],
    item: type[serializers.BaseSerializer[Row]],
    *,
    moment: str = "created_at",
) -> Response:
    """One page with the addresses of its neighbours."""

    def address(row: Row, *, is_newer: bool) -> str:
        cursor = Cursor(is_newer, getattr(row, moment), row.pk)
        return replace_query_param(request.build_absolute_uri(), "cursor", str(cursor))

    rows = page.rows
    return Response(
        {
            "next": address(rows[-1], is_newer=False) if rows and page.has_older else None,
            "previous": address(rows[0], is_newer=True) if rows and page.has_newer else None,
            "results": item(rows, many=True).data,  # type: ignore[arg-type]
        }
    )


def page_of(name: str, item: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """How the schema describes a page of such items."""
    words = "An address to follow as it is; null at the end."
    return inline_serializer(
        f"{name}Page",
        {
            "next": serializers.URLField(allow_null=True, help_text=words),
            "previous": serializers.URLField(allow_null=True, help_text=words),
            "results": item(many=True),
        },
    )


def example_page(example: OpenApiExample) -> OpenApiExample:
    """A page with one such item, for the schema."""
    page = {"next": None, "previous": None, "results": [example.value]}
    return OpenApiExample("The only page", page, response_only=True)
