"""Responses: one, those of a list, those stored under a key."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Func, OuterRef, Q, Value
from django.shortcuts import get_object_or_404

from hearme.accounts.models import Organization
from responses.models import Collector, Response, ResponseQuerySet
from responses.rules import Cursor
from surveys.models import Survey, SurveyVersion
from surveys.rules import ScoreRule


def responses_of(organization: Organization) -> ResponseQuerySet:
    """The responses of an organization with what a list shows, newest first."""
    return Response.objects.of(organization).select_related(
        "survey", "location", "collector", "version"
    )


def get_response(
    organization: Organization, response_id: int, reach: frozenset[int] | None = None
) -> Response:
    """One response of the organization, or 404; only at places within reach."""
    found = responses_of(organization).select_related("touchpoint", "subject")
    if reach is not None:
        found = found.filter(location__in=reach)
    return get_object_or_404(found, pk=response_id)


def stored_fingerprints(
    organization_id: int, keys: Sequence[uuid.UUID]
) -> dict[uuid.UUID, tuple[int, bytes]]:
    """Key -> (response id, fingerprint) of the responses that are stored under these keys."""
    rows = Response.objects.filter(organization_id=organization_id, key__in=keys).values_list(
        "key", "id", "fingerprint"
    )
    return {key: (pk, bytes(fingerprint)) for key, pk, fingerprint in rows}


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
    references: Sequence[bytes] | None = None
    """What may stand for the transaction that they are about."""
    is_held: bool = False
    """Only what is kept but not counted."""
    suspicion: str = ""

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
    found = _marked(Response.objects.of(organization), wanted)
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
    if wanted.references is not None:
        found = found.filter(reference__in=wanted.references)
    return found


def _marked(found: ResponseQuerySet, wanted: ResponseFilter) -> ResponseQuerySet:
    if wanted.is_held or wanted.suspicion:
        # These few have an index of their own.
        found = found.filter(suspicions__isnull=False)
    if wanted.is_held:
        found = found.filter(is_excluded=True)
    if wanted.suspicion:
        found = found.filter(suspicions__contains=[wanted.suspicion])
    return found.filter(HAS_TEXT) if wanted.has_comment else found


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
