"""Collectors: the list, the page of one, its QR code and its poster."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Organization, Role
from hearme.accounts.queries import places_of
from hearme.accounts.requests import MemberRequest
from hearme.common import qr
from responses.actions import (
    edit_collector,
    open_collector,
    open_collectors,
    set_collector_state,
)
from responses.forms import CollectorFilterForm, CollectorForm, EverywhereForm
from responses.models import Collector
from responses.queries import (
    BUSY_DAYS,
    Busyness,
    CollectorKey,
    Standing,
    busyness_of,
    collector_keys,
    collectors_by_id,
    get_collector,
    place_paths,
    places_without_collector,
    public_url,
)
from surveys.rules import Content

PAGE_SIZE = 50
NOBODY = Busyness()
CONTRAST = qr.contrast_ratio(qr.INK, qr.GROUND)


@dataclass(frozen=True, slots=True)
class Row:
    """A collector as the list shows it."""

    collector: Collector
    path: str
    people: int
    latest: str


@require_safe
@requires(Role.VIEWER)
def collectors(request: MemberRequest) -> HttpResponse:
    form = CollectorFilterForm(request.organization, request.GET)
    keys = collector_keys(request.organization, form.wanted)
    page = Paginator(in_order(keys, form), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": _rows(request.organization, page, form.paths),
        "chips": _chips(keys),
        "total": len(keys),
        "days": BUSY_DAYS,
        "may_edit": _may_edit(request),
    }
    return render(request, "responses/collectors.html", context)


def in_order(keys: Iterable[CollectorKey], form: CollectorFilterForm) -> list[CollectorKey]:
    """Those in the wanted state, as the places stand in their tree."""
    state = form.cleaned_data.get("state")
    order = {pk: place for place, pk in enumerate(form.paths)}
    return sorted(
        (key for key in keys if not state or key.standing == state),
        key=lambda key: (order.get(key.location_id, 0), _natural(key.name), key.id),
    )


def _may_edit(request: MemberRequest) -> bool:
    return request.membership.role >= Role.EDITOR


def _natural(name: str) -> list[str | int]:
    """A sorting key by which table 2 comes before table 12."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return [int(part) if at % 2 else part for at, part in enumerate(parts)]


def _rows(organization: Organization, page: Page[CollectorKey], paths: dict[int, str]) -> list[Row]:
    ids = [key.id for key in page]
    found = collectors_by_id(organization, ids)
    busy = busyness_of(organization, ids)
    return [_row(found[key.id], paths, busy.get(key.id, NOBODY)) for key in page if key.id in found]


def _row(collector: Collector, paths: dict[int, str], busy: Busyness) -> Row:
    return Row(collector, paths.get(collector.location_id, ""), busy.people, _ago(busy))


def _ago(busy: Busyness) -> str:
    """How long ago the latest response came, in one unit; empty if none came lately."""
    if busy.last_at is None:
        return ""
    minutes = int((timezone.now() - busy.last_at).total_seconds() // 60)
    hours, days = minutes // 60, minutes // (24 * 60)
    if minutes < 1:
        return _("just now")
    if not hours:
        return ngettext("%d minute ago", "%d minutes ago", minutes) % minutes
    if not days:
        return ngettext("%d hour ago", "%d hours ago", hours) % hours
    return ngettext("%d day ago", "%d days ago", days) % days


def _chips(keys: Iterable[CollectorKey]) -> list[tuple[Standing, int]]:
    counts = Counter(key.standing for key in keys)
    return [(state, counts[state]) for state in Standing if counts[state]]


def _sent(request: MemberRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def collector_open(request: MemberRequest) -> HttpResponse:
    start = {field: request.GET.get(field, "") for field in ("survey", "location")}
    form = CollectorForm(request.organization, _sent(request), initial=start)
    if form.is_valid():
        made = open_collector(request.organization, **form.cleaned_data)
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
    made = open_collectors(request.organization, form.cleaned_data["survey"], bare)
    done = ngettext("%d collector opened.", "%d collectors opened.", len(made)) % len(made)
    messages.success(request, done if made else _("Every place has a collector already."))
    return redirect("responses:collectors", request.organization.slug)


@require_safe
@requires(Role.VIEWER)
def collector(request: MemberRequest, code: str) -> HttpResponse:
    found = get_collector(request.organization, code)
    url = public_url(found.code)
    busy = busyness_of(request.organization, [found.pk]).get(found.pk, NOBODY)
    context = {
        "collector": found,
        "path": place_paths(places_of(request.organization))[found.location_id],
        "url": url,
        "address": url.partition("://")[2],
        "svg": qr.svg_of(url, label=_("QR code %s") % found.code),
        "contrast": CONTRAST,
        "png_width": qr.PNG_WIDTH,
        "people": busy.people,
        "latest": _ago(busy),
        "days": BUSY_DAYS,
        "may_edit": _may_edit(request),
    }
    return render(request, "responses/collector.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def collector_edit(request: MemberRequest, code: str) -> HttpResponse:
    found = get_collector(request.organization, code)
    form = CollectorForm(request.organization, _sent(request), collector=found)
    if form.is_valid():
        edit_collector(found, **form.cleaned_data)
        messages.success(request, _("Saved. The printed code stays the same."))
        return redirect("responses:collector", request.organization.slug, found.code)
    return render(request, "responses/collector_edit.html", {"collector": found, "form": form})


@require_POST
@requires(Role.EDITOR)
def collector_state(request: MemberRequest, code: str, state: str) -> HttpResponse:
    """Pause a collector, call it lost, retire it, or let it take answers again."""
    found = get_collector(request.organization, code)
    if state not in SAID:
        raise Http404
    try:
        set_collector_state(found, Collector.State(state))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, SAID[state])
    return redirect("responses:collector", request.organization.slug, found.code)


SAID: Final = {
    "active": gettext_lazy("The collector takes answers again."),
    "paused": gettext_lazy("The collector is paused. It can be opened again."),
    "lost": gettext_lazy("Marked as lost. Whoever finds and scans it reads your message."),
    "retired": gettext_lazy("The collector is retired. Its code is never used again."),
}


PICTURES: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "svg": ("image/svg+xml", lambda url: qr.svg_of(url).encode()),
    "png": ("image/png", qr.png_of),
}


@require_safe
@requires(Role.VIEWER)
def qr_code(request: MemberRequest, code: str, kind: str) -> HttpResponse:
    """The QR code to download, as a drawing or as a picture."""
    if kind not in PICTURES:
        raise Http404
    found = get_collector(request.organization, code)
    content_type, draw = PICTURES[kind]
    name = f"{request.organization.slug}-{found.code}.{kind}"
    return HttpResponse(
        draw(public_url(found.code)),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@requires(Role.VIEWER)
def poster(request: MemberRequest, code: str) -> HttpResponse:
    """An A5 page to print, in the language of the customers."""
    found = get_collector(request.organization, code)
    asked = request.GET.get("language")
    languages = dict(settings.LANGUAGES)
    url = public_url(found.code)
    version = found.survey.live_version
    content: Content = version.content if version else found.survey.content
    context = {
        "collector": found,
        "language": asked if asked in languages else request.organization.language,
        "languages": languages,
        "svg": qr.svg_of(url),
        "address": url.partition("://")[2],
        "questions": len(content.questions),
        "seconds": content.seconds,
        "minutes": -(-content.seconds // 60),
    }
    return render(request, "responses/poster.html", context)
