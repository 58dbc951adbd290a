"""The overview: what a member meets first."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Organization, Role
from hearme.accounts.requests import MemberRequest
from reports import queries
from reports.forms import ReportForm
from reports.rules.collection import finished_of
from reports.rules.filters import Filters
from reports.rules.summary import Span
from responses.models import Response
from responses.pages.answered import comment_in
from responses.queries import ResponseFilter, response_page
from surveys.queries import surveys_of

MOST_LOW = 4
MOST_SILENT = 4
MOST_SAID = 2


@require_safe
@requires(Role.VIEWER)
def overview(request: MemberRequest) -> HttpResponse:
    """The figures of all surveys; for a new organization what to do next."""
    organization = request.organization
    is_empty = not queries.has_answers(organization)
    if "first" in request.GET:
        return redirect("surveys:list" if is_empty else "reports:overview", organization.slug)
    if is_empty:
        return render(request, "reports/overview.html", {"next": _next_step(organization)})
    form = ReportForm(request.membership, request.GET, queries.today_of(organization))
    span, filters = form.span, form.filters
    board = queries.journey_board(organization, span, filters)
    weakest = board.journey.weakest or next(iter(board.journey.worst), None)
    said = queries.said_at(
        organization, board, [weakest] if weakest else [], span, filters, most=MOST_SAID
    )
    context = {
        "form": form,
        "span": span,
        "names": form.names,
        "headlines": queries.headlines(organization, span, filters),
        "finished": finished_of(*queries.opened_anywhere(organization, span.period, filters)),
        "journey": board.journey,
        "codes": board.codes,
        "weakest": weakest,
        "said": said[0] if said else [],
        "lows": _low_ratings(organization, span, filters),
        "silences": queries.silences(organization, form.today, form.place_ids)[:MOST_SILENT],
    }
    return render(request, "reports/overview.html", context)


@dataclass(frozen=True, slots=True)
class Low:
    """A response of somebody who is not satisfied."""

    response: Response
    comment: str


def _low_ratings(organization: Organization, span: Span, filters: Filters) -> list[Low]:
    """The newest responses with a bad main rating and words."""
    wanted = ResponseFilter(
        places=filters.places,
        since=span.period.first,
        until=span.period.last,
        feeling="bad",
        has_comment=True,
    )
    page = response_page(organization, wanted, MOST_LOW)
    return [Low(response, comment_in(response)) for response in page.responses]


@dataclass(frozen=True, slots=True)
class Step:
    """What to do before there is anything to read."""

    title: str
    text: str
    href: str
    link: str


def _next_step(organization: Organization) -> Step:
    newest = surveys_of(organization).first()
    live = surveys_of(organization).live().first()
    slug = organization.slug
    if newest is None:
        return Step(
            _("Ask your first question"),
            _("Choose a ready-made survey or write your own. Two minutes are enough."),
            reverse("surveys:create", args=[slug]),
            _("Make a survey"),
        )
    if live is None:
        return Step(
            _("Your survey waits to be published"),
            _("Look over the questions once more, then let customers answer."),
            reverse("surveys:detail", args=[slug, newest.code]),
            _("Go on with the survey"),
        )
    if not queries.has_collectors(organization):
        return Step(
            _("Put up your first code"),
            _("Customers scan a QR code or open a link. Choose where it stands."),
            reverse("responses:collector_open", args=[slug], query={"survey": live.code}),
            _("Open a collector"),
        )
    return Step(
        _("Everything is ready for the first answer"),
        _("Print the codes and put them where customers see them. Answers appear here at once."),
        reverse("responses:posters", args=[slug]),
        _("Print posters"),
    )
