"""Contact points of the customer's journey, and the people, products and services rated there."""

from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Location, Organization
from surveys.models.looks import Picture


class About(models.TextChoices):
    """What is met at a contact point."""

    PRODUCT = "product", _("Product")
    SERVICE = "service", _("Service")
    STAFF = "staff", _("Staff")


class Stage(models.TextChoices):
    """The seven stages of a customer's journey, in their order."""

    SEARCH = "search", _("Searching")
    HEAR = "hear", _("Hearing of the brand")
    CONTACT = "contact", _("Contacting")
    CONSIDER = "consider", _("Considering")
    BUY = "buy", _("Buying")
    AFTER = "after", _("After-sales")
    AGAIN = "again", _("Buying again")


class TouchpointQuerySet(models.QuerySet["Touchpoint"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def open(self) -> Self:
        return self.filter(closed_at=None)


class Touchpoint(models.Model):
    """A contact point: a stage of the journey × what is met there."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="touchpoints"
    )
    stage = models.CharField(_("Stage"), max_length=8, choices=Stage)
    about = models.CharField(_("What is met"), max_length=8, choices=About)
    name = models.CharField(_("Name"), max_length=80)
    position = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TouchpointQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "stage", "name"],
                name="one_name_per_touchpoint",
                violation_error_message=_("This stage already has a touchpoint with this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SubjectQuerySet(models.QuerySet["Subject"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


class Subject(models.Model):
    """The person, product or service that is rated, and when it may be."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="subjects"
    )
    about = models.CharField(_("Kind"), max_length=8, choices=About)
    name = models.CharField(_("Name"), max_length=80)
    unit = models.CharField(_("Unit or group"), max_length=80, blank=True)
    location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subjects",
        verbose_name=_("Location"),
    )
    photo = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_on = models.DateField(_("Active from"), null=True, blank=True)
    ends_on = models.DateField(_("Active until"), null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["about", "name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="subjects_end_after_they_start",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
