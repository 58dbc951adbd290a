"""The library of ready surveys, and a survey that starts from one of them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from surveys.actions import start_from_template
from surveys.forms import TemplateFilterForm
from surveys.pages.templates import find_templates, sector_chips, template_card, template_detail
from surveys.rules import Template, library


@require_safe
@requires(Role.EDITOR)
def template_gallery(request: MemberRequest) -> HttpResponse:
    """All ready surveys, or those of a sector or with certain words."""
    return _gallery(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def template_page(request: MemberRequest, slug: str) -> HttpResponse:
    """One ready survey beside the others; a POST starts a survey from it."""
    chosen = library().get(slug)
    if chosen is None:
        raise Http404
    if request.method != "POST":
        return _gallery(request, chosen)
    survey = start_from_template(request.organization, slug, by=request.user)
    messages.success(request, _("Your survey is ready. Change what you like, then publish it."))
    return redirect("surveys:detail", request.organization.slug, survey.code)


def _gallery(request: MemberRequest, chosen: Template | None) -> HttpResponse:
    form = TemplateFilterForm(request.GET)
    found = find_templates(**form.chosen)
    first = chosen or (found[0] if found else None)
    context = {
        "form": form,
        "chips": sector_chips(form.chosen["words"]),
        "cards": [template_card(each) for each in found],
        "detail": template_detail(first) if first else None,
        "is_chosen": chosen is not None,
        "total": str(len(library())),
    }
    return render(request, "surveys/templates.html", context)
