"""The library: surveys that are ready to be used, one JSON document each in surveys/library/."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from surveys.rules.content import Content, Question
from surveys.rules.documents import content_from
from surveys.rules.lengths import length_of
from surveys.rules.texts import Texts

LANGUAGES: Final = ("vi", "en")
"""The languages in which every template is written."""

FOLDER: Final = Path(__file__).parent.parent / "library"


class Sector(StrEnum):
    """The businesses that templates are for, in the order of the page."""

    FOOD = "food"
    RETAIL = "retail"
    HEALTH = "health"
    BANK = "bank"
    HOTEL = "hotel"
    PUBLIC = "public"
    DELIVERY = "delivery"
    EDUCATION = "education"
    CALLS = "calls"
    SERVICES = "services"
    BASICS = "basics"


@dataclass(frozen=True, slots=True)
class PlannedTouchpoint:
    """A contact point that a template asks about, not yet one of an organization."""

    stage: str
    about: str
    name: Texts


@dataclass(frozen=True, slots=True)
class Template:
    """A survey to start from. Its questions name touchpoints by their place from 1."""

    slug: str
    sector: Sector
    name: Texts
    description: Texts
    touchpoints: tuple[PlannedTouchpoint, ...]
    content: Content

    @property
    def seconds(self) -> int:
        """How long a customer answers who gives the best rating everywhere."""
        return length_of(self.content).seconds

    @property
    def seconds_when_bad(self) -> int:
        """How long a customer answers who gives the worst rating everywhere."""
        return length_of(self.content, is_happy=False).seconds

    @property
    def alerts(self) -> tuple[Question, ...]:
        """The questions whose bad ratings are worth an alert."""
        return tuple(question for question in self.content.questions if question.raises_alert)


# ------------------------------------------------------------------ the library
@cache
def library() -> Mapping[str, Template]:
    """Slug -> template, sector by sector, the longest first in each."""
    read = [_template(path) for path in FOLDER.glob("*.json")]
    order = list(Sector)
    read.sort(key=lambda it: (order.index(it.sector), -len(it.content.questions), it.slug))
    return MappingProxyType({template.slug: template for template in read})


def _template(path: Path) -> Template:
    raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Template(
        slug=path.stem,
        sector=Sector(raw["sector"]),
        name=MappingProxyType(raw["name"]),
        description=MappingProxyType(raw["description"]),
        touchpoints=tuple(
            PlannedTouchpoint(each["stage"], each["about"], MappingProxyType(each["name"]))
            for each in raw["touchpoints"]
        ),
        content=content_from(raw["survey"]),
    )


def sectors_for(field: str) -> tuple[Sector, ...]:
    """The sectors that fit a business field, the closest first."""
    return _FITTING.get(field, (Sector.SERVICES, Sector.BASICS))


_FITTING: Final[Mapping[str, tuple[Sector, ...]]] = MappingProxyType(
    {
        "food": (Sector.FOOD, Sector.BASICS),
        "retail": (Sector.RETAIL, Sector.DELIVERY, Sector.BASICS),
        "health": (Sector.HEALTH, Sector.BASICS),
        "bank": (Sector.BANK, Sector.CALLS, Sector.BASICS),
        "hotel": (Sector.HOTEL, Sector.FOOD, Sector.BASICS),
        "public": (Sector.PUBLIC, Sector.BASICS),
        "education": (Sector.EDUCATION, Sector.BASICS),
    }
)


def fitting_templates(field: str) -> list[Template]:
    """All templates, those for a business field first."""
    close = sectors_for(field)
    others = [sector for sector in Sector if sector not in close]
    order = [*close, *others]
    return sorted(library().values(), key=lambda template: order.index(template.sector))


# ------------------------------------------------------------------ into an organization
def at_touchpoints(content: Content, ids: Sequence[int]) -> Content:
    """Let each rated question ask about the organization's touchpoint with the id at its place.

    A question that names no place asks about the first.
    """
    questions = tuple(
        replace(question, touchpoint=_touchpoint_of(question, ids))
        for question in content.questions
    )
    return replace(content, questions=questions)


def _touchpoint_of(question: Question, ids: Sequence[int]) -> int:
    place = question.touchpoint or (1 if question.score_rule else 0)
    return ids[place - 1] if 0 < place <= len(ids) else 0
