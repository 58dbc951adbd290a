"""From draft to customers: publish, close, reopen, and the versions so far."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from surveys.actions import (
    EditConflictError,
    close_survey,
    publish_survey,
    reopen_survey,
    restore_version,
)
from surveys.forms import DraftForm
from surveys.models import Survey
from surveys.pages import language_name, publication, version_entries
from surveys.queries import (
    changes_since,
    count_open_collectors,
    get_survey,
    get_version,
    last_number,
    version_before,
    versions_of,
)
from surveys.views.draft import conflict_context, save_part, tell_refusal

VERSIONS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def publish(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    form = DraftForm(request.POST if request.method == "POST" else None, survey=survey)
    if form.is_valid() and _publish(request, survey, form):
        return redirect("surveys:detail", request.organization.slug, survey.code)
    context = {
        "survey": survey,
        "publication": publication(survey, last_number(request.organization, survey)),
        "open_collectors": count_open_collectors(request.organization, [survey]).get(survey.pk, 0),
        "main_language": language_name(survey.default_language),
        **conflict_context(survey, form),
    }
    status = 409 if form.meanwhile else 200
    return render(request, "surveys/publish.html", context, status=status)


def _publish(request: MemberRequest, survey: Survey, form: DraftForm) -> bool:
    revision = form.cleaned_data["revision"]
    try:
        version = publish_survey(survey, request.user, revision=revision)
    except EditConflictError:
        form.meet(changes_since(request.organization, survey, revision))
        return False
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    done = _("Version %d is live. Every scan from now on opens it.")
    if survey.closed_at:
        done = _("Version %d is published. The survey is still closed.")
    messages.success(request, done % version.number)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def close(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    if request.method != "POST":
        return _ask(request, survey, "surveys/close.html")
    done = _("The survey is closed. It takes no more answers.")
    return _switch(request, survey, close_survey, done)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def reopen(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    if request.method != "POST":
        return _ask(request, survey, "surveys/reopen.html")
    return _switch(request, survey, reopen_survey, _("The survey takes answers again."))


def _ask(request: MemberRequest, survey: Survey, template: str) -> HttpResponse:
    counts = count_open_collectors(request.organization, [survey])
    context = {"survey": survey, "open_collectors": counts.get(survey.pk, 0)}
    return render(request, template, context)


def _switch(
    request: MemberRequest, survey: Survey, act: Callable[[Survey], None], done: str
) -> HttpResponse:
    try:
        act(survey)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect("surveys:detail", request.organization.slug, survey.code)


@require_safe
@requires(Role.VIEWER)
def versions(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    found = versions_of(request.organization, survey)
    page = Paginator(found, VERSIONS).get_page(request.GET.get("page"))
    shown = list(page)
    before = version_before(request.organization, survey, shown[-1].number) if shown else None
    context = {
        "survey": survey,
        "page": page,
        "entries": version_entries(shown, before, survey),
        "may_edit": request.membership.role >= Role.EDITOR,
    }
    return render(request, "surveys/versions.html", context)


@require_POST
@requires(Role.EDITOR)
def version_restore(request: MemberRequest, code: str, number: int) -> HttpResponse:
    survey = get_survey(request.organization, code)
    version = get_version(request.organization, survey, number)
    form = DraftForm(request.POST, survey=survey)
    if form.is_valid() and save_part(
        request,
        survey,
        form,
        lambda: restore_version(survey, version, **form.cleaned_data, by=request.user),
    ):
        messages.success(request, _("Version %d is now the draft. You can undo this.") % number)
    tell_refusal(request, form)
    return redirect("surveys:detail", request.organization.slug, survey.code)
