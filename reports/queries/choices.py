"""What a survey's report can be filtered by: only what its responses have."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q

from hearme.accounts.models import Organization
from reports.queries.segments import Facets, facets_of
from responses.models import Collector, Pointing, Response
from surveys.models import Stage, Survey
from surveys.queries import subjects_of, touchpoints_of, versions_of

Options = list[tuple[str, str]]
"""Value in the address -> what a reader sees."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of each filter, in the order in which they are shown."""

    touchpoint: Options = field(default_factory=list)
    stage: Options = field(default_factory=list)
    subject: Options = field(default_factory=list)
    collector: Options = field(default_factory=list)
    channel: Options = field(default_factory=list)
    language: Options = field(default_factory=list)
    version: Options = field(default_factory=list)
    fields: dict[str, Options] = field(default_factory=dict)
    """Name of a hidden field that reports may be filtered by -> its values."""
    version_ids: dict[str, int] = field(default_factory=dict)
    collector_ids: dict[str, int] = field(default_factory=dict)
    collector_places: dict[str, int] = field(default_factory=dict)


def choices_of(organization: Organization, survey: Survey) -> Choices:
    """What the responses of a survey can be told apart by."""
    segments = list(facets_of(organization, survey).values())
    met = _met(segments)
    touchpoints = list(touchpoints_of(organization).filter(pk__in=met["touchpoint"]))
    stages = {touchpoint.stage for touchpoint in touchpoints}
    subjects = subjects_of(organization).filter(pk__in=met["subject"]).order_by("name", "pk")
    people = subjects.values_list("pk", "name")
    versions = {
        str(number): pk
        for pk, number in versions_of(organization, survey).values_list("pk", "number")
        if pk in met["version"]
    }
    doors = _doors(organization, survey)
    return Choices(
        touchpoint=[(str(each.pk), each.name) for each in touchpoints],
        stage=[(value, str(label)) for value, label in Stage.choices if value in stages],
        subject=[(str(pk), name) for pk, name in people],
        collector=[(door.code, f"{door.code} · {door.words}") for door in doors],
        channel=[(v, str(label)) for v, label in Response.Channel.choices if v in met["channel"]],
        language=sorted(
            (code, settings.SURVEY_LANGUAGES.get(code, code)) for code in met["language"]
        ),
        version=[(number, number) for number in versions],
        fields=_fields(segments, reportable_fields_of(survey)),
        version_ids=versions,
        collector_ids={door.code: door.pk for door in doors},
        collector_places={door.code: door.location_id for door in doors},
    )


def _met(segments: Collection[Facets]) -> dict[str, set[Any]]:
    """Facet -> all its values but none at all."""
    names = ("touchpoint", "subject", "version", "channel", "language")
    return {name: {facets.get(name) for facets in segments} - {None} for name in names}


def reportable_fields_of(survey: Survey) -> tuple[str, ...]:
    """The hidden fields whose values reports show: as long as the live version allows it."""
    return survey.live_version.content.reportable_fields if survey.live_version else ()


def _fields(segments: Collection[Facets], names: Iterable[str]) -> dict[str, Options]:
    """Name -> the values that were met, in the order in which people count."""
    found: dict[str, Options] = {}
    for name in names:
        values = {facets["hidden"][name] for facets in segments if name in _hidden_in(facets)}
        found[name] = [(value, value) for value in sorted(values, key=_in_order)]
    return {name: options for name, options in found.items() if options}


def _hidden_in(facets: Facets) -> dict[str, str]:
    hidden: dict[str, str] = facets.get("hidden") or {}
    return hidden


def _in_order(value: str) -> tuple[bool, int, str]:
    is_number = value.isascii() and value.isdecimal()
    return not is_number, int(value) if is_number else 0, value


class Door(NamedTuple):
    """What the filter tells of a collector: there may be hundreds, so no more is read."""

    pk: int
    code: str
    name: str
    location_id: int
    location: str

    @property
    def words(self) -> str:
        return f"{self.location} · {self.name}" if self.name else self.location


def _doors(organization: Organization, survey: Survey) -> list[Door]:
    """Those that lead to the survey, or once did."""
    once = Pointing.objects.of(organization).filter(survey=survey).order_by().values("collector")
    found = Collector.objects.of(organization).filter(Q(survey=survey) | Q(pk__in=once))
    rows = found.values_list("pk", "code", "name", "location_id", "location__name")
    return [Door(*row) for row in rows.order_by("location__name", "name", "code")]
