"""Sums that must agree where counts are right, as SQL: far faster than every bucket.

Each table is one number: the sum of its people times what their bucket weighs, modulo a prime. A
bucket weighs the product of random numbers for its place, its question with the rating, its day
and its hour. Where the sums agree, a difference is overlooked about once in 2^29 times.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final

from reports.actions.folding import KEPT, VISITS
from reports.actions.recount_codes import PRIME, WHOLE, quoted, weigh, weight_of
from reports.actions.recount_sql import PLACE, SCOPE
from reports.models import DAY_COLUMNS, HOUR_COLUMNS

DAY, HOUR, LOCATION, COLLECTOR, SEGMENT, VERSION, TOUCHPOINT = range(1, 8)
"""Seeds: the same number weighs something else as a place than as an hour."""
OF_DAY: Final = weigh("day - DATE '2000-01-01'", DAY)
OF_HOUR: Final = weigh("hour", HOUR)
OF_KEY: Final = weight_of("question_key", "rating")


def product(*factors: str) -> str:
    """SQL: the product of numbers modulo PRIME."""
    result = f"({factors[0]}) %% {PRIME}"
    for factor in factors[1:]:
        result = f"({result}) * (({factor}) %% {PRIME}) %% {PRIME}"
    return result


def _total(values: str, only: str = "TRUE") -> str:
    return f"coalesce(sum({values}) FILTER (WHERE {only}), 0) %% {PRIME}"


OF_DOOR: Final = product(weigh("location_id", LOCATION), weigh("collector_id", COLLECTOR))
OF_PLACE: Final = product(OF_DOOR, weigh("segment_id", SEGMENT))


def _of_touchpoint(version: str) -> str:
    return product(weigh(version, VERSION), weigh("touchpoint_id", TOUCHPOINT))


OF: Final = {
    "hour": (OF_DAY, OF_HOUR, "of_door"),
    "month": (OF_DAY, "of_location"),
    "segment": (OF_DAY, "of_place"),
    "touchpoint": (OF_DAY, "of_touchpoint"),
    "visit": (OF_DAY, OF_HOUR, "of_collector"),
}
"""Table -> what a bucket of it weighs, beside the question with its rating."""

# ------------------------------------------------------------------ what there should be
_started, _finished, _excluded, _seconds = (
    f"coalesce({weight_of(quoted(each.key), each.rating)}, 0)" for each in WHOLE
)


def _unless_held(weight: str, held: str = _excluded) -> str:
    return f"CASE WHEN is_excluded THEN {held} ELSE {weight} END"


_of_month = _unless_held(f"{_started} + {_finished} + counted")
TOLD: Final = {
    "hour": _unless_held(f"{_started} + counted", "0"),
    "month": _of_month,
    "segment": f"{_started} + {_finished} + {_excluded} + counted",
    "touchpoint": _of_month,
    "visit": _unless_held(f"{_started} + {_finished} + {_seconds}"),
}
"""Table -> what a response weighs in it, beside day, hour and place. Mirrors KEPT."""


def _should_be(size: str) -> str:
    return _total(product(TOLD[size], *OF[size]))


def _waits(size: str) -> str:
    return _total(f"people * ({product(OF_KEY, *OF[size])})", KEPT[size])


# ------------------------------------------------------------------ what there is
def _days_of(month: date) -> list[date]:
    days = (month + timedelta(days=number) for number in range(len(DAY_COLUMNS)))
    return [day for day in days if day.month == month.month]


def _weighed_days(days: Iterable[tuple[str, str]]) -> str:
    return " + ".join(f"{column} * {weight}" for column, weight in days) or "0"


def _by_month(months: Iterable[date], first: date | None, last: date | None) -> str:
    """SQL: the people of a row of a month, each day weighed, without those of other chunks."""
    cases = []
    ends = {day.replace(day=1) for day in (first, last) if day}
    for month in sorted({*months, *ends}):
        days = zip(DAY_COLUMNS, _days_of(month), strict=False)
        inside = [
            (column, weigh(f"DATE '{day.isoformat()}' - DATE '2000-01-01'", DAY))
            for column, day in days
            if (first is None or first <= day) and (last is None or day <= last)
        ]
        cases.append(f"WHEN DATE '{month.isoformat()}' THEN {_weighed_days(inside)}")
    # A month in which nothing was answered must be empty.
    other = _weighed_days((column, str(at)) for at, column in enumerate(DAY_COLUMNS, 7))
    return f"CASE month {' '.join(cases)} ELSE {other} END" if cases else other


def _stored(months: Iterable[date], first: date | None, last: date | None) -> dict[str, str]:
    """Table -> SQL: what its rows weigh together."""
    hours = " + ".join(
        f"coalesce({column}, 0) * {weigh(str(hour), HOUR)}"
        for hour, column in enumerate(HOUR_COLUMNS)
    )
    days = _by_month(months, first, last)
    visits = " + ".join(
        f"{column} * {weight_of(quoted(key), str(rating))}"
        for column, (key, rating) in VISITS.items()
    )
    return {
        "hour": product(hours, OF_KEY, OF_DAY, OF_DOOR),
        "month": product(days, OF_KEY, weigh("location_id", LOCATION)),
        "segment": product(days, OF_KEY, OF_PLACE),
        "touchpoint": product(days, OF_KEY, _of_touchpoint("version_id")),
        "visit": product(visits, OF_DAY, OF_HOUR, weigh("collector_id", COLLECTOR)),
    }


TABLES: Final = {
    "hour": "reports_hourcount",
    "month": "reports_monthcount",
    "segment": "reports_segmentcount",
    "touchpoint": "reports_touchpointcount",
    "visit": "responses_visitcount",
}


def agree(
    months: Iterable[date], bounds: Callable[[str], str], first: date | None, last: date | None
) -> str:
    """SQL: whether all tables hold what they should; `months` are those with answers."""
    weights = _stored(list(months), first, last)
    counted = " UNION ALL ".join(
        f"SELECT '{size}', {_total(weights[size])} FROM {table}"  # noqa: S608 - only our own names
        f" WHERE {SCOPE} AND {bounds('day' if size in ('hour', 'visit') else 'month')}"
        for size, table in TABLES.items()
    )
    return f"""
WITH there AS MATERIALIZED (
    SELECT places.*, is_held, {OF_PLACE} AS of_place, {OF_DOOR} AS of_door,
           {weigh("location_id", LOCATION)} AS of_location,
           {weigh("collector_id", COLLECTOR)} AS of_collector,
           {_of_touchpoint("recounted_segments.version_id")} AS of_touchpoint
    FROM places JOIN recounted_segments USING (facets)
), told AS (
    SELECT unnest(ARRAY[{_names()}]) AS size,
           unnest(ARRAY[{", ".join(_should_be(size) for size in TABLES)}]) AS weight
    FROM answered JOIN there USING ({PLACE}) WHERE version_id <> 0
), waiting AS (
    SELECT unnest(ARRAY[{_names()}]) AS size,
           unnest(ARRAY[{", ".join(_waits(size) for size in TABLES)}]) AS weight
    FROM (
        SELECT day, hour, is_held, of_place, of_door, of_location, of_collector, of_touchpoint,
               people,
               question.key AS question_key, rating::smallint AS rating
        FROM answered JOIN there USING ({PLACE}),
             jsonb_each(ratings) AS question, jsonb_array_elements_text(question.value) AS rating
        WHERE version_id = 0
    ) AS each
), counted (size, weight) AS ({counted})
SELECT bool_and((told.weight + waiting.weight - counted.weight) %% {PRIME} = 0)
FROM told JOIN waiting USING (size) JOIN counted USING (size)
"""  # noqa: S608 - only our own column names


def _names() -> str:
    return ", ".join(f"'{size}'" for size in TABLES)
