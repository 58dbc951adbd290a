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
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from hearme.common.poster_kinds import AT_ONCE, Format, Size
from hearme.common.posters import TooSmallError
from responses.actions import draw_posters, order_posters, preview_poster
from responses.forms import PosterForm
from responses.models import Collector, PosterOrder
from responses.queries import (
    chosen_collectors,
    collectors_by_id,
    get_poster_order,
    ids_of_codes,
    poster_orders_of,
    usual_theme,
)
from responses.views.choosing import chosen_ids, is_choice, matching_ids, packed
from surveys.rules import readable

SHOWN = 60
CHOICES = ("code", "collector", "survey", "location", "state", "q")
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
    if "choose" in request.POST and not is_choice(request.POST):
        messages.error(request, _("Choose at least one code first."))
        return redirect("responses:collectors", request.organization.slug)
    ids = _chosen(request)
    is_ordering = request.method == "POST" and "choose" not in request.POST
    form = PosterForm(request.POST if is_ordering else None, initial=_start(request))
    if is_ordering and form.is_valid():
        made = _made(request, form, ids)
        if made:
            return made
    chosen = _loaded(request, ids[:SHOWN])
    context = {
        "form": form,
        "chosen": chosen,
        "total": len(ids),
        "first": chosen[0] if chosen else None,
        "picked": packed(ids) if is_choice(request.POST) else "",
        "sizes": SIZES,
        "swatches": SWATCHES,
        "at_once": AT_ONCE,
        "orders": poster_orders_of(request.organization)[:5],
        "query": _query(request),
        "looked_at": urlencode({"code": chosen[0].code}) if chosen else "",
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


def _chosen(request: MemberRequest) -> list[int]:
    """The ids of the collectors that are meant, in the order of their list.

    Many come in a form, since they do not fit into an address; there a few may stand by code, or
    all by the filters of their list.
    """
    if is_choice(request.POST):
        ids = chosen_ids(request.membership, request.POST)
        chosen_collectors(request.organization, ids)
        return ids
    if is_choice(request.GET):
        return chosen_ids(request.membership, request.GET)
    found = matching_ids(request.membership, request.GET)
    codes = {code.upper() for code in request.GET.getlist("code")}
    wanted = ids_of_codes(request.organization, codes) if codes else frozenset(found)
    return [pk for pk in found if pk in wanted]


def _loaded(request: MemberRequest, ids: Sequence[int]) -> list[Collector]:
    found = collectors_by_id(request.organization, ids)
    return [found[pk] for pk in ids if pk in found]


def _made(request: MemberRequest, form: PosterForm, ids: Sequence[int]) -> HttpResponse | None:
    design = form.cleaned_data
    try:
        if len(ids) > AT_ONCE:
            order = order_posters(request.organization, ids, design, request.user)
            return redirect("responses:poster_order", request.organization.slug, order.key)
        if not ids:
            raise ValidationError(_("Choose at least one collector."))
        data = draw_posters(request.organization, _loaded(request, ids), design)
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
    chosen = _loaded(request, _chosen(request)[:1])
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
