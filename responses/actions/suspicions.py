"""Writes: hold responses back and count them again, each time with a line in the log.

Whether a response counts follows from its suspicions and from what the organization trusts, unless
a person has decided: what a person says, no rule takes back.
"""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from redis.exceptions import RedisError

from hearme.accounts.models import Organization, User
from responses.actions.recording import set_excluded
from responses.actions.tally import attacked_collectors
from responses.models import Collector, Response, ResponseQuerySet, Trust, Verdict
from responses.queries import (
    decided_by_people,
    recent_equals,
    trusts_of,
    unproven_responses,
)
from responses.rules import (
    SAME_IN_A_MINUTE,
    Suspicion,
    excludes,
    excludes_later,
    is_burst,
)


@transaction.atomic
def suspect(response_ids: Sequence[int], reason: Suspicion) -> int:
    """Add a reason to responses of one organization, which may hold them back; return how many."""
    fresh = [
        response
        for response in _locked(Response.objects.filter(pk__in=list(response_ids)))
        if reason not in (response.suspicions or ())
    ]
    for response in fresh:
        response.suspicions = [*(response.suspicions or ()), reason.value]
        response.save(update_fields=["suspicions"])
    _reconsider(fresh)
    return len(fresh)


@transaction.atomic
def decide(
    organization: Organization,
    response_ids: Iterable[int],
    *,
    is_excluded: bool,
    by: User,
    reach: frozenset[int] | None = None,
) -> int:
    """Count suspicious responses at places within reach in or out; return how many changed."""
    wanted = Response.objects.of(organization).filter(
        pk__in=list(response_ids), suspicions__isnull=False
    )
    chosen = _locked(wanted if reach is None else wanted.filter(location__in=reach))
    changed = [response for response in chosen if response.is_excluded != is_excluded]
    _settle(changed, is_excluded=is_excluded, by=by)
    return len(changed)


@transaction.atomic
def trust(
    organization: Organization, suspicion: Suspicion, collector: Collector | None, by: User
) -> Trust:
    """Let a suspicion exclude nothing any more; what only it held back counts again."""
    rule, _is_new = Trust.objects.get_or_create(
        organization=organization,
        suspicion=suspicion.value,
        collector=collector,
        defaults={"made_by": by},
    )
    _reconsider(_locked(_under(rule).filter(is_excluded=True)))
    return rule


@transaction.atomic
def distrust(rule: Trust) -> None:
    """Take a rule back: what counts only because of it is held back again."""
    touched = _locked(_under(rule).filter(is_excluded=False))
    rule.delete()
    _reconsider(touched)


def suspect_bursts() -> int:
    """Find bursts of equal responses that began before anybody could notice."""
    if not settings.GUARD:
        return 0
    return sum(
        suspect(equals.response_ids, Suspicion.BURST)
        for equals in recent_equals(SAME_IN_A_MINUTE)
        if is_burst(equals.same, equals.everything)
    )


def release_unproven() -> int:
    """Count what was held back only for want of a proof, once the attack is over."""
    # Raises while Redis is away: then nobody knows whether it is.
    waiting = unproven_responses(attacked_collectors())
    return sum(_release(response_ids) for response_ids in waiting.values())


@transaction.atomic
def _release(response_ids: Sequence[int]) -> int:
    held = _locked(Response.objects.filter(pk__in=response_ids, is_excluded=True))
    return _reconsider(held)


# ------------------------------------------------------------------ what follows from what
def _under(rule: Trust) -> ResponseQuerySet:
    """The responses that a rule speaks of."""
    found = Response.objects.of(rule.organization).filter(suspicions__contains=[rule.suspicion])
    return found.filter(collector=rule.collector_id) if rule.collector_id else found


def _locked(responses: ResponseQuerySet) -> list[Response]:
    # One order for everybody: two who decide at once must not wait for each other.
    return list(responses.select_for_update(of=("self",)).order_by("pk"))


def _reconsider(responses: Sequence[Response]) -> int:
    """Set each response to what follows for it, unless a person decided; return how many changed.

    They are all of one organization.
    """
    if not responses:
        return 0
    organization = responses[0].organization
    rules, attacked = trusts_of(organization), _attacked()
    decided = decided_by_people(organization.pk, [response.pk for response in responses])
    changed = 0
    for response in responses:
        here = {None, response.collector_id}
        trusted = {rule.suspicion for rule in rules if rule.collector_id in here}
        weighs = excludes if response.collector_id in attacked else excludes_later
        is_excluded = weighs(response.suspicions or (), trusted)
        if response.pk not in decided and response.is_excluded != is_excluded:
            _settle([response], is_excluded=is_excluded)
            changed += 1
    return changed


def _attacked() -> frozenset[int]:
    try:
        return attacked_collectors()
    except RedisError:
        return frozenset()


def _settle(responses: Sequence[Response], *, is_excluded: bool, by: User | None = None) -> None:
    for response in responses:
        set_excluded(response, is_excluded)
    Verdict.objects.bulk_create(
        Verdict(
            organization_id=response.organization_id,
            response=response,
            suspicions=response.suspicions or [],
            is_excluded=is_excluded,
            decided_by=by,
        )
        for response in responses
    )
