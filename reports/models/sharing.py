"""Doors to reports for people who are no members: share links and wallboards."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Location, Membership, Organization, User
from surveys.models import Survey


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


class ShareLink(models.Model):
    """One report page with its filters, for who has the link; never more than its maker sees."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="share_links"
    )
    made_by = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="share_links")
    """Whose eyes the link looks through; it ends with the membership."""
    name = models.CharField(_("What is it for?"), max_length=80, blank=True)
    page = models.CharField(max_length=12)
    """Which report page, by the name of its URL."""
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, null=True, related_name="+")
    """The survey of a page that has one in its path."""
    query = models.TextField(blank=True)
    """The page's filters as they stood in its address."""
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    """The token is made from it and the site's secret, so the table alone opens nothing."""
    digest = models.CharField(max_length=64, unique=True)
    """The SHA-256 of the token, by which it is found."""
    password = models.CharField(max_length=128, blank=True)
    """Hashed; empty for none."""
    expires_at = models.DateTimeField(_("Until"))
    revoked_at = models.DateTimeField(null=True, editable=False)
    opened = models.PositiveIntegerField(default=0, editable=False)
    last_opened_at = models.DateTimeField(null=True, editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.name or self.page


class WallboardQuerySet(models.QuerySet["Wallboard"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


class Wallboard(models.Model):
    """A screen on the wall with up to five tiles: read by anybody who has its address."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="wallboards"
    )
    name = models.CharField(_("Name"), max_length=80)
    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="wallboards", verbose_name=_("Survey")
    )
    location = models.ForeignKey(
        Location,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="wallboards",
        verbose_name=_("Location"),
    )
    """Null for everywhere; a place includes all inside it."""
    tiles = models.JSONField()
    """The names of what is shown, in order."""
    language = models.CharField(_("Language"), max_length=5, choices=settings.LANGUAGES)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    """As of a share link."""
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    last_seen_at = models.DateTimeField(null=True, editable=False)
    """When a screen last asked for it."""

    objects = WallboardQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name
