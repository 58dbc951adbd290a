"""The pages a customer sees. A GET never writes; a POST may come any number of times."""

from collections.abc import Callable
from functools import wraps

import structlog
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from responses import pages
from responses.queries import find_door, glance_at_door, published
from responses.views.answering import receive, show_first, show_sheet
from responses.views.threshold import stopped
from responses.views.visiting import Visit, answered, away, token_secret, unknown

__all__ = ["answer", "privacy", "sheet", "thanks", "token_secret"]

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
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The survey behind a short code: shown on GET, stored on POST."""
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    is_sent = request.method == "POST"
    door = find_door(code) if is_sent else glance_at_door(code)
    if door is None or door.version_id is None:
        return unknown(request, code)
    visit = Visit(request, door)
    if is_sent:
        return receive(visit)
    if page := stopped(visit):
        return page
    return show_first(visit, published(door.version_id))


@login_not_required
@csrf_exempt
@safe_when_away
def sheet(request: HttpRequest, code: str, token: str, number: str) -> HttpResponse:
    """A page of a survey that was begun, with the answers given so far."""
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    door = find_door(code)
    if door is None or door.version_id is None:
        return unknown(request, code)
    visit = Visit(request, door)
    if request.method == "POST":
        return receive(visit, token, number)
    return show_sheet(visit, token, number)


@login_not_required
@safe_when_away
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """What everybody sees after sending; it may be reloaded, and holds nothing personal."""
    door = find_door(code)
    if door is None or door.version_id is None:
        return unknown(request, code)
    version = published(door.version_id)
    setting = Visit(request, door).setting(version)
    outcome = OUTCOMES.get(request.GET.get("o", ""), "")
    number = request.GET.get("n", "")
    turn = int(number) if number.isascii() and number.isdecimal() and len(number) < 3 else 0
    page = pages.thanks_page(
        version.content, version.default_language, setting, outcome=outcome, turn=turn
    )
    return answered(page, 200, setting.language)


@login_not_required
@safe_when_away
def privacy(request: HttpRequest, code: str) -> HttpResponse:
    """What is kept of an answer, and what is not."""
    door = find_door(code)
    if door is None or door.version_id is None:
        return unknown(request, code)
    setting = Visit(request, door).usual_setting()
    return answered(pages.privacy_page(setting), 200, setting.language)
