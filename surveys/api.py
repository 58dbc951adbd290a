"""/api/v1/surveys: what is asked, for programs."""

from typing import Any, Final

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
from surveys.rules import Action, Kind, Match, Operator, Question

LANGUAGE_TO_TEXT = "Language -> text."


def _texts(help_text: str = LANGUAGE_TO_TEXT, **kwargs: Any) -> serializers.DictField:
    return serializers.DictField(child=serializers.CharField(), help_text=help_text, **kwargs)


KINDS = [(kind.value, kind.value) for kind in Kind]


class ChoiceSerializer(serializers.Serializer[Any]):
    """One answer to pick, one row to rate, one item to rank, one purpose to allow."""

    number = serializers.IntegerField(help_text="Means the same in every version.")
    text = _texts()
    exclusive = serializers.BooleanField(required=False, help_text="It goes with no other.")
    other = serializers.BooleanField(
        required=False, help_text="Words of the customer's own go with it."
    )


class LevelSerializer(serializers.Serializer[Any]):
    """The label of one level of a scale."""

    text = _texts(required=False)


class ScoreRuleSerializer(serializers.Serializer[Any]):
    """Which ratings are good and which are bad; those between are neutral."""

    good_from = serializers.IntegerField()
    bad_to = serializers.IntegerField()


class QuestionSerializer(serializers.Serializer[Any]):
    """One thing asked."""

    key = serializers.CharField(help_text="Stays the same in every version.")
    kind = serializers.ChoiceField(choices=KINDS)
    text = _texts()
    required = serializers.BooleanField()  # type: ignore[assignment]
    page = serializers.CharField(required=False, help_text="The key of its page.")
    scale = serializers.ListField(
        child=serializers.IntegerField(),
        min_length=2,
        max_length=2,
        required=False,
        help_text="The lowest and the highest rating, of it or of each of its rows.",
    )
    score_rule = ScoreRuleSerializer(required=False)
    levels = LevelSerializer(many=True, required=False, help_text="From the lowest on.")
    choices = ChoiceSerializer(
        many=True, required=False, help_text="Choices, rows, items or purposes."
    )
    least = serializers.IntegerField(
        required=False, help_text="Fewest choices or ranks; lowest number."
    )
    most = serializers.IntegerField(
        required=False, help_text="Most choices, ranks, files or letters; highest number."
    )
    style = serializers.CharField(  # type: ignore[assignment]
        required=False, help_text="`date`, `time` or `both`; `long` or `short`; `photo` or `file`."
    )
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ChoiceField(choices=["shown", "required"]),
        required=False,
        help_text="Contact field -> how it is asked for.",
    )


class TestSerializer(serializers.Serializer[Any]):
    """One look at one answer, hidden field or circumstance."""

    __test__ = False

    source = serializers.CharField(  # type: ignore[assignment]
        help_text="`q3`, a row `q3.2`, `field:order`, or one of "
        "`location`, `touchpoint`, `language`, `channel`."
    )
    operator = serializers.ChoiceField(choices=[operator.value for operator in Operator])
    values = serializers.ListField(required=False)


class RuleSerializer(serializers.Serializer[Any]):
    """If its tests hold, something happens to a question or a page."""

    number = serializers.IntegerField()
    action = serializers.ChoiceField(choices=[action.value for action in Action])
    target = serializers.CharField(required=False, help_text="The key of a question or page.")
    match = serializers.ChoiceField(choices=[match.value for match in Match])
    tests = TestSerializer(many=True)


NAMES: Final = (
    "key", "kind", "text", "required", "page", "score_rule", "levels", "choices", "least", "most",
    "style", "fields",
)  # fmt: skip
"""What of a question's document programs are told."""


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
    rules = serializers.SerializerMethodField(
        help_text="Which questions are asked when. Answers that they leave out are not stored."
    )

    @extend_schema_field(QuestionSerializer(many=True))
    def get_questions(self, survey: Survey) -> list[dict[str, Any]]:
        if survey.live_version is None:
            return []
        asked = survey.live_version.document["questions"]
        scales = survey.live_version.content.questions
        return [
            {name: each[name] for name in NAMES if name in each} | _scale_of(question)
            for each, question in zip(asked, scales, strict=True)
        ]

    @extend_schema_field(RuleSerializer(many=True))
    def get_rules(self, survey: Survey) -> list[dict[str, Any]]:
        if survey.live_version is None:
            return []
        rules: list[dict[str, Any]] = survey.live_version.document.get("rules", [])
        return rules


def _scale_of(question: Question) -> dict[str, Any]:
    if not question.kind.is_rating and not question.kind.has_rows:
        return {}
    return {"scale": [question.scale[0], question.scale[-1]]}


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
                "score_rule": {"good_from": 9, "bad_to": 6},
                "scale": [0, 10],
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
        "rules": [
            {
                "number": 1,
                "action": "show",
                "target": "q2",
                "match": "all",
                "tests": [{"source": "q1", "operator": "class", "values": ["bad"]}],
            }
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
