"""Writes: programs' keys."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from hearme.accounts.models import (
    ApiKey,
    Organization,
    User,
)
from hearme.accounts.rules import (
    new_key,
)


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
    key.full_clean(exclude=["created_by"])
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
