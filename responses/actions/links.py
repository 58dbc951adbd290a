"""Writes: the keys that links are signed with, and the links themselves."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from hearme.accounts.models import Location, Organization
from responses.models import Collector, LinkKey
from responses.queries import public_url
from responses.rules import LINK, Link, new_key, reference_digest, sign_link
from surveys.models import Subject, Touchpoint

MOST_KEYS: Final = 20
"""How many keys of one organization may be in use at a time."""


@dataclass(frozen=True, slots=True)
class WantedLink:
    """What a link shall say."""

    expires_at: datetime
    is_single: bool = True
    location: Location | None = None
    touchpoint: Touchpoint | None = None
    subject: Subject | None = None
    reference: str = ""
    hidden: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link that can be sent."""

    token: str
    url: str
    expires_at: datetime


@transaction.atomic
def new_link_key(organization: Organization) -> LinkKey:
    """Make a key, with which all new links are signed. Raises ValidationError for one too many."""
    Organization.objects.select_for_update().get(pk=organization.pk)
    usable = LinkKey.objects.filter(organization=organization, revoked_at=None).count()
    if usable >= MOST_KEYS:
        raise ValidationError(_("There are enough keys already. Revoke one that is not used."))
    return LinkKey.objects.create(organization=organization)


@transaction.atomic
def revoke_link_key(key: LinkKey) -> None:
    """Refuse all links of a key from now on. Raises ValidationError if it was revoked before."""
    changed = LinkKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=Now())
    if not changed:
        raise ValidationError(_("This key is already revoked."))


@transaction.atomic
def usual_link_key(organization: Organization) -> LinkKey:
    """The newest key in use; the first link of an organization makes one."""
    usable = LinkKey.objects.filter(organization=organization, revoked_at=None)
    if key := usable.first():
        return key
    Organization.objects.select_for_update().get(pk=organization.pk)
    return usable.first() or LinkKey.objects.create(organization=organization)


def make_links(collector: Collector, wanted: Iterable[WantedLink]) -> Iterator[MadeLink]:
    """A signed link for each wish, one after the other. Raises FactError for what fits in none."""
    key = usual_link_key(collector.organization)
    url, now = public_url(collector.code), datetime.now(UTC)
    for wish in wanted:
        token = sign_link(_link(collector, key, wish, now), bytes(key.secret))
        yield MadeLink(token, f"{url}?{LINK}={token}", wish.expires_at)


def make_link(collector: Collector, wish: WantedLink) -> MadeLink:
    """One signed link. Raises FactError if something in it fits into none."""
    return next(make_links(collector, [wish]))


def _link(collector: Collector, key: LinkKey, wish: WantedLink, now: datetime) -> Link:
    """The link as it is signed; the transaction leaves only as a digest."""
    single: uuid.UUID | None = new_key(now) if wish.is_single else None
    digest = reference_digest(wish.reference, bytes(key.secret)) if wish.reference else None
    return Link(
        key_number=key.pk,
        code=collector.code,
        expires=int(wish.expires_at.timestamp()),
        single=single,
        location_id=wish.location.pk if wish.location else None,
        touchpoint_id=wish.touchpoint.pk if wish.touchpoint else None,
        subject_id=wish.subject.pk if wish.subject else None,
        reference=digest,
        hidden=wish.hidden,
    )
