"""Surveys on websites and under e-mails: the public script and faces, and what authors copy."""

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import condition, require_http_methods, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from hearme.common.faces import face_png
from responses import pages
from responses.actions import set_frame_origins
from responses.forms import EmbedForm, SitesForm
from responses.models import Collector
from responses.pages import Footer
from responses.queries import get_collector, theme_for
from responses.rules import Embed
from responses.views.pictures import A_YEAR
from surveys.models import SurveyVersion
from surveys.rules import Content

AN_HOUR: Final = 3600
WAY_CARDS: Final = (
    ("inline", "text", gettext_lazy("In the page"), gettext_lazy("where the snippet stands")),
    ("popup", "msg", gettext_lazy("Pop-up"), gettext_lazy("after a while, once")),
    ("tab", "flag", gettext_lazy("Side tab"), gettext_lazy("always at the edge")),
    ("button", "link", gettext_lazy("Button"), gettext_lazy("opens when tapped")),
)


# ------------------------------------------------------------------ public
@login_not_required
@require_safe
@condition(etag_func=lambda _request: pages.embed_script().tag)
def embed_script(request: HttpRequest) -> HttpResponse:
    """The script that other sites include. Its address never changes, so it is asked for again."""
    script = pages.embed_script()
    is_squeezed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(script.gzipped if is_squeezed else script.plain)
    response["Content-Type"] = "text/javascript; charset=utf-8"
    if is_squeezed:
        response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = f"public, max-age={AN_HOUR}"
    # A site that isolates itself may still load it.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@login_not_required
@require_safe
def face(_request: HttpRequest, level: int) -> HttpResponse:
    """A face for e-mail programs, which show no drawings."""
    if level not in range(1, 6):
        raise Http404
    response = HttpResponse(face_png(level), content_type="image/png")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


# ------------------------------------------------------------------ websites
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def embed(request: MemberRequest, code: str) -> HttpResponse:
    """Which sites may show the survey, how it appears there, and what to copy."""
    found = get_collector(request.organization, code)
    if found.kind != Collector.Kind.EMBED:
        return redirect("responses:collector", request.organization.slug, found.code)
    sent = request.POST if request.method == "POST" else None
    sites = SitesForm(sent, initial={"sites": "\n".join(found.frame_origins)})
    if sites.is_valid() and _named(request, found, sites):
        return redirect(request.get_full_path())
    form = EmbedForm(_content(found)[1], request.GET)
    chosen = _chosen(found, form)
    context = {
        "collector": found,
        "sites": sites,
        "form": form,
        "way": chosen.way,
        "ways": WAY_CARDS,
        "snippet": pages.embed_snippet(found.code, chosen, root=settings.SITE_URL),
        "root": settings.SITE_URL,
        "query": request.GET.urlencode(),
    }
    return render(request, "responses/embed.html", context)


def _named(request: MemberRequest, collector: Collector, form: SitesForm) -> bool:
    """Whether the sites could be stored; if not, the form says why."""
    try:
        set_frame_origins(collector, form.cleaned_data["sites"])
    except ValidationError as error:
        form.add_error("sites", error)
        return False
    messages.success(request, _("Saved. These sites may show the survey."))
    return True


@require_safe
@requires(Role.VIEWER)
def embed_example(request: MemberRequest, code: str) -> HttpResponse:
    """A neutral shop with the survey in it, as it was chosen."""
    found = get_collector(request.organization, code)
    if found.kind != Collector.Kind.EMBED:
        return redirect("responses:collector", request.organization.slug, found.code)
    chosen = _chosen(found, EmbedForm(_content(found)[1], request.GET))
    context = {
        "collector": found,
        "way": chosen.way,
        "snippet": pages.embed_snippet(found.code, chosen, root=""),
        "query": request.GET.urlencode(),
    }
    return render(request, "responses/embed_example.html", context)


def _chosen(collector: Collector, form: EmbedForm) -> Embed:
    theme = collector.theme or theme_for(collector.organization, collector.survey)
    colour = pages.look_of(theme).colour if theme else ""
    return form.embed(_content(collector)[2], colour)


def _content(collector: Collector) -> tuple[Content, list[str], str]:
    """What visitors are asked, or will be once it is published; its languages; the usual one."""
    survey = collector.survey
    shown: SurveyVersion | None = survey.live_version
    if shown:
        return shown.content, list(shown.languages), shown.default_language
    return survey.content, list(survey.languages), survey.default_language


# ------------------------------------------------------------------ e-mails
@require_safe
@requires(Role.VIEWER)
def email(request: MemberRequest, code: str) -> HttpResponse:
    """The footer to copy, as HTML and as text, and how it looks."""
    found = get_collector(request.organization, code)
    if found.kind != Collector.Kind.EMAIL:
        return redirect("responses:collector", request.organization.slug, found.code)
    footer = _footer(request, found, root=settings.SITE_URL)
    names = settings.SURVEY_LANGUAGES
    languages = [(each, names[each]) for each in _content(found)[1] if each in names]
    context = {"collector": found, "footer": footer, "languages": languages}
    return render(request, "responses/email_snippet_page.html", context)


@require_safe
@requires(Role.VIEWER)
@xframe_options_sameorigin
def email_preview(request: MemberRequest, code: str) -> HttpResponse:
    """The footer alone on a light or dark ground, as an e-mail program shows it."""
    found = get_collector(request.organization, code)
    if found.kind != Collector.Kind.EMAIL:
        return redirect("responses:collector", request.organization.slug, found.code)
    context = {
        "footer": _footer(request, found, root=""),
        "is_dark": request.GET.get("ground") == "dark",
    }
    response = render(request, "responses/email_snippet_preview.html", context)
    # Styles of e-mails stand in attributes; nothing else of the page may do anything.
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    return response


def _footer(request: MemberRequest, collector: Collector, *, root: str) -> Footer:
    content, languages, usual = _content(collector)
    asked = request.GET.get("lang", "")
    language = asked if asked in languages else usual
    return pages.footer_of(content, collector.code, language, usual, root=root)
