"""Reads. Every function starts from the organization, so nothing can leak across tenants."""

from django.shortcuts import get_object_or_404

from hearme.accounts.models import Organization
from surveys.models import Survey, SurveyQuerySet, SurveyVersion


def surveys_of(organization: Organization) -> SurveyQuerySet:
    """The survey list: newest first, with the version that is live."""
    return Survey.objects.of(organization).select_related("live_version")


def get_survey(organization: Organization, code: str) -> Survey:
    """One survey of the organization by its code, or 404."""
    return get_object_or_404(surveys_of(organization), code=code.upper())


def versions_of(organization: Organization, survey: Survey) -> list[SurveyVersion]:
    """The history of a survey, newest first."""
    return list(
        SurveyVersion.objects.filter(organization=organization, survey=survey).select_related(
            "published_by"
        )
    )


def find_survey(code: str) -> Survey | None:
    """A survey by its code whatever the organization: for the operator's commands only."""
    return (
        Survey.objects.select_related("organization", "live_version")
        .filter(code=code.upper())
        .first()
    )
