"""Which responses a report covers, beside its days."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Filters:
    """What responses must have in common; an empty set asks for nothing."""

    places: frozenset[int] | None = None
    """Ids of the locations that are wanted; None for everywhere."""
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

    @property
    def has_segments(self) -> bool:
        """Whether anything but place and collector is asked for."""
        return self.is_complete is not None or any(
            (
                self.touchpoints,
                self.stages,
                self.subjects,
                self.channels,
                self.languages,
                self.versions,
            )
        )

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
        return all(not asked or given in asked for asked, given in wanted)


EVERYTHING = Filters()
"""No filter at all."""
