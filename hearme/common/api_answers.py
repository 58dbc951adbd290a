"""What is true of every answer below /api/, whoever made it: the view, the resolver or a fault."""

import json
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from hearme.common.problems import CONTENT_TYPE, problem_document

PREFIX = "/api/"
PAGES = ("/api/v1/docs",)
"""For people; the rest is for programs."""
LANGUAGE = "en"
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


def api_answers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let errors be problem documents in English, and nothing be cached."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        with translation.override(LANGUAGE):
            response = _unencrypted() if _is_exposed(request) else get_response(request)
        if response.status_code >= 400:
            response = _as_problem(response)
        response["Cache-Control"] = "no-store"
        response.headers.setdefault("Content-Language", LANGUAGE)
        return response

    return middleware


@csrf_exempt
@login_not_required
def unknown_address(request: HttpRequest) -> HttpResponse:
    """Nothing is here, whatever the method and whoever asks."""
    raise Http404


def _is_exposed(request: HttpRequest) -> bool:
    """A program that is quietly led to https would go on sending its key in the open."""
    if not settings.SECURE_SSL_REDIRECT or request.is_secure():
        return False
    return not request.path_info.startswith(PAGES)


def _unencrypted() -> HttpResponse:
    detail = "Use https. Replace the key if one was sent: it was readable on the way."
    return _problem(HTTPStatus.FORBIDDEN, "https_required", detail)


def _as_problem(response: HttpResponse) -> HttpResponse:
    if response.headers.get("Content-Type", "").startswith(CONTENT_TYPE):
        return response
    status = HTTPStatus(response.status_code)
    answer = _problem(status, status.name.lower(), status.description)
    for name in KEPT_HEADERS:
        if name in response:
            answer[name] = response[name]
    return answer


def _problem(status: HTTPStatus, code: str, detail: str) -> HttpResponse:
    document = problem_document(status, code, detail)
    return HttpResponse(json.dumps(document), status=status, content_type=CONTENT_TYPE)
