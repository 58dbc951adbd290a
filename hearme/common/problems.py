"""Errors of the API in one form: application/problem+json (RFC 9457)."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http import HTTPStatus
from itertools import islice
from typing import Any, Final

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as RuleBroken
from django.db import InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

CONTENT_TYPE: Final = "application/problem+json"
MOST_ERRORS: Final = 100
WAIT_SECONDS: Final = "5"


class Away(exceptions.APIException):
    """PostgreSQL does not answer: try again."""

    status_code = 503
    default_detail = "The database does not answer just now. Send the same request again."
    default_code = "away"


class Conflict(exceptions.APIException):
    """What was sent contradicts what is stored."""

    status_code = 409
    default_code = "conflict"


class Unfit(exceptions.ValidationError):
    """What was sent has the right form, but does not fit what is stored."""

    status_code = 422
    default_code = "unfit"


class TooLarge(exceptions.APIException):
    """The body is longer than any honest request."""

    status_code = 413
    default_detail = "The body is larger than 256 KiB."
    default_code = "too_large"


MEANINGS: Final[Mapping[type[Exception], Callable[[], exceptions.APIException]]] = {
    Http404: partial(exceptions.NotFound, "There is no such thing in this organization."),
    PermissionDenied: exceptions.PermissionDenied,
    RequestDataTooBig: TooLarge,
    UnreadablePostError: partial(exceptions.ParseError, "The body broke off."),
    OperationalError: Away,
    InterfaceError: Away,
}


def problem(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into a problem document; None for our own faults, which are 500."""
    known = _as_api_exception(exception)
    if known is None:
        return None
    if isinstance(known.detail, dict | list):
        errors = list(islice(_errors(known.detail), MOST_ERRORS))
        document = problem_document(known.status_code, known.default_code, errors=errors)
    else:
        code = known.detail.code or known.default_code
        document = problem_document(known.status_code, code, str(known.detail))
    response = Response(document, status=known.status_code, content_type=CONTENT_TYPE)
    for name, value in _headers(known).items():
        response[name] = value
    return response


def problem_document(
    status: int, code: str, detail: str = "", *, errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """What is told of a problem: `code` for programs, `detail` and `errors` for people."""
    title = HTTPStatus(status).phrase
    document = {"type": "about:blank", "title": title, "status": status, "code": code}
    if detail:
        document["detail"] = detail
    if errors:
        document["errors"] = errors
    return document


def _errors(detail: Any, field: str = "") -> Iterator[dict[str, str]]:
    """Each fault with the field it is in: `answers.q1`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            is_whole = name == api_settings.NON_FIELD_ERRORS_KEY
            yield from _errors(inner, field if is_whole else f"{field}.{name}".lstrip("."))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _errors(inner, field)
    else:
        yield {"field": field, "code": detail.code, "detail": str(detail)}


def _as_api_exception(exception: Exception) -> exceptions.APIException | None:
    if isinstance(exception, exceptions.APIException):
        return exception
    if isinstance(exception, RuleBroken):
        return Unfit(exception.messages)
    meanings = (make for kind, make in MEANINGS.items() if isinstance(exception, kind))
    return next((make() for make in meanings), None)


def _headers(exception: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if isinstance(exception, Away):
        headers["Retry-After"] = WAIT_SECONDS
    return headers
