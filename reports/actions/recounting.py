"""Recounting: do the counts say what the stored responses say? If not, they are set right."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from reports.actions import recount_sql as sql
from reports.actions.folding import FOLD_LOCK
from reports.actions.recount_codes import Coding, Versions, hidden_of, weight_of_answers
from reports.actions.recount_sums import agree
from surveys.models import SurveyVersion

SEGMENT_LOCK: Final = 7_002
CHUNK: Final = 100_000
"""About so many responses are recounted at a time: folding waits for as long."""
MOST_LISTED: Final = 100
TABLES: Final = ("answered", "places", "recounted_segments", "should_be", "wrong")


@dataclass(frozen=True, slots=True)
class Difference:
    """A bucket of the counts that does not hold what the responses say."""

    size: str
    organization_id: int
    survey_id: int
    day: date
    hour: int | None
    question_key: str
    rating: int
    location_id: int | None
    collector_id: int | None
    segment_id: int | None
    version_id: int | None
    touchpoint_id: int | None
    counted: int
    should_be: int


@dataclass(frozen=True, slots=True)
class Recount:
    """What a comparison of the counts with the responses found."""

    responses: int
    differences: int
    listed: tuple[Difference, ...]
    """The first MOST_LISTED differences."""


def together(found: Iterable[Recount]) -> Recount:
    """Several recounts as one."""
    responses = differences = 0
    listed: tuple[Difference, ...] = ()
    for each in found:
        responses += each.responses
        differences += each.differences
        listed = (*listed, *each.listed)[:MOST_LISTED]
    return Recount(responses, differences, listed)


@dataclass(frozen=True, slots=True)
class OneSurvey:
    """The survey to recount, which may be gone while its counts are still there."""

    organization_id: int
    survey_id: int


@dataclass(frozen=True, slots=True)
class Days:
    """Some local days of a survey, which are recounted together; None for no end."""

    survey: OneSurvey
    first: date | None = None
    last: date | None = None
    responses: int = 0
    """About how many responses there are."""


def check_counts(survey: OneSurvey | None = None) -> Recount:
    """Compare all counts, and what waits to be counted, with the stored responses."""
    return together(map(check_days, days_to_recount(survey)))


def repair_counts(survey: OneSurvey) -> Recount:
    """Set right what does not match, and return what it was. Answers may arrive meanwhile."""
    return together(map(repair_days, days_to_recount(survey)))


# ------------------------------------------------------------------ some days of a survey
def check_days(days: Days) -> Recount:
    """Compare what is counted of some days with the responses.

    All of it is read as it was at one moment, so answers that arrive meanwhile do not disturb it.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        step = _Step(cursor, days)
        step.recount()
        return step.found()


@transaction.atomic
def repair_days(days: Days) -> Recount:
    """Set right what is counted of some days, and return what was wrong."""
    with connection.cursor() as cursor:
        # Folding is the only thing that moves what the counts must be. Other days of the survey
        # may be repaired at the same time.
        _lock(cursor, "pg_advisory_xact_lock_shared", FOLD_LOCK, days.survey)
        step = _Step(cursor, days)
        step.recount(keep=True)
        step.repair()
        return step.found()


def _lock(cursor: CursorWrapper, function: str, lock: int, survey: OneSurvey) -> None:
    cursor.execute(f"SELECT {function}(%s, %s)", [lock, survey.survey_id % 2**31])


class _Step:
    """The recount of some days, within one transaction."""

    def __init__(self, cursor: CursorWrapper, days: Days) -> None:
        self.cursor = cursor
        self.days = days
        self.differences = 0
        self.empty: set[str] = set()
        """Tables in which there is nothing to compare: they are only filled."""
        self.values: dict[str, Any] = {
            "organization": days.survey.organization_id,
            "survey": days.survey.survey_id,
            "first": days.first,
            "last": days.last,
            "most": MOST_LISTED,
        }

    def recount(self, *, keep: bool = False) -> None:
        """Work out what the counts must be, and write down in a table what is wrong."""
        self.cursor.execute("SET LOCAL work_mem = '128MB'")
        # All that is joined and grouped here is large and unsorted, and nothing is known of it.
        self.cursor.execute("SET LOCAL enable_nestloop = off")
        self.cursor.execute("SET LOCAL enable_mergejoin = off")
        # What is done side by side are the chunks.
        self.cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        bounds = self._bounds("day"), self._bounds("month")
        self.empty = set(self._column(sql.empty_tables(*bounds))) if keep else set()
        if not self.empty and self._agrees(keep=keep):
            return
        coding = Coding()
        self._read(coding.codes)
        self._place(keep=keep)
        if self._one(sql.WAITS):
            self.empty = set()
        self._run(sql.SHOULD_BE, keys=coding.keys)
        self.differences = self._run(sql.compare(*bounds, self.empty))

    def _agrees(self, *, keep: bool) -> bool:
        self._read(weight_of_answers)
        self._place(keep=keep)
        months = self._column("SELECT DISTINCT date_trunc('month', day)::date FROM answered")
        statement = agree(months, self._bounds, self.days.first, self.days.last)
        return bool(self._one(statement))

    def _read(self, counted: Callable[[Versions], str]) -> None:
        versions: Versions | None = None
        # A version that was published meanwhile may have answers that the first look missed.
        while versions is None or versions.keys() != _versions(self.days.survey).keys():
            versions = _versions(self.days.survey)
            self.cursor.execute(
                f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in TABLES)}"
            )
            self._run(
                sql.answered(
                    counted(versions),
                    hidden_of(versions),
                    self._bounds("moment"),
                    self._bounds("day"),
                )
            )

    def _place(self, *, keep: bool) -> None:
        self._run(sql.PLACES)
        self.cursor.execute("ANALYZE places")
        self._run(sql.SEGMENTS)
        if not keep or not self._one(sql.LACKS_SEGMENTS):
            return
        _lock(self.cursor, "pg_advisory_xact_lock", SEGMENT_LOCK, self.days.survey)
        self._run(sql.KEEP_SEGMENTS)
        self.cursor.execute("DROP TABLE pg_temp.recounted_segments")
        self._run(sql.SEGMENTS)

    def _bounds(self, of: str) -> str:
        """SQL: only what is of these days, by their day, their month, or the moment of answers."""
        first, last = {
            "day": ("day >= %(first)s", "day <= %(last)s"),
            "month": ("month >= date_trunc('month', %(first)s::date)", "month <= %(last)s"),
            # A local day starts and ends within a day of the same day in UTC.
            "moment": (
                "answered_at >= %(first)s::date - 1",
                "answered_at < %(last)s::date + 2",
            ),
        }[of]
        bounds = [first] if self.days.first else []
        bounds += [last] if self.days.last else []
        return " AND ".join(bounds) or "TRUE"

    def found(self) -> Recount:
        """What the comparison said."""
        responses = self._one(sql.RESPONSES)
        if not self.differences:
            return Recount(responses, 0, ())
        # Of tables that were empty nothing is listed.
        self._run(sql.LIST)
        survey = self.days.survey
        listed = tuple(
            Difference(row[0], survey.organization_id, survey.survey_id, *row[1:])
            for row in self.cursor.fetchall()
        )
        return Recount(responses, self.differences, listed)

    def repair(self) -> None:
        """Add what lacks; each row of a table that was empty is a difference."""
        if self.differences:
            for statement in sql.REPAIRS:
                self._run(statement)
        for size in sorted(self.empty):
            self.differences += self._run(sql.BUILDS[size])

    def _column(self, statement: str) -> list[Any]:
        self._run(statement)
        return [row[0] for row in self.cursor.fetchall()]

    def _one(self, statement: str, **more: Any) -> Any:
        self._run(statement, **more)
        return self.cursor.fetchone()[0]

    def _run(self, statement: str, **more: Any) -> int:
        """Run a statement; return how many rows it made or found."""
        self.cursor.execute(statement, {**self.values, **more})
        return int(self.cursor.rowcount)


def _versions(survey: OneSurvey) -> Versions:
    rows = SurveyVersion.objects.filter(
        organization_id=survey.organization_id, survey_id=survey.survey_id
    )
    return {version.pk: version.content for version in rows}


# ------------------------------------------------------------------ which days
BY_DAY = """
SELECT organization_id, survey_id, (answered_at AT TIME ZONE 'UTC')::date, count(*)
FROM responses_response WHERE {scope} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def _next(table: str) -> str:
    """SQL: each survey in a table, found without reading all of it."""
    pair = "organization_id, survey_id"
    return f"""
    (WITH RECURSIVE each AS (
        (SELECT {pair} FROM {table} ORDER BY {pair} LIMIT 1)
        UNION ALL
        SELECT following.* FROM each, LATERAL (
            SELECT {pair} FROM {table} AS t
            WHERE (t.organization_id, t.survey_id) > (each.organization_id, each.survey_id)
            ORDER BY {pair} LIMIT 1
        ) AS following
    ) SELECT * FROM each)
"""  # noqa: S608 - only our own table names


COUNTED = " UNION ".join(
    [
        "SELECT organization_id, survey_id FROM responses_visitcount",
        *(_next(f"reports_{size}count") for size in ("hour", "month", "segment", "touchpoint")),
    ]
)


def days_to_recount(survey: OneSurvey | None = None) -> list[Days]:
    """All days of a survey, or of all that have counts or responses, in handy pieces."""
    found = {each: list(rows) for each, rows in groupby(_by_day(survey), key=lambda row: row[0])}
    surveys = [survey] if survey else sorted({*found, *_counted()}, key=_order)
    return [days for each in surveys for days in _pieces(each, found.get(each, []))]


def _order(survey: OneSurvey) -> tuple[int, int]:
    return survey.organization_id, survey.survey_id


def _by_day(survey: OneSurvey | None) -> Iterator[tuple[OneSurvey, date, int]]:
    scope = "organization_id = %s AND survey_id = %s" if survey else "TRUE"
    with connection.cursor() as cursor:
        cursor.execute(BY_DAY.format(scope=scope), _order(survey) if survey else ())
        for organization_id, survey_id, day, responses in cursor.fetchall():
            yield OneSurvey(organization_id, survey_id), day, responses


def _counted() -> list[OneSurvey]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        return [OneSurvey(*row) for row in cursor.fetchall()]


def _pieces(survey: OneSurvey, rows: Sequence[tuple[OneSurvey, date, int]]) -> Iterator[Days]:
    """Days one after another from the beginning of time to its end, so that none is left out."""
    first: date | None = None
    waiting = 0
    for _, day, responses in rows:
        if waiting and waiting + responses > CHUNK:
            last = day - timedelta(days=1)
            yield Days(survey, first, last, waiting)
            first, waiting = day, 0
        waiting += responses
    yield Days(survey, first, None, waiting)
