"""Reports by e-mail: when they come, what became of them, and how to stop them."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from reports.actions.mails import (
    ask_for_mail,
    change_schedule,
    delete_schedule,
    resume_schedule,
    schedule_report,
    stop_schedule,
)
from reports.forms import ScheduleForm
from reports.models import ReportSchedule
from reports.pages.mails import preview_of
from reports.pages.mails_links import is_proof
from reports.queries.mails import (
    find_schedule,
    get_schedule,
    latest_mails,
    places_for,
    recipients_for,
    schedules_for,
    scope_of_mail,
)
from reports.templatetags.mails import SHEET_HASH, schedule_words

POLICY = (
    "default-src 'none'; style-src-attr 'unsafe-inline'; "
    f"style-src-elem 'sha256-{SHEET_HASH}'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Styles of e-mails stand in attributes; nothing else of the page may do anything."""


@require_safe
@requires(Role.VIEWER)
def mails(request: MemberRequest) -> HttpResponse:
    """One's own schedules, for admins everybody's, each with its latest mails."""
    schedules = schedules_for(request.membership)
    latest = latest_mails(schedules)
    context = {
        "rows": [(each, latest.get(each.pk, [])) for each in schedules],
        "me": request.membership,
        "place_ids": {place.location.pk for place in places_for(request.membership)},
    }
    return render(request, "reports/mails.html", context)


# ------------------------------------------------------------------ one schedule
def _schedule(request: MemberRequest, schedule_id: int) -> ReportSchedule:
    """One's own schedule; those of others are the business of admins."""
    schedule = get_schedule(request.organization, schedule_id)
    if schedule.member_id != request.membership.pk and not request.membership.may_manage:
        raise PermissionDenied
    return schedule


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.VIEWER)
def mail_add(request: MemberRequest) -> HttpResponse:
    initial = {"member": request.membership.pk, "language": get_language() or "vi"}
    form = _form(request, initial)
    if form.is_valid() and (made := _planned(form)):
        words = {"person": made.member.user, "when": schedule_words(made)}
        messages.success(request, _("%(person)s gets the report: %(when)s.") % words)
        return redirect("reports:mails", request.organization.slug)
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.VIEWER)
def mail_edit(request: MemberRequest, schedule_id: int) -> HttpResponse:
    schedule = _schedule(request, schedule_id)
    names = ("rhythm", "weekday", "day_of_month", "hour", "language")
    initial = {name: getattr(schedule, name) for name in names}
    initial |= {
        "member": schedule.member_id,
        "locations": [location.pk for location in schedule.locations.all()],
    }
    form = _form(request, initial, schedule)
    if form.is_valid() and _planned(form, schedule):
        messages.success(request, _("Saved: %(when)s.") % {"when": schedule_words(schedule)})
        return redirect("reports:mails", request.organization.slug)
    return _form_page(request, form, schedule)


def _form(
    request: MemberRequest, initial: dict[str, Any], schedule: ReportSchedule | None = None
) -> ScheduleForm:
    data = request.POST if request.method == "POST" else None
    people = [schedule.member] if schedule else recipients_for(request.membership)
    return ScheduleForm(data, initial, people=people, places=places_for(request.membership))


def _planned(form: ScheduleForm, schedule: ReportSchedule | None = None) -> ReportSchedule | None:
    """The schedule as the form wants it; None, with the problem said in it, if refused."""
    try:
        if schedule:
            return change_schedule(schedule, form.plan)
        return schedule_report(form.person, form.plan)
    except ValidationError as problem:
        form.add_error(None, problem)
        return None


def _form_page(
    request: MemberRequest, form: ScheduleForm, schedule: ReportSchedule | None = None
) -> HttpResponse:
    context = {"form": form, "schedule": schedule}
    status = 422 if form.errors else 200
    return render(request, "reports/mails_form.html", context, status=status)


# ------------------------------------------------------------------ buttons
@require_POST
@requires(Role.VIEWER)
def mail_pause(request: MemberRequest, schedule_id: int) -> HttpResponse:
    stop_schedule(_schedule(request, schedule_id))
    messages.success(request, _("No more of these mails are sent until you go on."))
    return redirect("reports:mails", request.organization.slug)


@require_POST
@requires(Role.VIEWER)
def mail_resume(request: MemberRequest, schedule_id: int) -> HttpResponse:
    schedule = _schedule(request, schedule_id)
    resume_schedule(schedule)
    messages.success(request, _("It goes on: %(when)s.") % {"when": schedule_words(schedule)})
    return redirect("reports:mails", request.organization.slug)


@require_POST
@requires(Role.VIEWER)
def mail_delete(request: MemberRequest, schedule_id: int) -> HttpResponse:
    delete_schedule(_schedule(request, schedule_id))
    messages.success(request, _("These mails are deleted."))
    return redirect("reports:mails", request.organization.slug)


@require_POST
@requires(Role.VIEWER)
def mail_now(request: MemberRequest, schedule_id: int) -> HttpResponse:
    """Send one soon, to oneself only: nobody gets mails because somebody else plays."""
    schedule = _schedule(request, schedule_id)
    try:
        ask_for_mail(schedule, by=request.membership)
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    else:
        address = {"email": request.user.email}
        messages.success(request, _("It comes to %(email)s within a few minutes.") % address)
    return redirect("reports:mails", request.organization.slug)


@require_safe
@requires(Role.VIEWER)
def mail_preview(request: MemberRequest, schedule_id: int) -> HttpResponse:
    """The mail as it would be sent now, as a page of its own."""
    schedule = _schedule(request, schedule_id)
    if scope_of_mail(schedule).is_empty:
        messages.error(request, _("This person may see none of these locations any more."))
        return redirect("reports:mails", request.organization.slug)
    response = HttpResponse(preview_of(schedule))
    response["Content-Security-Policy"] = POLICY
    return response


# ------------------------------------------------------------------ without signing in
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: HttpRequest, schedule_id: int, proof: str) -> HttpResponse:
    """Where a mail is written off, by a button here or by that of a mail program (RFC 8058).

    Programs that look at links only read, and change nothing. Who has the link proves that it was
    in a mail, so no cookie is asked for.
    """
    schedule = find_schedule(schedule_id) if is_proof(schedule_id, proof) else None
    if schedule is None:
        return render(request, "reports/mail_over.html", status=410)
    act = partial(resume_schedule if "again" in request.POST else stop_schedule, schedule)
    if request.method == "POST":
        act()
        schedule.refresh_from_db()
    has_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    with translation.override(get_language() if has_chosen else schedule.language):
        response = render(request, "reports/mail_stop.html", {"schedule": schedule})
    response["X-Robots-Tag"] = "noindex"
    return response
