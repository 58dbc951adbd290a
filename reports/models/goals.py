"""What a manager wants a score to reach, and what happened on a day."""

from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Location, Organization, User
from surveys.models import Survey


class GoalQuerySet(models.QuerySet["Goal"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


class Goal(models.Model):
    """The score that a rating should reach, everywhere or at one place and all inside it."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="goals")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="goals")
    question_key = models.CharField(max_length=40)
    """The rating's key, or that of a row, such as `q4.2`."""
    location = models.ForeignKey(
        Location,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="goals",
        verbose_name=_("Location"),
    )
    """Null for everywhere; the goal of a place goes before that of a place around it."""
    value = models.SmallIntegerField(_("Goal"))
    """In points: percent, or NPS from -100 to 100."""
    set_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["survey", "question_key", "location", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "survey", "question_key", "location"],
                name="one_goal_each",
                nulls_distinct=False,
                violation_error_message=_("There is a goal for this already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey} {self.question_key}: {self.value}"


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)


class Annotation(models.Model):
    """What happened on a day, everywhere or at one place: “added an evening shift”."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="annotations"
    )
    location = models.ForeignKey(
        Location,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="annotations",
        verbose_name=_("Location"),
    )
    """Null for everywhere."""
    day = models.DateField(_("Day"))
    text = models.CharField(_("What happened"), max_length=80)
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-day", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["organization", "day"], name="annotations_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.text}"
