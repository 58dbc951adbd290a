"""Many codes at once: opened from names and places or a table, and changed together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.queries import Place
from hearme.accounts.requests import MemberRequest
from responses.actions import change_fleet, open_fleet
from responses.forms.fleet import FleetForm
from responses.forms.fleet_changes import ChangeForm, change_form
from responses.models import CollectorQuerySet
from responses.queries import chosen_collectors, place_paths, spots_taken
from responses.rules import Spot
from responses.views.choosing import chosen_ids, packed

SHOWN: Final = 12
page_with_form = require_http_methods(["GET", "HEAD", "POST"])


# ------------------------------------------------------------------ opening many
@dataclass(frozen=True, slots=True)
class Preview:
    """What a filled-in form would open."""

    places: int
    names: int
    """How many names each place gets; 0 if they differ."""
    total: int
    fresh: int
    first: Sequence[tuple[str, str]]
    """The first new codes: the name of the place, and their own."""
    there: Sequence[tuple[str, str]]
    """The first that hang there already."""

    @property
    def known(self) -> int:
        return self.total - self.fresh

    @property
    def more(self) -> int:
        """How many new codes are not shown."""
        return self.fresh - len(self.first)


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A place that may be ticked, or a branch all of whose inner places may be."""

    place: Place
    key: str
    ends: int
    is_picked: bool
    is_branch_picked: bool


@page_with_form
@requires(Role.EDITOR)
def fleet(request: MemberRequest) -> HttpResponse:
    """Open many codes. The first POST shows what they would be, the second one makes them."""
    start = {"survey": request.GET.get("survey", ""), "at": request.GET.getlist("location")}
    form = FleetForm(request.organization, *(_sent(request) or ()), initial=start)
    context: dict[str, Any] = {"form": form, "missing": _missing(form)}
    if form.is_valid():
        seal = _seal(form)
        is_opening = request.POST.get("step") == "open"
        is_seen = request.POST.get("seal") == seal
        if is_opening and is_seen and _open(request, form):
            return _to_list(request, f"survey={form.cleaned_data['survey'].code}")
        context |= {
            "preview": _preview(request, form),
            "rows": form.packed_rows,
            "seal": seal,
            "is_changed": is_opening and not is_seen,
        }
    if request.POST.get("step") == "peek":
        return render(request, "responses/_fleet_preview.html", context)
    return render(request, "responses/fleet.html", context | {"tree": _tree(form)})


def _sent(request: MemberRequest) -> tuple[QueryDict, Any] | None:
    """What the form brought; "plain" leaves out the table that was read before."""
    if request.method != "POST":
        return None
    sent = request.POST.copy()
    if sent.get("step") == "plain":
        sent["rows"] = ""
    return sent, request.FILES


def _missing(form: FleetForm) -> list[str]:
    """What is still to be filled in or mended, field by field."""
    return [
        f"{form.fields[name].label}: {problem}" if name in form.fields else str(problem)
        for name, problems in form.errors.items()
        for problem in problems
    ]


def _seal(form: FleetForm) -> str:
    """What somebody was shown, in few letters: nothing else is opened after that."""
    shown = (form.cleaned_data["survey"].pk, form.cleaned_data["kind"].value, form.spots)
    return sha256(repr(shown).encode()).hexdigest()[:16]


def _open(request: MemberRequest, form: FleetForm) -> bool:
    clean = form.cleaned_data
    try:
        made = open_fleet(
            request.organization, clean["survey"], form.spots, by=request.user, kind=clean["kind"]
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    known = len(form.spots) - len(made)
    words = ngettext("%d code is open.", "%d codes are open.", len(made)) % len(made)
    if known:
        words += " " + _skipped(known)
    messages.success(request, words)
    return True


def _skipped(known: int) -> str:
    return (
        ngettext(
            "%d was there already and stays as it is.",
            "%d were there already and stay as they are.",
            known,
        )
        % known
    )


def _preview(request: MemberRequest, form: FleetForm) -> Preview:
    paths = place_paths(form.places)
    taken = spots_taken(
        request.organization, form.cleaned_data["survey"], form.cleaned_data["kind"]
    )
    fresh = [spot for spot in form.spots if spot.key not in taken]
    there = [spot for spot in form.spots if spot.key in taken]

    def named(spots: Sequence[Spot]) -> list[tuple[str, str]]:
        return [(paths.get(spot.location_id, ""), spot.name) for spot in spots[:SHOWN]]

    return Preview(
        places=len({spot.location_id for spot in form.spots}),
        names=form.count_of_names,
        total=len(form.spots),
        fresh=len(fresh),
        first=named(fresh),
        there=named(there),
    )


def _tree(form: FleetForm) -> list[TreeRow]:
    at, within = form.places_picked, form.branches_picked
    rows = []
    for place in form.places:
        key = str(place.location.pk)
        if place.location.closed_at is None:
            ends = len(form.ends.get(place.location.pk, ()))
            rows.append(TreeRow(place, key, ends, key in at, key in within))
    return rows


# ------------------------------------------------------------------ changing many
DEEDS: Final = {
    "point": gettext_lazy("Point to another survey"),
    "rated": gettext_lazy("Change touchpoint or who is rated"),
    "limits": gettext_lazy("Change limits and look"),
    "active": gettext_lazy("Take answers again"),
    "paused": gettext_lazy("Pause"),
    "lost": gettext_lazy("Mark as lost"),
    "retired": gettext_lazy("Retire"),
}


@page_with_form
@requires(Role.EDITOR)
def fleet_edit(request: MemberRequest) -> HttpResponse:
    """Change the chosen codes: what shall be done, what that means, and then it is done."""
    filters = QueryDict(request.POST.get("filter", "")).urlencode()
    ids = chosen_ids(request.membership, request.POST) if request.method == "POST" else []
    if not ids:
        if request.method == "POST":
            messages.error(request, _("Choose at least one code first."))
        return _to_list(request, filters)
    chosen = chosen_collectors(request.organization, ids)
    deed, step = request.POST.get("deed", ""), request.POST.get("step", "")
    form = change_form(request.organization, deed, request.POST if step else None)
    if form is None:
        raise Http404
    if not form.has_fields and not step:
        step, form = "look", change_form(request.organization, deed, request.POST) or form
    is_ready = step in {"look", "do"} and form.is_valid()
    if step == "do" and is_ready and _change(request, form, ids):
        return _to_list(request, filters)
    context = {
        "form": form,
        "deed": deed,
        "title": DEEDS[deed],
        "says": form.says(len(ids)) if is_ready and not form.errors else [],
        "chosen": packed(ids),
        "filter": filters,
        **_chosen_context(chosen, ids),
    }
    return render(request, "responses/fleet_edit.html", context)


def _change(request: MemberRequest, form: ChangeForm, ids: Sequence[int]) -> bool:
    try:
        changed = change_fleet(request.organization, ids, form.change, by=request.user)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    words = ngettext("%d code is changed.", "%d codes are changed.", changed) % changed
    if same := len(ids) - changed:
        words += (
            " " + ngettext("%d was like that before.", "%d were like that before.", same) % same
        )
    messages.success(request, words)
    return True


def _chosen_context(chosen: CollectorQuerySet, ids: Sequence[int]) -> dict[str, Any]:
    """The chosen codes in few words: the first of the list, and what all lead to now."""
    found = {collector.pk: collector for collector in chosen}
    collectors = [found[pk] for pk in ids]
    surveys = Counter(collector.survey for collector in collectors)
    return {
        "total": len(collectors),
        "sample": collectors[:SHOWN],
        "rest": max(0, len(collectors) - SHOWN),
        "surveys": surveys.most_common(),
        "places": len({collector.location_id for collector in collectors}),
    }


def _to_list(request: MemberRequest, filters: str) -> HttpResponse:
    page = reverse("responses:collectors", args=[request.organization.slug])
    return redirect(f"{page}?{filters}" if filters else page)
