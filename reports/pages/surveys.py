"""What the report of one survey shows, worked out once for its page, its paper and mails."""

from typing import Any

from hearme.accounts.models import Organization
from reports import queries
from reports.pages.chosen import Chosen
from reports.rules.collection import finished_of
from surveys.models import Survey
from surveys.rules import Kind


def survey_page(organization: Organization, survey: Survey, form: Chosen) -> dict[str, Any]:
    """The report with the latest comments; if it is empty, where there are answers instead."""
    span, filters = form.span, form.filters
    report = queries.survey_report(
        organization, survey, span, filters=filters, ranked_by=form.ranked_by
    )
    texts = [each.key for each in report.questions if each.question.kind is Kind.TEXT and each.n]
    return {
        "survey": survey,
        "form": form,
        "span": span,
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
