"""Writes: found an organization, add places, make and revoke keys."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from hearme.accounts.models import ApiKey, Location, Membership, Organization, Role, User
from hearme.accounts.rules import RESERVED_SLUGS, new_key, slug_of


@transaction.atomic
def found_organization(
    founder: User,
    name: str,
    *,
    field: str = Organization.Field.OTHER,
    time_zone: str = "Asia/Ho_Chi_Minh",
    language: str = "vi",
) -> Organization:
    """Create an organization with its founder as owner."""
    organization = Organization(
        name=name.strip(),
        slug=_free_slug(name),
        field=field,
        time_zone=time_zone,
        language=language,
    )
    organization.full_clean()
    organization.save()
    Membership.objects.create(organization=organization, user=founder, role=Role.OWNER)
    return organization


def _free_slug(name: str) -> str:
    wanted = slug_of(name) or "org"
    taken = set(Organization.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    taken |= RESERVED_SLUGS
    if wanted not in taken:
        return wanted
    return next(slug for n in range(2, 10_000) if (slug := f"{wanted}-{n}") not in taken)


@transaction.atomic
def add_location(
    organization: Organization, name: str, *, parent: Location | None = None, time_zone: str = ""
) -> Location:
    """Add a place below `parent`, last among its siblings.

    Without a zone of its own it keeps its parent's, or the organization's.
    Raises ValidationError for a name that is taken there.
    """
    inherited = parent.time_zone if parent else organization.time_zone
    last = Location.objects.of(organization).aggregate(last=Max("position"))["last"] or 0
    location = Location(
        organization=organization,
        parent=parent,
        name=name.strip(),
        time_zone=time_zone or inherited,
        position=last + 1,
    )
    location.full_clean()
    location.save()
    return location


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A stored key together with the text that is shown once."""

    key: ApiKey
    text: str


@transaction.atomic
def issue_api_key(organization: Organization, by: User | None, name: str, scope: str) -> IssuedKey:
    """Make a key for a program; the secret leaves only in the returned text."""
    fresh = new_key()
    key = ApiKey(
        organization=organization,
        name=name.strip(),
        prefix=fresh.prefix,
        digest=fresh.digest,
        scope=scope,
        created_by=by,
    )
    key.full_clean()
    key.save()
    return IssuedKey(key, fresh.text)


@transaction.atomic
def revoke_api_key(key: ApiKey) -> None:
    """Refuse the key from now on. Raises ValidationError if it was revoked before."""
    changed = ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=Now())
    if not changed:
        raise ValidationError(_("This key is already revoked."))


def note_key_used(key: ApiKey) -> None:
    """Remember when a key was last used, to the minute."""
    ApiKey.objects.filter(pk=key.pk).exclude(last_used_at__gte=Now() - timedelta(minutes=1)).update(
        last_used_at=Now()
    )
