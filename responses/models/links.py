"""The key that an organization's context links are signed with."""

import secrets

from django.db import models
from django.db.models.functions import Now

from hearme.accounts.models import Organization


def new_secret() -> bytes:
    return secrets.token_bytes(32)


class LinkKey(models.Model):
    """A secret of one organization. Links carry its number, so that a newer one can replace it."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="link_keys"
    )
    secret = models.BinaryField(max_length=32, default=new_secret, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.organization} · {self.pk}"
