"""/api/v1/collectors/<code>/responses: answers that programs bring, each stored once."""

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework import serializers, status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response as ApiResponse

from hearme.accounts.api.door import organization_of
from hearme.accounts.models import Organization
from hearme.common.endpoints import writes
from hearme.common.problems import Conflict, Unfit
from hearme.common.strict import MomentField, Strict
from responses.actions import Outcome, record_response, record_within_limit
from responses.api.answers import FAULTS, AnswersField, fields_for, misfit
from responses.api.collectors import COLLECTOR_CODE
from responses.api.responses import EXAMPLE, ResponseSerializer
from responses.models import Collector, Response
from responses.queries import (
    find_door,
    get_collector,
    get_response,
    places_above,
    stored_fingerprints,
)
from responses.rules import (
    Answers,
    Reply,
    fingerprint_of,
    local_hour,
    ratings_of,
    read_form,
    refusal_of_given,
    score_of,
)
from surveys.models import SurveyVersion
from surveys.rules import Circumstances

KEYS: Final = uuid.UUID("b7c4a1de-5f0e-4a39-9d7e-0d6c1f2a8e55")
"""The namespace in which an Idempotency-Key becomes a response's key."""
KEY_FORM: Final = "[!-~]{1,255}"
OLDEST: Final = timedelta(days=400)
SKEW: Final = timedelta(minutes=5)


class NewResponseSerializer(Strict):
    """A reply to store."""

    answers = AnswersField()
    language = serializers.ChoiceField(
        choices=list(settings.SURVEY_LANGUAGES),
        required=False,
        help_text="In which of the survey's languages; its default language if it is left out.",
    )
    answered_at = MomentField(
        required=False, help_text="When it was given, if that was earlier: at most 400 days ago."
    )


BODY = OpenApiExample(
    "Some answers",
    {
        "answers": {
            "q1": 9,
            "q2": [1, 3],
            "q3": "Trà ngon",
            "q4": {"1": 5, "2": 3},
            "q5": {"name": "Lan", "phone": "0912 345 678"},
            "q6": "2026-11-20",
            "q7": 2.5,
        },
        "language": "vi",
    },
    request_only=True,
)
IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": f"^{KEY_FORM}$"},
    OpenApiParameter.HEADER,
    required=True,
    description="An id of your own for this response, such as a UUID: up to 255 ASCII characters "
    "without spaces. Sending the same request again stores nothing twice.",
)
STORED_AT = OpenApiParameter(
    "Location",
    {"type": "string", "format": "uri-reference"},
    OpenApiParameter.HEADER,
    response=[200, 201],
    description="Where the response can be read.",
)


@extend_schema(
    operation_id="responses_create",
    summary="Store a response",
    parameters=[COLLECTOR_CODE, IDEMPOTENCY, STORED_AT],
    request=NewResponseSerializer,
    responses={
        201: OpenApiResponse(ResponseSerializer, "Stored."),
        200: OpenApiResponse(ResponseSerializer, "Stored before by the same request."),
    },
    examples=[BODY, EXAMPLE],
)
@writes
def new_response(request: Request, code: str) -> ApiResponse:
    organization = organization_of(request)
    collector = get_collector(organization, code)
    key = _response_key(organization, request.headers.get("Idempotency-Key", ""))
    sent = fingerprint_of("api", collector.code, request.data)
    stored = stored_fingerprints(organization.pk, [key]).get(key)
    if stored is None:
        record = record_within_limit if collector.most_responses else record_response
        recorded = record(_reply(collector, key, sent, _checked_body(request)))
        if recorded.outcome is Outcome.STORED:
            return _told(organization, recorded.response_id, status.HTTP_201_CREATED)
        # The same key was stored by somebody else just now.
        stored = stored_fingerprints(organization.pk, [key])[key]
    response_id, fingerprint = stored
    if fingerprint != sent:
        raise Conflict("This Idempotency-Key was used for another request.", "key_reused")
    return _told(organization, response_id, status.HTTP_200_OK)


def _response_key(organization: Organization, given: str) -> uuid.UUID:
    """The response key that a header stands for."""
    if not given:
        raise ValidationError({"Idempotency-Key": "Send this header."}, code="required")
    if not re.fullmatch(KEY_FORM, given):
        words = "1 to 255 ASCII characters without spaces."
        raise ValidationError({"Idempotency-Key": words}, code="invalid")
    return uuid.uuid5(KEYS, f"{organization.pk}:{given}")


def _checked_body(request: Request) -> dict[str, Any]:
    body = NewResponseSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    checked: dict[str, Any] = body.validated_data
    return checked


def _told(organization: Organization, response_id: int, code: int) -> ApiResponse:
    response = get_response(organization, response_id)
    location = reverse("api_v1:response", args=[response_id])
    return ApiResponse(ResponseSerializer(response).data, code, headers={"Location": location})


# ------------------------------------------------------------------ does it fit the survey?
def _reply(collector: Collector, key: uuid.UUID, sent: bytes, body: dict[str, Any]) -> Reply:
    """A checked reply. Raises Conflict if the door is closed, Unfit if answers do not fit."""
    version, moment = collector.survey.live_version, _moment(body)
    if version is None or _is_refused(collector, moment):
        raise Conflict("This collector takes no answers now.", "closed")
    language = _language(version, body)
    answers = _accepted(collector, version, body, language)
    day, hour = local_hour(moment, collector.location.time_zone)
    return Reply(
        organization_id=collector.organization_id,
        survey_id=collector.survey_id,
        version_id=version.pk,
        location_id=collector.location_id,
        collector_id=collector.pk,
        key=key,
        answered_at=moment,
        day=day,
        hour=hour,
        language=language,
        channel=Response.Channel.API.value,
        seconds=None,
        score=score_of(version.content, answers),
        answers=answers,
        ratings=ratings_of(version.content, answers),
        touchpoint_id=collector.touchpoint_id,
        subject_id=collector.subject_id,
        request=sent,
    )


def _is_refused(collector: Collector, moment: datetime) -> bool:
    """Whether the collector took no answers when this one was given, or is closed since."""
    door = find_door(collector.code)
    return door is None or refusal_of_given(door.limits, moment, datetime.now(UTC)) is not None


def _moment(body: dict[str, Any]) -> datetime:
    """When it was answered: not in the future, and not long ago."""
    now = datetime.now(UTC)
    moment: datetime = body.get("answered_at") or now
    if moment > now + SKEW:
        raise Unfit({"answered_at": "This moment has not come yet."})
    if moment < now - OLDEST:
        raise Unfit({"answered_at": f"This is more than {OLDEST.days} days ago."})
    return moment


def _language(version: SurveyVersion, body: dict[str, Any]) -> str:
    language: str = body.get("language", version.default_language)
    if language not in version.languages:
        raise Unfit({"language": f"This survey knows {', '.join(version.languages)}."})
    return language


def _accepted(
    collector: Collector, version: SurveyVersion, body: Mapping[str, Any], language: str
) -> Answers:
    """The answers, if each fits its question and at least one is given.

    What the survey's rules leave out is not stored, and not missed.
    """
    sent, content = body["answers"], version.content
    faults = {
        key: [ErrorDetail(*found)] for key in sent if any(found := misfit(content, key, sent[key]))
    }
    fit = {key: answer for key, answer in sent.items() if key not in faults}
    reading = read_form(
        content, fields_for(fit), circumstances=_circumstances(collector, version, language)
    )
    problems = {key: why for key, why in reading.problems.items() if key not in faults}
    faults |= {key: [ErrorDetail(FAULTS[why], why.value)] for key, why in problems.items()}
    if faults:
        raise Unfit({"answers": faults})
    if not reading.answers:
        raise Unfit({"answers": "Nothing is answered."})
    return reading.answers


def _circumstances(collector: Collector, version: SurveyVersion, language: str) -> Circumstances:
    """What the survey's rules may look at; the places above only if there are rules."""
    has_rules = bool(version.content.rules)
    return Circumstances(
        language=language,
        channel=Response.Channel.API.value,
        locations=places_above(collector.organization_id, collector.location_id)
        if has_rules
        else (),
        touchpoint=collector.touchpoint_id or 0,
    )
