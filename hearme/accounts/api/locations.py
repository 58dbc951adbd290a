"""/api/v1/locations: the places, for programs."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hearme.accounts.api.door import organization_of
from hearme.accounts.models import Location
from hearme.accounts.queries import locations_of
from hearme.common.endpoints import reads
from hearme.common.paging import PageQuery, example_page, page_of, page_response, read_page


class PlaceSerializer(serializers.Serializer[Location]):
    """A location as other things refer to it."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class LocationSerializer(PlaceSerializer):
    """A place where customers are served."""

    parent = serializers.IntegerField(  # type: ignore[assignment]
        source="parent_id", allow_null=True, help_text="The id of the place that it lies in."
    )
    time_zone = serializers.CharField(help_text="By which its days and hours are counted.")
    open = serializers.SerializerMethodField(help_text="Whether it still serves customers.")

    def get_open(self, location: Location) -> bool:
        return location.closed_at is None


EXAMPLE = OpenApiExample(
    "A branch",
    {
        "id": 12,
        "name": "Chi nhánh Nguyễn Huệ",
        "parent": 3,
        "time_zone": "Asia/Ho_Chi_Minh",
        "open": True,
    },
    response_only=True,
)


@extend_schema(
    operation_id="locations_list",
    summary="List locations, newest first",
    parameters=[PageQuery],
    responses=page_of("Location", LocationSerializer),
    examples=[example_page(EXAMPLE)],
)
@reads
def location_list(request: Request) -> Response:
    wanted = PageQuery.read(request)
    page = read_page(locations_of(organization_of(request)), wanted)
    return page_response(request, page, LocationSerializer)
