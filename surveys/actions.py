"""Writes: create a survey, edit its draft, publish, close, reopen."""

from collections.abc import Callable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from hearme.accounts.models import Organization, User
from surveys.models import Survey, SurveyVersion
from surveys.rules import (
    Content,
    Problem,
    ProblemKind,
    content_from,
    document_of,
    problems_before_publishing,
)


@transaction.atomic
def create_survey(
    organization: Organization,
    content: Content,
    *,
    default_language: str = "vi",
    languages: Sequence[str] = ("vi", "en"),
    code: str = "",
) -> Survey:
    """Create a draft with this content. Raises ValidationError without a title."""
    survey = Survey(
        organization=organization,
        title=content.title.get(default_language, ""),
        default_language=default_language,
        languages=list(dict.fromkeys([default_language, *languages])),
        draft=document_of(content),
    )
    if code:
        survey.code = code.upper()
    survey.full_clean()
    survey.save()
    return survey


class EditConflictError(ValidationError):
    """Somebody else saved the draft since this editor opened it."""


@transaction.atomic
def edit_draft(
    survey: Survey, change: Callable[[Content], Content], *, revision: int | None = None
) -> Survey:
    """Apply a pure change to the newest draft and save it.

    `revision` is what the editor saw; raises EditConflictError if the draft has moved on since.
    """
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    if revision is not None and revision != locked.draft_revision:
        raise EditConflictError(_("Somebody else changed this survey meanwhile. Look at it again."))
    content = change(content_from(locked.draft))
    locked.draft = document_of(content)
    locked.title = content.title.get(locked.default_language) or locked.title
    locked.draft_revision += 1
    locked.full_clean()
    locked.save()
    return locked


@transaction.atomic
def set_languages(survey: Survey, languages: Sequence[str]) -> Survey:
    """Choose the languages a survey is asked in; its default language always stays."""
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    locked.languages = list(dict.fromkeys([locked.default_language, *languages]))
    locked.full_clean()
    locked.save()
    return locked


@transaction.atomic
def publish_survey(survey: Survey, by: User | None = None) -> SurveyVersion:
    """Freeze the draft as the next version and let customers answer it.

    Raises ValidationError with one message for every problem, or if nothing changed.
    """
    locked = (
        Survey.objects.select_for_update(of=("self",))
        .select_related("live_version")
        .get(pk=survey.pk)
    )
    problems = problems_before_publishing(locked.content, locked.default_language)
    if problems:
        raise ValidationError([_problem_text(problem) for problem in problems])
    live = locked.live_version
    if live and live.document == locked.draft and live.languages == locked.languages:
        raise ValidationError(_("Nothing has changed since version %d.") % live.number)
    version = _freeze(locked, by)
    locked.live_version = version
    locked.save(update_fields=["live_version", "updated_at"])
    return version


def _freeze(survey: Survey, by: User | None) -> SurveyVersion:
    last = survey.versions.aggregate(last=Max("number"))["last"] or 0
    return SurveyVersion.objects.create(
        organization_id=survey.organization_id,
        survey=survey,
        number=last + 1,
        document=survey.draft,
        default_language=survey.default_language,
        languages=survey.languages,
        published_by=by,
    )


def _problem_text(problem: Problem) -> str:
    text = {
        ProblemKind.NO_QUESTIONS: _("Ask at least one question."),
        ProblemKind.TOO_MANY_QUESTIONS: _("That is too many questions: 100 is the most."),
        ProblemKind.NO_TITLE: _("Give the survey a title."),
        ProblemKind.NO_TEXT: _("Question %d has no text."),
        ProblemKind.TOO_FEW_CHOICES: _("Question %d needs at least two choices."),
        ProblemKind.EMPTY_CHOICE: _("Question %d has a choice without text."),
        ProblemKind.SAME_CHOICE: _("Question %d has the same choice twice."),
    }[problem.kind]
    return text % problem.place if problem.place else text


@transaction.atomic
def close_survey(survey: Survey) -> None:
    """Take no more answers. Raises ValidationError unless the survey is live."""
    changed = Survey.objects.live().filter(pk=survey.pk).update(closed_at=Now())
    if not changed:
        raise ValidationError(_("Only a live survey can be closed."))


@transaction.atomic
def reopen_survey(survey: Survey) -> None:
    """Take answers again. Raises ValidationError unless the survey is closed."""
    closed = Survey.objects.filter(pk=survey.pk, closed_at__isnull=False)
    if not closed.update(closed_at=None):
        raise ValidationError(_("Only a closed survey can be reopened."))
