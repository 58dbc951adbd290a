"""Which responses a report covers, beside its days."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

FIELD: Final = "field."
"""What the filter by a hidden field is called in an address, before the field's name."""


class State(StrEnum):
    """Which responses: those that count, those held back, or both."""

    COUNTED = "counted"
    HELD = "held"
    ALL = "all"

    def covers(self, *, is_held: bool) -> bool:
        return self is State.ALL or is_held is (self is State.HELD)


@dataclass(frozen=True, slots=True)
class Filters:
    """What responses must have in common; an empty set asks for nothing."""

    places: frozenset[int] | None = None
    """Ids of the locations that are wanted; None for everywhere."""
    reach: frozenset[int] | None = None
    """Ids of all locations that whoever asks may look at; None for everywhere."""
    touchpoints: frozenset[int] = frozenset()
    stages: frozenset[str] = frozenset()
    """Stages of the journey: any of their touchpoints."""
    subjects: frozenset[int] = frozenset()
    collectors: frozenset[int] = frozenset()
    channels: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    versions: frozenset[int] = frozenset()
    """Ids of the survey's versions."""
    is_complete: bool | None = None
    hidden: frozenset[tuple[str, str]] = frozenset()
    """Name and value of hidden fields: any of the values that are named for a field."""
    state: State = State.COUNTED

    @property
    def has_segments(self) -> bool:
        """Whether anything but place and collector is asked for."""
        return (
            self.is_complete is not None
            or self.state is not State.COUNTED
            or any(
                (
                    self.touchpoints,
                    self.stages,
                    self.subjects,
                    self.channels,
                    self.languages,
                    self.versions,
                    self.hidden,
                )
            )
        )

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What is filtered by: names of the parts of this, and `hidden:name` for a field."""
        asked = [name for name in SIDES if getattr(self, name)]
        if self.is_complete is not None:
            asked.append("is_complete")
        return (*asked, *(f"hidden:{name}" for name in sorted({name for name, _ in self.hidden})))

    def covers(self, facets: Mapping[str, Any], stages: Mapping[int, str]) -> bool:
        """Whether responses with these facets are wanted; `stages` are those of touchpoints."""
        wanted = (
            (self.touchpoints, facets.get("touchpoint")),
            (self.stages, stages.get(facets.get("touchpoint") or 0)),
            (self.subjects, facets.get("subject")),
            (self.channels, facets.get("channel")),
            (self.languages, facets.get("language")),
            (self.versions, facets.get("version")),
        )
        if self.is_complete is not None and facets.get("is_complete") is not self.is_complete:
            return False
        if not self.state.covers(is_held=facets.get("is_held", False)):
            return False
        if not self._has_fields(facets.get("hidden") or {}):
            return False
        return all(not asked or given in asked for asked, given in wanted)

    def _has_fields(self, given: Mapping[str, str]) -> bool:
        names = {name for name, _value in self.hidden}
        return all((name, given.get(name)) in self.hidden for name in names)


EVERYTHING = Filters()
"""No filter at all."""

SIDES: Final = {
    "touchpoints": "touchpoint",
    "stages": "stage",
    "subjects": "subject",
    "channels": "channel",
    "languages": "language",
    "versions": "version",
}
"""What can be filtered by -> its name among the facets."""


def value_of(dimension: str, facets: Mapping[str, Any], stages: Mapping[int, str]) -> Any:
    """What responses with these facets are in one dimension; None for none."""
    if dimension.startswith("hidden:"):
        return (facets.get("hidden") or {}).get(dimension.removeprefix("hidden:"))
    if dimension == "stages":
        return stages.get(facets.get("touchpoint") or 0)
    return facets.get(SIDES.get(dimension, dimension))


def wanted_in(dimension: str, filters: Filters) -> Collection[Any]:
    """The values of one dimension that are asked for."""
    if dimension.startswith("hidden:"):
        name = dimension.removeprefix("hidden:")
        return {value for other, value in filters.hidden if other == name}
    if dimension == "is_complete":
        return {filters.is_complete}
    wanted: Collection[Any] = getattr(filters, dimension)
    return wanted
