"""The journey board: stages × product, service and staff."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.queries import Place
from hearme.accounts.requests import MemberRequest
from reports import queries
from reports.forms import ReportForm
from reports.pages.papers.journey import journey_paper
from reports.rules.paper import Paper
from reports.views.showing import shown

MOST_SEGMENTS = 8


@require_safe
@requires(Role.VIEWER)
def journey(request: MemberRequest) -> HttpResponse:
    context = _context(request)
    paper = partial(journey_paper, request.organization, context)
    return shown(request, "reports/journey.html", context, paper)


def paper_of(request: MemberRequest) -> Paper:
    """The page as a paper."""
    return journey_paper(request.organization, _context(request))


def _context(request: MemberRequest) -> dict[str, Any]:
    organization = request.organization
    form = ReportForm(request.membership, request.GET, queries.today_of(organization))
    board = queries.journey_board(organization, form.span, form.filters)
    # One or two cells make no ranking.
    worst = board.journey.worst if board.journey.mean is not None else []
    said = queries.said_at(organization, board, worst, form.span, form.filters)
    return {
        "form": form,
        "span": form.span,
        "journey": board.journey,
        "codes": board.codes,
        "mend": [(cell, next(iter(texts), None)) for cell, texts in zip(worst, said, strict=True)],
        "segments": _segments(form.places),
        "here": form.chosen[0].location.pk if len(form.chosen) == 1 else None,
    }


def _segments(places: list[Place]) -> list[Place]:
    """Places to choose at a touch: those at the ends of the tree, else its roots, if not many."""
    taking = [place for place in places if place.location.closed_at is None]
    parents = {place.location.parent_id for place in taking}
    leaves = [place for place in taking if place.location.pk not in parents]
    roots = [place for place in taking if place.depth == 0]
    return next((found for found in (leaves, roots) if 1 < len(found) <= MOST_SEGMENTS), [])
