"""/api/v1/collectors: the doors through which answers come."""

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hearme.accounts.api.door import organization_of
from hearme.accounts.api.locations import PlaceSerializer
from hearme.common.endpoints import reads
from hearme.common.paging import PageQuery, example_page, page_of, page_response, read_page
from responses.models import Collector
from responses.queries import Standing, collectors_of, get_collector, public_url
from surveys.api import CODE

KINDS = [(kind, kind) for kind in Collector.Kind.values]


class CollectorSerializer(serializers.Serializer[Collector]):
    """A door through which answers come."""

    code = serializers.CharField()
    name = serializers.CharField(help_text="Where it stands; may be empty.")
    kind = serializers.ChoiceField(choices=KINDS, help_text="How customers come to it.")
    state = serializers.ChoiceField(
        choices=Collector.State.values, help_text="What was decided about it in the dashboard."
    )
    standing = serializers.ChoiceField(
        choices=Standing.values,
        help_text="What a visitor meets today, with the survey and all limits considered. "
        "It takes answers while `open`, though only in opening hours if it was told so.",
    )
    survey = serializers.CharField(source="survey.code", help_text="The survey's code.")
    location = PlaceSerializer()
    url = serializers.SerializerMethodField(help_text="Where customers answer.")

    def get_url(self, collector: Collector) -> str:
        return public_url(collector.code)


EXAMPLE = OpenApiExample(
    "A collector",
    {
        "code": "K4TN2",
        "name": "Quầy thu ngân",
        "kind": "link",
        "state": "active",
        "standing": "open",
        "survey": "7QF3KD",
        "location": {"id": 12, "name": "Chi nhánh Nguyễn Huệ"},
        "url": "https://hearme.example/s/K4TN2",
    },
    response_only=True,
)
COLLECTOR_CODE = OpenApiParameter(
    "code", CODE, OpenApiParameter.PATH, description="A collector's code."
)


@extend_schema(
    operation_id="collectors_list",
    summary="List collectors, newest first",
    parameters=[PageQuery],
    responses=page_of("Collector", CollectorSerializer),
    examples=[example_page(EXAMPLE)],
)
@reads
def collector_list(request: Request) -> Response:
    wanted = PageQuery.read(request)
    found = collectors_of(organization_of(request)).defer(
        "survey__draft", "survey__live_version__document"
    )
    return page_response(request, read_page(found, wanted), CollectorSerializer)


@extend_schema(
    operation_id="collectors_read",
    summary="Read one collector",
    parameters=[COLLECTOR_CODE],
    responses=CollectorSerializer,
    examples=[EXAMPLE],
)
@reads
def collector(request: Request, code: str) -> Response:
    return Response(CollectorSerializer(get_collector(organization_of(request), code)).data)
