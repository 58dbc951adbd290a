"""What is held back: why and where, decisions about it, and what the organization trusts."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.queries import places_of, reach_of
from hearme.accounts.requests import MemberRequest
from responses.actions import decide, distrust, trust
from responses.forms.held import DecisionForm, TrustForm
from responses.models import Collector
from responses.pages.held import Reason, reason_of
from responses.queries import (
    HeldGroup,
    get_collector,
    get_trust,
    held_count,
    held_groups,
    place_paths,
    trusts_of,
)
from responses.rules import Suspicion

MOST_GROUPS = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """All that one reason holds back, code by code."""

    reason: Reason
    count: int
    groups: list[tuple[HeldGroup, str]]
    """With the path of the place."""


@require_safe
@requires(Role.VIEWER)
def held(request: MemberRequest) -> HttpResponse:
    reach = reach_of(request.membership)
    groups = held_groups(request.organization, reach)
    paths = place_paths(places_of(request.organization))
    trusts = trusts_of(request.organization)
    found = (_kept(suspicion, groups, paths) for suspicion in Suspicion)
    context = {
        "kept": [each for each in found if each.groups],
        "held_count": held_count(request.organization, reach),
        "trusts": [(rule, reason_of(Suspicion(rule.suspicion))) for rule in trusts],
        "may_decide": request.membership.role >= Role.MANAGER,
    }
    return render(request, "responses/held.html", context)


def _kept(suspicion: Suspicion, groups: list[HeldGroup], paths: Mapping[int, str]) -> Kept:
    mine = [group for group in groups if group.suspicion is suspicion]
    shown = [(group, paths.get(group.collector.location_id, "")) for group in mine[:MOST_GROUPS]]
    return Kept(reason_of(suspicion), sum(group.count for group in mine), shown)


@require_POST
@requires(Role.MANAGER)
def held_decide(request: MemberRequest) -> HttpResponse:
    form = DecisionForm(request.membership, request.POST, request.GET)
    ids = form.response_ids if form.is_valid() else []
    if not ids:
        messages.error(request, _("Choose at least one response."))
    else:
        is_excluded = form.is_excluded
        n = decide(
            request.organization,
            ids,
            is_excluded=is_excluded,
            by=request.user,
            reach=reach_of(request.membership),
        )
        messages.success(request, _said(n, is_excluded=is_excluded))
    if (only := request.POST.get("from", "")).isdecimal():
        detail = reverse("responses:detail", args=[request.organization.slug, int(only)])
        return redirect(f"{detail}?{request.GET.urlencode()}" if request.GET else detail)
    return redirect(reverse("responses:list", args=[request.organization.slug], query=request.GET))


def _said(n: int, *, is_excluded: bool) -> str:
    if is_excluded:
        text = ngettext("%(n)d response is held back.", "%(n)d responses are held back.", n)
    else:
        text = ngettext("%(n)d response counts again.", "%(n)d responses count again.", n)
    return f"{text % {'n': n}} {_('Reports follow within seconds.')}"


@require_POST
@requires(Role.MANAGER)
def held_trust(request: MemberRequest) -> HttpResponse:
    form = TrustForm(request.POST)
    if form.is_valid():
        code = form.cleaned_data["code"]
        collector = get_collector(request.organization, code) if code else None
        _check_reach(request, collector)
        suspicion = Suspicion(form.cleaned_data["suspicion"])
        trust(request.organization, suspicion, collector, request.user)
        messages.success(request, _("Noted. What only this held back counts again."))
    else:
        messages.error(request, _("We do not know this reason."))
    return redirect("responses:held", request.organization.slug)


def _check_reach(request: MemberRequest, collector: Collector | None) -> None:
    """Raise PermissionDenied where a rule would reach further than who makes it."""
    reach = reach_of(request.membership)
    if reach is not None and (collector is None or collector.location_id not in reach):
        raise PermissionDenied


@require_POST
@requires(Role.MANAGER)
def held_distrust(request: MemberRequest, trust_id: int) -> HttpResponse:
    rule = get_trust(request.organization, trust_id)
    _check_reach(request, rule.collector)
    distrust(rule)
    messages.success(request, _("The rule is gone. What it let through is held back again."))
    return redirect("responses:held", request.organization.slug)
