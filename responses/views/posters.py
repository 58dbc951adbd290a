"""The poster studio: choose codes, a size and words; look; take the file or order many."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from hearme.common.poster_kinds import AT_ONCE, Format, Size
from hearme.common.posters import TooSmallError
from responses.actions import draw_posters, order_posters, preview_poster
from responses.forms import CollectorFilterForm, PosterForm
from responses.models import Collector, PosterOrder
from responses.queries import (
    collector_keys,
    collectors_by_id,
    get_poster_order,
    poster_orders_of,
    usual_theme,
)
from responses.views.collectors import in_order
from surveys.rules import readable

SHOWN = 60
CHOICES = ("code", "survey", "location", "state", "q")
"""The names under which an address says which collectors are meant."""


@dataclass(frozen=True, slots=True)
class SizeCard:
    """A size as the studio offers it."""

    value: str
    icon: str
    name: str | Promise
    text: str | Promise


SIZES = (
    SizeCard("a4", "a4", "A4", gettext_lazy("on the wall")),
    SizeCard("a5", "poster", "A5", gettext_lazy("in a stand")),
    SizeCard("tent", "tent", gettext_lazy("Table tent"), gettext_lazy("folded, two sides")),
    SizeCard("sticker", "sticker", gettext_lazy("Door sticker"), gettext_lazy("round, 12 cm")),
    SizeCard("receipt58", "receipt", gettext_lazy("Receipt"), "58 mm"),
    SizeCard("receipt80", "receipt", gettext_lazy("Receipt"), "80 mm"),
    SizeCard("badge", "badge", gettext_lazy("Staff badge"), "54 × 86 mm"),
)
SWATCHES = ("#0d5c4a", "#17211d", "#7a3b12", "#8a2a3b", "#264f7d", "#5b3a86")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.VIEWER)
def posters(request: MemberRequest) -> HttpResponse:
    """The studio. A POST brings a few posters at once, or orders many."""
    chosen = _chosen(request)
    form = PosterForm(request.POST if request.method == "POST" else None, initial=_start(request))
    if request.method == "POST" and form.is_valid():
        made = _made(request, form, chosen)
        if made:
            return made
    context = {
        "form": form,
        "chosen": chosen[:SHOWN],
        "total": len(chosen),
        "first": chosen[0] if chosen else None,
        "sizes": SIZES,
        "swatches": SWATCHES,
        "at_once": AT_ONCE,
        "orders": poster_orders_of(request.organization)[:5],
        "query": _query(request),
        "values": _values(form),
    }
    return render(request, "responses/posters.html", context)


def _start(request: MemberRequest) -> dict[str, Any]:
    theme = usual_theme(request.organization)
    return {
        "size": Size.A5.value,
        "language": request.organization.language,
        "brand": readable(theme.brand) if theme else SWATCHES[0],
        "has_faces": True,
        "has_logo": bool(theme and theme.logo_id),
        "has_place": True,
        "has_code": True,
        "format": Format.PDF.value,
    }


def _values(form: PosterForm) -> dict[str, Any]:
    """What the preview shows: the form as it stands."""
    return {name: form[name].value() for name in form.fields}


def _query(request: MemberRequest) -> str:
    """The part of the address that says which collectors are meant."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in CHOICES:
            del kept[name]
    return kept.urlencode()


def _chosen(request: MemberRequest) -> list[Collector]:
    """The collectors that the address names: by code, or by the filters of their list."""
    form = CollectorFilterForm(request.organization, request.GET)
    keys = in_order(collector_keys(request.organization, form.wanted), form)
    codes = {code.upper() for code in request.GET.getlist("code")}
    found = collectors_by_id(request.organization, [key.id for key in keys])
    every = [found[key.id] for key in keys if key.id in found]
    return [collector for collector in every if collector.code in codes] if codes else every


def _made(
    request: MemberRequest, form: PosterForm, chosen: Sequence[Collector]
) -> HttpResponse | None:
    design = form.cleaned_data
    try:
        if len(chosen) > AT_ONCE:
            ids = [collector.pk for collector in chosen]
            order = order_posters(request.organization, ids, design, request.user)
            return redirect("responses:poster_order", request.organization.slug, order.key)
        if not chosen:
            raise ValidationError(_("Choose at least one collector."))
        data = draw_posters(request.organization, chosen, design)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    except TooSmallError:
        form.add_error(None, _("The address is too long for a code of this size."))
        return None
    return _download(request, design, data)


def _download(request: MemberRequest, design: Mapping[str, Any], data: bytes) -> HttpResponse:
    kind = Format(design["format"])
    name = f"{request.organization.slug}-posters-{design['size']}.{kind.ending}"
    return HttpResponse(
        data,
        content_type=kind.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@requires(Role.VIEWER)
def poster_preview(request: MemberRequest) -> HttpResponse:
    """The first chosen poster as a picture, as the form's fields in the address say."""
    chosen = _chosen(request)
    given = request.GET.copy()
    for name, value in _start(request).items():
        if name not in given and "drawn" not in given:
            given[name] = str(value)
    given.setdefault("format", Format.PDF.value)
    form = PosterForm(given)
    if not chosen or not form.is_valid():
        raise Http404
    try:
        data = preview_poster(request.organization, chosen[0], form.cleaned_data)
    except TooSmallError as error:
        raise Http404 from error
    return HttpResponse(data, content_type="image/png")


@require_safe
@requires(Role.VIEWER)
def poster_order(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """How far an order is, and its file once it is there."""
    order = get_poster_order(request.organization, key)
    is_open = order.state in {PosterOrder.State.WAITING, PosterOrder.State.DRAWING}
    if order.state == PosterOrder.State.FAILED:
        messages.error(request, _("These posters could not be made. Please order them again."))
    context = {"order": order, "total": len(order.collectors), "is_open": is_open}
    return render(request, "responses/poster_order.html", context)


@require_safe
@requires(Role.VIEWER)
def poster_file(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """The posters of an order, to download."""
    order = get_poster_order(request.organization, key)
    if order.state != PosterOrder.State.READY:
        raise Http404
    with order.file.open() as file:
        return _download(request, order.design, file.read())
