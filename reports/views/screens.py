"""What a screen on the wall asks for. Whoever has the address may read it, and do nothing else."""

import hashlib
from datetime import datetime
from functools import cache
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.actions.sharing import note_seen
from reports.models import Wallboard
from reports.pages.wallboard import Screen, screen_of
from reports.queries.freshness import USUAL_WAIT, is_stale
from reports.queries.sharing import find_board
from reports.queries.wallboard import zone_of
from reports.views.doors import away, guarded, over, unknown

EVERY: Final = 20
"""Seconds between two looks of a screen."""
WITHOUT_SCRIPT: Final = 30
LATE: Final = 90
"""Seconds without news after which a screen says so."""
LIGHT: Final = "light"


@login_not_required
@require_safe
def screen(request: HttpRequest, token: str) -> HttpResponse:
    """A board as a page, or only its tiles if they changed."""
    try:
        return _told(_answered(request, token))
    except (OperationalError, InterfaceError):
        connection.close()
        return away(request)


def _answered(request: HttpRequest, token: str) -> HttpResponse:
    board = find_board(token)
    if board is None:
        return unknown(request)
    if board.revoked_at:
        return _switched_off(request, board)
    shown = screen_of(board)
    if request.method == "GET":
        note_seen(board)
    if request.GET.get("part") == "tiles":
        response = _tiles(request, shown)
    else:
        response = HttpResponse(_page(request, board, shown))
    response["X-Board-Counted"] = _milliseconds(shown.counted_at)
    response["X-Board-Page"] = _make(board.language)
    return guarded(response)


def _told(response: HttpResponse) -> HttpResponse:
    """So a screen knows an answer of ours from that of a proxy, and what time it is."""
    response["X-Board-Now"] = _milliseconds(timezone.now())
    return response


def _milliseconds(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def _tiles(request: HttpRequest, shown: Screen) -> HttpResponse:
    if request.headers.get("If-None-Match") == shown.etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(shown.html)
    response["ETag"] = shown.etag
    return response


def _page(request: HttpRequest, board: Wallboard, shown: Screen) -> str:
    context = {
        "board": board,
        "tiles": mark_safe(shown.html),  # noqa: S308 - rendered by a template of ours
        "now": timezone.now(),
        "counted_at": shown.counted_at,
        "is_stale": is_stale(shown.counted_at),
        "is_light": request.GET.get("look") == LIGHT,
        "zone": str(zone_of(board)),
        "page": _make(board.language),
        "every": EVERY,
        "refresh": WITHOUT_SCRIPT,
        "late": LATE,
        "stale_after": USUAL_WAIT.total_seconds(),
    }
    with translation.override(board.language):
        return render_to_string("reports/wallboard_screen.html", context)


@cache
def _make(language: str) -> str:
    """Changes when the page around the tiles does, so that screens take the new one."""
    files = [static(name) for name in ("css/wallboard.css", "js/wallboard.js", "css/tokens.css")]
    return hashlib.sha256(repr([files, language]).encode()).hexdigest()[:12]


def _switched_off(request: HttpRequest, board: Wallboard) -> HttpResponse:
    with translation.override(board.language):
        return over(
            request,
            _("This screen was switched off"),
            _("Whoever looks after it finds the new address in Hearme, under Reports."),
        )
