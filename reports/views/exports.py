"""Files to take away: what will be in one, the file itself, and files that take a while."""

import uuid
from dataclasses import replace
from functools import partial
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.queries import reach_of
from hearme.accounts.requests import MemberRequest
from hearme.common.ranges import download
from reports import queries
from reports.actions import made_at_once, order_export
from reports.forms import ExportForm, ReportForm
from reports.models import ExportOrder
from reports.queries.scope import without_hidden_staff
from reports.rules.exporting import AT_ONCE, Format, Scope, Wanted, wanted_from
from reports.rules.filters import State
from surveys.models import Survey
from surveys.queries import get_survey

SEES_CONTACTS: Final = Role.MANAGER
SHOWN: Final = 5
USUAL: Final = {
    "scope": Scope.RAW,
    "format": Format.XLSX,
    "times": "both",
    "separator": ",",
    "has_mark": True,
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.VIEWER)
def export(request: MemberRequest, code: str) -> HttpResponseBase:
    """What will be in the file. A POST brings it at once, or orders it if it is large."""
    organization = request.organization
    survey = get_survey(organization, code)
    choices = without_hidden_staff(request.membership, queries.choices_of(organization, survey))
    form = ReportForm(request.membership, request.GET, queries.today_of(organization), choices)
    initial = USUAL | {"state": form.chosen_state}
    chosen = ExportForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and chosen.is_valid():
        wanted = chosen.wanted(form, get_language() or "vi", has_contacts=_may_see(request))
        if made := _made(request, survey, wanted, chosen):
            return made
    context = _context(request, survey, form) | {"chosen": chosen}
    return render(request, "reports/export.html", context, status=422 if chosen.errors else 200)


def _may_see(request: MemberRequest) -> bool:
    return request.membership.role >= SEES_CONTACTS


def _made(
    request: MemberRequest, survey: Survey, wanted: Wanted, chosen: ExportForm
) -> HttpResponseBase | None:
    organization = request.organization
    total = queries.exported_count(organization, survey, wanted)
    if total < AT_ONCE or wanted.scope is Scope.SUMMARY:
        return FileResponse(
            made_at_once(organization, survey, wanted),
            as_attachment=True,
            filename=_name(survey, wanted),
            content_type=wanted.format.content_type,
            headers={"Cache-Control": "private, no-store"},
        )
    try:
        order = order_export(organization, survey, wanted, total, request.user)
    except ValidationError as error:
        chosen.add_error(None, error)
        return None
    return redirect("reports:export_order", organization.slug, order.key)


def _name(survey: Survey, wanted: Wanted) -> str:
    return f"{survey.code}-{wanted.name}"


def _context(request: MemberRequest, survey: Survey, form: ReportForm) -> dict[str, Any]:
    organization = request.organization
    every = {
        state: queries.exported_count(
            organization, survey, Wanted(form.span.period, replace(form.filters, state=state))
        )
        for state in (State.COUNTED, State.HELD)
    }
    return {
        "survey": survey,
        "form": form,
        "counted": every[State.COUNTED],
        "held": every[State.HELD],
        "is_large": sum(every.values()) >= AT_ONCE,
        "asks_contacts": queries.asks_contacts(organization, survey),
        "has_contacts": _may_see(request),
        "query": request.GET.urlencode(),
        "orders": _orders(request, survey),
    }


def _orders(request: MemberRequest, survey: Survey) -> list[ExportOrder]:
    """The newest orders that this member may have."""
    reach = reach_of(request.membership)
    orders = queries.export_orders_of(request.organization, survey)
    return [order for order in orders if _is_within(order, reach)][:SHOWN]


def _order(request: MemberRequest, key: uuid.UUID) -> ExportOrder:
    """An order of the organization, or 404 where it reaches further than who asks for it."""
    order = queries.get_export_order(request.organization, key)
    if not _is_within(order, reach_of(request.membership)):
        raise Http404
    return order


def _is_within(order: ExportOrder, reach: frozenset[int] | None) -> bool:
    places = wanted_from(order.wanted).filters.places
    return reach is None or (places is not None and places <= reach)


@require_safe
@requires(Role.VIEWER)
def export_order(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """How far an order is, and its file once it is there."""
    order = _order(request, key)
    wanted = wanted_from(order.wanted)
    done = queries.written_so_far(order)
    context = {
        "order": order,
        "survey": order.survey,
        "wanted": wanted,
        "done": done,
        "total": done if order.state == ExportOrder.State.READY else max(order.total, done),
        "is_open": order.state in {ExportOrder.State.WAITING, ExportOrder.State.WRITING},
        "may_have": _may_see(request) or not order.has_contacts,
    }
    return render(request, "reports/export_order.html", context)


@require_safe
@requires(Role.VIEWER)
def export_file(request: MemberRequest, key: uuid.UUID) -> HttpResponseBase:
    """The file of an order; a download that broke off goes on where it stopped."""
    order = _order(request, key)
    if order.has_contacts and not _may_see(request):
        raise PermissionDenied
    if order.state != ExportOrder.State.READY:
        raise Http404
    wanted = wanted_from(order.wanted)
    try:
        size = order.file.size
    except FileNotFoundError as error:
        raise Http404 from error
    return download(
        request,
        partial(order.file.open, "rb"),
        size,
        name=_name(order.survey, wanted),
        content_type=wanted.format.content_type,
        tag=str(order.key),
    )
