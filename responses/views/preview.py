"""The draft as a customer would see it, for the author's eyes."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from responses import pages
from responses.pages import Setting
from surveys.queries import get_survey


@require_safe
@requires(Role.VIEWER)
@xframe_options_sameorigin
def preview(request: MemberRequest, code: str) -> HttpResponse:
    """The real public page with the draft in it; its button sends nothing."""
    survey = get_survey(request.organization, code)
    language = request.GET.get("lang", "")
    if language not in survey.languages:
        language = survey.default_language
    setting = Setting(
        organization=request.organization.name,
        label="",
        code="preview",
        language=language,
        languages=tuple(code for code in survey.languages if code in settings.SURVEY_LANGUAGES),
        is_preview=True,
    )
    page = pages.survey_page(survey.content, survey.default_language, setting, token="")
    response = HttpResponse(page.html)
    response["Content-Security-Policy"] = page.policy
    return response
