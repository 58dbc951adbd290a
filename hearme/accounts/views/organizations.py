"""Founding an organization, its home and its settings."""

from django.conf import settings as site
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearme.accounts import actions
from hearme.accounts.access import requires
from hearme.accounts.forms import (
    OrganizationForm,
    StartForm,
)
from hearme.accounts.models import Role
from hearme.accounts.queries import (
    memberships_of,
)
from hearme.accounts.requests import MemberRequest, SignedInRequest
from hearme.accounts.views.forms_and_actions import page_with_form


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front door: the first organization's surveys, or the way to one."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    memberships = memberships_of(request.user)
    if not memberships:
        return redirect("accounts:start")
    return redirect("accounts:organization", memberships[0].organization.slug)


@page_with_form
def start(request: SignedInRequest) -> HttpResponse:
    """Found an organization: the first thing after signing up, possible at any time later."""
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organization = actions.found_organization(request.user, **form.cleaned_data)
        response = redirect("surveys:create", organization.slug)
        return _speak(organization.language, response)
    mine = memberships_of(request.user)
    return render(request, "accounts/start.html", {"form": form, "memberships": mine})


def _speak(language: str, response: HttpResponse) -> HttpResponse:
    """Show the following pages in this language."""
    response.set_cookie(
        site.LANGUAGE_COOKIE_NAME,
        language,
        max_age=site.LANGUAGE_COOKIE_AGE,
        secure=site.LANGUAGE_COOKIE_SECURE,
        samesite=site.LANGUAGE_COOKIE_SAMESITE,
    )
    return response


@require_safe
def organization_home(request: MemberRequest) -> HttpResponse:
    """The overview, which sends on to the surveys as long as there are no answers."""
    return redirect(
        reverse("reports:overview", args=[request.organization.slug], query={"first": 1})
    )


@page_with_form
@requires(Role.ADMIN)
def settings(request: MemberRequest) -> HttpResponse:
    organization = request.organization
    fields = OrganizationForm.Meta.fields
    now = {name: getattr(organization, name) for name in fields}
    form = OrganizationForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        actions.edit_organization(organization, **form.cleaned_data)
        messages.success(request, _("The settings are saved."))
        response = redirect("accounts:settings", organization.slug)
        return (
            _speak(organization.language, response) if "language" in form.changed_data else response
        )
    mine = memberships_of(request.user)
    return render(request, "accounts/settings.html", {"form": form, "memberships": mine})
