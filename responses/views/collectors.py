"""Collectors: their list, and opening new ones."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.queries import Place
from hearme.accounts.requests import MemberRequest
from responses.actions import open_collector, open_collectors
from responses.charts import Steps, bars_of
from responses.forms import CollectorFilterForm, CollectorForm, EverywhereForm
from responses.models import Collector
from responses.queries import (
    FUNNEL_DAYS,
    CollectorKey,
    Funnel,
    Standing,
    collector_keys,
    collectors_by_id,
    funnels_of,
    last_scans_of,
    places_without_collector,
)
from surveys.pages import today_of

PAGE_SIZE = 50
NOBODY = Funnel()
SMALL_TREE = 40
"""So many places stand in the tree all at once; a larger one opens step by step."""


@dataclass(frozen=True, slots=True)
class Row:
    """A collector as the list shows it."""

    collector: Collector
    path: str
    steps: Steps
    bars: str
    latest: str
    silent_days: int | None


@dataclass(frozen=True, slots=True)
class Branch:
    """A place in the tree beside the list, and how many codes hang in it and inside it."""

    place: Place
    codes: int
    is_chosen: bool


@require_safe
@requires(Role.VIEWER)
def collectors(request: MemberRequest) -> HttpResponse:
    """The fleet: all codes by place, with what came through them."""
    form = CollectorFilterForm(request.membership, request.GET)
    everywhere = collector_keys(request.organization, replace(form.wanted, places=form.reach))
    keys = [key for key in everywhere if _is_in(key, form.place_ids)]
    page = Paginator(in_order(keys, form), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [key for key in everywhere if key.standing != Standing.RETIRED]
    context = {
        "form": form,
        "page": page,
        "rows": _rows(form, page),
        "chips": _chips(keys),
        "silent": _silent_note(keys, form),
        "tree": _tree(form, shown),
        "total": sum(key.standing != Standing.RETIRED for key in keys),
        "everywhere": len(everywhere),
        "shown_everywhere": len(shown),
        "places": len({key.location_id for key in shown}),
        "days": FUNNEL_DAYS,
        "may_edit": may_edit(request),
    }
    return render(request, "responses/collectors.html", context)


def in_order(keys: Iterable[CollectorKey], form: CollectorFilterForm) -> list[CollectorKey]:
    """Those in the wanted state, as the places stand in their tree."""
    order = {pk: place for place, pk in enumerate(form.paths)}
    return sorted(
        (key for key in keys if form.is_wanted(key)),
        key=lambda key: (order.get(key.location_id, 0), _natural(key.name), key.id),
    )


def may_edit(request: MemberRequest) -> bool:
    """Whether this member may change collectors."""
    return request.membership.role >= Role.EDITOR


def _is_in(key: CollectorKey, places: frozenset[int] | None) -> bool:
    return places is None or key.location_id in places


def _natural(name: str) -> list[str | int]:
    """A sorting key by which table 2 comes before table 12."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return [int(part) if at % 2 else part for at, part in enumerate(parts)]


# ------------------------------------------------------------------ rows
def _rows(form: CollectorFilterForm, page: Page[CollectorKey]) -> list[Row]:
    organization, ids = form.organization, [key.id for key in page]
    found, scans = collectors_by_id(organization, ids), last_scans_of(organization, ids)
    today = today_of(organization)
    funnels = funnels_of(organization, ids, *funnel_days(today))
    steps = {pk: steps_of(funnels.get(pk, NOBODY)) for pk in ids}
    most = max((each.opened for each in steps.values()), default=0)
    return [
        Row(
            found[pk],
            form.paths.get(found[pk].location_id, ""),
            steps[pk],
            bars_of(steps[pk], most),
            ago(scans.get(pk)),
            (today - form.silent[pk].last_day).days if pk in form.silent else None,
        )
        for pk in ids
        if pk in found
    ]


def funnel_days(today: date) -> tuple[date, date]:
    """The first and last day that the funnels count."""
    return date.fromordinal(today.toordinal() - FUNNEL_DAYS + 1), today


def steps_of(funnel: Funnel) -> Steps:
    """What the drawings show of a funnel."""
    return Steps.counted(funnel.opened, funnel.started, funnel.finished)


def ago(hour: datetime | None) -> str:
    """How long ago that hour began, in one unit; empty if there is none."""
    if hour is None:
        return ""
    hours = max(0, int((timezone.now() - hour).total_seconds() // 3600))
    if not hours:
        return _("in the last hour")
    if hours < 24:
        return ngettext("%d hour ago", "%d hours ago", hours) % hours
    return ngettext("%d day ago", "%d days ago", hours // 24) % (hours // 24)


# ------------------------------------------------------------------ around the rows
def _chips(keys: Iterable[CollectorKey]) -> list[tuple[Standing, int]]:
    counts = Counter(key.standing for key in keys)
    return [(state, counts[state]) for state in Standing if counts[state]]


def _silent_note(keys: Iterable[CollectorKey], form: CollectorFilterForm) -> dict[str, object]:
    """How many of these are silent, and where most of them hang if it is one place."""
    places = Counter(key.location_id for key in keys if key.id in form.silent)
    where, there = places.most_common(1)[0] if places else (0, 0)
    is_one_place = there > 1 and len(places) > 1
    return {
        "codes": places.total(),
        "there": there,
        "where": form.paths[where] if is_one_place else "",
    }


def _tree(form: CollectorFilterForm, keys: Sequence[CollectorKey]) -> list[Branch]:
    """The places that have codes; a large tree shows only the way to the chosen one."""
    counts = Counter(key.location_id for key in keys)
    parents = {place.location.pk: place.location.parent_id for place in form.places}
    for pk, codes in list(counts.items()):
        at = parents.get(pk)
        while at is not None:
            counts[at] += codes
            at = parents.get(at)
    chosen = form.cleaned_data.get("location")
    way = _way_to(chosen.pk, parents) if chosen else set()
    found = [place for place in form.places if counts[place.location.pk]]
    if len(found) > SMALL_TREE:
        found = [place for place in found if place.depth < 1 or place.location.parent_id in way]
    return [
        Branch(place, counts[place.location.pk], bool(chosen) and place.location == chosen)
        for place in found
    ]


def _way_to(location_id: int, parents: Mapping[int, int | None]) -> set[int]:
    """A place and all those above it."""
    way: set[int] = set()
    at: int | None = location_id
    while at is not None:
        way.add(at)
        at = parents.get(at)
    return way


# ------------------------------------------------------------------ opening
def sent(request: MemberRequest) -> QueryDict | None:
    """What was posted, if anything."""
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def collector_open(request: MemberRequest) -> HttpResponse:
    """One new code."""
    fields = ("survey", "location", "kind", "touchpoint")
    start = {field: request.GET.get(field, "") for field in fields}
    form = CollectorForm(request.organization, sent(request), initial=start)
    if form.is_valid():
        made = open_collector(request.organization, by=request.user, **form.cleaned_data)
        messages.success(request, _("The collector is open. Print its QR code and put it up."))
        return redirect("responses:collector", request.organization.slug, made.code)
    bare = places_without_collector(request.organization)
    context = {"form": form, "bare": bare, "everywhere": EverywhereForm(request.organization)}
    return render(request, "responses/collector_open.html", context)


@require_POST
@requires(Role.EDITOR)
def collector_open_everywhere(request: MemberRequest) -> HttpResponse:
    """One collector for each place that has none."""
    form = EverywhereForm(request.organization, request.POST)
    bare = [place.location for place in places_without_collector(request.organization)]
    if not form.is_valid():
        messages.error(request, _("Choose a survey first."))
        return redirect("responses:collector_open", request.organization.slug)
    survey = form.cleaned_data["survey"]
    made = open_collectors(request.organization, survey, bare, by=request.user)
    done = ngettext("%d collector opened.", "%d collectors opened.", len(made)) % len(made)
    messages.success(request, done if made else _("Every place has a collector already."))
    return redirect("responses:collectors", request.organization.slug)
