"""The draft as a customer would see it, for the author's eyes."""

import gzip
from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from responses import pages
from responses.pages import Page, Setting, Sheet
from responses.queries import theme_for
from surveys.models import Survey
from surveys.queries import get_survey
from surveys.rules import OUTCOMES, Circumstances, Content, length_of


@require_safe
@requires(Role.VIEWER)
@xframe_options_sameorigin
def preview(request: MemberRequest, code: str) -> HttpResponse:
    """The real public pages with the draft in them; nothing is sent or stored.

    `sheet` is the number of the page, `lang` the language, `theme` the id of a theme; `thanks`
    is the outcome (good, neutral, bad) whose last page is wanted.
    """
    page = _page(request, get_survey(request.organization, code))
    response = HttpResponse(page.html)
    response["Content-Security-Policy"] = page.policy
    return response


def _page(request: MemberRequest, survey: Survey) -> Page:
    setting, content = _setting(request, survey), survey.content
    outcome = request.GET.get("thanks", "")
    if outcome in OUTCOMES:
        return pages.thanks_page(content, survey.default_language, setting, outcome=outcome)
    sheet = _sheet(request, survey, content, setting) if content.sheets else None
    return pages.survey_page(content, survey.default_language, setting, token="", sheet=sheet)


def _setting(request: MemberRequest, survey: Survey) -> Setting:
    language = request.GET.get("lang", "")
    theme = theme_for(request.organization, survey, request.GET.get("theme", ""))
    return Setting(
        organization=request.organization.name,
        label="",
        code="preview",
        language=language if language in survey.languages else survey.default_language,
        languages=tuple(code for code in survey.languages if code in settings.SURVEY_LANGUAGES),
        is_preview=True,
        theme_id=theme.pk if theme else None,
        theme_revision=theme.revision if theme else None,
    )


def _sheet(request: MemberRequest, survey: Survey, content: Content, setting: Setting) -> Sheet:
    """The page that is asked for, with links where customers have buttons."""
    asked = request.GET.get("sheet", "")
    count = len(content.sheets)
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 5
    number = min(max(int(asked), 1), count) if is_number else 1
    circumstances = Circumstances(language=setting.language)
    sheet = pages.sheet_of(
        content, number, {}, circumstances, setting.language, survey.default_language
    )
    kept = {name: request.GET[name] for name in ("lang", "theme") if name in request.GET}
    following = {"thanks": "good"} if number == count else {"sheet": number + 1}
    return replace(
        sheet,
        back="?" + urlencode(kept | {"sheet": number - 1}) if number > 1 else "",
        onward="?" + urlencode(kept | following),
        is_last=number == count,
        addresses={
            code: "?" + urlencode(kept | {"sheet": number, "lang": code})
            for code in setting.languages
        },
    )


MOST_BYTES = 14_000
"""What fits into the first answer of a server: more needs another trip through a weak signal."""


@require_safe
@requires(Role.VIEWER)
def preview_weight(request: MemberRequest, code: str) -> JsonResponse:
    """How heavy the draft's heaviest page is when it is sent, and how long answering takes."""
    survey = get_survey(request.organization, code)
    content, setting = survey.content, _setting(request, survey)
    circumstances = Circumstances(language=setting.language)
    sizes = [0]
    for number in range(1, len(content.sheets) + 1):
        sheet = pages.sheet_of(
            content, number, {}, circumstances, setting.language, survey.default_language
        )
        page = pages.survey_page(content, survey.default_language, setting, token="", sheet=sheet)
        sizes.append(len(gzip.compress(page.html.encode())))
    seconds = length_of(content).seconds
    return JsonResponse({"bytes": max(sizes), "limit": MOST_BYTES, "seconds": seconds})
