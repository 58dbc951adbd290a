"""Page: what goes with satisfaction, and how well it is done."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from reports.queries.drivers import MOST_PEOPLE, ratings_by_person
from reports.rules.drivers import SAMPLES, candidates_of, drivers_of
from reports.views.scope import Scope, scope_of


@require_safe
@requires(Role.VIEWER)
def drivers(request: MemberRequest) -> HttpResponse:
    """Importance and performance of a survey's ratings, with what they cost and win."""
    scope = scope_of(request)
    return render(request, "reports/drivers.html", scope.context(**_figures(scope)))


def _figures(scope: Scope) -> dict[str, Any]:
    main, candidates = candidates_of(scope.ratings)
    if scope.survey is None:
        return {}
    people = []
    if main and candidates:
        people = ratings_by_person(
            scope.request.organization,
            scope.survey,
            [main.key, *(each.key for each in candidates)],
            scope.span.period,
            scope.filters,
        )
    found = drivers_of(main, candidates, people)
    return {
        "drivers": found,
        "candidates": candidates,
        "read": len(people),
        "is_cut": len(people) >= MOST_PEOPLE,
        "samples": SAMPLES,
        **({} if people else scope.emptiness()),
    }
