"""/api/v1/surveys: what is asked, for programs."""

from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hearme.accounts.api.door import organization_of
from hearme.common.endpoints import reads
from hearme.common.paging import PageQuery, example_page, page_of, page_response, read_page
from surveys.models import Survey
from surveys.queries import get_survey, surveys_of
from surveys.rules import Kind

LANGUAGE_TO_TEXT = "Language -> text."


class ChoiceSerializer(serializers.Serializer[Any]):
    """One answer to pick."""

    number = serializers.IntegerField(help_text="Means the same in every version.")
    text = serializers.DictField(child=serializers.CharField(), help_text=LANGUAGE_TO_TEXT)


class QuestionSerializer(serializers.Serializer[Any]):
    """One thing asked."""

    key = serializers.CharField(help_text="Stays the same in every version.")
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    text = serializers.DictField(child=serializers.CharField(), help_text=LANGUAGE_TO_TEXT)
    required = serializers.BooleanField()  # type: ignore[assignment]
    choices = ChoiceSerializer(many=True, required=False)


class SurveySerializer(serializers.Serializer[Survey]):
    """A survey with the questions of its live version."""

    code = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=Survey.State.values)
    default_language = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    version = serializers.IntegerField(
        source="live_version.number",
        allow_null=True,
        help_text="The number of the live version; null while it is a draft.",
    )
    questions = serializers.SerializerMethodField()

    @extend_schema_field(QuestionSerializer(many=True))
    def get_questions(self, survey: Survey) -> list[dict[str, Any]]:
        if survey.live_version is None:
            return []
        names = ("key", "kind", "text", "required", "choices")
        asked = survey.live_version.document["questions"]
        return [{name: each[name] for name in names if name in each} for each in asked]


EXAMPLE = OpenApiExample(
    "A survey",
    {
        "code": "7QF3KD",
        "title": "Góp ý tại bàn",
        "state": "live",
        "default_language": "vi",
        "languages": ["vi", "en"],
        "version": 3,
        "questions": [
            {
                "key": "q1",
                "kind": "nps",
                "text": {"vi": "Bạn có sẵn lòng giới thiệu quán?"},
                "required": True,
            },
            {
                "key": "q2",
                "kind": "choices",
                "text": {"vi": "Điều gì ảnh hưởng nhất?"},
                "required": False,
                "choices": [
                    {"number": 1, "text": {"vi": "Đồ uống"}},
                    {"number": 2, "text": {"vi": "Nhân viên"}},
                ],
            },
        ],
    },
    response_only=True,
)
CODE = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
SURVEY_CODE = OpenApiParameter("code", CODE, OpenApiParameter.PATH, description="A survey's code.")


@extend_schema(
    operation_id="surveys_list",
    summary="List surveys, newest first",
    parameters=[PageQuery],
    responses=page_of("Survey", SurveySerializer),
    examples=[example_page(EXAMPLE)],
)
@reads
def survey_list(request: Request) -> Response:
    wanted = PageQuery.read(request)
    found = surveys_of(organization_of(request)).defer("draft")
    return page_response(request, read_page(found, wanted), SurveySerializer)


@extend_schema(
    operation_id="surveys_read",
    summary="Read one survey",
    parameters=[SURVEY_CODE],
    responses=SurveySerializer,
    examples=[EXAMPLE],
)
@reads
def survey(request: Request, code: str) -> Response:
    return Response(SurveySerializer(get_survey(organization_of(request), code)).data)
