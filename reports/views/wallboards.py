"""Screens on the wall, as members see them: which there are, what they show, their addresses."""

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from reports.actions.sharing import add_board, edit_board, renew_board, revoke_board
from reports.forms.sharing import TILE_WORDS, WallboardForm
from reports.models import Wallboard
from reports.queries.sharing import boards_of, get_board, token_for
from reports.rules.wallboard import tiles_from


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A board with the address of its screen; empty if the site's secret changed since."""

    board: Wallboard
    address: str
    tiles: list[str]


def row_of(board: Wallboard) -> BoardRow:
    token = "" if board.revoked_at else token_for(board)
    address = f"{settings.SITE_URL}{reverse('doors:screen', args=[token])}" if token else ""
    return BoardRow(board, address, [str(TILE_WORDS[tile]) for tile in tiles_from(board.tiles)])


@never_cache
@require_safe
@requires(Role.MANAGER)
def wallboards(request: MemberRequest) -> HttpResponse:
    rows = [row_of(board) for board in boards_of(request.membership)]
    return render(request, "reports/wallboards.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.MANAGER)
def wallboard_add(request: MemberRequest) -> HttpResponse:
    """A new screen; its address works as soon as it is made."""
    form = WallboardForm(request.membership, request.POST if request.method == "POST" else None)
    add = partial(add_board, request.membership, request.user)
    if form.is_valid() and _done(request, form, add, _("The screen is ready. Open its address.")):
        return redirect("reports:wallboards", request.organization.slug)
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.MANAGER)
def wallboard_edit(request: MemberRequest, board_id: int) -> HttpResponse:
    """What a screen shows. It changes by itself within half a minute."""
    board = get_board(request.membership, board_id)
    sent = request.POST if request.method == "POST" else None
    form = WallboardForm(request.membership, sent, board)
    edit = partial(edit_board, board)
    if form.is_valid() and _done(request, form, edit, _("Saved. Screens follow in a moment.")):
        return redirect("reports:wallboards", request.organization.slug)
    return _form_page(request, form, board)


def _done(
    request: MemberRequest, form: WallboardForm, action: "partial[Wallboard]", words: str
) -> bool:
    try:
        action(form.plan)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, words)
    return True


def _form_page(
    request: MemberRequest, form: WallboardForm, board: Wallboard | None = None
) -> HttpResponse:
    context = {"form": form, "board": board}
    return render(
        request, "reports/wallboard_edit.html", context, status=422 if form.errors else 200
    )


@require_POST
@requires(Role.MANAGER)
def wallboard_revoke(request: MemberRequest, board_id: int) -> HttpResponse:
    board = get_board(request.membership, board_id)
    try:
        revoke_board(board)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("“%(name)s” is switched off.") % {"name": board.name})
    return redirect("reports:wallboards", request.organization.slug)


@require_POST
@requires(Role.MANAGER)
def wallboard_renew(request: MemberRequest, board_id: int) -> HttpResponse:
    """A new address; the old one opens nothing from now on."""
    board = renew_board(get_board(request.membership, board_id))
    messages.success(request, _("“%(name)s” has a new address.") % {"name": board.name})
    return redirect("reports:wallboards", request.organization.slug)
