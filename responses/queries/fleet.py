"""Many codes at once: what is there already, and what somebody chose."""

from collections.abc import Iterable, Mapping, Sequence

from django.http import Http404

from hearme.accounts.models import Organization
from hearme.accounts.queries import Place
from responses.models import Collector, CollectorQuerySet
from surveys.models import Survey

GONE = (Collector.State.LOST, Collector.State.RETIRED)
"""Whoever opens a code of that name there wants one in place of these."""


def spots_taken(
    organization: Organization, survey: Survey, kind: str
) -> frozenset[tuple[int, str]]:
    """Where codes of a survey hang already, by place and name, as `Spot.key` has them."""
    doors = Collector.objects.of(organization).filter(survey=survey, kind=kind).order_by()
    hanging = doors.exclude(state__in=GONE).values_list("location_id", "name")
    return frozenset((at, name.casefold()) for at, name in hanging)


def chosen_collectors(organization: Organization, ids: Sequence[int]) -> CollectorQuerySet:
    """These collectors, in their order; 404 unless all of them are the organization's."""
    doors = Collector.objects.of(organization).filter(pk__in=ids)
    if not ids or doors.count() != len(set(ids)):
        raise Http404
    return doors.select_related("survey", "location").defer("survey__draft")


def ids_of_codes(organization: Organization, codes: Iterable[str]) -> frozenset[int]:
    """The ids of the codes that are the organization's."""
    doors = Collector.objects.of(organization).filter(code__in=[*codes]).order_by()
    return frozenset(doors.values_list("pk", flat=True))


def ends_inside(places: Sequence[Place]) -> dict[int, list[int]]:
    """Branch id -> the open places at the ends of the tree inside it: there codes hang."""
    ends: dict[int, list[int]] = {}
    above: list[int] = []
    for place in places:
        above[place.depth :] = [place.location.pk]
        for branch in above[:-1] if is_end(place) else ():
            ends.setdefault(branch, []).append(place.location.pk)
    return ends


def is_end(place: Place) -> bool:
    """Whether it is open and nothing lies inside it."""
    return not place.is_branch and not place.location.closed_at


def ways_to(places: Sequence[Place]) -> Mapping[int, list[str]]:
    """Open place id -> the names on the way to it, its own last."""
    ways: dict[int, list[str]] = {}
    above: list[str] = []
    for place in places:
        above[place.depth :] = [place.location.name]
        if not place.location.closed_at:
            ways[place.location.pk] = list(above)
    return ways
