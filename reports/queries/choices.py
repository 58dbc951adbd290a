"""What a survey's report can be filtered by: only what its responses have."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q

from hearme.accounts.models import Organization
from reports.models import Segment
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
    version_ids: dict[str, int] = field(default_factory=dict)
    collector_ids: dict[str, int] = field(default_factory=dict)
    collector_places: dict[str, int] = field(default_factory=dict)


def choices_of(organization: Organization, survey: Survey) -> Choices:
    """What the responses of a survey can be told apart by."""
    rows = Segment.objects.filter(organization=organization, survey=survey)
    met = _met(rows.values_list("facets", flat=True))
    touchpoints = list(touchpoints_of(organization).filter(pk__in=met["touchpoint"]))
    stages = {touchpoint.stage for touchpoint in touchpoints}
    subjects = subjects_of(organization).filter(pk__in=met["subject"]).order_by("name", "pk")
    versions = {
        str(number): pk
        for pk, number in versions_of(organization, survey).values_list("pk", "number")
        if pk in met["version"]
    }
    doors = list(_collectors(organization, survey))
    return Choices(
        touchpoint=[(str(each.pk), each.name) for each in touchpoints],
        stage=[(value, str(label)) for value, label in Stage.choices if value in stages],
        subject=[(str(each.pk), each.name) for each in subjects],
        collector=[(door.code, f"{door.code} · {_name(door)}") for door in doors],
        channel=[(v, str(label)) for v, label in Response.Channel.choices if v in met["channel"]],
        language=sorted(
            (code, settings.SURVEY_LANGUAGES.get(code, code)) for code in met["language"]
        ),
        version=[(number, number) for number in versions],
        version_ids=versions,
        collector_ids={door.code: door.pk for door in doors},
        collector_places={door.code: door.location_id for door in doors},
    )


def _met(segments: Iterable[dict[str, Any]]) -> dict[str, set[Any]]:
    """Facet -> all its values but none at all."""
    found: dict[str, set[Any]] = {
        name: set() for name in ("touchpoint", "subject", "version", "channel", "language")
    }
    for facets in segments:
        for name, values in found.items():
            values.add(facets.get(name))
    return {name: values - {None} for name, values in found.items()}


def _collectors(organization: Organization, survey: Survey) -> Iterable[Collector]:
    """Those that lead to the survey, or once did."""
    once = Pointing.objects.of(organization).filter(survey=survey).order_by().values("collector")
    found = Collector.objects.of(organization).filter(Q(survey=survey) | Q(pk__in=once))
    return found.select_related("location").order_by("location__name", "name", "code")


def _name(door: Collector) -> str:
    return f"{door.location.name} · {door.name}" if door.name else door.location.name
