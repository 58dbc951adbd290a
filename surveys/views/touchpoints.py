"""The board of touchpoints: seven stages × product, service, staff."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from surveys.actions import (
    add_touchpoint,
    add_usual_touchpoints,
    close_touchpoint,
    delete_touchpoint,
    edit_touchpoint,
    move_touchpoint,
    reopen_touchpoint,
)
from surveys.forms import MoveTouchpointForm, TouchpointForm
from surveys.models import Touchpoint
from surveys.pages import board_of
from surveys.queries import (
    collectors_by_touchpoint,
    get_touchpoint,
    questions_by_touchpoint,
    touchpoints_of,
)


@require_safe
@requires(Role.VIEWER)
def touchpoints(request: MemberRequest) -> HttpResponse:
    organization = request.organization
    found = list(touchpoints_of(organization))
    board = board_of(
        found, questions_by_touchpoint(organization), collectors_by_touchpoint(organization)
    )
    context = {
        "board": board,
        "total": len(found),
        "may_edit": request.membership.role >= Role.EDITOR,
    }
    return render(request, "surveys/touchpoints/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def touchpoint_add(request: MemberRequest) -> HttpResponse:
    start = {name: request.GET.get(name, "") for name in ("stage", "about")}
    form = TouchpointForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        made = _accepted(form, lambda: add_touchpoint(request.organization, **form.cleaned_data))
        if made:
            messages.success(request, _("%(name)s is added.") % {"name": made})
            return _back(request, made)
    return render(request, "surveys/touchpoints/form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def touchpoint_edit(request: MemberRequest, touchpoint_id: int) -> HttpResponse:
    touchpoint = get_touchpoint(request.organization, touchpoint_id)
    data = request.POST if request.method == "POST" else None
    form = TouchpointForm(data, touchpoint=touchpoint)
    if form.is_valid():
        edited = _accepted(form, lambda: edit_touchpoint(touchpoint, **form.cleaned_data))
        if edited:
            messages.success(request, _("%(name)s is saved.") % {"name": edited})
            return _back(request, edited)
    context = {
        "form": form,
        "touchpoint": touchpoint,
        "questions": questions_by_touchpoint(request.organization).get(touchpoint.pk, 0),
        "collectors": collectors_by_touchpoint(request.organization).get(touchpoint.pk, 0),
    }
    return render(request, "surveys/touchpoints/form.html", context)


def _accepted(form: TouchpointForm, action: Callable[[], Touchpoint]) -> Touchpoint | None:
    """Return what the action made; None, with the problem beside the name, if it refused."""
    try:
        return action()
    except ValidationError as problem:
        form.add_error("name", problem.messages)
        return None


def _back(request: MemberRequest, touchpoint: Touchpoint) -> HttpResponse:
    """To the board, where this touchpoint is."""
    board = reverse("surveys:touchpoints", args=[request.organization.slug])
    return redirect(f"{board}#t{touchpoint.pk}")


@require_POST
@requires(Role.EDITOR)
def touchpoint_move(request: MemberRequest, touchpoint_id: int) -> HttpResponse:
    touchpoint = get_touchpoint(request.organization, touchpoint_id)
    form = MoveTouchpointForm(request.POST)
    if form.is_valid():
        move_touchpoint(touchpoint, form.cleaned_data["by"])
    return _back(request, touchpoint)


@require_POST
@requires(Role.EDITOR)
def touchpoint_close(request: MemberRequest, touchpoint_id: int) -> HttpResponse:
    touchpoint = get_touchpoint(request.organization, touchpoint_id)
    done = _("%(name)s is closed. Reports keep it.") % {"name": touchpoint}
    return _attempt(request, touchpoint, close_touchpoint, done)


@require_POST
@requires(Role.EDITOR)
def touchpoint_reopen(request: MemberRequest, touchpoint_id: int) -> HttpResponse:
    touchpoint = get_touchpoint(request.organization, touchpoint_id)
    done = _("%(name)s is open again.") % {"name": touchpoint}
    return _attempt(request, touchpoint, reopen_touchpoint, done)


@require_POST
@requires(Role.EDITOR)
def touchpoint_delete(request: MemberRequest, touchpoint_id: int) -> HttpResponse:
    touchpoint = get_touchpoint(request.organization, touchpoint_id)
    done = _("%(name)s is deleted.") % {"name": touchpoint}
    return _attempt(request, touchpoint, delete_touchpoint, done)


def _attempt(
    request: MemberRequest,
    touchpoint: Touchpoint,
    action: Callable[[Touchpoint], None],
    done: str,
) -> HttpResponse:
    try:
        action(touchpoint)
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    else:
        messages.success(request, done)
    return redirect("surveys:touchpoints", request.organization.slug)


@require_POST
@requires(Role.EDITOR)
def touchpoints_usual(request: MemberRequest) -> HttpResponse:
    """Begin with what businesses of this field usually have."""
    added = add_usual_touchpoints(request.organization)
    done = ngettext("%d touchpoint is added.", "%d touchpoints are added.", added) % added
    messages.success(request, done if added else _("They are all there already."))
    return redirect("surveys:touchpoints", request.organization.slug)
