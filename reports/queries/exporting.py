"""Reading responses for a file: one statement that PostgreSQL runs while the file is written.

The rows never are objects, and not all of them are in memory at any time. Names of places and
the like are looked up in small maps inside the statement: joins would let go of the order.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from django.db import connection, transaction

from hearme.accounts.models import Organization
from hearme.accounts.queries import places_of
from hearme.common.formulas import harmless
from reports.queries.comments import conditions_of
from reports.queries.counts import tallies_of
from reports.rules.codebook import Column, Fact, Take, columns_of, contact_keys
from reports.rules.exporting import Wanted
from reports.rules.periods import DAY
from reports.rules.summary import Span
from responses.models import Collector
from responses.queries import place_paths
from responses.rules import WHOLE_RESPONSE
from surveys.models import Survey
from surveys.queries import subjects_of, touchpoints_of, versions_of
from surveys.rules import Content

Words = Mapping[str, Mapping[str, str]]
"""Name of a column -> what is stored there -> what is written instead."""
ROWS_AT_ONCE: Final = 1_000


class Sink(Protocol):
    """What takes the lines of a file."""

    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True)
class Export:
    """A survey with what is wanted of it, and all that its statement needs to know."""

    organization: Organization
    survey: Survey
    wanted: Wanted
    contents: Sequence[Content]
    """All versions, newest first."""
    names: Words
    """The names of places, collectors, touchpoints and subjects, and the numbers of versions."""
    columns: Sequence[Column] = field(default=())


def export_of(organization: Organization, survey: Survey, wanted: Wanted) -> Export:
    """All that is to be known before the responses are read."""
    versions = list(versions_of(organization, survey))
    contents = [version.content for version in versions]
    columns = columns_of(contents, wanted.times, has_contacts=wanted.has_contacts)
    numbers = {str(version.pk): str(version.number) for version in versions}
    names = {**_names(organization), Fact.VERSION.value: numbers}
    return Export(organization, survey, wanted, contents, names, columns)


def _names(organization: Organization) -> dict[str, dict[str, str]]:
    """Fact -> id -> name; places that are closed keep theirs."""
    places = places_of(organization)
    doors = list(Collector.objects.of(organization).order_by().values_list("pk", "code", "name"))
    return {
        Fact.PLACE.value: {str(pk): path for pk, path in place_paths(places).items()},
        Fact.ZONE.value: {str(at.location.pk): at.location.time_zone for at in places},
        Fact.CODE.value: {str(pk): code for pk, code, _name in doors},
        Fact.SPOT.value: {str(pk): name for pk, _code, name in doors},
        Fact.TOUCHPOINT.value: _by_id(touchpoints_of(organization).values_list("pk", "name")),
        Fact.SUBJECT.value: _by_id(subjects_of(organization).order_by().values_list("pk", "name")),
    }


def _by_id(rows: Any) -> dict[str, str]:
    return {str(pk): name for pk, name in rows}


def exported_count(organization: Organization, survey: Survey, wanted: Wanted) -> int:
    """How many responses the file will hold, by the counts that the report reads."""
    tallies = tallies_of(organization, survey, Span(wanted.period), wanted.filters)
    return sum(tallies.during(WHOLE_RESPONSE, wanted.period).values())


def asks_contacts(organization: Organization, survey: Survey) -> bool:
    """Whether any version of the survey ever asked for contact details."""
    return bool(contact_keys(each.content for each in versions_of(organization, survey)))


# ------------------------------------------------------------------ reading
def copy_lines(export: Export, words: Words, sink: Sink) -> None:
    """Let PostgreSQL write the responses as lines of CSV, without a heading."""
    statement = _Statement(export, words, is_csv=True)
    how = "FORMAT csv, DELIMITER %(separator)s"
    _copy(statement.of_columns(), statement.values, how, export.wanted.separator, sink)


def copy_documents(export: Export, sink: Sink) -> None:
    """Let PostgreSQL write the responses as JSON, one a line."""
    statement = _Statement(export, {}, is_csv=False)
    # What is JSON already holds neither of these letters, so nothing is quoted a second time.
    how = "FORMAT csv, QUOTE E'\\x01', DELIMITER %(separator)s"
    _copy(statement.of_documents(), statement.values, how, "\x02", sink)


def _copy(select: str, values: Mapping[str, Any], how: str, separator: str, sink: Sink) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        whole = cursor.mogrify(
            f"COPY ({select}) TO STDOUT ({how})", {**values, "separator": separator}
        )
        cursor.copy_expert(whole, sink)


def export_rows(export: Export, words: Words) -> Iterator[Sequence[Any]]:
    """The cells of every response: texts, but moments for the columns of times."""
    statement = _Statement(export, words, is_csv=False)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
        with connection.connection.cursor(name="export") as rows:
            rows.itersize = ROWS_AT_ONCE
            rows.execute(statement.of_columns(), statement.values)
            yield from rows


# ------------------------------------------------------------------ the statement
WANTED = """
FROM responses_response r
WHERE r.organization_id = %(organization)s AND r.survey_id = %(survey)s
  AND r.answered_at >= %(since)s AND r.answered_at < %(until)s
  AND r.day BETWEEN %(first)s AND %(last)s
  AND (%(everywhere)s OR r.location_id = ANY(%(places)s)) {more}
ORDER BY r.answered_at, r.id
"""
# The same as hearme.common.formulas.harmless, which a test compares with it.
HARMLESS: Final = r"^(?=[-=+@\t\r])(?!(?:[ .,()+-]*[0-9])[0-9 .,()+-]*$)"
FILES: Final = """(
    SELECT {gathered} FROM responses_attachment a
    WHERE a.organization_id = r.organization_id AND a.response_key = r.key
      AND a.question_key = {key} AND r.answers -> {key} ? a.key::text
)"""
FILES_JOINED: Final = "string_agg(a.name, ', ' ORDER BY a.id)"
FILES_LISTED: Final = "json_agg(a.name ORDER BY a.id)"
COLUMNS_OF_NAMES: Final = {
    Fact.PLACE: "location_id",
    Fact.CODE: "collector_id",
    Fact.SPOT: "collector_id",
    Fact.TOUCHPOINT: "touchpoint_id",
    Fact.SUBJECT: "subject_id",
    Fact.VERSION: "version_id",
}


class _Statement:
    """The SQL of one export; every value of ours or others' stands in `values`."""

    def __init__(self, export: Export, words: Words, *, is_csv: bool) -> None:
        self.export = export
        self.words = {**export.names, **words}
        self.is_csv = is_csv
        self.values: dict[str, Any] = {}
        self.cells: Mapping[Take, Callable[[Column], str]] = {
            Take.HIDDEN: self._hidden,
            Take.NUMBER: self._number,
            Take.CHOICE: self._choice,
            Take.TEXT: self._answer,
            Take.DATE: self._answer,
            Take.ROW: self._part,
            Take.PICK: self._pick,
            Take.RANK: self._rank,
            Take.OTHER: self._beside,
            Take.FIELD: self._part,
            Take.AGREED: self._agreed,
            Take.FILES: self._files,
        }

    def of_columns(self) -> str:
        cells = ", ".join(self._cell(column) for column in self.export.columns)
        return f"SELECT {cells} {self._wanted()}"

    def of_documents(self) -> str:
        facts = ", ".join(f"'{name}', {cell}" for name, cell in self._facts().items())
        keys = self._value(sorted(contact_keys(self.export.contents)))
        answers = "r.answers" if self.export.wanted.has_contacts else f"r.answers - {keys}::text[]"
        files = ", ".join(
            f"{self._value(column.key)}, {self._files(column, FILES_LISTED)}"
            for column in self.export.columns
            if column.take is Take.FILES
        )
        return (
            f"SELECT json_build_object({facts}, 'hidden', coalesce(r.hidden, '{{}}'), "
            f"'answers', {answers}, 'files', json_build_object({files})) {self._wanted()}"
        )

    def _facts(self) -> dict[str, str]:
        """What a document tells beside the answers, under its name."""
        facts = {column.part for column in self.export.columns if column.take is Take.FACT}
        cells: dict[str, str] = {
            fact.value: self._fact(fact) for fact in Fact if fact.value in facts
        }
        if Fact.UTC.value in cells:
            cells[Fact.UTC.value] = f"replace(({self._fact(Fact.UTC)})::text, ' ', 'T') || 'Z'"
        cells |= {
            Fact.VERSION.value: f"({self._fact(Fact.VERSION)})::int",
            Fact.COMPLETE.value: "r.is_complete",
            Fact.COUNTED.value: "NOT r.is_excluded",
        }
        return cells

    # -------------------------------------------------------------- cells
    def _cell(self, column: Column) -> str:
        if column.take is Take.FACT:
            return self._fact(Fact(column.part))
        cell = self.cells[column.take](column)
        if self.is_csv and not column.is_number:
            return f"regexp_replace({cell}, {self._value(HARMLESS)}, '''')"
        return cell

    def _fact(self, fact: Fact) -> str:
        if fact in COLUMNS_OF_NAMES:
            return self._named(fact.value, f"r.{COLUMNS_OF_NAMES[fact]}::text")
        if fact in {Fact.LOCAL, Fact.ZONE}:
            zone = self._zone()
            return zone if fact is Fact.ZONE else self._moment(zone, "")
        return {
            Fact.ID: "r.id",
            Fact.UTC: self._moment("'UTC'", "Z"),
            Fact.CHANNEL: f"coalesce({self._named(fact.value, 'r.channel')}, r.channel)",
            Fact.LANGUAGE: "r.language",
            Fact.COMPLETE: "r.is_complete::int",
            Fact.COUNTED: "(NOT r.is_excluded)::int",
            Fact.SECONDS: "r.seconds",
        }[fact]

    def _zone(self) -> str:
        """The time zone of the place; where all places share one it is not looked up."""
        zones = {*self.words[Fact.ZONE.value].values()}
        home = self._value(self.export.organization.time_zone)
        if zones == {self.export.organization.time_zone}:
            return f"{home}::text"
        return f"coalesce({self._named(Fact.ZONE.value, 'r.location_id::text')}, {home})"

    def _moment(self, zone: str, ending: str) -> str:
        moment = f"date_trunc('second', r.answered_at AT TIME ZONE {zone})"
        if not self.is_csv:
            return moment
        # By far the quickest way in which PostgreSQL writes a moment: 2026-11-22 16:30:00.
        return f"{moment}::text || '{ending}'" if ending else moment

    def _named(self, name: str, stored: str) -> str:
        """What is written for something stored; nothing where there are no words for it."""
        words = self.words.get(name, {})
        safe = {key: harmless(text) for key, text in words.items()} if self.is_csv else words
        return f"{self._value(json.dumps(safe))}::jsonb ->> {stored}"

    def _answer(self, column: Column) -> str:
        return f"r.answers ->> {self._value(column.key)}"

    def _number(self, column: Column) -> str:
        # Where semicolons part the cells, Excel expects a comma in a number.
        has_comma = self.is_csv and self.export.wanted.separator == ";"
        answer = self._answer(column)
        return f"replace({answer}, '.', ',')" if has_comma else answer

    def _choice(self, column: Column) -> str:
        answer = f"({self._answer(column)})"
        if column.name not in self.words:
            return answer
        return f"coalesce({self._named(column.name, answer)}, {answer})"

    def _part(self, column: Column) -> str:
        return f"r.answers -> {self._value(column.key)} ->> {self._value(column.part)}::text"

    def _pick(self, column: Column) -> str:
        key, number = self._value(column.key), self._value(column.part)
        return f"(r.answers -> {key} @> {number}::jsonb)::int"

    def _rank(self, column: Column) -> str:
        key, number = self._value(column.key), self._value(column.part)
        items = f"CASE jsonb_typeof(r.answers -> {key}) WHEN 'array' THEN r.answers -> {key} END"
        return f"array_position(ARRAY(SELECT jsonb_array_elements_text({items})), {number}::text)"

    def _beside(self, column: Column) -> str:
        return f"r.answers ->> {self._value(column.name)}"

    def _agreed(self, column: Column) -> str:
        key, agreed = self._value(column.key), self._value(column.name)
        return f"CASE WHEN r.answers ? {key} THEN (r.answers ? {agreed})::int END"

    def _hidden(self, column: Column) -> str:
        return f"r.hidden ->> {self._value(column.part)}"

    def _files(self, column: Column, gathered: str = FILES_JOINED) -> str:
        return FILES.format(gathered=gathered, key=self._value(column.key))

    # -------------------------------------------------------------- which responses
    def _wanted(self) -> str:
        export, wanted = self.export, self.export.wanted
        more, values = conditions_of(export.organization, wanted.filters)
        # A local day lies within a day of the same day in UTC, and the index is by moment.
        self.values |= values | {
            "organization": export.organization.pk,
            "survey": export.survey.pk,
            "first": wanted.period.first,
            "last": wanted.period.last,
            "since": wanted.period.first - DAY,
            "until": wanted.period.last + 2 * DAY,
            "everywhere": wanted.filters.places is None,
            "places": sorted(wanted.filters.places or ()),
        }
        return WANTED.format(more=more)

    def _value(self, value: Any) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"%({name})s"
