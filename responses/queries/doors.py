"""What public pages read: doors, versions, themes, pictures. A code or key is the permission."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.shortcuts import get_object_or_404

from hearme.accounts.models import Organization
from hearme.accounts.queries import hours_at
from hearme.accounts.rules import Hours
from hearme.common.prepared import Prepared
from responses.models import Collector
from responses.rules import Limits, Refusal, refusal_at
from surveys.models import Picture, Survey, SurveyVersion, Theme
from surveys.rules import meant_codes


@dataclass(frozen=True, slots=True)
class Door:
    """What lies behind a short code: everything the public page needs, in one read."""

    organization_id: int
    organization: str
    survey_id: int
    survey_closed_at: datetime | None
    version_id: int | None
    collector_id: int
    code: str
    place: str
    location_id: int
    location: str
    time_zone: str
    kind: str
    state: str
    collector_closed_at: datetime | None
    first_day: date | None
    last_day: date | None
    full_at: datetime | None
    is_hours_only: bool
    pin: str
    rest_hours: int | None
    message: Mapping[str, str]
    first_language: str
    may_switch_language: bool
    return_url: str
    frame_origins: tuple[str, ...]
    most_responses: int | None
    touchpoint_id: int | None = None
    subject_id: int | None = None
    theme_id: int | None = None
    theme_revision: int | None = None
    hours: Hours | None = None
    """When answers are taken; None for around the clock."""

    @property
    def is_for_programs(self) -> bool:
        """Whether answers come only by the API: then there is no page, as behind no code."""
        return self.kind == Collector.Kind.API

    @property
    def limits(self) -> Limits:
        """What decides whether answers are taken."""
        return Limits(
            state=self.state,
            closed_at=self.collector_closed_at,
            survey_closed_at=self.survey_closed_at,
            full_at=self.full_at,
            first_day=self.first_day,
            last_day=self.last_day,
            time_zone=self.time_zone,
            hours=self.hours,
        )

    def refusal_at(self, moment: datetime) -> Refusal | None:
        """Why a form opened at this moment is refused; None if it is welcome."""
        return refusal_at(self.limits, moment)

    @property
    def label(self) -> str:
        """The place as a customer reads it."""
        return f"{self.location} · {self.place}" if self.place else self.location


# Written out and prepared: building it in the ORM and planning it take longer than the rest.
DOOR = Prepared(
    "door",
    """
SELECT c.organization_id, o.name, c.survey_id, s.closed_at, s.live_version_id, c.id, c.code, c.name,
       c.location_id, l.name, l.time_zone, c.kind, c.state, c.closed_at, c.first_day, c.last_day,
       c.full_at, c.is_hours_only, c.pin, c.rest_hours, c.message, c.language,
       c.may_switch_language, c.return_url, c.frame_origins, c.most_responses,
       c.touchpoint_id, c.subject_id, t.id, t.revision
FROM responses_collector c
JOIN accounts_organization o ON o.id = c.organization_id
JOIN surveys_survey s ON s.id = c.survey_id
JOIN accounts_location l ON l.id = c.location_id
LEFT JOIN surveys_theme t ON t.id = coalesce(
  c.theme_id, s.theme_id, (SELECT id FROM surveys_theme WHERE organization_id = o.id AND is_usual)
)
WHERE c.code = $1
""",
    parameters=1,
)


def find_door(code: str) -> Door | None:
    """The door behind a code in any case of letters; None if there is none."""
    with connection.cursor() as cursor:
        DOOR.execute(cursor, [code.upper()])
        row = cursor.fetchone()
    return _door_from(row) if row else None


def _door_from(row: tuple[Any, ...]) -> Door:
    door = Door(*row)
    return replace(
        door,
        message=json.loads(door.message) if isinstance(door.message, str) else door.message,
        frame_origins=tuple(door.frame_origins),
        hours=hours_at(door.location_id) if door.is_hours_only else None,
    )


def code_meant(typed: str) -> str | None:
    """The one code that somebody meant who misread it; None if it is not clear which."""
    wanted = meant_codes(typed) if len(typed) <= LONGEST_CODE else []
    found = Collector.objects.filter(code__in=wanted).values_list("code", flat=True)[:2]
    return found[0] if wanted and len(found) == 1 else None


def glance_at_door(code: str) -> Door | None:
    """The door as it was at most DOOR_SECONDS ago: good enough to show a page, not to store.

    A busy code is then looked up once a second by each process, not once by each visitor.
    """
    now, wanted = time.monotonic(), code.upper()
    seen, door = _glances.get(wanted, (0.0, None))
    if door is not None and now - seen < settings.DOOR_SECONDS:
        return door
    door = find_door(wanted)
    if door is not None and settings.DOOR_SECONDS:
        if len(_glances) >= MOST_GLANCES:
            _glances.clear()
        _glances[wanted] = (now, door)
    return door


def remembered_door(code: str) -> Door | None:
    """The door as this process saw it last, however long ago; None if it never did."""
    _seen, door = _glances.get(code.upper(), (0.0, None))
    return door


MOST_GLANCES: Final = 4_096
LONGEST_CODE: Final = 8
_glances: dict[str, tuple[float, Door]] = {}


@lru_cache(maxsize=1024)
def published(version_id: int) -> SurveyVersion:
    """A published version. It never changes, so each process reads it once."""
    return SurveyVersion.objects.get(pk=version_id)


@lru_cache(maxsize=256)
def theme_at(theme_id: int, revision: int) -> Theme | None:
    """A theme as it is at this revision, read once by each process; None if it is gone."""
    themes = Theme.objects.select_related("logo", "background_picture")
    return themes.filter(pk=theme_id).first()


def theme_for(organization: Organization, survey: Survey, theme_id: str = "") -> Theme | None:
    """The theme that is asked for, else the survey's own, else the organization's usual one."""
    themes = Theme.objects.of(organization)
    if theme_id.isascii() and theme_id.isdecimal() and len(theme_id) < 19:
        return get_object_or_404(themes, pk=int(theme_id))
    own = themes.filter(pk=survey.theme_id).first() if survey.theme_id else None
    return own or themes.filter(is_usual=True).first()


def get_picture(key: str) -> Picture:
    """A picture by its key, or 404: whoever may see a page may see what is on it."""
    return get_object_or_404(Picture, key=key)
