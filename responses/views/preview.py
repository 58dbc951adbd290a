"""The draft as a customer would see it, for the author's eyes."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from responses import pages
from responses.pages import Page, Setting, Sheet
from responses.pages.weighing import MOST_BYTES, draft_setting, page_weight
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
    return draft_setting(survey, request.GET.get("lang", ""), request.GET.get("theme", ""))


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


@require_safe
@requires(Role.VIEWER)
def preview_weight(request: MemberRequest, code: str) -> JsonResponse:
    """How heavy the draft's heaviest page is when it is sent, and how long answering takes."""
    survey = get_survey(request.organization, code)
    content, setting = survey.content, _setting(request, survey)
    numbers = range(1, len(content.sheets) + 1)
    sizes = (page_weight(content, survey.default_language, setting, number) for number in numbers)
    return JsonResponse(
        {
            "bytes": max(sizes, default=0),
            "limit": MOST_BYTES,
            "seconds": length_of(content).seconds,
        }
    )
