"""/api/v1/surveys/<code>/report: a survey's figures, for programs."""

from typing import Any, Final

from django.conf import settings
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hearme.accounts.api.door import organization_of
from hearme.accounts.models import Organization
from hearme.common.endpoints import reads
from hearme.common.problems import Unfit
from hearme.common.strict import LARGEST_ID, NumberField
from reports.queries import days_asked, survey_report
from reports.queries.asked import asked_filters
from reports.rules.filters import FIELD, Filters, State
from reports.rules.scores import is_hidden
from reports.rules.summary import Span
from reports.rules.veiling import figures_of
from responses.api.responses import DaysQuery, places_within
from responses.models import Response as Stored
from surveys.api import SURVEY_CODE
from surveys.models import Stage, Survey
from surveys.queries import get_survey
from surveys.rules import Kind

MOST_VALUES: Final = 50
MOST_LETTERS: Final = 200


def _many(child: serializers.Field[Any, Any, Any, Any], help_text: str) -> Any:
    """A parameter that may be sent several times."""
    return serializers.ListField(
        child=child, required=False, max_length=MOST_VALUES, help_text=help_text
    )


class ReportQuery(DaysQuery):
    """Which responses are wanted, by the names that the filters of the report page have."""

    touchpoint = _many(NumberField(min_value=1, max_value=LARGEST_ID), "Ids of touchpoints.")
    stage = _many(serializers.ChoiceField(Stage.values), "Stages of the journey.")
    subject = _many(
        NumberField(min_value=1, max_value=LARGEST_ID), "Ids of people, products or services."
    )
    collector = _many(serializers.RegexField("^[0-9A-Za-z]{1,8}$"), "Codes of collectors.")
    channel = _many(serializers.ChoiceField(Stored.Channel.values), "How answers came.")
    language = _many(
        serializers.ChoiceField(sorted(settings.SURVEY_LANGUAGES)), "Languages of answering."
    )
    version = _many(NumberField(min_value=1, max_value=32767), "Numbers of the survey's versions.")
    complete = serializers.ChoiceField(
        ["yes", "no"], required=False, help_text="Only finished responses, or only unfinished ones."
    )
    state = serializers.ChoiceField(
        [state.value for state in State],
        required=False,
        help_text="`counted`, the usual; `held` for those held back; `all` for both.",
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add the hidden fields that are asked for."""
        sent = getattr(self, "initial_data", {})
        value = serializers.CharField(max_length=MOST_LETTERS)
        fields = {name: _many(value, "") for name in sent if name.startswith(FIELD)}
        return super().get_fields() | fields

    @classmethod
    def read(cls, request: Request) -> dict[str, Any]:
        """The checked parameters; hidden fields under the names under which they were sent."""
        checked = super().read(request)
        checked.pop(FIELD.rstrip("."), None)
        sent = request.query_params
        return checked | {name: sent.getlist(name) for name in sent if name.startswith(FIELD)}


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
    goal = serializers.IntegerField(
        help_text="What the score should reach at these locations; null if nobody set a goal.",
        allow_null=True,
    )


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
                "goal": 50,
            },
            {
                "key": "q2",
                "kind": "csat",
                "n": 3,
                "counts": {},
                "score": None,
                "interval": None,
                "mean": None,
                "goal": None,
            },
        ]
    },
    response_only=True,
)


@extend_schema(
    operation_id="reports_read",
    summary="Read a survey's figures",
    description="The figures of the report page, counted a second or two behind the responses. "
    "Days that are left open reach as far as there are answers.\n\nEvery value of a filter that is "
    "sent several times is wanted; filters narrow each other. A hidden field that the survey lets "
    "reports filter by is asked for as `field.` and its name, such as `field.room=12`. What few "
    "people answered shows only `n`, and so does a selection that would give few people away "
    "beside others.",
    parameters=[SURVEY_CODE, ReportQuery],
    responses=ReportSerializer,
    examples=[EXAMPLE],
)
@reads
def report(request: Request, code: str) -> Response:
    organization = organization_of(request)
    survey = get_survey(organization, code)
    wanted = ReportQuery.read(request)
    filters = _filters(organization, survey, wanted)
    try:
        period = days_asked(organization, survey, wanted.get("from"), wanted.get("to"))
    except ValueError as error:
        raise Unfit({"to": "The period ends before it starts."}) from error
    found = survey_report(organization, survey, Span(period), filters=filters)
    goals = {each.key: each.goal for each in found.questions}
    figures = [_shown(each) for each in figures_of(found)["questions"]]
    return Response({"questions": [each | {"goal": goals[each["key"]]} for each in figures]})


def _filters(organization: Organization, survey: Survey, wanted: dict[str, Any]) -> Filters:
    """The filters. Raises Unfit for a value that is not there: a program must be told."""
    asked = asked_filters(organization, survey, wanted, places_within(organization, wanted))
    if asked.unknown:
        raise Unfit(dict.fromkeys(asked.unknown, "There is no such value in this organization."))
    return asked.filters


def _shown(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures of one question; of a small group only how many they are, as on the page."""
    return figures | HIDDEN if is_hidden(figures["n"]) else figures
