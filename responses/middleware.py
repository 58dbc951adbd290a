"""The public door: survey pages are answered before sessions and logins are looked up.

What everybody sees at a busy code is answered sooner still: before Django makes a request of it.
docs/adr/0015-quick-pages.md has the figures.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

from hearme.common.middleware import request_id_of, tell
from responses.rules import FormToken, new_key, sign_token
from responses.views.noting import note_opened
from responses.views.quick import COMMON, CommonPage
from responses.views.visiting import token_secret

PREFIX = "/s/"
WORTH_IT = 500
"""Bytes below which compressing gains nothing."""
RANDOM_BYTES = 100


def public_door(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send /s/… straight to its view: it needs no session, and most of a request is saved."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        match = resolve(request.path_info)
        request.resolver_match = match
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return _squeezed(request, response)

    return middleware


def _squeezed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Compress a page that is not compressed yet: on shop Wi-Fi every packet counts.

    A few random bytes hide from an onlooker how well what was typed goes with the page's token.
    """
    is_page = response.get("Content-Type", "").startswith("text/html")
    is_wanted = "gzip" in request.headers.get("Accept-Encoding", "")
    if not (is_page and is_wanted) or response.has_header("Content-Encoding"):
        return response
    if len(response.content) >= WORTH_IT:
        response.content = compress_string(response.content, max_random_bytes=RANDOM_BYTES)
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


# ------------------------------------------------------------------ before Django
Environ: TypeAlias = dict[str, Any]
Headers: TypeAlias = list[tuple[str, str]]
Start: TypeAlias = Callable[..., Any]
Application: TypeAlias = Callable[[Environ, Start], Iterable[bytes]]

MOST_KEPT: Final = 4_096
DECIDING: Final = (
    "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_LANGUAGE", "wsgi.url_scheme",
    "HTTP_X_FORWARDED_PROTO",
)  # fmt: skip
"""What of a request decides how the page looks that everybody gets."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page that was just made for one visitor and can be made again for the next."""

    page: CommonPage
    headers: Headers
    made_at: float


def quick_pages(application: Application) -> Application:
    """Serve a page that was made in this very second again, with a token of its own.

    Only to visitors without cookies; whoever has been here before is answered by the views.
    """
    kept: dict[tuple[str, ...], KeptPage] = {}

    def quick(environ: Environ, start: Start) -> Iterable[bytes]:
        if not _is_anybody(environ):
            return application(environ, start)
        key = (*(environ.get(name, "") for name in DECIDING), _squeezing(environ))
        known = kept.get(key)
        if known and time.monotonic() - known.made_at < settings.DOOR_SECONDS:
            return _served(known, environ, start)
        made: list[CommonPage] = []
        environ[COMMON] = made

        def noted(status: str, headers: Headers, *more: Any) -> Any:
            if made:
                if len(kept) >= MOST_KEPT:
                    kept.clear()
                kept[key] = KeptPage(made[0], _lasting(headers), time.monotonic())
            return start(status, headers, *more)

        return application(environ, noted)

    return quick


def _is_anybody(environ: Environ) -> bool:
    return (
        environ["REQUEST_METHOD"] == "GET"
        and environ["PATH_INFO"].startswith(PREFIX)
        and not environ.get("HTTP_COOKIE")
        and settings.DOOR_SECONDS > 0
    )


def _squeezing(environ: Environ) -> str:
    return "gzip" if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") else ""


def _lasting(headers: Headers) -> Headers:
    """The headers that are the same for the next visitor."""
    own = {"x-request-id", "content-length"}
    return [(name, value) for name, value in headers if name.lower() not in own]


def _served(known: KeptPage, environ: Environ, start: Start) -> Iterable[bytes]:
    started, now, page = time.perf_counter(), datetime.now(UTC), known.page
    token = FormToken(page.version_id, page.collector_id, new_key(now), int(now.timestamp()))
    piece = sign_token(token, token_secret()).encode()
    is_squeezed = bool(_squeezing(environ))
    body = page.spliced.gzipped(piece) if is_squeezed else page.spliced.plain(piece)
    note_opened(environ, page.opened)
    request_id = request_id_of(environ.get("HTTP_X_REQUEST_ID", ""))
    own = [("X-Request-ID", request_id), ("Content-Length", str(len(body)))]
    start("200 OK", [*known.headers, *own])
    tell("GET", environ["PATH_INFO"], 200, started, request_id)
    return [body]
