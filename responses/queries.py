"""Reads. Every function starts from the organization or from a code that is the permission."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import Case, Count, Func, Max, OuterRef, Q, Value, When
from django.db.models.functions import Concat, Now
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Organization
from hearme.accounts.queries import Place, places_of
from hearme.accounts.rules import places_inside
from responses.models import Collector, CollectorQuerySet, Response, ResponseQuerySet
from responses.rules import Cursor, fold
from surveys.models import Survey, SurveyVersion
from surveys.rules import ScoreRule


@dataclass(frozen=True, slots=True)
class Door:
    """What lies behind a short code: everything the public page needs, in one read."""

    organization_id: int
    organization: str
    survey_id: int
    survey_closed_at: datetime | None
    version_id: int | None
    collector_id: int
    code: str
    place: str
    location_id: int
    location: str
    time_zone: str
    collector_closed_at: datetime | None

    @property
    def closed_at(self) -> datetime | None:
        """When it stopped taking answers; None while it takes them."""
        return min(
            (at for at in (self.survey_closed_at, self.collector_closed_at) if at), default=None
        )

    @property
    def is_open(self) -> bool:
        return self.version_id is not None and self.closed_at is None

    @property
    def label(self) -> str:
        """The place as a customer reads it."""
        return f"{self.location} · {self.place}" if self.place else self.location


# Written out because building this statement in the ORM takes longer than the rest of the page.
DOOR = """
SELECT c.organization_id, o.name, c.survey_id, s.closed_at, s.live_version_id, c.id, c.code, c.name,
       c.location_id, l.name, l.time_zone, c.closed_at
FROM responses_collector c
JOIN accounts_organization o ON o.id = c.organization_id
JOIN surveys_survey s ON s.id = c.survey_id
JOIN accounts_location l ON l.id = c.location_id
WHERE c.code = %s
"""


def find_door(code: str) -> Door | None:
    """The door behind a code in any case of letters; None if there is none."""
    with connection.cursor() as cursor:
        cursor.execute(DOOR, [code.upper()])
        row = cursor.fetchone()
    return Door(*row) if row else None


@lru_cache(maxsize=1024)
def published(version_id: int) -> SurveyVersion:
    """A published version. It never changes, so each process reads it once."""
    return SurveyVersion.objects.get(pk=version_id)


def collectors_of(organization: Organization) -> CollectorQuerySet:
    """The collectors page: by place, each with its survey and state."""
    collectors = Collector.objects.of(organization).annotate(state=STATE)
    return collectors.select_related("survey__live_version", "location")


def get_collector(organization: Organization, code: str) -> Collector:
    """One collector of the organization by its code, or 404."""
    return get_object_or_404(collectors_of(organization), code=code.upper())


def responses_of(organization: Organization) -> ResponseQuerySet:
    """The responses of an organization with what a list shows, newest first."""
    return Response.objects.of(organization).select_related(
        "survey", "location", "collector", "version"
    )


def get_response(organization: Organization, response_id: int) -> Response:
    """One response of the organization, or 404."""
    return get_object_or_404(responses_of(organization), pk=response_id)


def stored_fingerprints(
    organization_id: int, keys: Sequence[uuid.UUID]
) -> dict[uuid.UUID, tuple[int, bytes]]:
    """Key -> (response id, fingerprint) of the responses that are stored under these keys."""
    rows = Response.objects.filter(organization_id=organization_id, key__in=keys).values_list(
        "key", "id", "fingerprint"
    )
    return {key: (pk, bytes(fingerprint)) for key, pk, fingerprint in rows}


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
class CollectorState(models.TextChoices):
    """What a customer meets who scans the code."""

    OPEN = "open", _("Taking answers")
    WAITING = "waiting", _("Not open yet")
    ENDED = "ended", _("Survey closed")
    CLOSED = "closed", _("Closed")


STATE = Case(
    When(closed_at__isnull=False, then=Value(CollectorState.CLOSED)),
    When(survey__live_version=None, then=Value(CollectorState.WAITING)),
    When(survey__closed_at__isnull=False, then=Value(CollectorState.ENDED)),
    default=Value(CollectorState.OPEN),
    output_field=models.CharField(),
)

BUSY_DAYS = 30
"""How far back the collectors page counts."""


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
    state: CollectorState


def collector_keys(organization: Organization, wanted: CollectorFilter) -> list[CollectorKey]:
    """The collectors that are wanted, in any state and in no order."""
    found = Collector.objects.of(organization).annotate(state=STATE).order_by()
    if wanted.survey:
        found = found.filter(survey=wanted.survey)
    if wanted.places is not None:
        found = found.filter(location__in=wanted.places)
    if wanted.words:
        found = found.annotate(folded=FOLDED)
    for word in fold(wanted.words).split():
        found = found.filter(folded__contains=word)
    rows = found.values_list("id", "location_id", "name", "state")
    return [CollectorKey(pk, at, name, CollectorState(state)) for pk, at, name, state in rows]


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


@dataclass(frozen=True, slots=True)
class Busyness:
    """What came through a collector in the last BUSY_DAYS days."""

    people: int = 0
    last_at: datetime | None = None


def busyness_of(organization: Organization, collector_ids: Sequence[int]) -> dict[int, Busyness]:
    """Responses of the last BUSY_DAYS days by collector, counted from the rows themselves."""
    surveys = Survey.objects.of(organization).order_by().values("pk")
    rows = (
        Response.objects.of(organization)
        # Naming the surveys lets the index (organization, survey, answered_at) do the work.
        .filter(survey__in=surveys, answered_at__gte=Now() - timedelta(days=BUSY_DAYS))
        .filter(collector__in=collector_ids)
        .order_by()
        .values_list("collector_id")
        .annotate(people=Count("id"), last_at=Max("answered_at"))
    )
    return {pk: Busyness(people, last_at) for pk, people, last_at in rows}


# ------------------------------------------------------------------ the list of responses
@dataclass(frozen=True, slots=True)
class ResponseFilter:
    """Which responses are wanted; what is left out is not asked for."""

    survey: Survey | None = None
    collector: Collector | None = None
    places: frozenset[int] | None = None
    since: date | None = None
    until: date | None = None
    feeling: str = ""
    has_comment: bool = False

    @property
    def is_empty(self) -> bool:
        return self == ResponseFilter()


NEWEST_FIRST = ("-answered_at", "-id")
OLDEST_FIRST = ("answered_at", "id")


def cursor_of(response: Response) -> Cursor:
    return Cursor(response.answered_at, response.pk)


@dataclass(frozen=True, slots=True)
class ResponsePage:
    """Some responses, newest first, and whether there are others on either side."""

    responses: Sequence[Response]
    has_newer: bool
    has_older: bool

    @property
    def first(self) -> Cursor:
        return cursor_of(self.responses[0])

    @property
    def last(self) -> Cursor:
        return cursor_of(self.responses[-1])


def response_page(
    organization: Organization,
    wanted: ResponseFilter,
    size: int,
    *,
    before: Cursor | None = None,
    after: Cursor | None = None,
) -> ResponsePage:
    """Up to `size` responses older than `before` or newer than `after`, or the newest of all.

    Nothing is counted: one more is read than shown, so a page costs the same at any depth.
    """
    found = _wanted_responses(organization, wanted)
    if after:
        later = found.filter(answered_at__gte=after.moment).filter(
            Q(answered_at__gt=after.moment) | Q(id__gt=after.id)
        )
        rows = _top(organization, later, OLDEST_FIRST, size + 1)
        return ResponsePage(rows[:size][::-1], has_newer=len(rows) > size, has_older=True)
    if before:
        found = found.filter(answered_at__lte=before.moment).filter(
            Q(answered_at__lt=before.moment) | Q(id__lt=before.id)
        )
    rows = _top(organization, found, NEWEST_FIRST, size + 1)
    return ResponsePage(rows[:size], has_newer=bool(before), has_older=len(rows) > size)


def _top(
    organization: Organization, found: ResponseQuerySet, order: tuple[str, str], size: int
) -> list[Response]:
    """The first rows over all surveys: the first of each by its index, then the first of these."""
    each = found.filter(survey=OuterRef("pk")).order_by(*order)[:size].values("pk")
    surveys = Survey.objects.of(organization).order_by()
    # Django turns a filter that nothing can pass into NULL instead of an empty array.
    firsts = surveys.values_list(ArraySubquery(each), flat=True)
    ids = [pk for first in firsts for pk in first or ()]
    return list(responses_of(organization).filter(pk__in=ids).order_by(*order)[:size])


def find_responses(organization: Organization, wanted: ResponseFilter) -> ResponseQuerySet:
    """The responses that are wanted, in no order, without the texts of their surveys."""
    found = _wanted_responses(organization, wanted).order_by()
    return found.select_related("survey", "location", "collector", "version").defer(
        "survey__draft", "version__document"
    )


def _wanted_responses(organization: Organization, wanted: ResponseFilter) -> ResponseQuerySet:
    found = Response.objects.of(organization)
    if wanted.survey:
        found = found.filter(survey=wanted.survey)
    if wanted.collector:
        found = found.filter(collector=wanted.collector)
    if wanted.places is not None:
        found = found.filter(location__in=wanted.places)
    if wanted.since:
        found = found.filter(day__gte=wanted.since, answered_at__gte=_about(wanted.since, -1))
    if wanted.until:
        found = found.filter(day__lte=wanted.until, answered_at__lt=_about(wanted.until, 2))
    if wanted.feeling:
        found = found.filter(_feels(organization, wanted))
    if wanted.has_comment:
        found = found.filter(HAS_TEXT)
    return found


def _about(day: date, days: int) -> datetime:
    """A moment surely outside a local day of any zone; the index is sorted by moments."""
    return datetime.combine(day, time(), tzinfo=UTC) + timedelta(days=days)


HAS_TEXT = Func(
    "answers",
    Value('$.* ? (@.type() == "string")'),
    function="jsonb_path_exists",
    output_field=models.BooleanField(),
)
"""Some answer is a text, whatever its question is called in whichever version."""


def _feels(organization: Organization, wanted: ResponseFilter) -> Q:
    """Main scores of that class, each by the rule of the version that was answered."""
    versions = SurveyVersion.objects.filter(organization=organization)
    if wanted.survey:
        versions = versions.filter(survey=wanted.survey)
    by_rule: dict[ScoreRule, list[int]] = defaultdict(list)
    for version in versions.order_by():
        main = version.content.main_question
        if main and main.score_rule:
            by_rule[main.score_rule].append(version.pk)
    feels = Q(pk__in=[])
    for rule, ids in by_rule.items():
        feels |= Q(version__in=ids) & _in_class(rule, wanted.feeling)
    return feels


def _in_class(rule: ScoreRule, feeling: str) -> Q:
    return {
        "good": Q(score__gte=rule.good_from),
        "neutral": Q(score__gt=rule.bad_to, score__lt=rule.good_from),
        "bad": Q(score__lte=rule.bad_to),
    }[feeling]
