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
from reports.pages.overview import overview_page
from reports.pages.papers.overview import overview_paper
from reports.rules.paper import Paper
from reports.views.showing import shown
from surveys.queries import surveys_of


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
    page = overview_page(organization, form)
    return shown(request, "reports/overview.html", page, lambda: overview_paper(organization, page))


def paper_of(request: MemberRequest) -> Paper:
    """The page as a paper."""
    organization = request.organization
    form = ReportForm(request.membership, request.GET, queries.today_of(organization))
    return overview_paper(organization, overview_page(organization, form))


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
