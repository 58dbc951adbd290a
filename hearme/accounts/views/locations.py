"""The tree of places."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hearme.accounts import actions
from hearme.accounts.access import requires
from hearme.accounts.forms import LocationForm, MergeForm, MoveForm, PlacesFileForm
from hearme.accounts.models import Location, Role
from hearme.accounts.pages import place_lines, problem_lines
from hearme.accounts.queries import get_location, places_of
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
        "lines": place_lines(places_of(request.organization)),
        "may_edit": request.membership.role >= Role.EDITOR,
        "form": form,
        "location": location,
        "merge_form": MergeForm(request.organization, location) if location else None,
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


@require_POST
@requires(Role.EDITOR)
def location_move(request: MemberRequest, location_id: int) -> HttpResponse:
    location = get_location(request.organization, location_id)
    form = MoveForm(request.POST)
    if form.is_valid():
        actions.move_location(location, form.cleaned_data["by"])
    page = reverse("accounts:locations", args=[request.organization.slug])
    return redirect(f"{page}#place-{location.pk}")


@page_with_form
@requires(Role.EDITOR)
def location_merge(request: MemberRequest, location_id: int) -> HttpResponse:
    """Let another place take over the codes and the inner places of this one."""
    location = get_location(request.organization, location_id)
    form = MergeForm(request.organization, location, request.POST or None)
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        done = _("%(place)s is now part of %(into)s.") % {"place": location, "into": into}
        if attempt(request, done, partial(actions.merge_location, location, into)):
            return redirect("accounts:locations", request.organization.slug)
    details = {"location": location, "form": form}
    return render(request, "accounts/location_merge.html", details)


@page_with_form
@requires(Role.EDITOR)
def locations_import(request: MemberRequest) -> HttpResponse:
    """Add many places from a table; on any mistake none, and a list of the lines to mend."""
    is_sent = request.method == "POST"
    form = PlacesFileForm(request.POST, request.FILES) if is_sent else PlacesFileForm()
    if is_sent and form.is_valid() and _import(request, form):
        return redirect("accounts:locations", request.organization.slug)
    details = {"form": form, "problems": problem_lines(form.problems)}
    return render(request, "accounts/locations_import.html", details)


def _import(request: MemberRequest, form: PlacesFileForm) -> bool:
    try:
        added = actions.import_locations(request.organization, form.rows)
    except ValidationError as problem:
        form.add_error("file", problem.messages)
        return False
    words = ngettext("%d place is added.", "%d places are added.", added) % added
    messages.success(request, words)
    return True
