"""The pages a customer sees. A GET never writes; a POST may come any number of times."""

from collections.abc import Callable
from functools import wraps

import structlog
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from responses import pages
from responses.pages import Ways
from responses.queries import current_notice, find_door, glance_at_door, published
from responses.rules import LINK
from responses.views.answering import receive, show_first, show_sheet
from responses.views.beacons import is_beacon, save
from responses.views.context import leading_back, refusing_links
from responses.views.deleting import delete_address, delete_mine
from responses.views.personal import show_linked
from responses.views.resuming import begun_anew, offered
from responses.views.suspecting import remembering
from responses.views.threshold import kept_out
from responses.views.visiting import Visit, answered, away, token_secret, unknown

__all__ = ["anew", "answer", "delete", "privacy", "sheet", "thanks", "token_secret"]

log = structlog.get_logger("hearme.public")
View = Callable[..., HttpResponse]
METHODS = ("GET", "HEAD", "POST")
OUTCOMES = {"g": "good", "n": "neutral", "b": "bad"}


def safe_when_away(view: View) -> View:
    """Try once more on a fresh connection, then say "try again" and keep what was typed."""

    @wraps(view)
    def safe(request: HttpRequest, code: str, **more: str) -> HttpResponse:
        for attempt in (1, 2):
            try:
                return view(request, code, **more)
            except (OperationalError, InterfaceError) as error:
                log.warning("database away", attempt=attempt, error=type(error).__name__)
                connection.close()
        return away(request, code)

    return safe


@login_not_required
@csrf_exempt
@safe_when_away
@refusing_links
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The survey behind a short code: shown on GET, stored on POST."""
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    is_sent = request.method == "POST"
    door = find_door(code) if is_sent else glance_at_door(code)
    if door is None or door.version_id is None or door.is_for_programs:
        return unknown(request, code)
    visit = Visit(request, door)
    if is_sent:
        return remembering(visit, save(visit) if is_beacon(visit) else receive(visit))
    if page := offered(visit) or kept_out(visit):
        return page
    if LINK in request.GET:
        return show_linked(visit)
    return show_first(visit, published(door.version_id))


@login_not_required
@csrf_exempt
@safe_when_away
@refusing_links
def sheet(request: HttpRequest, code: str, token: str, number: str) -> HttpResponse:
    """A page of a survey that was begun, with the answers given so far."""
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    door = find_door(code)
    if door is None or door.version_id is None or door.is_for_programs:
        return unknown(request, code)
    visit = Visit(request, door)
    if is_beacon(visit):
        return remembering(visit, save(visit, token, number))
    if request.method == "POST":
        return remembering(visit, receive(visit, token, number))
    return show_sheet(visit, token, number)


@login_not_required
@safe_when_away
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """What everybody sees after sending; it may be reloaded, and holds nothing personal."""
    door = find_door(code)
    if door is None or door.version_id is None or door.is_for_programs:
        return unknown(request, code)
    version, visit = published(door.version_id), Visit(request, door)
    setting = visit.setting(version)
    outcome = OUTCOMES.get(request.GET.get("o", ""), "")
    number = request.GET.get("n", "")
    turn = int(number) if number.isascii() and number.isdecimal() and len(number) < 3 else 0
    page = pages.thanks_page(
        version.content,
        version.default_language,
        setting,
        outcome=outcome,
        turn=turn,
        ways=Ways(back=door.return_url, delete=delete_address(visit)),
    )
    return answered(page, 200, setting.language)


@login_not_required
@csrf_exempt
@safe_when_away
def anew(request: HttpRequest, code: str) -> HttpResponse:
    """The first page for somebody who does not want to go on with what the phone remembers."""
    door = find_door(code)
    if door is None or door.version_id is None or door.is_for_programs:
        return unknown(request, code)
    return begun_anew(Visit(request, door))


@login_not_required
@csrf_exempt
@safe_when_away
def delete(request: HttpRequest, code: str) -> HttpResponse:
    """Where customers delete the answers they sent; a GET only asks."""
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    door = find_door(code)
    if door is None or door.version_id is None or door.is_for_programs:
        return unknown(request, code)
    return delete_mine(Visit(request, door))


@login_not_required
@safe_when_away
def privacy(request: HttpRequest, code: str) -> HttpResponse:
    """What is kept of an answer, and what is not."""
    door = find_door(code)
    if door is None or door.version_id is None or door.is_for_programs:
        return unknown(request, code)
    setting = leading_back(Visit(request, door)).usual_setting()
    return answered(
        pages.privacy_page(setting, current_notice(door.organization_id)), 200, setting.language
    )
