"""The pages of a draft: break, join, title."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from surveys.forms import DraftForm, PageForm
from surveys.models import Survey
from surveys.queries import draft_at, get_survey
from surveys.rules import Content, Page, break_page, join_page
from surveys.views.draft import edit_page, save_edit, tell_refusal


def _to_list(request: MemberRequest, survey: Survey, anchor: str) -> HttpResponse:
    page = reverse("surveys:detail", args=[request.organization.slug, survey.code])
    return redirect(f"{page}#{anchor}")


@require_POST
@requires(Role.EDITOR)
def page_break(request: MemberRequest, code: str, key: str) -> HttpResponse:
    """Let a new page begin with a question."""
    survey = get_survey(request.organization, code)
    form = DraftForm(request.POST, survey=survey)
    if form.is_valid():
        seen = draft_at(request.organization, survey, form.cleaned_data["revision"])
        if survey.content.question(key) is None and not (seen and seen.question(key)):
            raise Http404
        save_edit(request, survey, form, partial(_broken, key=key))
    tell_refusal(request, form)
    return _to_list(request, survey, key)


def _broken(content: Content, key: str) -> Content:
    """The draft with a page break; where a page begins already there is nothing to break."""
    begins = {questions[0].key for _page, questions in content.sheets} if content.pages else set()
    is_first = content.place(key) == 1
    return content if is_first or key in begins else break_page(content, key)


@require_POST
@requires(Role.EDITOR)
def page_join(request: MemberRequest, code: str, key: str) -> HttpResponse:
    """Put the questions of a page onto the one above."""
    survey = get_survey(request.organization, code)
    form = DraftForm(request.POST, survey=survey)
    if form.is_valid():
        page = _page_as_seen(request, survey, form, key)
        if save_edit(request, survey, form, partial(join_page, key=page.key)):
            messages.success(request, _("The pages are one now. You can undo this."))
    tell_refusal(request, form)
    return redirect("surveys:detail", request.organization.slug, survey.code)


@require_POST
@requires(Role.EDITOR)
def page_title(request: MemberRequest, code: str, key: str) -> HttpResponse:
    """Say what a page is about; with what is wrong, the questions come back with it open."""
    survey = get_survey(request.organization, code)
    sent = DraftForm(request.POST, survey=survey)
    if not sent.is_valid():
        tell_refusal(request, sent)
        return redirect("surveys:detail", request.organization.slug, survey.code)
    page = _page_as_seen(request, survey, sent, key)
    form = PageForm(request.POST, survey=survey, page=page)
    if form.is_valid() and save_edit(request, survey, form, form.edited):
        return _to_list(request, survey, f"page-{page.key}")
    if survey.content.page(key) is None:
        tell_refusal(request, form)
        return redirect("surveys:detail", request.organization.slug, survey.code)
    return edit_page(request, survey, form=form, opened=page.key)


def _page_as_seen(request: MemberRequest, survey: Survey, form: DraftForm, key: str) -> Page:
    """The page in the draft, or as its editor saw it if it is gone since; else 404."""
    seen = draft_at(request.organization, survey, form.cleaned_data["revision"])
    page = survey.content.page(key) or (seen.page(key) if seen else None)
    if page is None:
        raise Http404
    return page
