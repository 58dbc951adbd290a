"""The site's error pages."""

import sys

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSlow

log = structlog.get_logger("hearme.errors")
AWAY = (OperationalError, InterfaceError, RedisAway, RedisSlow)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say "try again" (503) while PostgreSQL or Redis is away; anything else is our fault (500)."""
    if isinstance(sys.exc_info()[1], AWAY):
        log.error("outage", error=type(sys.exc_info()[1]).__name__)
        response = render(request, "503.html", status=503)
        response["Retry-After"] = "5"
        return response
    return render(request, "500.html", status=500)
