"""What a report page is about: which survey, and which of its ratings."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from hearme.accounts.models import Location, Membership, Organization, Role
from hearme.accounts.queries import Place, places_of
from reports.queries.choices import Choices
from reports.queries.counts import people_during
from reports.rules.outline import Asked, asked_in
from reports.rules.periods import Period
from responses.queries import ids_within
from responses.rules import WHOLE_RESPONSE
from surveys.models import About, Subject, Survey
from surveys.queries import subjects_of, surveys_of, versions_of


@dataclass(frozen=True, slots=True)
class AnsweredSurvey:
    """A survey that can be chosen, with how many answered it in the period."""

    survey: Survey
    people: int


ANSWERS = """
SELECT survey_id, {people}
FROM reports_monthcount
WHERE organization_id = %(organization)s AND survey_id = ANY(%(surveys)s)
  AND month = ANY(%(months)s) AND question_key = %(key)s
GROUP BY survey_id
"""


def answered_surveys(organization: Organization, period: Period) -> list[AnsweredSurvey]:
    """The surveys that were ever published, the one with most answers in the period first."""
    surveys = {each.pk: each for each in surveys_of(organization) if each.live_version_id}
    wanted: dict[str, Any] = {
        "organization": organization.pk,
        "surveys": list(surveys),
        "months": period.months,
        "key": WHOLE_RESPONSE,
    }
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS.format(people=people_during(period)), wanted)
        people = dict(cursor.fetchall())
    found = [AnsweredSurvey(each, int(people.get(pk, 0))) for pk, each in surveys.items()]
    return sorted(found, key=lambda each: -each.people)


def ratings_of_survey(organization: Organization, survey: Survey) -> list[Asked]:
    """Every rating that the survey ever asked, the newest version's first."""
    versions = versions_of(organization, survey)
    asked = asked_in([version.content for version in versions])
    return [each for each in asked if each.question.score_rule]


# ------------------------------------------------------------------ who may see whom
def visible_staff(membership: Membership, places: Collection[Place]) -> frozenset[int] | None:
    """The ids of the staff whose names this member may see; None for everybody's.

    A person's figures are private to managers: of the whole organization by their role, or of
    the place where the person works.
    """
    if membership.role >= Role.MANAGER:
        return None
    mine = Location.objects.of(membership.organization).filter(manager=membership)
    ids = frozenset().union(*(ids_within(places, pk) for pk in mine.values_list("pk", flat=True)))
    staff = subjects_of(membership.organization).filter(about=About.STAFF, location__in=ids)
    return frozenset(staff.values_list("pk", flat=True)) if ids else frozenset()


def without_hidden_staff(membership: Membership, choices: Choices) -> Choices:
    """The same filters without the people whom this member may not look at one by one."""
    if membership.role >= Role.MANAGER or not choices.subject:
        return choices
    organization = membership.organization
    visible = visible_staff(membership, places_of(organization)) or frozenset()
    staff = Subject.objects.of(organization).filter(about=About.STAFF)
    hidden = {str(pk) for pk in staff.values_list("pk", flat=True) if pk not in visible}
    return replace(choices, subject=[each for each in choices.subject if each[0] not in hidden])
