"""What customers wrote, made from their responses, and the words that members put on it."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from hearme.accounts.models import Location, Organization, User
from responses.models import Collector, Response, loose_key
from surveys.models import Subject, Survey, SurveyVersion, Touchpoint


class Comment(models.Model):
    """A text that a customer wrote, as it is listed and searched: made from its response.

    Made anew from CommentChange; whatever refers to one names the response and the question.
    """

    organization = loose_key(Organization)
    survey = loose_key(Survey)
    version = loose_key(SurveyVersion)
    response = loose_key(Response)
    question_key = models.CharField(max_length=40)
    answered_at = models.DateTimeField()
    day = models.DateField()
    location = loose_key(Location)
    collector = loose_key(Collector)
    touchpoint = loose_key(Touchpoint, null=True)
    subject = loose_key(Subject, null=True)
    channel = models.CharField(max_length=6)
    language = models.CharField(max_length=5)
    is_complete = models.BooleanField()
    is_held = models.BooleanField(db_default=False)
    """Whether its response is held back, and counts nowhere."""
    score = models.SmallIntegerField(null=True)
    feeling = models.CharField(max_length=7)
    """What the score says: good, neutral or bad; empty without a score."""
    text = models.TextField()
    words = SearchVectorField()
    """See rules.searching.lexemes."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "question_key"], name="one_comment_each")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "answered_at", "id"], name="comments_in_time"),
            models.Index(
                fields=["organization", "survey", "answered_at", "id"], name="comments_of_survey"
            ),
            # A search reads what waits in the index's list as well: a short one.
            GinIndex(fields=["words"], name="comment_words", gin_pending_list_limit=1024),
        ]

    def __str__(self) -> str:
        return f"{self.response_id} {self.question_key}: {self.text[:40]}"


class CommentChange(models.Model):
    """A response with a text was stored, changed or deleted. Written by a trigger of its table."""

    response = loose_key(Response)

    def __str__(self) -> str:
        return str(self.response_id)


class CommentTag(models.Model):
    """A word of the organization's own on a comment."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    response = loose_key(Response)
    question_key = models.CharField(max_length=40)
    word = models.CharField(max_length=30)
    tagged_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    tagged_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering: ClassVar = ["word"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["response", "question_key", "word"], name="one_tag_each"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "word"], name="comments_by_tag")]

    def __str__(self) -> str:
        return f"{self.word} · {self.response_id} {self.question_key}"
