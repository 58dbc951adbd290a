"""Responses that are held back: how many, why, where, and what the organization trusts."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Count, F, Func, Max, Q
from django.shortcuts import get_object_or_404

from hearme.accounts.models import Organization
from hearme.accounts.queries import hours_at
from hearme.accounts.rules import Hours
from responses.models import Collector, Response, ResponseQuerySet, Trust, Verdict
from responses.rules import Suspicion


def held_responses(
    organization: Organization, reach: frozenset[int] | None = None
) -> ResponseQuerySet:
    """What is kept but not counted, at places within reach."""
    found = Response.objects.of(organization).filter(is_excluded=True, suspicions__isnull=False)
    return found if reach is None else found.filter(location__in=reach)


MOST_COUNTED: Final = 1_000


def held_count(organization: Organization, reach: frozenset[int] | None = None) -> int:
    """How many responses are held back; beyond MOST_COUNTED nobody counts on."""
    return len(held_responses(organization, reach).order_by()[:MOST_COUNTED].values_list("pk"))


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """The responses that one suspicion holds back at one collector."""

    suspicion: Suspicion
    collector: Collector
    count: int
    latest: datetime


def held_groups(organization: Organization, reach: frozenset[int] | None = None) -> list[HeldGroup]:
    """What is held back by reason and collector, the latest first."""
    reasons = Func(F("suspicions"), function="unnest")
    rows = list(
        held_responses(organization, reach)
        .order_by()
        .annotate(reason=reasons)
        .values_list("reason", "collector")
        .annotate(count=Count("pk"), latest=Max("answered_at"))
        .order_by("-latest")
    )
    collectors = Collector.objects.of(organization).select_related("location", "survey")
    by_id = collectors.in_bulk({collector for _reason, collector, _count, _latest in rows})
    return [
        HeldGroup(Suspicion(reason), by_id[collector], count, latest)
        for reason, collector, count, latest in rows
        if collector in by_id
    ]


# ------------------------------------------------------------------ trust and verdicts
def trusts_of(organization: Organization) -> Sequence[Trust]:
    """The organization's rules, newest first."""
    rules = Trust.objects.filter(organization=organization).order_by("-made_at", "-id")
    return list(rules.select_related("collector__location", "made_by"))


def get_trust(organization: Organization, trust_id: int) -> Trust:
    """One rule of the organization, or 404."""
    return get_object_or_404(Trust, organization=organization, pk=trust_id)


def trusted_at(organization_id: int, collector_id: int) -> frozenset[str]:
    """The suspicions that exclude nothing at this collector."""
    here = Q(collector=None) | Q(collector=collector_id)
    rules = Trust.objects.filter(here, organization=organization_id)
    return frozenset(rules.values_list("suspicion", flat=True))


def verdicts_on(response: Response) -> Sequence[Verdict]:
    """Who counted a response in or out, newest first."""
    log = Verdict.objects.filter(organization=response.organization_id, response=response)
    return list(log.select_related("decided_by"))


def decided_by_people(organization_id: int, response_ids: Iterable[int]) -> frozenset[int]:
    """The responses among these about which a person has decided."""
    log = Verdict.objects.filter(organization=organization_id, response__in=list(response_ids))
    return frozenset(log.exclude(decided_by=None).values_list("response", flat=True))


# ------------------------------------------------------------------ looking back
RECENT: Final = 5_000
BURSTS: Final = """
WITH recent AS (
    SELECT id, collector_id, fingerprint, seconds, suspicions,
           date_trunc('minute', answered_at) AS minute
    FROM (SELECT * FROM responses_response ORDER BY id DESC LIMIT %(recent)s) AS newest
    WHERE created_at > now() - interval '15 minutes' AND is_complete
      AND channel NOT IN ('api', 'import')
      AND NOT coalesce(suspicions @> ARRAY['device']::varchar[], false)
), told AS (
    SELECT *, count(*) OVER (PARTITION BY collector_id, minute) AS everything,
           count(*) OVER (PARTITION BY collector_id, minute, fingerprint, seconds) AS same
    FROM recent
)
SELECT array_agg(id ORDER BY id), same, max(everything) FROM told
WHERE same >= %(least)s
GROUP BY collector_id, minute, fingerprint, seconds, same
HAVING bool_or(suspicions IS NULL OR NOT suspicions @> ARRAY['burst']::varchar[])
"""


@dataclass(frozen=True, slots=True)
class Equals:
    """Responses to one collector within a minute with the same answers after the same seconds."""

    response_ids: Sequence[int]
    same: int
    everything: int


def recent_equals(least: int) -> list[Equals]:
    """Equal responses of the last minutes that were not all noticed when they came."""
    with connection.cursor() as cursor:
        cursor.execute(BURSTS, {"recent": RECENT, "least": least})
        return [Equals(*row) for row in cursor.fetchall()]


def unproven_responses(attacked: Iterable[int]) -> Mapping[int, list[int]]:
    """Organization -> responses held back only for want of a proof, where no attack goes on."""
    rows = Response.objects.filter(is_excluded=True, suspicions=[Suspicion.NO_PROOF.value]).exclude(
        collector__in=list(attacked)
    )
    found: dict[int, list[int]] = {}
    for organization_id, pk in rows.order_by().values_list("organization", "pk")[:RECENT]:
        found.setdefault(organization_id, []).append(pk)
    return found


# ------------------------------------------------------------------ opening hours
HOURS_SECONDS: Final = 60.0
MOST_PLACES: Final = 4_096
_hours: dict[int, tuple[float, Hours | None]] = {}


def hours_lately(location_id: int) -> Hours | None:
    """The opening hours of a place as they were a minute ago at most."""
    now = time.monotonic()
    seen, hours = _hours.get(location_id, (float("-inf"), None))
    if now - seen >= HOURS_SECONDS:
        hours = hours_at(location_id)
        if len(_hours) >= MOST_PLACES:
            _hours.clear()
        _hours[location_id] = (now, hours)
    return hours
