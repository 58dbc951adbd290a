"""Page: how answers are collected."""

from functools import partial
from typing import Any, Final

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from reports import queries
from reports.forms import ReportForm
from reports.pages.collection import table_of
from reports.pages.papers.collection import collection_paper
from reports.rules.collection import mix_of
from reports.rules.paper import Paper
from reports.views.showing import shown

MOST_LINES: Final = 20


@require_safe
@requires(Role.VIEWER)
def collection(request: MemberRequest) -> HttpResponse:
    """From opened to finished by collector, the mix of channels, and codes that fell silent."""
    context = _context(request)
    paper = partial(collection_paper, request.organization, context)
    return shown(request, "reports/collection.html", context, paper)


def paper_of(request: MemberRequest) -> Paper:
    """The page as a paper."""
    return collection_paper(request.organization, _context(request))


def _context(request: MemberRequest) -> dict[str, Any]:
    organization = request.organization
    today = queries.today_of(organization)
    form = ReportForm(request.membership, request.GET, today)
    lines = queries.collector_lines(organization, form.span, form.filters)
    table = table_of(lines, request.GET.get("sort", ""))
    return {
        "form": form,
        "span": form.span,
        "table": table,
        "shown": table.lines if "all" in request.GET else table.lines[:MOST_LINES],
        "channels": mix_of(*queries.channel_counts(organization, form.span, form.filters)),
        "silences": queries.silences(organization, today, form.place_ids),
        "names": form.names,
    }
