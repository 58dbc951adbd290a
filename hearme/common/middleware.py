"""What happens around every request: an id and one log line."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("hearme.request")
GetResponse = Callable[[HttpRequest], HttpResponse]
REQUEST_ID = re.compile(r"[\w.-]{1,64}")
SECRETS = re.compile(r"(?<=/p/)[\w-]{60,}")
"""Tokens in addresses: who reads the log must not be able to open what they open."""
QUIET = frozenset({"/healthz", "/readyz"})


def request_log(get_response: GetResponse) -> GetResponse:
    """Give each request an id, carry it in every log line and in the X-Request-ID header."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = get_response(request)
        response["X-Request-ID"] = request_id
        if request.path not in QUIET:
            log.info(
                "request",
                method=request.method,
                path=SECRETS.sub("…", request.path),
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )
        return response

    return middleware
