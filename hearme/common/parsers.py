"""Reading JSON bodies that may come from anybody."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

from django.utils.http import parse_header_parameters
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import JSONParser

DEEPEST: Final = 20


class CleanJSONParser(JSONParser):
    """JSON in UTF-8 that says one thing only, is not too deep, and that PostgreSQL can store."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Raises ParseError for what is not such JSON, UnsupportedMediaType for another charset."""
        _, parameters = parse_header_parameters(media_type or "")
        if parameters.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
            raise UnsupportedMediaType(media_type or "", "JSON is read as UTF-8 only.")
        try:
            parsed = json.loads(
                stream.read().decode("utf-8"),
                parse_constant=_no_constant,
                parse_float=_finite,
                object_pairs_hook=_no_twins,
            )
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not JSON in UTF-8.") from error
        if not all(_is_storable(text) for text in _texts(parsed)):
            raise ParseError("A text holds a character that cannot be stored.")
        return parsed


def _no_constant(constant: str) -> None:
    """NaN and Infinity are Python's, not JSON's."""
    raise ValueError(constant)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that comes twice: one reader would take the first, another the last."""
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ParseError("A name comes twice in one object.")
    return read


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    if depth > DEEPEST:
        raise ParseError(f"The body is nested deeper than {DEEPEST} levels.")
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, depth + 1)


def _is_storable(text: str) -> bool:
    """Neither NUL nor half of a surrogate pair: UTF-8 and PostgreSQL know neither."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text
