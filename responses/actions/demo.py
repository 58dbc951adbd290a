"""Writes: an invented tea-shop chain with months of answers, for a site that is still empty."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hearme.accounts.actions import add_location, found_organization
from hearme.accounts.models import Location, Membership, Organization, User
from responses.actions.collectors import open_collector
from responses.actions.recording import record_responses
from responses.actions.replies import Given, reply_through
from responses.actions.visits import add_openings
from responses.models import Collector, Pointing, Response
from responses.rules import Reply, new_key
from responses.rules.demo import (
    TABLE,
    TAKEAWAY,
    TAKEAWAY_SPOT,
    TASTING,
    TASTING_DAYS,
    TASTING_SPOT,
    Branch,
    Customers,
    Visit,
    branches_from,
)
from responses.rules.demo_doors import is_too_fast, leaves_early, openings, seated
from responses.rules.demo_journey import (
    MOMENT,
    MOMENT_SPOT,
    Moment,
    moment_visits,
    moments_from,
    served_by,
)
from responses.rules.suspicions import Suspicion
from responses.signals import demo_seeded
from surveys.actions import (
    add_subject,
    add_touchpoint,
    close_survey,
    create_survey,
    publish_survey,
)
from surveys.models import About, Subject, Survey, SurveyVersion, Touchpoint
from surveys.rules import Content, content_from

DEMO_EMAIL = "demo@hearme.test"
DEMO_CODE = "DEMO"
"""The code of the first table: customers answer at /s/demo."""
TEXTS = Path(__file__).resolve().parent.parent / "demo"
CHUNK = 1_000
ANSWERED = (TABLE, TAKEAWAY, TASTING, MOMENT)
TASTING_ENDED = timedelta(days=TASTING_DAYS.start - 1)

Doors = Mapping[tuple[str, str, str], Collector]
"""Survey, branch and spot -> the collector that stands there."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made."""

    organization: Organization
    responses: int


@transaction.atomic
def seed_demo(password: str, *, days: int, now: datetime) -> Demo:
    """Make the demo organization, its owner with that password, and `days` days of answers.

    Raises ValidationError if there is an organization already.
    """
    if Organization.objects.exists():
        raise ValidationError(_("There is an organization here already."))
    chain, since = _read("branches"), now - timedelta(days=days + 1)
    organization = _found(chain, password)
    places = _add_places(organization, chain["regions"])
    _limit_members(organization, chain, places)
    journey, branches = _read("journey"), branches_from(chain)
    moments = moments_from(journey)
    met = _add_met(organization, journey, moments, places)
    versions = _publish_surveys(organization, since, journey["questions"], met)
    doors = _open_doors(versions, branches, places, met)
    _backdate(organization, since)
    there = now.astimezone(ZoneInfo(organization.time_zone))
    visits = [
        seated(visit, there) for visit in Customers(branches, _read("comments")).visits(there, days)
    ]
    visits += moment_visits(moments, branches, there, days)
    _record(visits, doors, versions, met)
    _close_tasting(versions[TASTING].survey, max(since, now - TASTING_ENDED))
    demo_seeded.send(sender=Organization, organization=organization, now=now)
    return Demo(organization, len(visits))


def _read(name: str) -> Any:
    return json.loads((TEXTS / f"{name}.json").read_text(encoding="utf-8"))


def _found(chain: Mapping[str, Any], password: str) -> Organization:
    owner = _person(DEMO_EMAIL, "Chủ quán", password)
    EmailAddress.objects.update_or_create(
        user=owner, email=DEMO_EMAIL, defaults={"verified": True, "primary": True}
    )
    organization = found_organization(owner, **chain["organization"])
    for member in chain["members"]:
        person = _person(member["email"], member["name"])
        Membership.objects.create(organization=organization, user=person, role=member["role"])
    return organization


def _person(email: str, name: str, password: str | None = None) -> User:
    """The user of that address, who may have outlived a deleted demo; without password no login."""
    user = User.objects.filter(email=email).first() or User(email=email)
    user.name = name
    user.set_password(password)
    user.save()
    return user


def _add_places(
    organization: Organization, regions: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, Location]:
    places = {}
    for name, branches in regions.items():
        region = add_location(organization, name)
        for branch in branches:
            places[branch["name"]] = add_location(organization, branch["name"], parent=region)
    return places


def _limit_members(
    organization: Organization, chain: Mapping[str, Any], places: Mapping[str, Location]
) -> None:
    """Let those whom the texts name a region see only that."""
    regions = {place.parent.name: place.parent for place in places.values() if place.parent}
    for member in chain["members"]:
        if region := regions.get(member.get("place", "")):
            found = Membership.objects.get(organization=organization, user__email=member["email"])
            found.locations.add(region)


@dataclass(frozen=True, slots=True)
class Met:
    """What customers meet: touchpoints by name, and who serves in each branch."""

    touchpoints: Mapping[str, Touchpoint]
    at_spots: Mapping[str, str]
    """Survey -> the name of the touchpoint at which its codes stand."""
    staff: Mapping[str, Mapping[str, Subject]]


def _add_met(
    organization: Organization,
    journey: Mapping[str, Any],
    moments: Sequence[Moment],
    places: Mapping[str, Location],
) -> Met:
    touchpoints = {
        each.name: add_touchpoint(organization, stage=each.stage, about=each.about, name=each.name)
        for each in moments
    }
    staff = {
        branch: {
            name: add_subject(
                organization, about=About.STAFF, name=name, unit="Quầy", location=places[branch]
            )
            for name in names
        }
        for branch, names in journey["staff"].items()
    }
    at_spots = {TABLE: journey["at_tables"], TAKEAWAY: journey["to_take_away"]}
    return Met(touchpoints, at_spots, staff)


def _publish_surveys(
    organization: Organization,
    since: datetime,
    about: Mapping[str, Mapping[str, str]],
    met: Met,
) -> dict[str, SurveyVersion]:
    """Create all surveys; publish those that were answered as if on that day."""
    versions = {}
    for name, survey in _read("surveys").items():
        content = content_from(survey["content"])
        for key, spot in about.get(name, {}).items():
            content = _asking_about(content, key, met.touchpoints[spot])
        made = create_survey(
            organization,
            content,
            languages=survey["languages"],
            code=survey["code"],
        )
        if name in ANSWERED:
            versions[name] = publish_survey(made)
        SurveyVersion.objects.filter(survey=made).update(published_at=since)
        Survey.objects.filter(pk=made.pk).update(created_at=since, updated_at=since)
    return versions


def _asking_about(content: Content, key: str, spot: Touchpoint) -> Content:
    questions = tuple(
        replace(each, touchpoint=spot.pk) if each.key == key else each for each in content.questions
    )
    return replace(content, questions=questions)


def _open_doors(
    versions: Mapping[str, SurveyVersion],
    branches: Sequence[Branch],
    places: Mapping[str, Location],
    met: Met,
) -> Doors:
    doors: dict[tuple[str, str, str], Collector] = {}
    for branch in branches:
        spots = [(TABLE, table) for table in branch.tables] + [(TAKEAWAY, TAKEAWAY_SPOT)]
        spots += [(TASTING, TASTING_SPOT)] if branch.tastes else []
        spots += [(MOMENT, MOMENT_SPOT)]
        for name, spot in spots:
            survey, code = versions[name].survey, "" if doors else DEMO_CODE
            doors[name, branch.name, spot] = open_collector(
                survey.organization,
                survey,
                places[branch.name],
                name=spot,
                code=code,
                touchpoint=met.touchpoints.get(met.at_spots.get(name, "")),
            )
    return doors


def _backdate(organization: Organization, since: datetime) -> None:
    """The codes hang there since before the first answer, so their history counts all of them."""
    Collector.objects.of(organization).update(created_at=since)
    Pointing.objects.of(organization).update(pointed_at=since)


def _record(
    visits: Sequence[Visit], doors: Doors, versions: Mapping[str, SurveyVersion], met: Met
) -> None:
    replies = [
        _about(
            _reply(
                number,
                visit,
                doors[visit.survey, visit.branch, visit.spot],
                versions[visit.survey],
            ),
            number,
            visit,
            met,
        )
        for number, visit in enumerate(visits)
    ]
    for start in range(0, len(replies), CHUNK):
        record_responses(replies[start : start + CHUNK])
    add_openings(
        openings(
            (each.organization_id, each.collector_id, each.day, each.hour, each.survey_id)
            for each in replies
        )
    )


def _reply(number: int, visit: Visit, door: Collector, version: SurveyVersion) -> Reply:
    is_partial = leaves_early(number, visit)
    given = Given(
        key=new_key(visit.moment),
        answers=dict(islice(visit.answers.items(), 1)) if is_partial else visit.answers,
        answered_at=visit.moment,
        language=visit.language,
        channel=Response.Channel.LINK.value,
        seconds=visit.seconds,
    )
    reply = replace(reply_through(door, version, given), is_complete=not is_partial)
    if is_too_fast(number):
        return replace(reply, seconds=1, suspicions=(Suspicion.TOO_FAST,), is_excluded=True)
    return reply


def _about(reply: Reply, number: int, visit: Visit, met: Met) -> Reply:
    """The reply with the touchpoint that it is about, and who served there."""
    spot = met.touchpoints.get(visit.touchpoint or met.at_spots.get(visit.survey, ""))
    staff = met.staff.get(visit.branch, {})
    person = staff.get(served_by(number, visit, list(staff)))
    return replace(
        reply,
        touchpoint_id=spot.pk if spot else None,
        subject_id=person.pk if person else None,
    )


def _close_tasting(survey: Survey, ended: datetime) -> None:
    close_survey(survey)
    Survey.objects.filter(pk=survey.pk).update(closed_at=ended)
