"""A report page behind a share link: read with the eyes of its maker, by anybody who has it."""

import hashlib
from collections.abc import Callable
from copy import copy
from typing import Final, TypeVar, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from redis.exceptions import RedisError

from hearme.accounts.models import Role
from hearme.accounts.queries import reach_of
from hearme.accounts.requests import MemberRequest
from reports.actions.sharing import note_opened, try_password
from reports.models import ShareLink
from reports.queries.sharing import ended, find_link
from reports.rules.paper import Paper
from reports.rules.sharing import Ended, has_quotes, is_about_people, without_quotes
from reports.views.doors import LANGUAGES, away, guarded, language_of, over, unknown
from reports.views.papers import PAPERS, SURVEY_PAPER
from reports.views.showing import pdf_answer
from responses.rules import is_ahead, is_program

T = TypeVar("T")
KEPT_SECONDS: Final = 30
OPEN_HOURS: Final = 8
"""How long a browser that knew the password is let in again."""
FORM_HOURS: Final = 4
COOKIE: Final = "share"
cookies = signing.TimestampSigner(salt="reports.share.open")
forms = signing.TimestampSigner(salt="reports.share.form")


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link, after its password if it has one; why it is over if it is."""
    try:
        link = find_link(token)
        if link is None:
            return unknown(request)
        with translation.override(language_of(request)):
            return _answered(request, link)
    except (OperationalError, InterfaceError):
        connection.close()
        return away(request)


def _answered(request: HttpRequest, link: ShareLink) -> HttpResponse:
    if why := ended(link):
        return _over(request, link, why)
    if link.password and request.method == "POST":
        return _judged(request, link)
    if link.password and not _is_known(request, link):
        return _password_page(link)
    try:
        return _shown(request, link)
    except Http404:
        return _over(request, link, Ended.MAKER)


def _over(request: HttpRequest, link: ShareLink, why: Ended) -> HttpResponse:
    title = _("This link has ended")
    if why is Ended.REVOKED:
        title = _("This link was switched off")
    words = _("Ask %(organization)s for a new one if you still need the figures.")
    return over(request, title, words % {"organization": link.organization})


# ------------------------------------------------------------------ the password
def _is_known(request: HttpRequest, link: ShareLink) -> bool:
    """Whether this browser gave the right password some hours ago, and it still is the same."""
    try:
        given = cookies.unsign(request.COOKIES.get(COOKIE, ""), max_age=OPEN_HOURS * 3600)
    except signing.BadSignature:
        return False
    return given == _proof(link)


def _proof(link: ShareLink) -> str:
    return hashlib.sha256(f"{link.pk}:{link.password}".encode()).hexdigest()[:32]


def _judged(request: HttpRequest, link: ShareLink) -> HttpResponse:
    """What comes of a password that was sent with a form of ours."""
    try:
        form = forms.unsign(request.POST.get("form", ""), max_age=FORM_HOURS * 3600)
    except signing.BadSignature:
        form = ""
    if form != str(link.pk):
        return _password_page(link, _("The page was open for long. Please send it once more."), 422)
    tried = try_password(link, request.POST.get("password", "")[:128])
    if tried.is_away:
        return _password_page(link, _("We cannot check it just now. Try again in a minute."), 503)
    if tried.wait:
        return _password_page(link, _waiting(tried.wait), 429, tried.wait)
    if not tried.is_right:
        return _password_page(link, _("This password does not fit. Please try again."), 422)
    return _let_in(request, link)


def _waiting(seconds: int) -> str:
    minutes = -(-seconds // 60)
    words = ngettext(
        "Too many tries. Please wait %(minutes)d minute.",
        "Too many tries. Please wait %(minutes)d minutes.",
        minutes,
    )
    return words % {"minutes": minutes}


def _let_in(request: HttpRequest, link: ShareLink) -> HttpResponse:
    response = HttpResponseRedirect(f"{request.path}?lang={translation.get_language()}")
    response.status_code = 303
    response.set_cookie(
        COOKIE,
        cookies.sign(_proof(link)),
        max_age=OPEN_HOURS * 3600,
        path=request.path,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return guarded(response)


def _password_page(
    link: ShareLink, problem: str = "", status: int = 200, wait: int = 0
) -> HttpResponse:
    context = _frame(link) | {"problem": problem, "form": forms.sign(str(link.pk))}
    page = render_to_string("reports/shared_password.html", context)
    response = HttpResponse(page, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return guarded(response)


# ------------------------------------------------------------------ the page
def _shown(request: HttpRequest, link: ShareLink) -> HttpResponse:
    # Nothing of the address counts but the language and the form: the filters are the link's own.
    paper = _paper(link)
    if request.GET.get("as") == "pdf":
        return guarded(pdf_answer(without_quotes(paper)))
    if _is_person(request):
        note_opened(link)
    context = {"paper": without_quotes(paper), "has_quotes": has_quotes(paper), **_frame(link)}
    return guarded(HttpResponse(render_to_string("reports/shared.html", context)))


def _frame(link: ShareLink) -> dict[str, object]:
    """What stands around every page of a link."""
    return {
        "link": link,
        "language": translation.get_language(),
        "languages": [(code, dict(settings.LANGUAGES)[code]) for code in LANGUAGES],
        "zone": link.organization.time_zone,
    }


def _is_person(request: HttpRequest) -> bool:
    """Whether somebody looks at the page, for the first time and not a program ahead of them."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    is_scanner = is_program(request.headers.get("User-Agent", "")) or is_ahead(purpose)
    return request.method == "GET" and not is_scanner


def _paper(link: ShareLink) -> Paper:
    """The paper as the link's maker would see it now, kept for half a minute."""
    request = _eyes_of(link)
    reach = sorted(reach_of(request.membership) or ())
    seen = (link.pk, link.made_by.role, reach, translation.get_language())
    key = f"shared:{hashlib.sha256(repr(seen).encode()).hexdigest()[:32]}"
    return _kept(key, lambda: _composed(link, request))


def _composed(link: ShareLink, request: MemberRequest) -> Paper:
    pairs = [(name, value) for name, values in request.GET.lists() for value in values]
    if is_about_people(pairs):
        raise Http404
    if link.page == "survey" and link.survey:
        return SURVEY_PAPER(request, link.survey.code)
    if link.page not in PAPERS:
        raise Http404
    return PAPERS[link.page](request)


def _eyes_of(link: ShareLink) -> MemberRequest:
    """A request as the maker would send it, but with no more than a viewer's rights."""
    request = cast("MemberRequest", HttpRequest())
    request.method = "GET"
    request.GET = QueryDict(_query_of(link))
    request.organization = link.organization
    request.membership = copy(link.made_by)
    request.membership.organization = link.organization
    request.membership.role = min(link.made_by.role, Role.VIEWER)
    request.user = link.made_by.user
    return request


def _query_of(link: ShareLink) -> str:
    query = QueryDict(link.query, mutable=True)
    if link.survey:
        query["survey"] = link.survey.code
    return query.urlencode()


def _kept(key: str, make: Callable[[], T]) -> T:
    """What was made under this key not long ago, else made now; without Redis always now."""
    try:
        kept = cache.get(key)
    except RedisError:
        return make()
    if kept is not None:
        return cast("T", kept)
    made = make()
    try:
        cache.set(key, made, KEPT_SECONDS)
    except RedisError:
        return made
    return made
