"""/api/v1/collectors/<code>/links: signed links, made by the hundred and stored nowhere."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from drf_spectacular.utils import extend_schema_field as described
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from hearme.accounts.api.door import organization_of
from hearme.common.endpoints import writes
from hearme.common.problems import Unfit
from hearme.common.strict import LARGEST_ID, MomentField, Strict
from responses.actions import MadeLink, WantedLink, make_links
from responses.api.answers import NO_NUL
from responses.api.collectors import COLLECTOR_CODE
from responses.models import Collector
from responses.queries import get_collector, hidden_fields_of, open_things
from responses.rules import (
    LONGEST_DAYS,
    LONGEST_REFERENCE,
    LONGEST_VALUE,
    has_room_for,
    misfit_of,
)
from surveys.rules import MAX_HIDDEN_FIELDS

MOST: Final = 500
USUAL_DAYS: Final = 30
KINDS: Final = ("location", "touchpoint", "subject")
MISFITS: Final[Mapping[str, str]] = {
    "empty": "Send a text without spaces at its ends.",
    "too_long": f"Send at most {LONGEST_VALUE} characters.",
    "broken": "Send no control characters.",
}


@described(
    {
        "type": "object",
        "description": "Hidden field -> its value: only fields that the survey names.",
        "maxProperties": MAX_HIDDEN_FIELDS,
        "propertyNames": {"maxLength": 40, **NO_NUL},
        "additionalProperties": {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_VALUE,
            **NO_NUL,
        },
    }
)
class HiddenField(serializers.Field[dict[str, str], Any, Any, Any]):
    """Hidden field -> value, of the right form; whether the survey names them is asked later."""

    default_error_messages = {
        "form": f"Send an object of at most {MAX_HIDDEN_FIELDS} texts: name -> value.",
    }

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, dict) or len(data) > MAX_HIDDEN_FIELDS:
            self.fail("form")
        if not all(isinstance(value, str) for value in data.values()):
            self.fail("form")
        return dict(data)


def _id(words: str) -> serializers.IntegerField:
    return serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, help_text=words
    )


@described({"type": "string", "maxLength": LONGEST_REFERENCE, **NO_NUL})
class ReferenceField(serializers.CharField):
    """A transaction's number."""


class WantedLinkSerializer(Strict):
    """What a link shall say; an empty object is a link that only expires."""

    location = _id("A location's id; where the collector stands if it is left out.")
    touchpoint = _id("A touchpoint's id.")
    subject = _id("The id of the person, product or service that is rated.")
    reference = ReferenceField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_REFERENCE,
        help_text="The number of a transaction; only a keyed hash of it goes into the link.",
    )
    hidden = HiddenField(required=False)
    valid_days = serializers.IntegerField(
        default=USUAL_DAYS, min_value=1, max_value=LONGEST_DAYS, help_text="How long it is good."
    )
    single_use = serializers.BooleanField(
        default=True, help_text="Whether it gives one answer only."
    )


class WantedLinksSerializer(Strict):
    """The links to make."""

    links = serializers.ListField(child=WantedLinkSerializer(), min_length=1, max_length=MOST)


class MadeLinkSerializer(serializers.Serializer[MadeLink]):
    """A signed link, ready to be sent."""

    token = serializers.CharField(help_text="What stands behind `?t=`.")
    url = serializers.CharField()
    expires_at = MomentField()


class MadeLinksSerializer(serializers.Serializer[Any]):
    """The links in the order in which they were asked for."""

    links = MadeLinkSerializer(many=True)


WANTED: Final = OpenApiExample(
    "Two links",
    {
        "links": [
            {"location": 12, "subject": 7, "reference": "HD-4711", "hidden": {"order": "4711"}},
            {"valid_days": 365, "single_use": False},
        ]
    },
    request_only=True,
)
SIGNED: Final = "1.3.K4TN2.1798761600.iAZNvXgAAcACAAAAAAAAAAQ.l12.s7.kq0zXc2mYq7yE5d1uQbX4w"
MADE: Final = OpenApiExample(
    "A link",
    {
        "links": [
            {
                "token": SIGNED,
                "url": f"https://hearme.example/s/K4TN2?t={SIGNED}",
                "expires_at": "2027-01-01T00:00:00Z",
            }
        ]
    },
    response_only=True,
)


@extend_schema(
    operation_id="links_create",
    summary="Make signed links",
    description="Each link carries facts that nobody can change. Nothing is stored: asking again "
    "makes other links.",
    parameters=[COLLECTOR_CODE],
    request=WantedLinksSerializer,
    responses={200: OpenApiResponse(MadeLinksSerializer, "The links.")},
    examples=[WANTED, MADE],
)
@writes
def new_links(request: Request, code: str) -> Response:
    collector = get_collector(organization_of(request), code)
    body = WantedLinksSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    made = make_links(collector, _wishes(collector, body.validated_data["links"]))
    return Response(MadeLinksSerializer({"links": list(made)}).data)


def _wishes(collector: Collector, sent: Sequence[Mapping[str, Any]]) -> list[WantedLink]:
    """What the links shall say. Raises Unfit if one names what there is not."""
    ids = {kind: {wish[kind] for wish in sent if kind in wish} for kind in KINDS}
    things = open_things(collector.organization, ids)
    names, now = hidden_fields_of(collector.survey), timezone.now()
    faults: dict[str, dict[str, Any]] = {}
    wishes = []
    for number, wish in enumerate(sent):
        hidden = wish.get("hidden", {})
        found: dict[str, Any] = {
            kind: things[kind].get(wish[kind]) for kind in KINDS if kind in wish
        }
        unknown = {
            kind: [ErrorDetail("There is no such thing, or it is closed.", "unknown")]
            for kind, thing in found.items()
            if thing is None
        }
        if fault := unknown | _hidden_faults(hidden, names):
            faults[str(number)] = fault
        wishes.append(
            WantedLink(
                now + timedelta(days=wish["valid_days"]),
                is_single=wish["single_use"],
                reference=wish.get("reference", ""),
                hidden=hidden,
                **found,
            )
        )
    if faults:
        raise Unfit({"links": faults})
    return wishes


def _hidden_faults(hidden: Mapping[str, str], names: Sequence[str]) -> dict[str, Any]:
    """What is wrong with hidden fields; a misspelt name must not be dropped in silence."""
    faults: dict[str, Any] = {}
    for name, value in hidden.items():
        if name not in names:
            faults[name] = [ErrorDetail("The survey names no such hidden field.", "unknown")]
        elif kind := misfit_of(value):
            faults[name] = [ErrorDetail(MISFITS[kind], kind)]
    if not faults and not has_room_for(hidden):
        return {"hidden": [ErrorDetail("These are more than one link can carry.", "too_long")]}
    return {"hidden": faults} if faults else {}
