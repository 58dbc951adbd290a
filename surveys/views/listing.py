"""All surveys of an organization, and a new one."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from surveys.actions import create_survey
from surveys.forms import CreateForm, FilterForm
from surveys.models import Survey
from surveys.pages import STARTER_CARDS, state_chips, survey_rows
from surveys.pages.templates import suggested_templates
from surveys.queries import count_by_state, count_open_collectors, find_surveys, surveys_of
from surveys.rules import library

ROWS = 20
COPIES = 5
"""How many of the newest surveys are offered for copying."""


@require_safe
@requires(Role.VIEWER)
def survey_list(request: MemberRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    found = find_surveys(request.organization, **form.chosen)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    surveys = list(page)
    context = {
        "form": form,
        "page": page,
        "rows": survey_rows(surveys, count_open_collectors(request.organization, surveys)),
        "suggested": suggested_templates(request.organization.field),
        "chips": state_chips(count_by_state(request.organization)),
        "may_edit": request.membership.role >= Role.EDITOR,
    }
    return render(request, "surveys/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def survey_create(request: MemberRequest) -> HttpResponse:
    form = CreateForm(
        request.POST if request.method == "POST" else None,
        language=request.organization.language,
        start=request.GET.get("start", ""),
    )
    if request.method == "POST" and form.is_valid():
        survey = _create(request, form)
        if survey:
            return redirect("surveys:detail", request.organization.slug, survey.code)
    context = {
        "form": form,
        "starters": STARTER_CARDS,
        "suggested": suggested_templates(request.organization.field),
        "templates": str(len(library())),
        "copies": surveys_of(request.organization)[:COPIES],
    }
    return render(request, "surveys/create.html", context)


def _create(request: MemberRequest, form: CreateForm) -> Survey | None:
    try:
        return create_survey(
            request.organization,
            form.content(),
            default_language=form.cleaned_data["default_language"],
            languages=form.cleaned_data["languages"],
            by=request.user,
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
