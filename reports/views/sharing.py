"""Share links, as members see them: making one for a page, and those that exist."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hearme.accounts.access import requires
from hearme.accounts.models import Membership, Role
from hearme.accounts.requests import MemberRequest
from reports.actions.sharing import SharedPage, revoke_link
from reports.actions.sharing import share as make_link
from reports.forms import ReportForm
from reports.forms.sharing import ShareForm
from reports.models import ShareLink
from reports.pages.papers.heads import days_words, filter_words, place_words
from reports.queries import choices_of, today_of
from reports.queries.scope import without_hidden_staff
from reports.queries.sharing import ended, get_link, links_of, token_for
from reports.rules.periods import Preset
from reports.rules.sharing import LONGEST_QUERY, NOT_KEPT, SHAREABLE, is_about_people
from surveys.models import Survey
from surveys.queries import surveys_of

PAGE_WORDS: Final = {
    "overview": gettext_lazy("Overview"),
    "journey": gettext_lazy("Journey"),
    "survey": gettext_lazy("Survey report"),
    "places": gettext_lazy("Locations"),
    "when": gettext_lazy("Hours"),
    "control": gettext_lazy("Control chart"),
    "drivers": gettext_lazy("Causes"),
    "crosstab": gettext_lazy("Cross-tab"),
    "collection": gettext_lazy("Collection"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a link shows, in words."""

    page: str
    survey: str
    days: str
    is_rolling: bool
    places: str
    filters: list[str]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link with its address; empty where it is over, or the site's secret changed since."""

    link: ShareLink
    address: str
    page: str
    state: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.MANAGER)
def share(request: MemberRequest) -> HttpResponse:
    """A link for the page that the address names, and the links that there are."""
    wanted, problem = _wanted(request)
    form = ShareForm(request.organization, request.POST if request.method == "POST" else None)
    if wanted and form.is_valid() and (link := _made(request, form, wanted)):
        messages.success(request, _("The link is ready. Copy it and send it."))
        address = reverse("reports:share", args=[request.organization.slug])
        return redirect(f"{address}#link{link.pk}")
    context = {
        "form": form,
        "wanted": wanted,
        "said": said_of(request.membership, wanted) if wanted else None,
        "problem": problem,
        "rows": [_row_of(link) for link in links_of(request.membership)],
        "sees_all": request.membership.role >= Role.ADMIN,
    }
    is_wrong = request.method == "POST"
    return render(request, "reports/share.html", context, status=422 if is_wrong else 200)


def _made(request: MemberRequest, form: ShareForm, wanted: SharedPage) -> ShareLink | None:
    given = form.cleaned_data
    try:
        return make_link(
            request.membership, wanted, given["name"], form.expires_at, given["password"]
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None


@require_POST
@requires(Role.MANAGER)
def share_revoke(request: MemberRequest, link_id: int) -> HttpResponse:
    """Switch a link off: one's own, or as an admin anybody's."""
    link = get_link(request.organization, link_id)
    if request.membership.role < Role.ADMIN and link.made_by_id != request.membership.pk:
        raise PermissionDenied
    try:
        revoke_link(link)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The link is switched off."))
    return redirect("reports:share", request.organization.slug)


# ------------------------------------------------------------------ what is to be shared
def _wanted(request: MemberRequest) -> tuple[SharedPage | None, str]:
    """The page that the address names; or why it cannot be shared, in words."""
    page, code = request.GET.get("page", ""), request.GET.get("survey", "")
    if not page:
        return None, ""
    if page not in SHAREABLE:
        return None, _("This page cannot be shared: it shows people, or what they wrote.")
    survey = _survey(request, code)
    if (code or page == "survey") and survey is None:
        return None, _("The survey of this page does not exist any more.")
    query = _kept(request.GET.get("query", ""))
    if problem := _problem_with(page, query):
        return None, problem
    return SharedPage(page, survey, query.urlencode()), ""


def _problem_with(page: str, query: QueryDict) -> str:
    """Why these filters cannot be shared, in words; empty if they can."""
    if is_about_people(_pairs(query)):
        return _("A page about single people cannot be shared. Take that filter away first.")
    if page == "crosstab" and not (query.get("row") and query.get("column")):
        return _("Choose both sides of the cross-tab first, then share it.")
    if len(query.urlencode()) > LONGEST_QUERY:
        return _("There are too many filters for one link.")
    return ""


def _survey(request: MemberRequest, code: str) -> Survey | None:
    surveys = {each.code: each for each in surveys_of(request.organization)}
    return surveys.get(code)


def _kept(text: str) -> QueryDict:
    """The filters of a page's address, without what is no filter."""
    query = QueryDict(text, mutable=True)
    for name in NOT_KEPT & set(query):
        del query[name]
    return query


def _pairs(query: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in query.lists() for value in values]


def said_of(membership: Membership, shown: SharedPage) -> Said:
    """What a page with these filters shows, in words."""
    organization, survey = membership.organization, shown.survey
    choices = choices_of(organization, survey) if survey else None
    if choices:
        choices = without_hidden_staff(membership, choices)
    sent = QueryDict(shown.query)
    form = ReportForm(membership, sent, today_of(organization), choices)
    return Said(
        page=str(PAGE_WORDS[shown.page]),
        survey=survey.title if survey else "",
        days=days_words(form.span),
        is_rolling=form.cleaned_data.get("period") != Preset.CUSTOM,
        places=place_words(form),
        filters=filter_words(form),
    )


# ------------------------------------------------------------------ the links that there are
def _row_of(link: ShareLink) -> LinkRow:
    why = ended(link)
    token = "" if why else token_for(link)
    address = f"{settings.SITE_URL}{reverse('doors:shared', args=[token])}" if token else ""
    return LinkRow(link, address, str(PAGE_WORDS.get(link.page, link.page)), why or "")
