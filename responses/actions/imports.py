"""Writes: import the answers of a file, all of them or none."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hearme.accounts.actions import add_location
from hearme.accounts.models import Location, Organization
from hearme.accounts.queries import locations_of
from hearme.accounts.rules import places_inside
from responses.actions.collectors import open_collector, set_collector_state
from responses.actions.recording import Outcome, Recorded, record_responses
from responses.actions.replies import Given, reply_through
from responses.models import Collector, Response
from responses.rules import Answers, Reply
from responses.rules.import_maps import ImportMap, PlaceMap
from responses.rules.imports import Record, Row, RowError, RowReader, Table
from surveys.models import Survey, SurveyVersion

CHUNK = 1_000
"""How many responses are stored by one statement."""

Reject = Callable[[int, str], None]
"""Told of every rejected row: its line and the reason."""


@dataclass(slots=True)
class ImportTally:
    """What became of the rows of a file."""

    imported: int = 0
    already_there: int = 0
    rejected: int = 0
    empty: int = 0


@transaction.atomic
def import_responses(
    survey: Survey,
    recipe: ImportMap,
    table: Table,
    *,
    latest: datetime,
    reject: Reject,
    keep: bool = True,
) -> ImportTally:
    """Store the answers of a table in one transaction; without `keep` only try it.

    Places and their collectors are made as they are met; these collectors are closed, since nobody
    answers through them. Rows later than `latest` are rejected. Raises ValidationError if the
    survey was never published, or if a place's name fits several.
    """
    # Neither another import nor the author shall change this survey before we are done.
    locked = (
        Survey.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organization", "live_version")
        .get(pk=survey.pk)
    )
    if locked.live_version is None:
        raise ValidationError(_("Publish the survey before you import answers to it."))
    run = _Import(locked, locked.live_version, recipe, reject)
    reader = RowReader(recipe, table.header)
    for record in table:
        run.take(record, reader, latest)
    run.store()
    if not keep:
        transaction.set_rollback(True)
    return run.tally


class _Import:
    """One run of an import: the replies that wait to be stored, and what became of the others."""

    def __init__(
        self, survey: Survey, version: SurveyVersion, recipe: ImportMap, reject: Reject
    ) -> None:
        self.tally = ImportTally()
        self._survey = survey
        self._version = version
        self._recipe = recipe
        self._tell = reject
        self._doors: dict[str, Collector] = {}
        self._waiting: dict[uuid.UUID, tuple[int, Reply]] = {}

    def take(self, record: Record, reader: RowReader, latest: datetime) -> None:
        """Read one record; when enough have gathered, store them."""
        try:
            row = reader.read(record)
            if row is None:
                self.tally.empty += 1
                return
            reply = self._reply(row, latest)
        except RowError as error:
            self._reject(record.line, str(error))
            return
        _line, first = self._waiting.setdefault(reply.key, (record.line, reply))
        if first is not reply:
            self._note_known(record.line, is_same=first.answers == reply.answers)
        if len(self._waiting) >= CHUNK:
            self.store()

    def store(self) -> None:
        """Store the replies that wait."""
        waiting = list(self._waiting.values())
        self._waiting.clear()
        recorded = record_responses([reply for _line, reply in waiting])
        earlier = _answers_of_conflicts(self._survey.organization, recorded)
        for (line, reply), one in zip(waiting, recorded, strict=True):
            if one.outcome is Outcome.STORED:
                self.tally.imported += 1
            else:
                answers = earlier.get(one.response_id, reply.answers)
                self._note_known(line, is_same=answers == reply.answers)

    def _note_known(self, line: int, *, is_same: bool) -> None:
        if is_same:
            self.tally.already_there += 1
        else:
            self._reject(line, "a row with this id was imported with other answers")

    def _reject(self, line: int, reason: str) -> None:
        self.tally.rejected += 1
        self._tell(line, reason)

    def _reply(self, row: Row, latest: datetime) -> Reply:
        door = self._door(row.place)
        moment = row.moment(self._recipe.time.time_zone or door.location.time_zone, latest)
        given = Given(
            key=row.key(self._survey.organization_id, self._survey.pk, self._recipe.source),
            answers=row.answers,
            answered_at=moment,
            language=self._recipe.language,
            channel=Response.Channel.IMPORT.value,
        )
        return reply_through(door, self._version, given)

    def _door(self, place: str) -> Collector:
        if place not in self._doors:
            location = _location(self._survey.organization, self._recipe.place, place)
            self._doors[place] = _collector(self._survey, location, self._recipe.collector)
        return self._doors[place]


def _answers_of_conflicts(
    organization: Organization, recorded: Sequence[Recorded]
) -> dict[int, Answers]:
    """The stored answers where something differs: perhaps only the version they were given to."""
    ids = [one.response_id for one in recorded if one.outcome is Outcome.CONFLICT]
    found = Response.objects.of(organization).filter(pk__in=ids)
    return dict(found.values_list("pk", "answers")) if ids else {}


# ------------------------------------------------------------------ places and their doors
def _collector(survey: Survey, location: Location, name: str) -> Collector:
    """The survey's collector of that name at a place; opened, and closed at once, if absent."""
    doors = Collector.objects.of(survey.organization).select_related("location")
    if found := doors.filter(survey=survey, location=location, name=name).first():
        return found
    door = open_collector(survey.organization, survey, location, name=name)
    set_collector_state(door, Collector.State.PAUSED)
    return door


def _location(organization: Organization, places: PlaceMap, name: str) -> Location:
    """The place of that name, added if absent; looked for inside `below` if the map names that."""
    parent = None
    if places.below:
        parent = _find_location(organization, places.below) or add_location(
            organization, places.below, time_zone=places.time_zone
        )
    return _find_location(organization, name, inside=parent) or add_location(
        organization, name, parent=parent, time_zone=places.time_zone
    )


def _find_location(
    organization: Organization, name: str, *, inside: Location | None = None
) -> Location | None:
    tree = {place.pk: place for place in locations_of(organization)}
    ids = set(tree)
    if inside:
        ids = places_inside({pk: place.parent_id for pk, place in tree.items()}, inside.pk)
    found = [tree[pk] for pk in ids if tree[pk].name == name]
    if len(found) > 1:
        raise ValidationError(
            _("Several places are called %(name)s. Say in the map which place they are below.")
            % {"name": name}
        )
    return found[0] if found else None
