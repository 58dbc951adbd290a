"""/api/v1/surveys/<code>/report: a survey's figures, for programs."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hearme.accounts.api.door import organization_of
from hearme.common.endpoints import reads
from hearme.common.problems import Unfit
from reports.queries import days_asked, survey_report
from reports.rules.filters import Filters
from reports.rules.scores import is_hidden
from reports.rules.summary import Span, figures_of
from responses.api.responses import DaysQuery, places_within
from surveys.api import SURVEY_CODE
from surveys.queries import get_survey
from surveys.rules import Kind

HIDDEN: Final[dict[str, Any]] = {"counts": {}, "score": None, "interval": None, "mean": None}


class FiguresSerializer(serializers.Serializer[Any]):
    """What people answered to one question, unrounded. With fewer than 5 answers only `n`."""

    key = serializers.CharField(help_text="The question's, or that of a row, such as `q4.2`.")
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    n = serializers.IntegerField(help_text="How many people answered.")
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="Rating or choice number -> people."
    )
    score = serializers.FloatField(
        help_text="NPS from -100 to 100; of other ratings the good ones in percent.",
        allow_null=True,
    )
    interval = serializers.ListField(
        child=serializers.FloatField(),
        min_length=2,
        max_length=2,
        help_text="The 95 % interval of the score, low then high.",
        allow_null=True,
    )
    mean = serializers.FloatField(allow_null=True)


class ReportSerializer(serializers.Serializer[Any]):
    """A survey's figures."""

    questions = FiguresSerializer(many=True)


EXAMPLE = OpenApiExample(
    "A report",
    {
        "questions": [
            {
                "key": "q1",
                "kind": "nps",
                "n": 8,
                "counts": {"6": 1, "8": 2, "9": 1, "10": 4},
                "score": 50.0,
                "interval": [-10.343089169662882, 82.07318929889554],
                "mean": 8.875,
            },
            {
                "key": "q2",
                "kind": "csat",
                "n": 3,
                "counts": {},
                "score": None,
                "interval": None,
                "mean": None,
            },
        ]
    },
    response_only=True,
)


@extend_schema(
    operation_id="reports_read",
    summary="Read a survey's figures",
    description="The figures of the report page, counted a second or two behind the responses. "
    "Days that are left open reach as far as there are answers.",
    parameters=[SURVEY_CODE, DaysQuery],
    responses=ReportSerializer,
    examples=[EXAMPLE],
)
@reads
def report(request: Request, code: str) -> Response:
    organization = organization_of(request)
    survey = get_survey(organization, code)
    wanted = DaysQuery.read(request)
    places = places_within(organization, wanted)
    try:
        period = days_asked(organization, survey, wanted.get("from"), wanted.get("to"))
    except ValueError as error:
        raise Unfit({"to": "The period ends before it starts."}) from error
    figures = figures_of(survey_report(organization, survey, Span(period), filters=Filters(places)))
    return Response({"questions": [_shown(each) for each in figures["questions"]]})


def _shown(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures of one question; of a small group only how many they are, as on the page."""
    return figures | HIDDEN if is_hidden(figures["n"]) else figures
