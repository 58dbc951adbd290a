"""What the pages about one question share: the chosen survey, its filters, the chosen rating."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from hearme.accounts.requests import MemberRequest
from reports.forms import ReportForm
from reports.queries.choices import choices_of
from reports.queries.scope import (
    AnsweredSurvey,
    answered_surveys,
    ratings_of_survey,
    without_hidden_staff,
)
from reports.queries.surveys import counted_days, today_of
from reports.queries.veils import veil_of
from reports.rules.filters import Filters
from reports.rules.outline import Asked, main_of
from reports.rules.summary import Span
from reports.rules.veils import NO_VEIL, Ranking, Veil
from surveys.models import Survey
from surveys.queries import get_survey


@dataclass(frozen=True)
class Scope:
    """One survey with the filters of the address."""

    request: MemberRequest
    form: ReportForm
    surveys: list[AnsweredSurvey]
    survey: Survey | None
    ratings: list[Asked]
    wanted: str
    """The key of the rating that the address names; empty if it names none."""

    @property
    def span(self) -> Span:
        return self.form.span

    @property
    def filters(self) -> Filters:
        return self.form.filters

    @cached_property
    def asked(self) -> Asked | None:
        """The rating that is wanted, else the one that stands for the survey."""
        named = next((each for each in self.ratings if each.key == self.wanted), None)
        return named or main_of(self.ratings)

    @property
    def problem(self) -> str:
        """What of the address was not understood, in words."""
        words = [self.form.problem] if self.form.problem else []
        if self.wanted and self.wanted not in {each.key for each in self.ratings}:
            words.append(_("The question of this link is not in this survey."))
        return " ".join(words)

    def context(self, **more: Any) -> dict[str, Any]:
        """What every such page is drawn from."""
        return {
            "scope": self,
            "form": self.form,
            "span": self.span,
            "survey": self.survey,
            "asked": self.asked,
            "names": self.form.names,
            **more,
        }

    def veil(self, key: str, *, by: str = "") -> Veil:
        """What of one question may not be shown beside other selections; `by` ranks it."""
        if self.survey is None:
            return NO_VEIL
        ranking = Ranking(key, by) if by else None
        organization = self.request.organization
        return veil_of(
            organization, self.survey, self.span, self.filters, keys=[key], ranking=ranking
        )

    def emptiness(self) -> dict[str, Any]:
        """What a page without answers says: where there are some instead."""
        organization = self.request.organization
        counted = counted_days(organization, self.survey) if self.survey else None
        return {"counted": counted}


def scope_of(request: MemberRequest, *, key: str = "rank") -> Scope:
    """Read the address: ?survey=, the filters, and the rating that `key` names.

    Without a survey it is the one with most answers in the period.
    """
    organization, sent = request.organization, request.GET
    today = today_of(organization)
    bare = ReportForm(request.membership, sent, today)
    surveys = answered_surveys(organization, bare.span.period)
    survey = _survey(request, surveys)
    if survey is None:
        return Scope(request, bare, surveys, None, [], "")
    choices = without_hidden_staff(request.membership, choices_of(organization, survey))
    form = bare.of_survey(choices)
    wanted = sent.get(key, "").partition(":")[0]
    return Scope(request, form, surveys, survey, ratings_of_survey(organization, survey), wanted)


def _survey(request: MemberRequest, surveys: list[AnsweredSurvey]) -> Survey | None:
    if code := request.GET.get("survey", ""):
        return get_survey(request.organization, code)
    return surveys[0].survey if surveys else None


def parents_within(form: ReportForm) -> Mapping[int, int | None]:
    """Place -> the place that it is in, in tree order; only what the filter lets through."""
    inside = form.place_ids
    kept = {
        place.location.pk: place.location.parent_id
        for place in form.places
        if inside is None or place.location.pk in inside
    }
    return {key: parent if parent in kept else None for key, parent in kept.items()}
