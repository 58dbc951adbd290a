"""Page: the ranking of locations by one question."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from reports.pages.papers.places import places_paper
from reports.queries.goals import goals_by_place
from reports.queries.places import place_counts
from reports.rules.paper import Paper
from reports.rules.places import Standing, funnel_of, mean_of_places, roll_up, standings
from reports.rules.scores import add_up, people_in, shown_score
from reports.rules.veiling import without_veiled
from reports.rules.veils import PLACES
from reports.views.scope import Scope, parents_within, scope_of
from reports.views.showing import shown
from surveys.models import Survey


@require_safe
@requires(Role.VIEWER)
def places(request: MemberRequest) -> HttpResponse:
    """Locations by shrunken score, the funnel, and the tree by pooled answers."""
    context = _context(request)
    paper = partial(places_paper, request.organization, context)
    return shown(request, "reports/places.html", context, paper)


def paper_of(request: MemberRequest) -> Paper:
    """The page as a paper."""
    return places_paper(request.organization, _context(request))


def _context(request: MemberRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return scope.context(**_figures(scope))


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
    veil = scope.veil(question.key, by=PLACES)
    hidden = (
        tree.hidden | veil.units[0],
        roll_up(question, earlier, parents).hidden | veil.units[1],
    )
    rows = _aimed(scope, scope.survey, standings(question, units, hidden))
    together = add_up(own.values())
    is_veiled = question.key in veil.now
    return {
        "question": question,
        "rows": rows,
        "branches": without_veiled(tree.branches, veil.units[0], parents),
        "whole": None if is_veiled else shown_score(question, together),
        "is_withheld": is_veiled,
        "n": people_in(together),
        "funnel": None if is_veiled else funnel_of(question, rows),
        "mean": mean_of_places(rows),
    }


def _aimed(scope: Scope, survey: Survey, rows: Sequence[Standing]) -> tuple[Standing, ...]:
    """The ranking with the goal of each place."""
    if not rows:
        return ()
    places = [each.key for each in rows]
    goals = goals_by_place(scope.request.organization, survey, rows[0].question.key, places)
    return tuple(
        replace(each, goal=goals[each.key]) if each.key in goals else each for each in rows
    )
