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
    extend_schema_field,
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
from responses.actions import Outcome, record_response
from responses.api.collectors import COLLECTOR_CODE
from responses.api.responses import EXAMPLE, ResponseSerializer
from responses.models import Collector, Response
from responses.queries import CollectorState, get_collector, get_response, stored_fingerprints
from responses.rules import (
    Answer,
    AnswerProblem,
    Answers,
    NotAcceptedError,
    Reply,
    fingerprint_of,
    local_hour,
    ratings_of,
    read_values,
    score_of,
)
from surveys.models import SurveyVersion
from surveys.rules import MAX_ANSWER_TEXT, MAX_CHOICES, MAX_QUESTIONS, Kind, Question

KEYS: Final = uuid.UUID("b7c4a1de-5f0e-4a39-9d7e-0d6c1f2a8e55")
"""The namespace in which an Idempotency-Key becomes a response's key."""
KEY_FORM: Final = "[!-~]{1,255}"
OLDEST: Final = timedelta(days=400)
SKEW: Final = timedelta(minutes=5)

FAULTS: Final[Mapping[AnswerProblem, str]] = {
    AnswerProblem.REQUIRED: "This question needs an answer.",
    AnswerProblem.OFF_SCALE: "This is none of the answers to choose from.",
    AnswerProblem.TOO_MANY: "This question takes one answer.",
    AnswerProblem.TOO_LONG: f"At most {MAX_ANSWER_TEXT} characters.",
    AnswerProblem.BROKEN_TEXT: "The text holds a broken character.",
}
LARGEST: Final = 9999
NO_NUL: Final = {"pattern": "^[^\\u0000]*$"}
"""Said here, refused by the parser: PostgreSQL stores no NUL."""
NUMBER: Final = {"type": "integer", "minimum": 0, "maximum": LARGEST}


@extend_schema_field(
    {
        "type": "object",
        "description": "Question key -> the rating, or the number of the choice (`choice`); the "
        "numbers of the choices (`choices`); the text. Leave out what was not answered.",
        "minProperties": 1,
        "maxProperties": MAX_QUESTIONS,
        "propertyNames": NO_NUL,
        "additionalProperties": {
            "oneOf": [
                NUMBER,
                {"type": "array", "items": NUMBER, "minItems": 1, "maxItems": MAX_CHOICES},
                {"type": "string", "minLength": 1, "maxLength": MAX_ANSWER_TEXT, **NO_NUL},
            ]
        },
    }
)
class AnswersField(serializers.Field[dict[str, Answer], Any, Any, Any]):
    """Question key -> answer, of the right form; whether they fit the survey is asked later."""

    default_error_messages = {
        "form": "Send an object: question key -> answer.",
        "size": f"Send 1 to {MAX_QUESTIONS} answers.",
        "answer": (
            f"Send a whole number from 0 to {LARGEST}, a list of 1 to {MAX_CHOICES} of "
            f"them, or a text of 1 to {MAX_ANSWER_TEXT} characters."
        ),
    }

    def to_internal_value(self, data: Any) -> dict[str, Answer]:
        if not isinstance(data, dict):
            self.fail("form")
        if not 1 <= len(data) <= MAX_QUESTIONS:
            self.fail("size")
        answers = {key: _read(answer) for key, answer in data.items()}
        if wrong := [key for key, answer in answers.items() if answer is None]:
            words = self.error_messages["answer"]
            raise ValidationError({key: [words] for key in wrong}, code="answer")
        return answers  # type: ignore[return-value]


def _read(sent: object) -> Answer | None:
    """An answer of one of the three forms; None for anything else."""
    match sent:
        case str():
            return sent if 1 <= len(sent) <= MAX_ANSWER_TEXT else None
        case list():
            numbers = [number for one in sent if (number := _number(one)) is not None]
            return numbers if len(numbers) == len(sent) and 1 <= len(sent) <= MAX_CHOICES else None
    return _number(sent)


def _number(sent: object) -> int | None:
    """To JSON 9.0 is the same number as 9; true is none."""
    if isinstance(sent, bool) or not isinstance(sent, int | float) or sent != int(sent):
        return None
    return int(sent) if 0 <= sent <= LARGEST else None


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
    "Three answers",
    {
        "answers": {"q1": 9, "q2": [1, 3], "q3": "Trà ngon"},
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
        recorded = record_response(_reply(collector, key, sent, _checked_body(request)))
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
    version = collector.survey.live_version
    if version is None or collector.state != CollectorState.OPEN:  # type: ignore[attr-defined]
        raise Conflict("This collector takes no answers now.", "closed")
    answers = _accepted(version, body["answers"])
    moment = _moment(body)
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
        language=_language(version, body),
        channel=Response.Channel.API.value,
        seconds=None,
        score=score_of(version.content, answers),
        answers=answers,
        ratings=ratings_of(version.content, answers),
        request=sent,
    )


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


def _accepted(version: SurveyVersion, sent: dict[str, Answer]) -> Answers:
    """The answers, if each fits its question and at least one is given."""
    unknown = [key for key in sent if not version.content.question(key)]
    faults = {key: [ErrorDetail("The survey does not ask this.", "unknown")] for key in unknown}
    answers: Answers = {}
    for question in version.content.questions:
        try:
            answer = _answer(question, sent.get(question.key))
        except NotAcceptedError as refused:
            faults[question.key] = [ErrorDetail(FAULTS[refused.problem], refused.problem.value)]
        except TypeError:
            faults[question.key] = [ErrorDetail(f"Not how {question.kind} is answered.", "kind")]
        else:
            if answer is not None:
                answers[question.key] = answer
    if faults:
        raise Unfit({"answers": faults})
    if not answers:
        raise Unfit({"answers": "Nothing is answered."})
    return answers


def _answer(question: Question, sent: Answer | None) -> Answer | None:
    """The checked answer. Raises TypeError for a text where a number belongs and the like."""
    if sent is None:
        return read_values(question, ())
    form = {Kind.CHOICES: list, Kind.TEXT: str}.get(question.kind, int)
    if not isinstance(sent, form):
        raise TypeError
    values = sent if isinstance(sent, list) else [sent]
    return read_values(question, [str(value) for value in values])
