"""What all public pages share: language, headers, and the pages shown instead of the survey."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from responses import pages
from responses.actions import is_under_attack
from responses.models import Collector, Response
from responses.pages import Page, Setting, Trouble
from responses.queries import Door, code_meant, published, remembered_door
from responses.rules import FIELD, NO_CONTEXT, NO_FRAME, Context, Frame, frame_of
from surveys.models import SurveyVersion

Fields = Mapping[str, list[str]]
SWITCH = "lang"
"""The name of the buttons that ask for the same page in another language."""
HIDDEN = "h-"
"""What the form field of a hidden field's value starts with."""
CHANNELS: Final[Mapping[str, Response.Channel]] = {
    Collector.Kind.EMBED: Response.Channel.EMBED,
    Collector.Kind.EMAIL: Response.Channel.EMAIL,
}
"""Kind of door -> the channel of its answers; any other is a link."""
OURS = ("t", "s", "shown")
"""The fields beside the answers: the token, the number of the page, what it showed."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request at one door."""

    request: HttpRequest
    door: Door
    context: Context = NO_CONTEXT
    """What the signed link said that led here, if one did."""

    def setting(self, version: SurveyVersion, wanted: str = "") -> Setting:
        """The surroundings, in the language that this visitor wants."""
        language = self._language(version, wanted)
        setting, frame = pages.setting_of(self.door, version, language), self.frame
        if is_under_attack(self.door.collector_id):
            setting = replace(setting, needs_proof=True)
        if self.context is not NO_CONTEXT:
            setting = pages.linked(setting, self.context)
        return setting if frame is NO_FRAME else pages.framed(setting, frame)

    def _language(self, version: SurveyVersion, wanted: str) -> str:
        first, offered = self.door.first_language, tuple(version.languages)
        if first in offered and not self.door.may_switch_language:
            return first
        return spoken(self.request, offered, version.default_language, wanted, first)

    @property
    def frame(self) -> Frame:
        """The site in which the page is shown, if it may be."""
        return frame_behind(self.request, self.door)

    @property
    def channel(self) -> str:
        """By which way the answers come."""
        return CHANNELS.get(self.door.kind, Response.Channel.LINK).value

    def usual_setting(self) -> Setting:
        return self.setting(published(self.door.version_id or 0))


def frame_behind(request: HttpRequest, door: Door) -> Frame:
    """The frame that the address asks for, if this door may stand in it."""
    if door.kind != Collector.Kind.EMBED or "frame" not in request.GET:
        return NO_FRAME
    return frame_of(request.GET, door.frame_origins, f"{request.scheme}://{request.get_host()}")


@cache
def token_secret() -> bytes:
    """The key of form tokens, derived from the site's secret."""
    return salted_hmac("responses.form-token", "", algorithm="sha256").digest()


# ------------------------------------------------------------------ languages
def spoken(
    request: HttpRequest,
    offered: tuple[str, ...],
    default: str,
    wanted: str = "",
    first: str = "",
) -> str:
    """The language asked for in the form or the address, else the code's, else the phone's."""
    for language in (wanted, request.GET.get("lang", ""), first):
        if language in offered:
            return language
    header = request.headers.get("Accept-Language", "")
    for language, _quality in parse_accept_lang_header(header.lower()):
        if language.split("-")[0] in offered:
            return language.split("-")[0]
    return default


def site_language(request: HttpRequest) -> str:
    """The language where no survey is known."""
    return spoken(request, tuple(dict(settings.LANGUAGES)), settings.LANGUAGE_CODE)


def wanted_language(fields: Mapping[str, object]) -> str:
    """The language whose button was tapped; empty if none was."""
    values = fields.get(SWITCH)
    return str(values[0]) if isinstance(values, list) and values else ""


# ------------------------------------------------------------------ pages instead of the survey
def unknown(request: HttpRequest, code: str) -> HttpResponse:
    """The page for a code that does not exist, or leads to nothing yet.

    Whoever read an O where there is a Q is led on, if only one code can be meant.
    """
    if request.method != "POST" and (meant := code_meant(code)):
        url = reverse("public:answer", args=[meant], query=request.GET)
        return HttpResponseRedirect(url)
    language = site_language(request)
    with translation.override(language):
        trouble = Trouble(
            title=_("We do not know this code"),
            text=_("Please scan it again, or check each letter of the address."),
        )
        return answered(pages.trouble_page(trouble, _bare(code, language)), 404, language)


def away(request: HttpRequest, code: str) -> HttpResponse:
    """The page while the database does not answer; it carries what was sent."""
    language = site_language(request)
    with translation.override(language):
        setting = _as_remembered(request, _bare(code, language))
        page = pages.trouble_page(_moment(request, code), setting)
    response = answered(page, status=503)
    response["Retry-After"] = "5"
    return response


def _as_remembered(request: HttpRequest, setting: Setting) -> Setting:
    """Inside another site the page must stay there, for what it carries to be seen."""
    door = remembered_door(setting.code)
    frame = frame_behind(request, door) if door else NO_FRAME
    return pages.framed(setting, frame) if frame.is_framed else setting


def _moment(request: HttpRequest, code: str) -> Trouble:
    title = _("Just a moment")
    if request.method != "POST":
        text = _("This page could not be opened just now. Please try again in a moment.")
        return Trouble(title, text, back=request.get_full_path())
    text = _("We could not store your answers just now. They are still here: send them again.")
    return Trouble(
        title, text, retry=kept(dict(request.POST.lists())), back=request.get_full_path()
    )


def kept(fields: Fields) -> Fields:
    """The fields of our own pages: those that a page carries to be sent once more."""
    return {
        name: values
        for name, values in fields.items()
        if name in OURS or name.startswith((FIELD, HIDDEN))
    }


def already(visit: Visit, setting: Setting) -> HttpResponse:
    with translation.override(pages.chrome_language(setting.language)):
        if visit.context.key:
            trouble = Trouble(
                title=_("We have your answers already"),
                text=_("This link was for one answer, and it came. Thank you very much!"),
            )
            return answered(pages.trouble_page(trouble, setting), 409, setting.language)
        trouble = Trouble(
            title=_("We have your answers already"),
            text=_("The answers you sent first are kept. Would you like to send others as well?"),
            back=beginning(visit, setting),
        )
        return answered(pages.trouble_page(trouble, setting), 409, setting.language)


def refused(visit: Visit, status: int) -> HttpResponse:
    setting = visit.usual_setting()
    with translation.override(pages.chrome_language(setting.language)):
        trouble = Trouble(
            title=_("That was not a survey form"),
            text=_("What was sent is too large or damaged. Nothing was stored."),
            back=beginning(visit, setting),
        )
        return answered(pages.trouble_page(trouble, setting), status, setting.language)


def lost(visit: Visit, status: int) -> HttpResponse:
    """The page for an address inside a survey that is broken, of another survey, or too old."""
    setting = visit.usual_setting()
    with translation.override(pages.chrome_language(setting.language)):
        trouble = Trouble(
            title=_("This page is no longer here"),
            text=_("Its address is damaged or too old. You can begin the survey anew."),
            back=beginning(visit, setting),
        )
        return answered(pages.trouble_page(trouble, setting), status, setting.language)


def beginning(visit: Visit, setting: Setting) -> str:
    """The address of the survey's first page, in the language that is spoken."""
    return reverse("public:answer", args=[visit.door.code]) + f"?{urlencode(setting.query)}"


def _bare(code: str, language: str) -> Setting:
    """The surroundings where no organization is known."""
    return Setting("Hearme", "", code, language, languages=())


def address_of(visit: Visit, language: str = "") -> str:
    """Where this visitor is, by the usual letters of the code, in a language if one is named."""
    door = reverse("public:answer", args=[visit.door.code])
    query = visit.request.GET.copy()
    if language:
        query[SWITCH] = language
    path = door + visit.request.path[len(door) :]
    return f"{path}?{query.urlencode()}" if query else path


def addresses_of(visit: Visit, setting: Setting) -> dict[str, str]:
    """Language -> where this visitor is in it."""
    return {language: address_of(visit, language) for language in setting.languages}


# ------------------------------------------------------------------ headers
def answered(page: Page, status: int, language: str = "") -> HttpResponse:
    """A rendered page on its way."""
    return with_headers(HttpResponse(page.html, status=status), page.policy, language)


def led_to(address: str) -> HttpResponse:
    """Go on at an address, by GET."""
    response = HttpResponse(status=303)
    response["Location"] = address
    response["Referrer-Policy"] = "no-referrer"
    return response


def with_headers(response: HttpResponse, policy: str, language: str) -> HttpResponse:
    response["Content-Security-Policy"] = policy
    # Not no-store: going back must show the same page with the same token, not a new one.
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Accept-Encoding, Accept-Language"
    # The address of a later page holds the token that opens the answers given so far.
    response["Referrer-Policy"] = "no-referrer"
    if language:
        response["Content-Language"] = language
    return response


def not_kept(response: HttpResponse) -> HttpResponse:
    """A page in the place of the survey: the next look at this address may show the survey."""
    response["Cache-Control"] = "no-store"
    return response


def remembered(
    visit: Visit, response: HttpResponse, name: str, value: str, time: timedelta
) -> HttpResponse:
    """Let this phone keep something that only this code is ever told."""
    is_elsewhere = settings.HTTPS and visit.frame is not NO_FRAME
    response.set_cookie(
        name,
        value,
        max_age=time,
        path=reverse("public:answer", args=[visit.door.code]),
        secure=settings.HTTPS,
        httponly=True,
        # Inside another site a browser sends back only what may be sent everywhere.
        samesite="None" if is_elsewhere else "Lax",
    )
    return response
