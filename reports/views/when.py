"""Page: a score by hour and weekday."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from reports.queries.hours import hour_counts
from reports.rules.hours import hour_map
from reports.views.scope import Scope, scope_of


@require_safe
@requires(Role.VIEWER)
def when(request: MemberRequest) -> HttpResponse:
    """Hour × weekday as a table, with the hours that really stand out."""
    scope = scope_of(request, only_places=True)
    return render(request, "reports/when.html", scope.context(**_figures(scope)))


def _figures(scope: Scope) -> dict[str, Any]:
    if scope.survey is None or scope.asked is None:
        return scope.emptiness()
    question = scope.asked.question
    counts = hour_counts(
        scope.request.organization,
        scope.survey,
        question.key,
        scope.span.period,
        scope.filters,
    )
    found = hour_map(question, counts)
    return {"question": question, "map": found} if found else scope.emptiness()
