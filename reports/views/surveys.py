"""Pages: the list of reports, and the report of one survey."""

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
from reports.queries.scope import without_hidden_staff
from reports.rules.collection import finished_of
from reports.rules.periods import Preset, named_period
from surveys.models import Survey
from surveys.queries import get_survey
from surveys.rules import Kind


@require_safe
@requires(Role.VIEWER)
def report_list(request: MemberRequest) -> HttpResponse:
    period = named_period(Preset.DAYS_30, queries.today_of(request.organization))
    lines = queries.survey_lines(
        request.organization, period, reach_of(request.membership)
    )
    return render(request, "reports/list.html", {"lines": lines, "period": period})


@require_safe
@requires(Role.VIEWER)
def survey_report(request: MemberRequest, code: str) -> HttpResponse:
    organization = request.organization
    survey = get_survey(organization, code)
    choices = without_hidden_staff(request.membership, queries.choices_of(organization, survey))
    form = ReportForm(request.membership, request.GET, queries.today_of(organization), choices)
    return render(request, "reports/survey.html", _report_context(request, survey, form))


def _report_context(request: MemberRequest, survey: Survey, form: ReportForm) -> dict[str, Any]:
    """The report with the latest comments; if it is empty, where there are answers instead."""
    organization, span, filters = request.organization, form.span, form.filters
    report = queries.survey_report(
        organization, survey, span, filters=filters, ranked_by=form.ranked_by
    )
    texts = [each.key for each in report.questions if each.question.kind is Kind.TEXT and each.n]
    return {
        "survey": survey,
        "form": form,
        "report": report,
        "names": form.names,
        "comments": queries.latest_comments(
            organization, survey, texts, span.period, filters=filters
        ),
        "finished": finished_of(
            *queries.opened_and_finished(organization, survey, span.period, filters)
        ),
        "counted": queries.counted_days(organization, survey) if report.is_empty else None,
    }
