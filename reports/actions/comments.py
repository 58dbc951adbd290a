"""Writes: keep the table of comments like the responses, and tag comments."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from hearme.accounts.models import Organization, User
from reports.models import Comment, CommentTag
from reports.rules.searching import lexemes, text_keys, tidy
from responses.models import Response
from responses.rules import outcome_of
from surveys.models import SurveyVersion
from surveys.rules import Content

BATCH: Final = 1_000
COMMENT_LOCK: Final = 7_002
"""The advisory lock under which comments are listed: one process at a time."""
MOST_LETTERS_OF_TAG: Final = 30
MOST_TAGS: Final = 10

TAKE = """
DELETE FROM reports_commentchange WHERE id = ANY (ARRAY(
    SELECT id FROM reports_commentchange ORDER BY id LIMIT %s
)) RETURNING response_id
"""
HAS_TEXT = "answers @? '$.* ? (@.type() == \"string\")'"
"""SQL: as the trigger asks; dates are found too, and left out when comments are made."""


MOST_AT_ONCE: Final = 5_000
"""After so many, other work has its turn."""


def list_waiting_comments(most: int = MOST_AT_ONCE) -> int:
    """Bring the comments of changed responses up to date; return how many had changed.

    Nothing where somebody else is at it: whoever waited would keep a worker from counting.
    """
    done = 0
    while done < most and (taken := _list_some()):
        done += taken
        if taken < BATCH:
            break
    return done


@transaction.atomic
def _list_some() -> int:
    """Make the comments of some responses anew: the same however often it is done.

    A change that commits later leaves a row of its own, so whatever is read here too early is
    made again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, 0)", [COMMENT_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(TAKE, [BATCH])
        taken = [row[0] for row in cursor.fetchall()]
    changed = set(taken)
    if not changed:
        return 0
    Comment.objects.filter(response__in=changed).delete()
    found = list(Response.objects.filter(pk__in=changed).order_by("pk"))
    gone = changed - {response.pk for response in found}
    CommentTag.objects.filter(response__in=gone).delete()
    Comment.objects.bulk_create(_comments_in(found), batch_size=500)
    return len(taken)


def _comments_in(responses: Sequence[Response]) -> Iterable[Comment]:
    contents = _contents({response.version_id for response in responses})
    for response in responses:
        content = contents.get(response.version_id)
        if content is None:
            continue
        feeling = outcome_of(content, response.answers)
        for key in text_keys(content):
            text = response.answers.get(key)
            if isinstance(text, str) and text.strip():
                yield _comment(response, key, tidy(text), feeling)


def _contents(versions: Iterable[int]) -> dict[int, Content]:
    found = SurveyVersion.objects.filter(pk__in=set(versions))
    return {version.pk: version.content for version in found}


SAME: Final = (
    "organization_id", "survey_id", "version_id", "answered_at", "day", "location_id",
    "collector_id", "touchpoint_id", "subject_id", "channel", "language", "is_complete", "score",
)  # fmt: skip
"""What a comment has from its response."""


def _comment(response: Response, key: str, text: str, feeling: str) -> Comment:
    same: dict[str, Any] = {name: getattr(response, name) for name in SAME}
    words = lexemes(text, response.organization_id)
    return Comment(
        **same,
        is_held=response.is_excluded,
        response_id=response.pk,
        question_key=key,
        feeling=feeling,
        text=text,
        words=words,
    )


def list_all_comments_again() -> int:
    """Let every response with a text be listed anew, soon; return how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reports_commentchange (response_id)"  # noqa: S608 - only our own words
            f" SELECT id FROM responses_response WHERE {HAS_TEXT}"
            " UNION SELECT response_id FROM reports_comment"
        )
        return int(cursor.rowcount)


# ------------------------------------------------------------------ tags
@transaction.atomic
def tag_comment(
    organization: Organization, response_id: int, question_key: str, typed: str, by: User
) -> CommentTag:
    """Put a word on a comment; the same word in other letters is the word that is known already."""
    word = " ".join(tidy(typed).replace("#", " ").split())
    if not word:
        raise ValidationError(_("Write a word for the tag."))
    if len(word) > MOST_LETTERS_OF_TAG:
        raise ValidationError(_("A tag has 30 letters at most."))
    comment = get_object_or_404(
        Comment.objects.filter(organization=organization),
        response=response_id,
        question_key=question_key,
    )
    place = {
        "organization": organization,
        "response_id": comment.response_id,
        "question_key": question_key,
    }
    if CommentTag.objects.filter(**place).count() >= MOST_TAGS:
        raise ValidationError(_("A comment has ten tags at most."))
    made, _is_new = CommentTag.objects.get_or_create(
        **place, word=_known_word(organization, word), defaults={"tagged_by": by}
    )
    return made


def _known_word(organization: Organization, word: str) -> str:
    known = CommentTag.objects.filter(organization=organization).order_by().values_list("word")
    same = (other for (other,) in known.distinct() if other.lower() == word.lower())
    return next(same, word)


@transaction.atomic
def untag_comment(
    organization: Organization, response_id: int, question_key: str, word: str
) -> None:
    """Take a word off a comment; nothing happens if it is not on it."""
    CommentTag.objects.filter(
        organization=organization, response=response_id, question_key=question_key, word=word
    ).delete()
