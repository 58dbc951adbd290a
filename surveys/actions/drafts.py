"""Writes: create a survey, edit its draft, undo, publish, close, reopen."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearme.accounts.models import Organization, User
from surveys.actions.merging import grow, revision_to_grow
from surveys.models import DraftRevision, Survey, SurveyVersion
from surveys.rules import (
    MAX_CHOICES,
    MAX_HIDDEN_FIELDS,
    MAX_PAGES,
    MAX_QUESTIONS,
    MAX_REPORTABLE_FIELDS,
    MAX_RULES,
    MAX_TAG,
    MAX_TAGS,
    MAX_TESTS,
    MAX_TITLE,
    Content,
    Problem,
    ProblemKind,
    document_of,
    problems_before_publishing,
    problems_before_saving,
    restore,
)
from surveys.signals import survey_goes_live

REVISIONS_KEPT = 50
"""How many saves of a draft can be undone."""


class EditConflictError(ValidationError):
    """The draft was saved by somebody since this editor opened it."""


@transaction.atomic
def create_survey(
    organization: Organization,
    content: Content,
    *,
    default_language: str = "vi",
    languages: Sequence[str] = ("vi", "en"),
    code: str = "",
    by: User | None = None,
) -> Survey:
    """Create a draft with this content. Raises ValidationError without a title or off limits."""
    _refuse(problems_before_saving(content))
    survey = Survey(
        organization=organization,
        title=content.title.get(default_language, ""),
        default_language=default_language,
        languages=_in_order(default_language, languages),
        draft=document_of(content),
    )
    if code:
        survey.code = code.upper()
    survey.full_clean()
    survey.save()
    _remember(survey, by)
    return survey


@transaction.atomic
def edit_draft(
    survey: Survey,
    change: Callable[[Content], Content],
    *,
    revision: int | None = None,
    by: User | None = None,
    merge: bool = False,
) -> Survey:
    """Apply a pure change to the newest draft and save it.

    `revision` is what the editor saw; raises EditConflictError if the draft has moved on since,
    ValidationError if it would grow beyond its limits. With `merge`, saves of one question that
    the same person makes in a row are undone together.
    """
    locked = _locked(survey, revision)
    content = change(locked.content)
    _refuse(problems_before_saving(content))
    return _save_draft(locked, content, locked.languages, by, merge=merge)


@transaction.atomic
def set_languages(
    survey: Survey,
    languages: Sequence[str],
    *,
    revision: int | None = None,
    by: User | None = None,
) -> Survey:
    """Choose the languages a survey is asked in; its default language always stays.

    Texts in a language that goes are kept, in case it comes back. Raises EditConflictError as
    edit_draft does.
    """
    locked = _locked(survey, revision)
    ordered = _in_order(locked.default_language, languages)
    return _save_draft(locked, locked.content, ordered, by)


@transaction.atomic
def undo_edit(survey: Survey, *, revision: int | None = None, by: User | None = None) -> Survey:
    """Take back the last save that was not taken back yet.

    Raises EditConflictError as edit_draft does, ValidationError if there is nothing to take back.
    """
    locked = _locked(survey, revision)
    last = locked.revisions.filter(number=locked.draft_revision).first()
    earlier = locked.revisions.filter(number=last.original - 1).first() if last else None
    if earlier is None:
        raise ValidationError(_("There is nothing to undo."))
    content = restore(locked.content, earlier.content)
    return _save_draft(locked, content, earlier.languages, by, same_as=earlier.original)


@transaction.atomic
def restore_version(
    survey: Survey, version: SurveyVersion, *, revision: int | None = None, by: User | None = None
) -> Survey:
    """Copy a published version into the draft. Raises EditConflictError as edit_draft does."""
    locked = _locked(survey, revision)
    languages = _in_order(locked.default_language, version.languages)
    return _save_draft(locked, restore(locked.content, version.content), languages, by)


@transaction.atomic
def copy_survey(survey: Survey, by: User | None = None) -> Survey:
    """Begin a new draft that says and asks the same, under a title that tells it is a copy."""
    content = survey.content
    title = {language: _copied(text, language) for language, text in content.title.items()}
    copy = create_survey(
        survey.organization,
        replace(content, title=title),
        default_language=survey.default_language,
        languages=survey.languages,
        by=by,
    )
    copy.theme = survey.theme
    copy.save(update_fields=["theme"])
    return copy


def _copied(title: str, language: str) -> str:
    known = dict(settings.LANGUAGES)
    with translation.override(language if language in known else "en"):
        suffix = _(" (copy)")
    return f"{title[: MAX_TITLE - len(suffix)]}{suffix}"


@transaction.atomic
def delete_draft(survey: Survey) -> None:
    """Throw away a survey that nobody could ever answer.

    Raises ValidationError once it was published, or if a collector leads to it.
    """
    locked = _locked(survey, None)
    if locked.versions.exists():
        raise ValidationError(_("This survey was published, so it stays. You can close it."))
    if locked.collectors.exists():
        raise ValidationError(_("A collector leads to this survey. Point it elsewhere first."))
    locked.delete()


# ------------------------------------------------------------------ publishing
@transaction.atomic
def publish_survey(
    survey: Survey, by: User | None = None, *, revision: int | None = None
) -> SurveyVersion:
    """Freeze the draft as the next version and let customers answer it.

    Raises ValidationError with one message for every problem, or if nothing changed;
    EditConflictError as edit_draft does.
    """
    locked = _locked(survey, revision)
    _refuse(problems_before_publishing(locked.content, locked.default_language))
    if locked.live_version and not locked.has_unpublished_changes:
        raise ValidationError(
            _("Nothing has changed since version %d.") % locked.live_version.number
        )
    survey_goes_live.send(sender=Survey, survey=locked)
    version = _freeze(locked, by)
    locked.live_version = version
    locked.save(update_fields=["live_version", "updated_at"])
    return version


@transaction.atomic
def close_survey(survey: Survey) -> None:
    """Take no more answers. Raises ValidationError unless the survey is live."""
    changed = Survey.objects.live().filter(pk=survey.pk).update(closed_at=Now())
    if not changed:
        raise ValidationError(_("Only a live survey can be closed."))


@transaction.atomic
def reopen_survey(survey: Survey) -> None:
    """Take answers again. Raises ValidationError unless the survey is closed."""
    closed = Survey.objects.closed().filter(pk=survey.pk)
    if not closed.update(closed_at=None):
        raise ValidationError(_("Only a closed survey can be reopened."))


def problem_text(problem: Problem) -> str:
    """Say what is to be mended."""
    if problem.rule:
        return _IN_A_RULE[problem.kind] % {"place": problem.rule, "tests": MAX_TESTS}
    text = (_IN_A_QUESTION if problem.place else _IN_THE_SURVEY)[problem.kind]
    return text % {
        "place": problem.place,
        "questions": MAX_QUESTIONS,
        "choices": MAX_CHOICES,
        "pages": MAX_PAGES,
        "rules": MAX_RULES,
        "fields": MAX_HIDDEN_FIELDS,
        "reportable": MAX_REPORTABLE_FIELDS,
        "tags": MAX_TAGS,
        "letters": MAX_TAG,
    }


_IN_THE_SURVEY = {
    ProblemKind.NO_QUESTIONS: gettext_lazy("Ask at least one question."),
    ProblemKind.TOO_MANY_QUESTIONS: gettext_lazy(
        "That is too many questions: %(questions)d is the most."
    ),
    ProblemKind.TOO_MANY_PAGES: gettext_lazy("That is too many pages: %(pages)d is the most."),
    ProblemKind.TOO_MANY_RULES: gettext_lazy("That is too many rules: %(rules)d is the most."),
    ProblemKind.TOO_MANY_HIDDEN_FIELDS: gettext_lazy(
        "That is too many hidden fields: %(fields)d is the most."
    ),
    ProblemKind.TOO_MANY_REPORTABLE_FIELDS: gettext_lazy(
        "Reports can be filtered by %(reportable)d hidden fields at most."
    ),
    ProblemKind.NO_TITLE: gettext_lazy("Give the survey a title."),
    ProblemKind.TOO_LONG: gettext_lazy("The title, introduction or thanks are too long."),
    ProblemKind.UNKNOWN_PIPE: gettext_lazy(
        "The title, introduction, thanks or a page take in an answer that does not exist."
    ),
    ProblemKind.LATE_PIPE: gettext_lazy(
        "The title, introduction or a page take in an answer that is given only later."
    ),
    ProblemKind.BROKEN_TEXT: gettext_lazy("A text has a character that cannot be stored."),
}
_IN_A_QUESTION = {
    ProblemKind.NO_TEXT: gettext_lazy("Question %(place)d has no text."),
    ProblemKind.TOO_FEW_CHOICES: gettext_lazy("Question %(place)d needs at least two choices."),
    ProblemKind.TOO_MANY_CHOICES: gettext_lazy(
        "Question %(place)d has too many choices: %(choices)d is the most."
    ),
    ProblemKind.EMPTY_CHOICE: gettext_lazy("Question %(place)d has a choice without text."),
    ProblemKind.SAME_CHOICE: gettext_lazy("Question %(place)d has the same choice twice."),
    ProblemKind.NO_PICTURE: gettext_lazy("Question %(place)d has a choice without a picture."),
    ProblemKind.IMPOSSIBLE_LIMITS: gettext_lazy(
        "Question %(place)d has limits that nobody can keep to."
    ),
    ProblemKind.TOO_MANY_TAGS: gettext_lazy(
        "Question %(place)d may have at most %(tags)d tags of at most %(letters)d letters."
    ),
    ProblemKind.UNKNOWN_PIPE: gettext_lazy(
        "Question %(place)d takes in an answer or a hidden field that does not exist."
    ),
    ProblemKind.LATE_PIPE: gettext_lazy(
        "Question %(place)d takes in an answer that is given only later."
    ),
    ProblemKind.UNREACHABLE: gettext_lazy(
        "No customer ever gets to question %(place)d: the rules always leave it out."
    ),
    ProblemKind.TOO_LONG: gettext_lazy("Question %(place)d has a text that is too long."),
    ProblemKind.BROKEN_TEXT: gettext_lazy(
        "Question %(place)d has a character that cannot be stored."
    ),
}
_IN_A_RULE = {
    ProblemKind.TOO_LONG: gettext_lazy("Rule %(place)d has a text that is too long."),
    ProblemKind.BROKEN_TEXT: gettext_lazy("Rule %(place)d has a character that cannot be stored."),
    ProblemKind.TOO_MANY_TESTS: gettext_lazy(
        "Rule %(place)d has too many conditions: %(tests)d is the most."
    ),
    ProblemKind.NO_WORDS: gettext_lazy("Rule %(place)d has no words to ask with."),
    ProblemKind.UNKNOWN_PIPE: gettext_lazy(
        "Rule %(place)d takes in an answer or a hidden field that does not exist."
    ),
    ProblemKind.LATE_PIPE: gettext_lazy(
        "Rule %(place)d takes in an answer that is given only later."
    ),
    ProblemKind.UNKNOWN_SOURCE: gettext_lazy(
        "Rule %(place)d looks at a question or a hidden field that does not exist."
    ),
    ProblemKind.UNKNOWN_TARGET: gettext_lazy(
        "Rule %(place)d acts on a question or a page that does not exist."
    ),
    ProblemKind.MISFIT_TEST: gettext_lazy(
        "Rule %(place)d has a condition that does not fit its question."
    ),
    ProblemKind.LATE_SOURCE: gettext_lazy(
        "Rule %(place)d looks at an answer that is given only later."
    ),
    ProblemKind.LOOP: gettext_lazy("Rule %(place)d leads back: customers would go in circles."),
}


# ------------------------------------------------------------------ what they share
def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise ValidationError([problem_text(problem) for problem in problems])


def _in_order(default: str, languages: Sequence[str]) -> list[str]:
    """The default language first, the others as the site lists them; raise for an unknown one."""
    unknown = {default, *languages} - settings.SURVEY_LANGUAGES.keys()
    if unknown:
        raise ValidationError(_("Unknown language: %s.") % ", ".join(sorted(unknown)))
    others = [code for code in settings.SURVEY_LANGUAGES if code in languages and code != default]
    return [default, *others]


def _locked(survey: Survey, revision: int | None) -> Survey:
    locked = (
        Survey.objects.select_for_update(of=("self",))
        .select_related("live_version")
        .get(pk=survey.pk)
    )
    if revision is not None and revision != locked.draft_revision:
        raise EditConflictError(_("This survey has changed since you opened the page."))
    return locked


def _save_draft(
    locked: Survey,
    content: Content,
    languages: list[str],
    by: User | None,
    *,
    same_as: int | None = None,
    merge: bool = False,
) -> Survey:
    document = document_of(content)
    if document == locked.draft and languages == locked.languages and same_as is None:
        return locked
    growing = revision_to_grow(locked, document, by) if merge else None
    locked.draft = document
    locked.languages = languages
    locked.title = content.title.get(locked.default_language) or locked.title
    locked.draft_revision += 1
    locked.full_clean()
    locked.save()
    if growing:
        grow(growing, locked.draft_revision, document)
    else:
        _remember(locked, by, same_as)
    return locked


def _remember(survey: Survey, by: User | None, same_as: int | None = None) -> None:
    DraftRevision.objects.create(
        organization_id=survey.organization_id,
        survey=survey,
        number=survey.draft_revision,
        document=survey.draft,
        languages=survey.languages,
        saved_by=by,
        same_as=same_as,
    )
    survey.revisions.filter(number__lte=survey.draft_revision - REVISIONS_KEPT).delete()


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
