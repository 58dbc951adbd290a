"""Reads. Every function starts from the user or the organization, so nothing can leak."""

import hmac
import zoneinfo

from django.shortcuts import get_object_or_404

from hearme.accounts.models import (
    ApiKey,
    Location,
    LocationQuerySet,
    Membership,
    Organization,
    User,
)
from hearme.accounts.rules import digest_of, parse_key


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
        .order_by("-role", "id")
    )


def locations_of(organization: Organization) -> LocationQuerySet:
    """All places of an organization, in their order."""
    return Location.objects.of(organization)


def get_location(organization: Organization, location_id: int) -> Location:
    """One place of the organization, or 404."""
    return get_object_or_404(Location.objects.of(organization), pk=location_id)


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


def time_zones() -> list[str]:
    """Names to choose from, Vietnam's first."""
    others = sorted(zoneinfo.available_timezones() - {"Asia/Ho_Chi_Minh"})
    return ["Asia/Ho_Chi_Minh", *(name for name in others if "/" in name)]
