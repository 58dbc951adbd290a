"""What happens around every request: an id and one log line."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hearme.common.logs import write_line

log = structlog.get_logger("hearme.request")
GetResponse = Callable[[HttpRequest], HttpResponse]
REQUEST_ID = re.compile(r"[\w.-]{1,64}")
SECRETS = re.compile(r"(?<=/p/)[\w-]{60,}|(?<=/[rw]/)[\w-]{20,}")
"""Tokens in addresses: who reads the log must not be able to open what they open."""
QUIET = frozenset({"/healthz", "/readyz"})


def request_log(get_response: GetResponse) -> GetResponse:
    """Give each request an id, carry it in every log line and in the X-Request-ID header."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = request_id_of(request.headers.get("X-Request-ID", ""))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = get_response(request)
        response["X-Request-ID"] = request_id
        if request.path not in QUIET:
            tell(request.method, request.path, response.status_code, started, request_id)
        return response

    return middleware


def request_id_of(given: str) -> str:
    """The id that the proxy gave a request, or a new one."""
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def tell(method: str | None, path: str, status: int, started: float, request_id: str) -> None:
    """Write the line of one request; `started` is the reading of the performance counter."""
    line = {
        "method": method,
        "path": SECRETS.sub("…", path),
        "status": status,
        "ms": round((time.perf_counter() - started) * 1000, 1),
    }
    if settings.DEBUG:
        log.info("request", **line)
    else:
        write_line("hearme.request", "request", **line, request_id=request_id)
