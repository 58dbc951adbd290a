"""What is exported, as which file; and how an order of it is written down for later."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Final

from reports.rules.codebook import Times
from reports.rules.filters import EVERYTHING, Filters, State
from reports.rules.periods import Period

AT_ONCE: Final = 20_000
"""Fewer responses than this are sent at once; more are written in the background."""
MOST_IN_SHEET: Final = 1_000_000
"""A sheet of Excel has 1,048,576 lines."""
DAYS_KEPT: Final = 7


class Format(StrEnum):
    """The kinds of files."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    SAV = "sav"

    @property
    def content_type(self) -> str:
        return {
            Format.CSV: "text/csv; charset=utf-8",
            Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format.JSONL: "application/jsonl",
            Format.SAV: "application/x-spss-sav",
        }[self]


class Scope(StrEnum):
    """Every response, or the figures of the report."""

    RAW = "raw"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One export: what of a survey, as which file, in which language."""

    period: Period
    filters: Filters = EVERYTHING
    scope: Scope = Scope.RAW
    format: Format = Format.CSV
    separator: str = ","
    has_mark: bool = True
    """Whether a CSV file starts with the mark by which Excel knows UTF-8."""
    times: Times = Times.BOTH
    has_contacts: bool = False
    """Whether contact details are in it: only for those who may see them."""
    language: str = "vi"

    @property
    def name(self) -> str:
        """The file's name behind the survey's code: days, what, and the ending."""
        days = f"{self.period.first:%Y%m%d}-{self.period.last:%Y%m%d}"
        return f"{days}-{self.scope.value}.{self.format.value}"


def document_of(wanted: Wanted) -> dict[str, Any]:
    """The export as JSON can hold it."""
    plain = {name: getattr(wanted, name) for name in _PLAIN}
    return plain | {
        "first": wanted.period.first.isoformat(),
        "last": wanted.period.last.isoformat(),
        "filters": {
            each.name: _listed(getattr(wanted.filters, each.name)) for each in fields(Filters)
        },
    }


_PLAIN: Final = (
    "scope", "format", "separator", "has_mark", "times", "has_contacts", "language",
)  # fmt: skip


def _listed(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def _filters_from(document: Mapping[str, Any]) -> Filters:
    """The filters; those written before they knew the state have it beside them."""
    written: dict[str, Any] = {"state": document.get("state", State.COUNTED), **document["filters"]}
    filters: dict[str, Any] = {
        name: frozenset(map(_plain, value)) if isinstance(value, list) else value
        for name, value in written.items()
    }
    filters["state"] = State(filters["state"])
    return Filters(**filters)


def _plain(value: Any) -> Any:
    """A name with its value is a pair, which JSON writes as a list."""
    return tuple(value) if isinstance(value, list) else value


def wanted_from(document: Mapping[str, Any]) -> Wanted:
    """The export that was written down."""
    period = Period(date.fromisoformat(document["first"]), date.fromisoformat(document["last"]))
    return Wanted(
        period,
        _filters_from(document),
        Scope(document["scope"]),
        Format(document["format"]),
        document["separator"],
        document["has_mark"],
        Times(document["times"]),
        document["has_contacts"],
        document["language"],
    )
