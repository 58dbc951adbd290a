"""Responses: the list, newest first, and the page of one."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.queries import reach_of
from hearme.accounts.requests import MemberRequest
from responses.actions import delete_response
from responses.forms.held import InboxFilterForm
from responses.models import Response, Verdict
from responses.pages.answered import answered_in, comment_in
from responses.pages.held import Reason, reasons_of
from responses.queries import (
    ResponsePage,
    cursor_of,
    get_response,
    held_count,
    response_page,
    verdicts_on,
)
from responses.rules import Cursor, outcome_of, read_cursor

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """A response as the list shows it."""

    response: Response
    day: str
    path: str
    feeling: str
    top: int | None
    comment: str
    reasons: list[Reason]


@require_safe
@requires(Role.VIEWER)
def response_list(request: MemberRequest) -> HttpResponse:
    form = InboxFilterForm(request.membership, request.GET)
    problems = form.problems
    try:
        sides = {side: _cursor(request, side) for side in ("before", "after")}
    except (ValueError, OverflowError):
        sides = {}
        problems = [*problems, _("This page is not known; here are the newest responses.")]
    page = response_page(request.organization, form.wanted, PAGE_SIZE, **sides)
    today = timezone.localdate(timezone=ZoneInfo(request.organization.time_zone))
    rows = [_row(response, form.paths, today) for response in page.responses]
    context = {
        "form": form,
        "problems": problems,
        "page": page,
        "rows": rows,
        "held_count": held_count(request.organization, form.reach),
        "may_decide": request.membership.role >= Role.MANAGER,
    }
    return render(request, "responses/list.html", context)


def _cursor(request: MemberRequest, side: str) -> Cursor | None:
    text = request.GET.get(side)
    return read_cursor(text) if text else None


def _row(response: Response, paths: dict[int, str], today: date) -> Row:
    content = response.version.content
    main = content.main_question
    return Row(
        response,
        _day_name(response.day, today),
        paths.get(response.location_id, ""),
        feeling=outcome_of(content, response.answers),
        top=main.scale[-1] if main else None,
        comment=comment_in(response),
        reasons=reasons_of(response.suspicions),
    )


def _day_name(day: date, today: date) -> str:
    name = date_format(day, _("l, j F Y"))
    if day == today:
        return _("Today") + f" · {name}"
    return _("Yesterday") + f" · {name}" if day == today - timedelta(days=1) else name


@require_safe
@requires(Role.VIEWER)
def response_detail(request: MemberRequest, response_id: int) -> HttpResponse:
    reach = reach_of(request.membership)
    found = get_response(request.organization, response_id, reach)
    form = InboxFilterForm(request.membership, request.GET)
    here = cursor_of(found)
    there = found.answered_at.astimezone(ZoneInfo(found.location.time_zone))
    newer = response_page(request.organization, form.wanted, 1, after=here)
    older = response_page(request.organization, form.wanted, 1, before=here)
    context = {
        "response": found,
        "moment": date_format(there, _("j M Y, H:i")),
        "path": form.paths.get(found.location_id, ""),
        "feeling": outcome_of(found.version.content, found.answers),
        "answers": list(answered_in(found)),
        "language_name": settings.SURVEY_LANGUAGES.get(found.language, found.language),
        "newer": _only(newer),
        "older": _only(older),
        "reasons": reasons_of(found.suspicions),
        "may_decide": request.membership.role >= Role.MANAGER,
        "verdicts": _told(found),
        "may_delete": request.membership.role >= Role.MANAGER,
    }
    return render(request, "responses/detail.html", context)


def _told(response: Response) -> list[tuple[Verdict, str]]:
    """Who counted it in or out, and when by the clock of its place."""
    zone = ZoneInfo(response.location.time_zone)
    return [
        (verdict, date_format(verdict.decided_at.astimezone(zone), _("j M Y, H:i")))
        for verdict in verdicts_on(response)
    ]


def _only(page: ResponsePage) -> Response | None:
    return next(iter(page.responses), None)


@require_POST
@requires(Role.MANAGER)
def response_delete(request: MemberRequest, response_id: int) -> HttpResponse:
    reach = reach_of(request.membership)
    found = get_response(request.organization, response_id, reach)
    try:
        delete_response(found)
    except Response.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The response is deleted. Reports follow within seconds."))
    return redirect(reverse("responses:list", args=[request.organization.slug], query=request.GET))
