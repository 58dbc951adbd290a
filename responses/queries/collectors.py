"""Collectors: by place, with their state and what came through them."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Case, Func, OuterRef, Subquery, Value, When
from django.db.models.functions import Concat, Now
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Organization
from hearme.accounts.queries import Place, places_of
from hearme.accounts.rules import places_inside
from responses.models import (
    Collector,
    CollectorQuerySet,
    PosterOrder,
    PosterOrderQuerySet,
    VisitCount,
)
from responses.rules import fold
from surveys.models import Survey, Theme


def collectors_of(organization: Organization) -> CollectorQuerySet:
    """The collectors page: by place, each with its survey and standing."""
    collectors = Collector.objects.of(organization).annotate(standing=STANDING)
    return collectors.select_related(
        "survey__live_version", "location", "touchpoint", "subject", "theme"
    )


def get_collector(
    organization: Organization, code: str, reach: frozenset[int] | None = None
) -> Collector:
    """One collector of the organization by its code, or 404; only at places within reach."""
    found = collectors_of(organization)
    if reach is not None:
        found = found.filter(location__in=reach)
    return get_object_or_404(found, code=code.upper())


# ------------------------------------------------------------------ places
def place_paths(places: Iterable[Place]) -> dict[int, str]:
    """Location id -> its name behind the names of the places that it is in."""
    paths: dict[int, str] = {}
    above: list[str] = []
    for place in places:
        above[place.depth :] = [place.location.name]
        paths[place.location.pk] = " · ".join(above)
    return paths


def ids_within(places: Iterable[Place], location_id: int) -> frozenset[int]:
    """The ids of a place and of all places inside it."""
    parents = {place.location.pk: place.location.parent_id for place in places}
    return frozenset({location_id} | places_inside(parents, location_id))


def places_without_collector(organization: Organization) -> list[Place]:
    """The open places at the ends of the tree that no open collector stands at."""
    doors = Collector.objects.of(organization).open().order_by()
    taken = set(doors.values_list("location_id", flat=True))
    open_places = [place for place in places_of(organization) if not place.location.closed_at]
    branches = {place.location.parent_id for place in open_places}
    return [place for place in open_places if place.location.pk not in taken | branches]


# ------------------------------------------------------------------ the collectors page
class Standing(models.TextChoices):
    """What a customer meets today who scans the code."""

    OPEN = "open", _("Taking answers")
    WAITING = "waiting", _("Not open yet")
    ENDED = "ended", _("Survey closed")
    EARLY = "early", _("Begins later")
    OVER = "over", _("Time is over")
    FULL = "full", _("Enough answers")
    PAUSED = "paused", _("Paused")
    LOST = "lost", _("Lost")
    RETIRED = "retired", _("Retired")


_LOCAL_DAY = Func(
    Now(),
    "location__time_zone",
    template="(%(expressions)s)::date",
    arg_joiner=" AT TIME ZONE ",
    output_field=models.DateField(),
)
STANDING = Case(
    When(state=Collector.State.RETIRED, then=Value(Standing.RETIRED)),
    When(state=Collector.State.LOST, then=Value(Standing.LOST)),
    When(state=Collector.State.PAUSED, then=Value(Standing.PAUSED)),
    When(survey__live_version=None, then=Value(Standing.WAITING)),
    When(survey__closed_at__isnull=False, then=Value(Standing.ENDED)),
    When(full_at__isnull=False, then=Value(Standing.FULL)),
    When(first_day__gt=_LOCAL_DAY, then=Value(Standing.EARLY)),
    When(last_day__lt=_LOCAL_DAY, then=Value(Standing.OVER)),
    default=Value(Standing.OPEN),
    output_field=models.CharField(),
)

FUNNEL_DAYS = 30
"""How far back the pages of collectors count."""


def public_url(code: str) -> str:
    """The address behind a short code: what its QR code says."""
    return f"{settings.SITE_URL}/s/{code}"


@dataclass(frozen=True, slots=True)
class CollectorFilter:
    """Which collectors are wanted; what is left out is not asked for."""

    survey: Survey | None = None
    places: frozenset[int] | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class CollectorKey:
    """As much of a collector as sorting and counting need."""

    id: int
    location_id: int
    name: str
    standing: Standing


def collector_keys(organization: Organization, wanted: CollectorFilter) -> list[CollectorKey]:
    """The collectors that are wanted, in any state and in no order."""
    found = Collector.objects.of(organization).annotate(standing=STANDING).order_by()
    if wanted.survey:
        found = found.filter(survey=wanted.survey)
    if wanted.places is not None:
        found = found.filter(location__in=wanted.places)
    if wanted.words:
        found = found.annotate(folded=FOLDED)
    for word in fold(wanted.words).split():
        found = found.filter(folded__contains=word)
    rows = found.values_list("id", "location_id", "name", "standing")
    return [CollectorKey(pk, at, name, Standing(standing)) for pk, at, name, standing in rows]


FOLDED = Func(
    Concat(
        "code", Value(" "), "name", Value(" "), "location__name", Value(" "), "survey__title",
        output_field=models.TextField(),
    ),
    template="translate(lower(regexp_replace("
    r"normalize(%(expressions)s, NFD), '[\u0300-\u036f]', '', 'g')), 'Đđ', 'dd')",
    output_field=models.TextField(),
)  # fmt: skip
"""All words that a search may find, in small letters without marks: many type without them."""


def collectors_by_id(organization: Organization, ids: Sequence[int]) -> dict[int, Collector]:
    """Id -> collector, for those of these ids that are the organization's."""
    return collectors_of(organization).in_bulk(ids)


def last_scans_of(organization: Organization, ids: Iterable[int]) -> dict[int, datetime]:
    """Collector id -> when the hour began in which its page was last opened."""
    opened = VisitCount.objects.filter(
        organization=organization, collector_id=OuterRef("pk"), opened__gt=0
    ).order_by("-day", "-hour")
    rows = (
        Collector.objects.of(organization)
        .filter(pk__in=list(ids))
        .annotate(day=Subquery(opened.values("day")[:1]), hour=Subquery(opened.values("hour")[:1]))
        .filter(day__isnull=False)
        .order_by()
        .values_list("pk", "day", "hour", "location__time_zone")
    )
    return {pk: datetime.combine(day, time(hour), ZoneInfo(zone)) for pk, day, hour, zone in rows}


# ------------------------------------------------------------------ posters
def poster_orders_of(organization: Organization) -> PosterOrderQuerySet:
    """The orders of posters, newest first."""
    return PosterOrder.objects.of(organization)


def get_poster_order(organization: Organization, key: uuid.UUID) -> PosterOrder:
    """One order of the organization by its key, or 404."""
    return get_object_or_404(poster_orders_of(organization), key=key)


def usual_theme(organization: Organization) -> Theme | None:
    """The organization's usual theme, if it has one."""
    return Theme.objects.of(organization).filter(is_usual=True).first()
