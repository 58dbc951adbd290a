"""The filters that a program asks for, checked against what there is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hearme.accounts.models import Organization
from reports.queries.choices import reportable_fields_of
from reports.rules.filters import FIELD, Filters, State
from responses.models import Collector
from surveys.models import Survey
from surveys.queries import subjects_of, touchpoints_of, versions_of


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters, and the names of those that ask for what is not there."""

    filters: Filters
    unknown: tuple[str, ...]


def asked_filters(
    organization: Organization,
    survey: Survey,
    asked: Mapping[str, Any],
    places: frozenset[int] | None,
) -> Asked:
    """Read values by the names that they have in the address of a report, too."""
    ids = {name: _ids(organization, survey, name, asked.get(name, ())) for name in KNOWN}
    fields = {
        name.removeprefix(FIELD): values for name, values in asked.items() if name.startswith(FIELD)
    }
    unknown = [name for name, found in ids.items() if None in found]
    unknown += [f"{FIELD}{name}" for name in fields.keys() - set(reportable_fields_of(survey))]
    filters = Filters(
        places=places,
        touchpoints=_all(ids["touchpoint"]),
        stages=frozenset(asked.get("stage", ())),
        subjects=_all(ids["subject"]),
        collectors=_all(ids["collector"]),
        channels=frozenset(asked.get("channel", ())),
        languages=frozenset(asked.get("language", ())),
        versions=_all(ids["version"]),
        is_complete={"yes": True, "no": False}.get(asked.get("complete", "")),
        hidden=frozenset((name, value) for name, values in fields.items() for value in values),
        state=State(asked.get("state", State.COUNTED)),
    )
    return Asked(filters, tuple(unknown))


KNOWN = ("touchpoint", "subject", "collector", "version")


def _ids(
    organization: Organization, survey: Survey, name: str, values: Sequence[Any]
) -> list[int | None]:
    """The id of each value; None for one that is not there."""
    if not values:
        return []
    if name == "collector":
        codes = [str(code).upper() for code in values]
        doors = Collector.objects.of(organization).filter(code__in=codes).order_by()
        known: dict[Any, int] = dict(doors.values_list("code", "pk"))
        return [known.get(code) for code in codes]
    if name == "version":
        versions = versions_of(organization, survey).filter(number__in=values)
        known = dict(versions.values_list("number", "pk"))
        return [known.get(number) for number in values]
    rows = touchpoints_of(organization) if name == "touchpoint" else subjects_of(organization)
    there = set(rows.filter(pk__in=values).values_list("pk", flat=True))
    return [value if value in there else None for value in values]


def _all(ids: Iterable[int | None]) -> frozenset[int]:
    return frozenset(each for each in ids if each is not None)
