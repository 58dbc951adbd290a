"""Reads. Every function starts from the user or the organization, so nothing can leak."""

import hmac
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.shortcuts import get_object_or_404

from hearme.accounts.models import (
    ApiKey,
    Invitation,
    Location,
    LocationQuerySet,
    Membership,
    Organization,
    User,
)
from hearme.accounts.rules import (
    Hours,
    digest_of,
    hours_from,
    inherited,
    known_time_zones,
    parse_key,
    places_inside,
)


def is_email_taken(email: str, user: User) -> bool:
    """Whether somebody else signs in with this address."""
    return User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists()


def memberships_of(user: User) -> list[Membership]:
    """Where this user works, oldest first."""
    return list(Membership.objects.filter(user=user).select_related("organization").order_by("id"))


def membership_in(user: User, slug: str) -> Membership:
    """This user's membership in the organization of that slug, or 404."""
    return get_object_or_404(
        Membership.objects.select_related("organization"), user=user, organization__slug=slug
    )


def members_of(organization: Organization) -> list[Membership]:
    """The members page: highest role first."""
    return list(
        Membership.objects.filter(organization=organization)
        .select_related("user")
        .prefetch_related("locations")
        .order_by("-role", "id")
    )


def get_member(organization: Organization, membership_id: int) -> Membership:
    """One member of the organization, or 404."""
    members = Membership.objects.select_related("user", "organization")
    return get_object_or_404(members, organization=organization, pk=membership_id)


def invitations_of(organization: Organization) -> list[Invitation]:
    """The invitations that nobody has accepted yet, newest first."""
    waiting = Invitation.objects.filter(organization=organization, accepted_at=None)
    return list(waiting.select_related("invited_by").prefetch_related("locations"))


def get_invitation(organization: Organization, invitation_id: int) -> Invitation:
    """One waiting invitation of the organization, or 404."""
    return get_object_or_404(
        Invitation, organization=organization, pk=invitation_id, accepted_at=None
    )


def find_invitation(token: str) -> Invitation:
    """The invitation that this token opens, whatever its state, or 404."""
    invitations = Invitation.objects.select_related("organization", "invited_by")
    return get_object_or_404(invitations, digest=digest_of(token))


def locations_of(organization: Organization) -> LocationQuerySet:
    """All places of an organization, in their order."""
    return Location.objects.of(organization)


def get_location(organization: Organization, location_id: int) -> Location:
    """One place of the organization, or 404."""
    return get_object_or_404(Location.objects.of(organization), pk=location_id)


@dataclass(frozen=True, slots=True)
class Place:
    """A location where it stands in the tree; `depth` 0 is the top."""

    location: Location
    depth: int
    is_branch: bool

    @property
    def level(self) -> int:
        """How far the row is moved in: from 6 on there is no room left."""
        return min(self.depth, 6)


def places_of(organization: Organization) -> list[Place]:
    """The tree of places, each right after the one that it is in."""
    found = {each.pk: each for each in locations_of(organization).select_related("manager__user")}
    for location in found.values():
        if location.parent_id is not None:
            # One object for each place: 200 branches would bring 200 copies of their regions.
            location.parent = found[location.parent_id]
    return _tree(found.values())


def place_names_of(organization: Organization) -> list[Place]:
    """The same tree for choosing from it: of a place only what it is called and where it lies.

    Everything else of a place is read anew when somebody asks for it.
    """
    return _tree(locations_of(organization).only("organization", "parent", "name", "closed_at"))


def _tree(locations: Iterable[Location]) -> list[Place]:
    children: dict[int | None, list[Location]] = defaultdict(list)
    for location in locations:
        children[location.parent_id].append(location)

    def walk(parent: int | None, depth: int) -> Iterator[Place]:
        for location in children[parent]:
            yield Place(location, depth, location.pk in children)
            yield from walk(location.pk, depth + 1)

    return list(walk(None, 0))


def reach_of(membership: Membership) -> frozenset[int] | None:
    """The ids of the places that a member may see; None for everywhere.

    Editors and above are never limited; others are where somebody said so.
    """
    if not membership.may_be_limited:
        return None
    limits = list(membership.locations.values_list("pk", flat=True))
    if not limits:
        return None
    rows = locations_of(membership.organization).values_list("pk", "parent_id")
    parents = dict(rows)
    return frozenset(limits).union(*(places_inside(parents, limit) for limit in limits))


def is_within(location_id: int, reach: frozenset[int] | None) -> bool:
    """Whether a place is among those that somebody may see."""
    return reach is None or location_id in reach


def possible_parents(organization: Organization, location: Location | None = None) -> list[Place]:
    """Where a place may lie: in any open one that is not inside it, or where it is now."""
    places = places_of(organization)
    family: set[int] = set()
    current = None
    if location:
        parents = {place.location.pk: place.location.parent_id for place in places}
        family = {location.pk} | places_inside(parents, location.pk)
        current = location.parent_id
    return [
        place
        for place in places
        if place.location.pk not in family
        and (place.location.closed_at is None or place.location.pk == current)
    ]


def possible_heirs(organization: Organization, location: Location) -> list[Place]:
    """Which places may take over another: open ones that do not lie inside it."""
    places = places_of(organization)
    parents = {place.location.pk: place.location.parent_id for place in places}
    family = {location.pk} | places_inside(parents, location.pk)
    return [
        place
        for place in places
        if place.location.pk not in family and place.location.closed_at is None
    ]


@dataclass(frozen=True, slots=True)
class Opening:
    """When a place is open, and which place says so: itself, one above, or nobody."""

    hours: Hours | None
    said_by: Location | None


def openings_of(places: Sequence[Place]) -> dict[int, Opening]:
    """Location id -> its opening hours, inherited down the tree."""
    by_id = {place.location.pk: place.location for place in places}
    own = {key: hours_from(location.hours) for key, location in by_id.items()}
    parents = {key: location.parent_id for key, location in by_id.items()}
    found = {key: inherited(own, parents, key) for key in by_id}
    return {key: Opening(hours, by_id.get(at or 0)) for key, (hours, at) in found.items()}


HOURS_AT = """
WITH RECURSIVE above AS (
    SELECT id, parent_id, hours, 0 AS steps FROM accounts_location WHERE id = %s
    UNION ALL
    SELECT l.id, l.parent_id, l.hours, steps + 1
    FROM accounts_location l JOIN above ON l.id = above.parent_id
    WHERE above.hours IS NULL
)
SELECT hours FROM above WHERE hours IS NOT NULL ORDER BY steps LIMIT 1
"""


def hours_at(location_id: int) -> Hours | None:
    """The opening hours of one place, its own or those from above; None if nobody says any."""
    with connection.cursor() as cursor:
        cursor.execute(HOURS_AT, [location_id])
        row = cursor.fetchone()
    raw = row[0] if row else None
    return hours_from(json.loads(raw) if isinstance(raw, str) else raw)


def api_keys_of(organization: Organization) -> list[ApiKey]:
    """The keys page: newest first, revoked ones last."""
    keys = ApiKey.objects.filter(organization=organization).select_related("created_by")
    return sorted(keys, key=lambda key: key.revoked_at is not None)


def get_api_key(organization: Organization, key_id: int) -> ApiKey:
    """One key of the organization, or 404."""
    return get_object_or_404(ApiKey, organization=organization, pk=key_id)


def find_api_key(text: str) -> ApiKey | None:
    """The living key that this text proves possession of, or None."""
    parts = parse_key(text)
    if parts is None:
        return None
    prefix, secret = parts
    key = (
        ApiKey.objects.filter(prefix=prefix, revoked_at=None).select_related("organization").first()
    )
    return key if key and hmac.compare_digest(key.digest, digest_of(secret)) else None


REGIONS = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)
OLD_NAMES = frozenset({"Asia/Saigon"})
HOME_ZONE = "Asia/Ho_Chi_Minh"


def time_zones() -> list[str]:
    """Names to choose from, Vietnam's first."""
    names = sorted(known_time_zones() - OLD_NAMES - {HOME_ZONE})
    return [HOME_ZONE, *(name for name in names if name.partition("/")[0] in REGIONS)]
