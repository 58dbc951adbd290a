"""Pages: the goals of an organization, and the notes on days."""

from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.queries import reach_of
from hearme.accounts.requests import MemberRequest
from reports import actions, queries
from reports.forms.goals import EVERYWHERE, GoalForm, NoteForm, ValueForm
from reports.models import Annotation, Goal
from reports.pages.goals import goal_board
from reports.queries.scope import ratings_of_survey
from reports.rules.outline import Asked

ROWS: Final = 50
UNDO: Final = "reports.undo"
"""What an offer to undo is signed for."""
UNDO_SECONDS: Final = 3_600
page_with_form = require_http_methods(["GET", "HEAD", "POST"])


# ------------------------------------------------------------------ goals
@require_safe
@requires(Role.VIEWER)
def goals(request: MemberRequest) -> HttpResponse:
    """Every goal with where its score stands, and what may be undone."""
    context = {
        "board": goal_board(request.membership, queries.today_of(request.organization)),
        "may_edit": request.membership.role >= Role.MANAGER,
        "undo": _undo(request),
    }
    return render(request, "reports/goals.html", context)


@page_with_form
@requires(Role.MANAGER)
def goal_set(request: MemberRequest) -> HttpResponse:
    """Set one goal for a question at many places."""
    sent = request.GET
    wanted = {"value": sent.get("value", ""), "places": sent.getlist("place")}
    survey, key = sent.get("survey", ""), sent.get("question", "")
    start = {"metric": f"{survey}:{key}" if survey else "", **wanted}
    data = request.POST if request.method == "POST" else None
    form = GoalForm(request.membership, data, initial=start)
    if form.is_valid() and _set(request, form):
        return _back(request, "reports:goals")
    return render(request, "reports/goals_form.html", {"form": form, "next": _next(request)})


def _set(request: MemberRequest, form: GoalForm) -> bool:
    value, places = form.cleaned_data["value"], form.locations
    try:
        changed = actions.set_goals(request.organization, form.chosen, value, places, request.user)
    except ValidationError as problem:
        _tell(form, problem)
        return False
    many = len(places)
    words = ngettext("The goal is set for %d place.", "The goal is set for %d places.", many) % many
    if places == [None]:
        words = _("The goal is set for everywhere.")
    messages.success(request, words if changed else _("The goal was the same before."))
    return True


@page_with_form
@requires(Role.MANAGER)
def goal_edit(request: MemberRequest, goal_id: int) -> HttpResponse:
    """Change the value of one goal, or come to remove it."""
    goal = _my_goal(request, goal_id)
    asked = _asked(request, goal)
    data = request.POST if request.method == "POST" else None
    form = ValueForm(data, initial={"value": goal.value})
    if data is not None and not (asked and asked.place):
        form.add_error("value", _("This question is not asked any more."))
    if asked and form.is_valid():
        try:
            actions.change_goal(goal, asked.question, form.cleaned_data["value"], request.user)
        except ValidationError as problem:
            _tell(form, problem)
        else:
            messages.success(request, _("The goal is saved."))
            return _back(request, "reports:goals")
    context = {"form": form, "goal": goal, "asked": asked, "next": _next(request)}
    return render(request, "reports/goals_edit.html", context)


@require_POST
@requires(Role.MANAGER)
def goal_remove(request: MemberRequest, goal_id: int) -> HttpResponse:
    goal = _my_goal(request, goal_id)
    undo = {
        "kind": "goal",
        "metric": f"{goal.survey.code}:{goal.question_key}",
        "value": str(goal.value),
        "places": str(goal.location_id or EVERYWHERE),
    }
    actions.remove_goal(goal)
    return _undoable(request, "reports:goals", undo)


def _my_goal(request: MemberRequest, goal_id: int) -> Goal:
    """A goal that this member may change, or 404."""
    goal = queries.get_goal(request.organization, goal_id)
    _check_reach(request, goal.location_id)
    return goal


def _check_reach(request: MemberRequest, place: int | None) -> None:
    reach = reach_of(request.membership)
    if reach is not None and place not in reach:
        raise Http404


def _asked(request: MemberRequest, goal: Goal) -> Asked | None:
    every = ratings_of_survey(request.organization, goal.survey)
    return next((each for each in every if each.key == goal.question_key), None)


# ------------------------------------------------------------------ notes
@require_safe
@requires(Role.VIEWER)
def annotations(request: MemberRequest) -> HttpResponse:
    """The notes on days, newest first."""
    reach = reach_of(request.membership)
    found = queries.annotations_of(request.organization, reach)
    may_edit = request.membership.role >= Role.MANAGER
    today = queries.today_of(request.organization)
    context = {
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "may_edit": may_edit,
        "reach": reach,
        "form": NoteForm(request.membership, initial={"day": today}) if may_edit else None,
        "undo": _undo(request),
    }
    return render(request, "reports/annotations.html", context)


@page_with_form
@requires(Role.MANAGER)
def annotation_add(request: MemberRequest) -> HttpResponse:
    """Write a note; the address may name its day and place."""
    today = queries.today_of(request.organization)
    sent = request.GET
    start = {"day": sent.get("day") or today, "text": sent.get("text", "")}
    start["place"] = sent.get("place") or EVERYWHERE
    data = request.POST if request.method == "POST" else None
    form = NoteForm(request.membership, data, initial=start)
    if form.is_valid():
        try:
            actions.write_note(request.organization, form.note, today, request.user)
        except ValidationError as problem:
            _tell(form, problem)
        else:
            messages.success(request, _("The note is kept. It stands in every chart of its day."))
            return _back(request, "reports:annotations")
    return render(request, "reports/annotations_form.html", {"form": form, "next": _next(request)})


@page_with_form
@requires(Role.MANAGER)
def annotation_edit(request: MemberRequest, annotation_id: int) -> HttpResponse:
    note = _my_note(request, annotation_id)
    data = request.POST if request.method == "POST" else None
    form = NoteForm(request.membership, data, note=note)
    if form.is_valid():
        try:
            actions.change_note(note, form.note, queries.today_of(request.organization))
        except ValidationError as problem:
            _tell(form, problem)
        else:
            messages.success(request, _("The note is saved."))
            return _back(request, "reports:annotations")
    context = {"form": form, "note": note, "next": _next(request)}
    return render(request, "reports/annotations_form.html", context)


@require_POST
@requires(Role.MANAGER)
def annotation_delete(request: MemberRequest, annotation_id: int) -> HttpResponse:
    note = _my_note(request, annotation_id)
    undo = {
        "kind": "note",
        "day": note.day.isoformat(),
        "text": note.text,
        "place": str(note.location_id or EVERYWHERE),
    }
    actions.delete_note(note)
    return _undoable(request, "reports:annotations", undo)


def _my_note(request: MemberRequest, annotation_id: int) -> Annotation:
    """A note that this member may change, or 404."""
    note = queries.get_annotation(request.organization, annotation_id)
    _check_reach(request, note.location_id)
    return note


# ------------------------------------------------------------------ coming and going
def _tell(form: Form, problem: ValidationError) -> None:
    """Say what an action refused beside the field that it names."""
    for name, words in problem.message_dict.items():
        form.add_error(name if name in form.fields else None, words)


def _undoable(request: MemberRequest, page: str, undo: dict[str, str]) -> HttpResponse:
    """To the list, which offers to bring back what was just deleted."""
    signed = signing.dumps(undo, salt=UNDO, compress=True)
    query = QueryDict(mutable=True)
    query["undo"] = signed
    return redirect(f"{reverse(page, args=[request.organization.slug])}?{query.urlencode()}")


def _undo(request: MemberRequest) -> dict[str, Any] | None:
    """What was just deleted, as the form that makes it again sends it."""
    try:
        undo: dict[str, Any] = signing.loads(
            request.GET.get("undo", ""), salt=UNDO, max_age=UNDO_SECONDS
        )
    except signing.BadSignature:
        return None
    return undo


def _next(request: MemberRequest) -> str:
    """The page of this organization that led here; nothing for any other address."""
    wanted = (request.POST if request.method == "POST" else request.GET).get("next", "")
    is_ours = wanted.startswith(f"/{request.organization.slug}/") and "\\" not in wanted
    return wanted if is_ours and wanted.isprintable() else ""


def _back(request: MemberRequest, page: str) -> HttpResponse:
    return redirect(_next(request) or reverse(page, args=[request.organization.slug]))
