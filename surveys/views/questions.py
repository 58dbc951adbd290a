"""The questions of a draft: add, edit, move, duplicate, remove."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from surveys.forms import AddForm, DraftForm, MoveForm, QuestionForm
from surveys.models import Survey
from surveys.queries import draft_at, get_survey
from surveys.rules import (
    Content,
    Kind,
    Question,
    add_question,
    duplicate_question,
    first_question,
    move_question,
    remove_question,
)
from surveys.views.autosave import autosave, is_autosave
from surveys.views.draft import edit_page, save_edit, tell_refusal


def to_question(request: MemberRequest, survey: Survey, key: str) -> HttpResponse:
    """Back to the edit page, at the question."""
    page = reverse("surveys:detail", args=[request.organization.slug, survey.code])
    return redirect(f"{page}#{key}")


def to_editor(request: MemberRequest, survey: Survey, key: str) -> HttpResponse:
    """To the open editor of a question."""
    args = [request.organization.slug, survey.code, key]
    return redirect(f"{reverse('surveys:question_edit', args=args)}#{key}")


def find_question(survey: Survey, key: str) -> Question:
    question = survey.content.question(key)
    if question is None:
        raise Http404
    return question


@require_POST
@requires(Role.EDITOR)
def question_add(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    form = AddForm(request.POST, survey=survey)
    if form.is_valid():
        kind = Kind(form.cleaned_data["kind"])
        question = first_question(kind)
        saved = save_edit(request, survey, form, partial(add_question, question=question))
        if saved:
            return to_editor(request, survey, saved.content.newest_key)
    tell_refusal(request, form)
    return redirect("surveys:detail", request.organization.slug, survey.code)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def question_edit(request: MemberRequest, code: str, key: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    if request.method != "POST":
        form = QuestionForm(survey=survey, question=find_question(survey, key))
        return edit_page(request, survey, form=form, opened=key)
    question = _question_as_seen(request, survey, key)
    form = QuestionForm(request.POST, request.FILES, survey=survey, question=question)
    if is_autosave(request):
        return autosave(request, survey, form)
    if rearranged := form.rearranged():
        return edit_page(request, survey, form=rearranged, opened=key)
    if form.is_valid() and (saved := save_edit(request, survey, form, form.edited)):
        after = form.key_in(saved.content)
        return (to_question if after == key else to_editor)(request, survey, after)
    return edit_page(request, survey, form=form, opened=key)


def _question_as_seen(request: MemberRequest, survey: Survey, key: str) -> Question:
    """The question in the draft, or as its editor saw it if it was removed since; else 404."""
    sent = DraftForm(request.POST, survey=survey)
    is_known = sent.is_valid()
    seen = (
        draft_at(request.organization, survey, sent.cleaned_data["revision"]) if is_known else None
    )
    question = survey.content.question(key) or (seen.question(key) if seen else None)
    if question is None:
        raise Http404
    return question


@require_POST
@requires(Role.EDITOR)
def question_move(request: MemberRequest, code: str, key: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    form = MoveForm(request.POST, survey=survey)
    if form.is_valid():
        _press(request, survey, form, key, partial(move_question, by=form.cleaned_data["by"]))
    tell_refusal(request, form)
    return to_question(request, survey, key)


@require_POST
@requires(Role.EDITOR)
def question_duplicate(request: MemberRequest, code: str, key: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    form = DraftForm(request.POST, survey=survey)
    saved = _press(request, survey, form, key, duplicate_question)
    tell_refusal(request, form)
    return to_question(request, survey, saved.content.newest_key if saved else key)


@require_POST
@requires(Role.EDITOR)
def question_remove(request: MemberRequest, code: str, key: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    place = survey.content.place(key)
    form = DraftForm(request.POST, survey=survey)
    if _press(request, survey, form, key, remove_question):
        messages.success(request, _("Question %d is removed. You can undo this.") % place)
    tell_refusal(request, form)
    return redirect("surveys:detail", request.organization.slug, survey.code)


def _press(
    request: MemberRequest,
    survey: Survey,
    form: DraftForm,
    key: str,
    change: Callable[..., Content],
) -> Survey | None:
    """Do what a button of a question's card asks. A question that nobody ever asked is 404."""
    if not form.is_valid():
        return None
    _question_as_seen(request, survey, key)
    return save_edit(request, survey, form, lambda content: change(content, key))
