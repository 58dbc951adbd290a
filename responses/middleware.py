"""The public door: survey pages are answered before sessions and logins are looked up."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

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
    is_page = response["Content-Type"].startswith("text/html")
    is_wanted = "gzip" in request.headers.get("Accept-Encoding", "")
    if not (is_page and is_wanted) or response.has_header("Content-Encoding"):
        return response
    if len(response.content) >= WORTH_IT:
        response.content = compress_string(response.content, max_random_bytes=RANDOM_BYTES)
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
