"""Pages: the list of reports, and the report of one survey."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.queries import reach_of
from hearme.accounts.requests import MemberRequest
from reports import queries
from reports.forms import ReportForm
from reports.pages.papers.survey import survey_paper
from reports.pages.surveys import survey_page
from reports.queries.scope import without_hidden_staff
from reports.rules.paper import Paper
from reports.rules.periods import Preset, named_period
from reports.views.showing import shown
from surveys.queries import get_survey


@require_safe
@requires(Role.VIEWER)
def report_list(request: MemberRequest) -> HttpResponse:
    period = named_period(Preset.DAYS_30, queries.today_of(request.organization))
    lines = queries.survey_lines(request.organization, period, reach_of(request.membership))
    return render(request, "reports/list.html", {"lines": lines, "period": period})


@require_safe
@requires(Role.VIEWER)
def survey_report(request: MemberRequest, code: str) -> HttpResponse:
    page = _page(request, code)
    paper = partial(survey_paper, request.organization, page)
    return shown(request, "reports/survey.html", page, paper)


def paper_of(request: MemberRequest, code: str) -> Paper:
    """The report of this survey as a paper; 404 if there is none."""
    return survey_paper(request.organization, _page(request, code))


def _page(request: MemberRequest, code: str) -> dict[str, Any]:
    organization = request.organization
    survey = get_survey(organization, code)
    choices = without_hidden_staff(request.membership, queries.choices_of(organization, survey))
    form = ReportForm(request.membership, request.GET, queries.today_of(organization), choices)
    return survey_page(organization, survey, form)
