"""Page: what goes with satisfaction, and how well it is done."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from reports.pages.papers.drivers import drivers_paper
from reports.queries.drivers import MOST_PEOPLE, ratings_by_person
from reports.rules.drivers import SAMPLES, candidates_of, drivers_of
from reports.rules.paper import Paper
from reports.views.scope import Scope, scope_of
from reports.views.showing import shown
from responses.rules import WHOLE_RESPONSE


@require_safe
@requires(Role.VIEWER)
def drivers(request: MemberRequest) -> HttpResponse:
    """Importance and performance of a survey's ratings, with what they cost and win."""
    context = _context(request)
    paper = partial(drivers_paper, request.organization, context)
    return shown(request, "reports/drivers.html", context, paper)


def paper_of(request: MemberRequest) -> Paper:
    """The page as a paper."""
    return drivers_paper(request.organization, _context(request))


def _context(request: MemberRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return scope.context(**_figures(scope))


def _figures(scope: Scope) -> dict[str, Any]:
    main, candidates = candidates_of(scope.ratings)
    if scope.survey is None:
        return {}
    people = []
    is_withheld = bool(main) and bool(scope.veil(WHOLE_RESPONSE).now)
    if main and candidates and not is_withheld:
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
        "is_withheld": is_withheld,
        **({} if people else scope.emptiness()),
    }
