"""Writes: found and edit organizations."""

from django.db import IntegrityError, transaction

from hearme.accounts.actions.locations import add_location, hand_down_zone
from hearme.accounts.models import (
    Membership,
    Organization,
    Role,
    User,
)
from hearme.accounts.queries import HOME_ZONE
from hearme.accounts.rules import (
    RESERVED_SLUGS,
    slug_of,
)


@transaction.atomic
def found_organization(
    founder: User,
    name: str,
    *,
    field: str = Organization.Field.OTHER,
    time_zone: str = HOME_ZONE,
    language: str = "vi",
    place: str | None = None,
) -> Organization:
    """Create an organization with its founder as owner.

    With `place` it gets its first place, named like the organization if `place` is empty.
    """
    organization = Organization(
        name=name.strip(), field=field, time_zone=time_zone, language=language
    )
    _save_with_free_slug(organization)
    Membership.objects.create(organization=organization, user=founder, role=Role.OWNER)
    if place is not None:
        add_location(organization, place.strip() or organization.name)
    return organization


def _save_with_free_slug(organization: Organization) -> None:
    """Save; when somebody else takes the slug in the same moment, look for another."""
    while True:
        organization.slug = _free_slug(organization.name)
        organization.full_clean(validate_unique=False)
        try:
            with transaction.atomic():
                organization.save()
        except IntegrityError:
            if not Organization.objects.filter(slug=organization.slug).exists():
                raise
        else:
            return


def _free_slug(name: str) -> str:
    wanted = slug_of(name) or "org"
    taken = set(Organization.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    taken |= RESERVED_SLUGS
    if wanted not in taken:
        return wanted
    return next(slug for n in range(2, 10_000) if (slug := f"{wanted}-{n}") not in taken)


@transaction.atomic
def edit_organization(
    organization: Organization, *, name: str, field: str, time_zone: str, language: str
) -> None:
    """Change what an organization says about itself; its address stays.

    A new time zone holds at once in all places that have none of their own.
    """
    organization.name = name.strip()
    organization.field = field
    organization.time_zone = time_zone
    organization.language = language
    organization.full_clean()
    organization.save()
    hand_down_zone(organization)
