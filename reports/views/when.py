"""Page: a score by hour and weekday."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from reports.pages.papers.when import when_paper
from reports.queries.hours import hour_counts
from reports.queries.newest import MOST_READ
from reports.rules.hours import hour_map
from reports.rules.paper import Paper
from reports.views.scope import Scope, scope_of
from reports.views.showing import shown


@require_safe
@requires(Role.VIEWER)
def when(request: MemberRequest) -> HttpResponse:
    """Hour × weekday as a table, with the hours that really stand out."""
    context = _context(request)
    paper = partial(when_paper, request.organization, context)
    return shown(request, "reports/when.html", context, paper)


def paper_of(request: MemberRequest) -> Paper:
    """The page as a paper."""
    return when_paper(request.organization, _context(request))


def _context(request: MemberRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return scope.context(**_figures(scope))


def _figures(scope: Scope) -> dict[str, Any]:
    if scope.survey is None or scope.asked is None:
        return scope.emptiness()
    question = scope.asked.question
    if question.key in scope.veil(question.key).now:
        return {"question": question, "is_withheld": True}
    counts = hour_counts(
        scope.request.organization,
        scope.survey,
        question.key,
        scope.span.period,
        scope.filters,
    )
    found = hour_map(question, counts)
    if found is None:
        return scope.emptiness()
    is_cut = scope.filters.has_segments and found.whole.n >= MOST_READ
    return {"question": question, "map": found, "is_cut": is_cut, "most_read": MOST_READ}
