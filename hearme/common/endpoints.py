"""Views for programs: functions that answer some methods and no others."""

from collections.abc import Callable
from typing import Any

from rest_framework.decorators import api_view

Endpoint = Callable[..., Any]


def _endpoint(*methods: str) -> Callable[[Endpoint], Endpoint]:
    def decorate(function: Endpoint) -> Endpoint:
        view = api_view(methods)(function)
        # api_view adds OPTIONS, which tells more about a view than its schema does.
        view.cls.http_method_names = [method.lower() for method in methods]
        return view

    return decorate


reads = _endpoint("GET", "HEAD")
"""A view that only reads."""
writes = _endpoint("POST")
"""A view that stores what it is sent; the key has to be one that may write."""
