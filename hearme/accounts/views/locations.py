"""The tree of places."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearme.accounts import actions
from hearme.accounts.access import requires
from hearme.accounts.forms import (
    LocationForm,
)
from hearme.accounts.models import Location, Role
from hearme.accounts.queries import (
    get_location,
    places_of,
)
from hearme.accounts.requests import MemberRequest
from hearme.accounts.views.forms_and_actions import accepted, attempt, page_with_form


@require_safe
@requires(Role.VIEWER)
def locations(request: MemberRequest) -> HttpResponse:
    return _locations_page(request)


def _locations_page(
    request: MemberRequest, form: LocationForm | None = None, location: Location | None = None
) -> HttpResponse:
    """The tree; beside it, for who may edit, a form: to add a place, or to edit `location`."""
    details = {
        "places": places_of(request.organization),
        "may_edit": request.membership.role >= Role.EDITOR,
        "form": form,
        "location": location,
    }
    return render(request, "accounts/locations.html", details)


@page_with_form
@requires(Role.EDITOR)
def location_add(request: MemberRequest) -> HttpResponse:
    wanted = {"parent": request.GET.get("parent")}
    form = LocationForm(request.organization, request.POST or None, initial=wanted)
    add = partial(actions.add_location, request.organization)
    if request.method == "POST" and (location := accepted(form, add, "name")):
        messages.success(request, _("%(place)s is added.") % {"place": location})
        return redirect("accounts:locations", request.organization.slug)
    return _locations_page(request, form)


@page_with_form
@requires(Role.EDITOR)
def location_edit(request: MemberRequest, location_id: int) -> HttpResponse:
    location = get_location(request.organization, location_id)
    form = LocationForm(request.organization, request.POST or None, location=location)
    edit = partial(actions.edit_location, location)
    if request.method == "POST" and (edited := accepted(form, edit, "name")):
        messages.success(request, _("%(place)s is saved.") % {"place": edited})
        return redirect("accounts:locations", request.organization.slug)
    return _locations_page(request, form, location)


@require_POST
@requires(Role.EDITOR)
def location_close(request: MemberRequest, location_id: int) -> HttpResponse:
    location = get_location(request.organization, location_id)
    done = _("%(place)s is closed.") % {"place": location}
    attempt(request, done, partial(actions.close_location, location))
    return redirect("accounts:locations", request.organization.slug)


@require_POST
@requires(Role.EDITOR)
def location_reopen(request: MemberRequest, location_id: int) -> HttpResponse:
    location = get_location(request.organization, location_id)
    done = _("%(place)s is open again.") % {"place": location}
    attempt(request, done, partial(actions.reopen_location, location))
    return redirect("accounts:locations", request.organization.slug)
