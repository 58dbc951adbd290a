"""Writes: what the invented chain wants to reach, and what happened there."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from hearme.accounts.models import Location, Membership, Organization, Role
from reports.actions.goals import DayText, Metric, set_goals, write_note
from reports.rules.outline import asked_in
from reports.rules.overview import headline_questions
from surveys.queries import surveys_of

AIMS = Path(__file__).resolve().parent.parent / "demo" / "aims.json"


@transaction.atomic
def aim_demo(organization: Organization, now: datetime) -> None:
    """Give the demo organization goals for its headline scores, and notes on some days."""
    aims: dict[str, Any] = json.loads(AIMS.read_text(encoding="utf-8"))
    owner = Membership.objects.get(organization=organization, role=Role.OWNER).user
    for survey in surveys_of(organization).live():
        content = survey.live_version.content if survey.live_version else survey.content
        for kind, question in headline_questions(asked_in([content])).items():
            set_goals(organization, Metric(survey, question), aims["goals"][kind], [None], owner)
    today = now.astimezone(ZoneInfo(organization.time_zone)).date()
    places = {place.name: place for place in Location.objects.of(organization)}
    for note in aims["notes"]:
        day = today - timedelta(days=note["days_ago"])
        at = places[note["place"]] if "place" in note else None
        write_note(organization, DayText(day, note["text"], at), today, owner)
