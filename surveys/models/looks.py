"""Pictures, and themes: how the public pages of an organization look and what they say."""

from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Organization
from surveys.rules import new_code


def new_picture_key() -> str:
    return new_code(12)


class PictureQuerySet(models.QuerySet["Picture"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


class Picture(models.Model):
    """An author's picture, drawn anew by us. It never changes; another picture has another key."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="pictures"
    )
    key = models.CharField(max_length=12, unique=True, default=new_picture_key, editable=False)
    data = models.BinaryField()
    content_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.key} ({self.width}×{self.height})"


class ThemeQuerySet(models.QuerySet["Theme"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


class Theme(models.Model):
    """The logo, colours and forms of public pages, and what is said before and after."""

    class Background(models.TextChoices):
        PAPER = "paper", _("Paper")
        WHITE = "white", _("White")
        PICTURE = "picture", _("Picture")

    class Corners(models.TextChoices):
        SQUARE = "square", _("Square")
        ROUND = "round", _("Round")
        ROUNDER = "rounder", _("Very round")

    class FontSize(models.TextChoices):
        NORMAL = "normal", _("Normal")
        LARGE = "large", _("Large")
        LARGER = "larger", _("Very large")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(_("Name of the theme"), max_length=80)
    is_usual = models.BooleanField(default=False, editable=False)
    """Whether surveys that choose no theme have this one."""
    display_name = models.CharField(_("Name shown on the page"), max_length=80, blank=True)
    logo = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    brand = models.CharField(_("Brand colour"), max_length=7, default="#0d5c4a")
    """As the author chose it, `#rrggbb`; the page uses what `rules.readable` makes of it."""
    background = models.CharField(
        _("Background"), max_length=8, choices=Background, default=Background.PAPER
    )
    background_picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    corners = models.CharField(_("Corners"), max_length=8, choices=Corners, default=Corners.ROUND)
    font_size = models.CharField(
        _("Letters"), max_length=8, choices=FontSize, default=FontSize.NORMAL
    )
    welcome = models.JSONField(default=dict)
    """Texts shown under the first question where the survey has no introduction of its own."""
    messages = models.JSONField(default=list)
    """`[{"outcome": "good" | "neutral" | "bad" | "", "text": Texts}]`: "" is for everybody."""
    closing_label = models.JSONField(default=dict)
    closing_url = models.URLField(_("Leads to"), max_length=300, blank=True)
    """The button after the thanks: the same for everybody, whatever the rating."""
    revision = models.PositiveIntegerField(default=1, editable=False)
    """Grows with every save: rendered pages are kept per revision."""
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-is_usual", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="one_name_per_theme",
                violation_error_message=_("There is already a theme with this name."),
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=models.Q(is_usual=True),
                name="one_usual_theme",
            ),
        ]

    def __str__(self) -> str:
        return self.name
