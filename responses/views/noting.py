"""Noting that a person opened a survey, if it was one."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from responses.actions import note_opening
from responses.rules import is_ahead, is_program
from responses.views.visiting import Visit
from surveys.models import SurveyVersion

PURPOSES: Final = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ")
"""The headers in which browsers say that they fetch a page ahead of its reader."""


class Opened(NamedTuple):
    """What is counted of an opened page."""

    organization_id: int
    survey_id: int
    collector_id: int
    time_zone: str


def opened_by(visit: Visit, version: SurveyVersion) -> Opened:
    """What this visit counts for, if a person made it."""
    door = visit.door
    time_zone = visit.context.time_zone or door.time_zone
    return Opened(door.organization_id, version.survey_id, door.collector_id, time_zone)


def note_opened(environ: Mapping[str, Any], opened: Opened) -> None:
    """Count the opened page, unless a program or a browser on its own asked for it."""
    if environ.get("REQUEST_METHOD") != "GET" or is_program(environ.get("HTTP_USER_AGENT", "")):
        return
    if not any(is_ahead(environ.get(name, "")) for name in PURPOSES):
        note_opening(*opened)
