"""The settings of a survey: its texts, its languages, hidden fields; copy it, delete it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from surveys.actions import copy_survey, delete_draft, set_languages
from surveys.forms import DraftForm, HiddenFieldsForm, LanguagesForm, TextsForm
from surveys.models import Survey
from surveys.pages import language_states
from surveys.queries import can_undo, get_survey
from surveys.views.draft import conflict_context, save_edit, save_part


def settings_page(
    request: MemberRequest, survey: Survey, *, form: DraftForm | None = None, opened: str = ""
) -> HttpResponse:
    """The settings with one part open: "texts", "languages" or "fields"."""
    content = survey.content
    context = {
        "survey": survey,
        "content": content,
        "states": language_states(survey, content),
        "may_edit": request.membership.role >= Role.EDITOR,
        "can_undo": can_undo(request.organization, survey),
        "opened": opened,
        "main_texts": {
            name: getattr(content, name).get(survey.default_language, "")
            for name in ("intro", "thanks", "apology")
        },
        **conflict_context(survey, form),
    }
    status = 409 if form and form.meanwhile else 200
    return render(request, "surveys/settings.html", context, status=status)


@require_http_methods(["GET", "HEAD"])
@requires(Role.VIEWER)
def survey_settings(request: MemberRequest, code: str) -> HttpResponse:
    return settings_page(request, get_survey(request.organization, code))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def texts(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    form = TextsForm(request.POST if request.method == "POST" else None, survey=survey)
    if form.is_valid() and save_edit(request, survey, form, form.edited):
        return redirect("surveys:settings", request.organization.slug, survey.code)
    return settings_page(request, survey, form=form, opened="texts")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def languages(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    form = LanguagesForm(request.POST if request.method == "POST" else None, survey=survey)
    if form.is_valid() and save_part(
        request,
        survey,
        form,
        lambda: set_languages(survey, **form.cleaned_data, by=request.user),
    ):
        return redirect("surveys:settings", request.organization.slug, survey.code)
    return settings_page(request, survey, form=form, opened="languages")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def hidden_fields(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    form = HiddenFieldsForm(request.POST if request.method == "POST" else None, survey=survey)
    if form.is_valid() and save_edit(request, survey, form, form.edited):
        return redirect("surveys:settings", request.organization.slug, survey.code)
    return settings_page(request, survey, form=form, opened="fields")


# ------------------------------------------------------------------ the whole survey
@require_POST
@requires(Role.EDITOR)
def survey_copy(request: MemberRequest, code: str) -> HttpResponse:
    copy = copy_survey(get_survey(request.organization, code), by=request.user)
    messages.success(request, _("This is the copy. Nobody sees it until you publish it."))
    return redirect("surveys:detail", request.organization.slug, copy.code)


@require_POST
@requires(Role.EDITOR)
def survey_delete(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    try:
        delete_draft(survey)
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect("surveys:settings", request.organization.slug, survey.code)
    messages.success(request, _("“%s” is deleted.") % survey.title)
    return redirect("surveys:list", request.organization.slug)
