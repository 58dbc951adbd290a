"""Page: the ranking of locations by one question."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from reports.queries.places import place_counts
from reports.rules.places import funnel_of, mean_of_places, roll_up, standings
from reports.rules.scores import add_up, people_in, shown_score
from reports.views.scope import Scope, parents_within, scope_of


@require_safe
@requires(Role.VIEWER)
def places(request: MemberRequest) -> HttpResponse:
    """Locations by shrunken score, the funnel, and the tree by pooled answers."""
    scope = scope_of(request)
    return render(request, "reports/places.html", scope.context(**_figures(scope)))


def _figures(scope: Scope) -> dict[str, Any]:
    if scope.survey is None or scope.asked is None:
        return scope.emptiness()
    question = scope.asked.question
    units = place_counts(
        scope.request.organization, scope.survey, question.key, scope.span, scope.filters
    )
    own = {key: sides[0] for key, sides in units.items() if people_in(sides[0])}
    if not own:
        return scope.emptiness()
    parents = parents_within(scope.form)
    tree = roll_up(question, own, parents)
    earlier = {key: sides[1] for key, sides in units.items() if people_in(sides[1])}
    hidden = (tree.hidden, roll_up(question, earlier, parents).hidden)
    rows = standings(question, units, hidden)
    together = add_up(own.values())
    return {
        "question": question,
        "rows": rows,
        "branches": tree.branches,
        "whole": shown_score(question, together),
        "n": people_in(together),
        "funnel": funnel_of(question, rows),
        "mean": mean_of_places(rows),
    }
