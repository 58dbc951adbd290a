"""How the API's schema describes what drf-spectacular cannot guess."""

from collections.abc import Callable
from typing import Any, Final

from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction

from hearme.common.problems import CONTENT_TYPE, WAIT_SECONDS, problem_document

REFUSALS: Final = {
    "400": ("invalid", "What was sent has not the form that this schema says."),
    "401": ("not_authenticated", "No key was sent, or it is unknown or revoked."),
    "403": ("permission_denied", "The key may only read, or was not sent over https."),
    "404": ("not_found", "There is no such thing in this organization."),
    "406": ("not_acceptable", "Only JSON is spoken here."),
    "409": (
        "key_reused",
        "The Idempotency-Key was used for another request; or `closed`: the "
        "collector takes no answers now.",
    ),
    "413": ("too_large", "The body is larger than 256 KiB."),
    "415": ("unsupported_media_type", "The body is not JSON in UTF-8."),
    "422": ("unfit", "The form is right, but it does not fit what is stored."),
    "503": ("away", "The database does not answer just now: send the same request again."),
}
"""Status -> its usual `code`, and what it means."""
FAULTS: Final = {
    "400": {"field": "page_size", "code": "max_value", "detail": "At most 200."},
    "422": {"field": "to", "code": "unfit", "detail": "The period ends before it starts."},
}
ALWAYS: Final = ("400", "401", "403", "404", "406", "503")
WITH_BODY: Final = ("409", "413", "415", "422")
WITH_DAYS: Final = ("422",)
HEADERS: Final = {
    "401": ("WWW-Authenticate", 'Bearer realm="Hearme API"'),
    "503": ("Retry-After", WAIT_SECONDS),
}
PROBLEM: Final = {
    "type": "object",
    "description": "RFC 9457",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "For programs; it does not change."},
        "detail": {"type": "string", "description": "For people."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string", "description": "Such as `answers.q1`."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "required": ["field", "code", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "code"],
}


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The organization's key."""

    target_class = "hearme.accounts.api.door.KeyAuthentication"
    name = "organizationKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "hm_<prefix>_<secret>"}


class StrictObject(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Objects that may have no other names."""

    target_class = "hearme.common.strict.Strict"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        plain: Callable[..., dict[str, Any]] = auto_schema._map_serializer  # noqa: SLF001
        described = plain(self.target, direction, bypass_extensions=True)
        return {**described, "additionalProperties": False}


def add_problems(
    result: dict[str, Any], generator: object, request: object, public: bool
) -> dict[str, Any]:
    """Say of every operation which problems it may answer with."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    result["components"]["responses"] = {status: _refusal(status) for status in REFUSALS}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status in _statuses(operation):
                told = {"$ref": f"#/components/responses/{status}"}
                operation["responses"][status] = told
    return result


def _statuses(operation: dict[str, Any]) -> list[str]:
    names = {parameter["name"] for parameter in operation.get("parameters", [])}
    with_body = WITH_BODY if "requestBody" in operation else ()
    return sorted({*ALWAYS, *with_body, *(WITH_DAYS if "from" in names else ())})


def _refusal(status: str) -> dict[str, Any]:
    code, description = REFUSALS[status]
    errors = [FAULTS[status]] if status in FAULTS else None
    example = problem_document(int(status), code, "" if errors else description, errors=errors)
    content = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "examples": {code: {"value": example}},
    }
    told: dict[str, Any] = {"description": description, "content": {CONTENT_TYPE: content}}
    if status in HEADERS:
        name, value = HEADERS[status]
        told["headers"] = {name: {"schema": {"type": "string", "examples": [value]}}}
    return told
