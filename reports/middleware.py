"""The doors for people who are no members: answered before sessions and logins are looked up."""

import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

DOORS: Final = re.compile(r"/[rw]/[^/]+/?")


def report_doors(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send /r/… and /w/… straight to their views: they know neither sessions nor members."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not DOORS.fullmatch(request.path_info):
            return get_response(request)
        match = resolve(request.path_info)
        request.resolver_match = match
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response

    return middleware
