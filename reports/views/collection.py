"""Page: how answers are collected."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from reports import queries
from reports.forms import ReportForm
from reports.pages.collection import table_of
from reports.rules.collection import mix_of

MOST_LINES: Final = 20


@require_safe
@requires(Role.VIEWER)
def collection(request: MemberRequest) -> HttpResponse:
    """From opened to finished by collector, the mix of channels, and codes that fell silent."""
    organization = request.organization
    today = queries.today_of(organization)
    form = ReportForm(request.membership, request.GET, today)
    lines = queries.collector_lines(organization, form.span, form.filters)
    table = table_of(lines, request.GET.get("sort", ""))
    context = {
        "form": form,
        "span": form.span,
        "table": table,
        "shown": table.lines if "all" in request.GET else table.lines[:MOST_LINES],
        "channels": mix_of(*queries.channel_counts(organization, form.span, form.filters)),
        "silences": queries.silences(organization, today, form.place_ids),
        "names": form.names,
    }
    return render(request, "reports/collection.html", context)
