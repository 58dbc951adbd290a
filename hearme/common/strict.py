"""Reading what programs send to the letter: a misspelt name must never mean "everything"."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from rest_framework import serializers
from rest_framework.request import Request

WHOLE_NUMBER: Final = re.compile(r"-?[0-9]{1,18}")
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
"""RFC 3339, so with a time zone."""
LARGEST_ID: Final = 10**18 - 1


class Strict(serializers.Serializer[Any]):
    """An object that may have the names it says and no others."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse unknown names, then read as usual."""
        if isinstance(data, Mapping):
            unknown = [name for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError(
                    {name: ["There is no such name here."] for name in unknown}, code="unknown"
                )
        return super().to_internal_value(data)


class Query(Strict):
    """The part of an address behind the question mark."""

    @classmethod
    def read(cls, request: Request) -> dict[str, Any]:
        """The checked parameters. Raises ValidationError naming those that are wrong."""
        sent = request.query_params
        fields = cls(data=sent.dict()).fields.items()
        many = {name for name, each in fields if isinstance(each, serializers.ListField)}
        if repeated := [name for name, each in sent.lists() if len(each) > 1 and name not in many]:
            raise serializers.ValidationError(
                {name: ["Send this once."] for name in repeated}, code="repeated"
            )
        lists = {name: sent.getlist(name) for name in many & sent.keys()}
        query = cls(data={**sent.dict(), **lists})
        query.is_valid(raise_exception=True)
        checked: dict[str, Any] = query.validated_data
        return checked


class NumberField(serializers.IntegerField):
    """A whole number as it stands in an address."""

    def to_internal_value(self, data: Any) -> int:
        """Digits only; Python itself would also read "1_0" and "５"."""
        if not WHOLE_NUMBER.fullmatch(str(data)):
            self.fail("invalid")
        return super().to_internal_value(data)


class DayField(serializers.DateField):
    """A day as RFC 3339 writes it."""

    def to_internal_value(self, value: Any) -> date:
        """Refuse the other forms of ISO 8601, such as 2026-W01-1."""
        if not isinstance(value, str) or not DAY.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class MomentField(serializers.DateTimeField):
    """A moment as RFC 3339 writes it: never without its time zone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)

    def to_internal_value(self, value: Any) -> datetime:
        """Refuse moments without a time zone and other forms of ISO 8601."""
        if not isinstance(value, str) or not MOMENT.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ss+07:00")
        return super().to_internal_value(value.upper())
