"""Reports by e-mail: schedules, their mails, and what the member who gets one may see."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.db import connection
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.shortcuts import get_object_or_404

from hearme.accounts.models import Membership, Organization
from hearme.accounts.queries import Place, members_of, places_of, reach_of
from reports.models import DAY_COLUMNS, ReportMail, ReportSchedule
from reports.rules.filters import Filters
from reports.rules.schedules import Problem, Rhythm, Timing
from responses.queries import ids_within
from responses.rules import WHOLE_RESPONSE

MOST_SHOWN: Final = 6
"""How many mails of a schedule its page names."""


# ------------------------------------------------------------------ schedules
def schedules_for(membership: Membership) -> list[ReportSchedule]:
    """A member's own schedules; for admins everybody's, their own first."""
    schedules = _schedules(membership.organization)
    if not membership.may_manage:
        return list(schedules.filter(member=membership))
    return sorted(schedules, key=lambda schedule: schedule.member_id != membership.pk)


def get_schedule(organization: Organization, schedule_id: int) -> ReportSchedule:
    """One schedule of the organization, or 404."""
    return get_object_or_404(_schedules(organization), pk=schedule_id)


def find_schedule(schedule_id: int) -> ReportSchedule | None:
    """The schedule that a signed link names, of whatever organization."""
    everywhere = ReportSchedule.objects.select_related("organization", "member__user")
    return everywhere.filter(pk=schedule_id).first()


def _schedules(organization: Organization) -> QuerySet[ReportSchedule]:
    found = ReportSchedule.objects.of(organization).order_by("member__user__name", "member", "pk")
    related = ("organization", "member__user", "member__organization")
    return found.select_related(*related).prefetch_related("locations")


def recipients_for(membership: Membership) -> list[Membership]:
    """Who may get a report by this member's order: oneself, for admins everybody."""
    return members_of(membership.organization) if membership.may_manage else [membership]


def timing_of(schedule: ReportSchedule) -> Timing:
    """When its mails come, by the clock of the organization as it is now."""
    return Timing(
        Rhythm(schedule.rhythm),
        schedule.organization.time_zone,
        schedule.hour,
        schedule.weekday,
        schedule.day_of_month,
    )


# ------------------------------------------------------------------ mails
def latest_mails(schedules: Sequence[ReportSchedule]) -> Mapping[int, list[ReportMail]]:
    """Schedule id -> its latest mails, newest first."""
    number = Window(RowNumber(), partition_by=F("schedule"), order_by=F("due_at").desc())
    found: dict[int, list[ReportMail]] = defaultdict(list)
    mails = ReportMail.objects.filter(schedule__in=[schedule.pk for schedule in schedules])
    for mail in mails.annotate(number=number).filter(number__lte=MOST_SHOWN):
        found[mail.schedule_id].append(mail)
    return found


def get_mail(mail_id: int) -> ReportMail:
    """One mail with all that it is made from; for the worker that sends it."""
    related = ("organization", "schedule__organization", "schedule__member__user")
    mails = ReportMail.objects.select_related(*related, "schedule__member__organization")
    return mails.get(pk=mail_id)


def hindrance(mail: ReportMail) -> Problem | None:
    """Why this mail must not be sent, whatever the mail server says."""
    schedule = mail.schedule
    if schedule.stopped_at and mail.due_at <= schedule.stopped_at:
        return Problem.STOPPED
    if not schedule.member.user.is_active:
        return Problem.ACCOUNT
    return Problem.NOTHING if scope_of_mail(schedule).is_empty else None


# ------------------------------------------------------------------ what the member may see
@dataclass(frozen=True)
class MailScope:
    """The places that a mail tells of: those of the schedule that its member may see now."""

    filters: Filters
    reach: frozenset[int] | None
    places: list[Place]
    """The tree of places as far as the mail tells of it."""
    chosen: list[Place]
    """Those that the schedule asks for; none for all."""

    @property
    def is_empty(self) -> bool:
        return self.filters.places is not None and not self.filters.places

    @cached_property
    def names(self) -> dict[int, tuple[str, str]]:
        """Location id -> its name, and the names of the places that it is in."""
        names: dict[int, tuple[str, str]] = {}
        above: list[str] = []
        for place in self.places:
            above[place.depth :] = [place.location.name]
            names[place.location.pk] = (place.location.name, " · ".join(above[:-1]))
        return names


def scope_of_mail(schedule: ReportSchedule) -> MailScope:
    """What its member may see at this moment, narrowed to the places of the schedule."""
    places = places_of(schedule.organization)
    wanted = reach = reach_of(schedule.member)
    asked = {location.pk for location in schedule.locations.all()}
    if asked:
        inside = frozenset().union(*(ids_within(places, pk) for pk in asked))
        wanted = inside if reach is None else inside & reach
    seen = _within(places, wanted)
    chosen = [place for place in seen if place.location.pk in asked]
    return MailScope(Filters(places=wanted, reach=reach), reach, seen, chosen)


def _within(places: Sequence[Place], reach: frozenset[int] | None) -> list[Place]:
    return [place for place in places if reach is None or place.location.pk in reach]


def places_for(membership: Membership) -> list[Place]:
    """The tree of places as far as a member may see it."""
    return _within(places_of(membership.organization), reach_of(membership))


LAST_ANSWERED = """
SELECT max(month + day::int - 1)
FROM reports_monthcount, unnest(ARRAY[{days}]) WITH ORDINALITY AS each(people, day)
WHERE organization_id = %(organization)s AND question_key = %(key)s AND people > 0
  AND (%(everywhere)s OR location_id = ANY(%(places)s))
"""


def last_answered(organization: Organization, filters: Filters) -> date | None:
    """The last local day on which anybody answered at these places; None if nobody ever did."""
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "key": WHOLE_RESPONSE,
        "everywhere": filters.places is None,
        "places": sorted(filters.places or ()),
    }
    with connection.cursor() as cursor:
        cursor.execute(LAST_ANSWERED.format(days=", ".join(DAY_COLUMNS)), wanted)
        found: date | None = cursor.fetchone()[0]
    return found
