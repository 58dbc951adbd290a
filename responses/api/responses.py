"""/api/v1/surveys/<code>/responses and /api/v1/responses: what customers answered."""

from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as ApiResponse

from hearme.accounts.api.door import organization_of
from hearme.accounts.api.locations import PlaceSerializer
from hearme.accounts.models import Organization
from hearme.accounts.queries import get_location, places_of
from hearme.common.endpoints import reads
from hearme.common.paging import PageQuery, example_page, page_of, page_response, read_page
from hearme.common.problems import Unfit
from hearme.common.strict import LARGEST_ID, DayField, MomentField, NumberField, Query
from responses.models import Response
from responses.queries import (
    ResponseFilter,
    find_responses,
    get_collector,
    get_response,
    ids_within,
)
from surveys.api import SURVEY_CODE
from surveys.models import Survey
from surveys.queries import get_survey

FIRST_YEAR, LAST_YEAR = 2000, 2100


@extend_schema_field(
    {
        "type": "object",
        "description": "Question key -> a rating, the number of one choice, or a number; the "
        "numbers of several choices, or of items from the first rank on; row -> rating; a text, "
        "or a date or time in ISO 8601; contact field -> text; the keys of files. The customer's "
        'own words for an "other" choice stand under the key of the question and `.other`.',
        "additionalProperties": {
            "oneOf": [
                {"type": "number"},
                {"type": "array", "items": {"oneOf": [{"type": "integer"}, {"type": "string"}]}},
                {
                    "type": "object",
                    "additionalProperties": {"oneOf": [{"type": "integer"}, {"type": "string"}]},
                },
                {"type": "string"},
            ]
        },
    }
)
class StoredAnswersField(serializers.JSONField):
    """Answers as they are stored."""


class ResponseSerializer(serializers.Serializer[Response]):
    """One customer's reply."""

    id = serializers.IntegerField()
    survey = serializers.CharField(source="survey.code", help_text="The survey's code.")
    version = serializers.IntegerField(
        source="version.number", help_text="Which version of the survey was answered."
    )
    collector = serializers.CharField(source="collector.code", help_text="The collector's code.")
    location = PlaceSerializer()
    answered_at = MomentField()
    language = serializers.CharField()
    channel = serializers.ChoiceField(choices=Response.Channel.values)
    seconds = serializers.IntegerField(
        allow_null=True, help_text="How long answering took; null if nobody knows."
    )
    score = serializers.IntegerField(
        allow_null=True, help_text="The answer to the survey's first rating."
    )
    answers = StoredAnswersField()


EXAMPLE = OpenApiExample(
    "A response",
    {
        "id": 4711,
        "survey": "7QF3KD",
        "version": 3,
        "collector": "K4TN2",
        "location": {"id": 12, "name": "Chi nhánh Nguyễn Huệ"},
        "answered_at": "2026-11-22T09:30:00Z",
        "language": "vi",
        "channel": "api",
        "seconds": None,
        "score": 9,
        "answers": {"q1": 9, "q2": [1, 3], "q3": "Trà ngon"},
    },
    response_only=True,
)


class DaysQuery(Query):
    """Which days and places are wanted; days are local days of the places."""

    location = NumberField(
        required=False,
        min_value=1,
        max_value=LARGEST_ID,
        help_text="A location's id; all inside it are included.",
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `from`, which Python keeps to itself, and `to`."""
        days = {
            "from": DayField(required=False, help_text="The first day."),
            "to": DayField(required=False, help_text="The last day."),
        }
        return super().get_fields() | days

    @classmethod
    def read(cls, request: Request) -> dict[str, Any]:
        """The checked parameters. Raises Unfit for days in no order or of another age."""
        wanted = super().read(request)
        for name in wanted.keys() & {"from", "to"}:
            if not FIRST_YEAR <= wanted[name].year < LAST_YEAR:
                raise Unfit({name: f"Send a day from {FIRST_YEAR} to {LAST_YEAR - 1}."})
        if "from" in wanted and "to" in wanted and wanted["to"] < wanted["from"]:
            raise Unfit({"to": "The period ends before it starts."})
        return wanted


class ResponseQuery(DaysQuery, PageQuery):
    """Which responses are wanted."""

    collector = serializers.RegexField(
        "^[0-9A-Za-z]{1,8}$", required=False, help_text="A collector's code."
    )


def places_within(organization: Organization, wanted: dict[str, Any]) -> frozenset[int] | None:
    """The ids of the wanted location and of all inside it; None for everywhere. Or 404."""
    if "location" not in wanted:
        return None
    location = get_location(organization, wanted["location"])
    return ids_within(places_of(organization), location.pk)


@extend_schema(
    operation_id="responses_list",
    summary="List a survey's responses, latest answer first",
    parameters=[SURVEY_CODE, ResponseQuery],
    responses=page_of("Response", ResponseSerializer),
    examples=[example_page(EXAMPLE)],
)
@reads
def response_list(request: Request, code: str) -> ApiResponse:
    organization = organization_of(request)
    survey = get_survey(organization, code)
    wanted = ResponseQuery.read(request)
    found = find_responses(organization, _filter(organization, survey, wanted))
    page = read_page(found, wanted, moment="answered_at")
    return page_response(request, page, ResponseSerializer, moment="answered_at")


def _filter(organization: Organization, survey: Survey, wanted: dict[str, Any]) -> ResponseFilter:
    code = wanted.get("collector")
    return ResponseFilter(
        survey=survey,
        collector=get_collector(organization, code) if code else None,
        places=places_within(organization, wanted),
        since=wanted.get("from"),
        until=wanted.get("to"),
    )


@extend_schema(
    operation_id="responses_read",
    summary="Read one response",
    parameters=[
        OpenApiParameter("response_id", int, OpenApiParameter.PATH, description="A response's id.")
    ],
    responses=ResponseSerializer,
    examples=[EXAMPLE],
)
@reads
def response(request: Request, response_id: int) -> ApiResponse:
    return ApiResponse(ResponseSerializer(get_response(organization_of(request), response_id)).data)
