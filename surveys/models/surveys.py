"""Surveys and their published versions."""

from functools import cached_property
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Organization, User
from surveys.models.looks import Theme
from surveys.rules import MAX_TITLE, Content, content_from, is_same, new_code, pick, without_marks


class WithoutMarks(models.Func):
    """The letters of a text without their marks, as `rules.without_marks` leaves them.

    Plain SQL, so it needs neither an extension nor the right locale.
    """

    template = (
        "translate(regexp_replace(normalize(%(expressions)s, NFD), '[\\u0300-\\u036f]', '', 'g'),"
        " 'đĐ', 'dd')"
    )
    output_field = models.TextField()


class SurveyQuerySet(models.QuerySet["Survey"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def draft(self) -> Self:
        return self.filter(live_version=None)

    def live(self) -> Self:
        return self.filter(live_version__isnull=False, closed_at=None)

    def closed(self) -> Self:
        return self.filter(closed_at__isnull=False)

    def titled_like(self, words: str) -> Self:
        """Those whose title has each of these words, whatever their marks and capitals."""
        found = self.alias(plain_title=Lower(WithoutMarks("title")))
        for word in without_marks(words).split():
            found = found.filter(plain_title__contains=word)
        return found


class Survey(models.Model):
    """What is asked. The author edits the draft; customers answer the live version."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LIVE = "live", _("Live")
        CLOSED = "closed", _("Closed")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="surveys")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    title = models.CharField(_("Title"), max_length=MAX_TITLE)
    default_language = models.CharField(max_length=5, default="vi")
    languages = ArrayField(models.CharField(max_length=5), default=list)
    theme = models.ForeignKey(
        Theme, on_delete=models.SET_NULL, null=True, blank=True, related_name="surveys"
    )
    """How the page looks; none: as the organization's usual theme says."""
    draft = models.JSONField()
    draft_revision = models.PositiveIntegerField(default=1)
    live_version = models.ForeignKey(
        "SurveyVersion", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="survey_of_organization")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at=None) | models.Q(live_version__isnull=False),
                name="only_published_surveys_close",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> "Survey.State":
        if self.live_version_id is None:
            return Survey.State.DRAFT
        return Survey.State.CLOSED if self.closed_at else Survey.State.LIVE

    @property
    def content(self) -> Content:
        """The draft, parsed."""
        return content_from(self.draft)

    @property
    def has_unpublished_changes(self) -> bool:
        live = self.live_version
        return (
            live is None
            or live.languages != self.languages
            or not is_same(live.content, self.content)
        )


class SurveyVersion(models.Model):
    """A survey's content as it was published. It never changes."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField(editable=False)
    default_language = models.CharField(max_length=5, editable=False)
    languages = ArrayField(models.CharField(max_length=5), editable=False)
    published_at = models.DateTimeField(db_default=Now(), editable=False)
    published_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="one_version_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.survey} v{self.number}"

    @cached_property
    def content(self) -> Content:
        return content_from(self.document)

    def title_in(self, language: str) -> str:
        return pick(self.content.title, language, self.default_language)


class DraftRevision(models.Model):
    """A draft as one save left it: to undo, and to tell one editor what another did meanwhile."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField(editable=False)
    languages = ArrayField(models.CharField(max_length=5), editable=False)
    saved_at = models.DateTimeField(db_default=Now(), editable=False)
    saved_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    same_as = models.PositiveIntegerField(null=True, editable=False)
    """The number of the revision that an undo brought back."""

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="one_draft_per_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.survey} r{self.number}"

    @cached_property
    def content(self) -> Content:
        return content_from(self.document)

    @property
    def original(self) -> int:
        """The number under which this draft was first saved."""
        return self.same_as or self.number
