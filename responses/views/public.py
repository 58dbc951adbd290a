"""The pages a customer sees. A GET never writes; a POST may come any number of times."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, wraps

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from responses import pages
from responses.actions import Outcome, record_response
from responses.models import Response
from responses.pages import Filled, Page, Setting, Trouble
from responses.queries import Door, find_door, published
from responses.rules import (
    FIELD,
    FormToken,
    Reading,
    Reply,
    TokenError,
    local_hour,
    new_key,
    ratings_of,
    read_form,
    read_token,
    score_of,
    sign_token,
)
from surveys.models import SurveyVersion

log = structlog.get_logger("hearme.public")
View = Callable[..., HttpResponse]
Fields = Mapping[str, list[str]]
SWITCH = "lang"
"""The name of the buttons that ask for the same page in another language."""


def safe_when_away(view: View) -> View:
    """Try once more on a fresh connection, then say "try again" and keep what was typed."""

    @wraps(view)
    def safe(request: HttpRequest, code: str) -> HttpResponse:
        for attempt in (1, 2):
            try:
                return view(request, code)
            except (OperationalError, InterfaceError) as error:
                log.warning("database away", attempt=attempt, error=type(error).__name__)
                connection.close()
        return _away(request, code)

    return safe


def _away(request: HttpRequest, code: str) -> HttpResponse:
    language = _language(request, tuple(dict(settings.LANGUAGES)), settings.LANGUAGE_CODE)
    with translation.override(pages.chrome_language(language)):
        page = pages.trouble_page(_moment(request, code), _bare(code, language))
    response = _answer(page, status=503)
    response["Retry-After"] = "5"
    return response


def _moment(request: HttpRequest, code: str) -> Trouble:
    back = reverse("public:answer", args=[code])
    title = _("Just a moment")
    if request.method != "POST":
        text = _("This page could not be opened just now. Please try again in a moment.")
        return Trouble(title, text, back=back)
    text = _("We could not store your answers just now. They are still here: send them again.")
    return Trouble(title, text, retry=_kept(dict(request.POST.lists())), back=back)


@login_not_required
@csrf_exempt
@safe_when_away
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The survey behind a short code: shown on GET, stored on POST."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    door = find_door(code)
    if door is None or door.version_id is None:
        return _unknown(request, code)
    if request.method == "POST":
        return _receive(request, door)
    if not door.is_open:
        return _closed(request, door)
    return _show(request, door, published(door.version_id))


def _show(request: HttpRequest, door: Door, version: SurveyVersion) -> HttpResponse:
    setting = _setting(request, door, version)
    pattern = pages.blank_page(version.pk, setting)
    token = sign_token(_fresh_token(door, version), token_secret()).encode()
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(pattern.spliced.gzipped(token))
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(pattern.spliced.plain(token))
    return _with_headers(response, pattern.policy, setting.language)


def _receive(request: HttpRequest, door: Door) -> HttpResponse:
    try:
        fields = dict(request.POST.lists())
    except RequestDataTooBig:
        return _refused(request, door, 413)
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return _refused(request, door, 400)
    try:
        token = read_token(fields.get("t", [""])[0], token_secret())
        version = published(token.version_id)
    except (TokenError, SurveyVersion.DoesNotExist):
        return _start_again(request, door, fields, None)
    if token.collector_id != door.collector_id or version.organization_id != door.organization_id:
        return _start_again(request, door, fields, None)
    return _judge(request, door, version, token, fields)


def _judge(
    request: HttpRequest, door: Door, version: SurveyVersion, token: FormToken, fields: Fields
) -> HttpResponse:
    now = datetime.now(UTC)
    if door.closed_at and token.issued_at > door.closed_at:
        return _closed(request, door)
    if SWITCH in fields:
        return _again(request, door, version, token, Filled(fields), status=200)
    if now - token.issued_at > timedelta(hours=settings.FORM_TOKEN_HOURS):
        return _start_again(request, door, fields, token)
    reading = read_form(version.content, fields)
    if not reading.is_accepted or not reading.answers:
        return _again(request, door, version, token, _complaint(reading, fields), _status(reading))
    return _store(request, door, version, token, reading, now)


def _status(reading: Reading) -> int:
    return 400 if reading.unknown else 422


def _complaint(reading: Reading, fields: Fields) -> Filled:
    notice = ""
    if reading.unknown:
        notice = "unknown"
    elif not reading.answers and not reading.problems:
        notice = "empty"
    return Filled(fields, reading.problems, notice)


def _store(
    request: HttpRequest,
    door: Door,
    version: SurveyVersion,
    token: FormToken,
    reading: Reading,
    now: datetime,
) -> HttpResponse:
    setting = _setting(request, door, version)
    reply = _reply(door, version, token, reading, now, setting.language)
    if record_response(reply).outcome is Outcome.CONFLICT:
        return _already(door, setting)
    thanks = reverse("public:thanks", args=[door.code])
    response = HttpResponse(status=303)
    response["Location"] = f"{thanks}?lang={setting.language}&v={version.pk}"
    return response


def _reply(
    door: Door,
    version: SurveyVersion,
    token: FormToken,
    reading: Reading,
    now: datetime,
    language: str,
) -> Reply:
    day, hour = local_hour(now, door.time_zone)
    return Reply(
        organization_id=door.organization_id,
        survey_id=version.survey_id,
        version_id=version.pk,
        location_id=door.location_id,
        collector_id=door.collector_id,
        key=token.key,
        answered_at=now,
        day=day,
        hour=hour,
        language=language,
        channel=Response.Channel.LINK.value,
        seconds=max(0, int((now - token.issued_at).total_seconds())),
        score=score_of(version.content, reading.answers),
        answers=reading.answers,
        ratings=ratings_of(version.content, reading.answers),
    )


# ------------------------------------------------------------------ the page once more
def _again(
    request: HttpRequest,
    door: Door,
    version: SurveyVersion,
    token: FormToken,
    filled: Filled,
    status: int,
) -> HttpResponse:
    """The same page with what was typed, under the same token, so nothing can be stored twice."""
    setting = _setting(request, door, version, _wanted(filled.fields))
    page = pages.survey_page(
        version.content,
        version.default_language,
        setting,
        sign_token(token, token_secret()),
        filled,
    )
    return _answer(page, status=status, language=setting.language)


def _start_again(
    request: HttpRequest, door: Door, fields: Fields, token: FormToken | None
) -> HttpResponse:
    """A fresh token for a page that is too old or not ours; what was typed stays."""
    if not door.is_open or door.version_id is None:
        return _closed(request, door)
    version = published(door.version_id)
    fresh = _fresh_token(door, version)
    if token:
        fresh = FormToken(version.pk, door.collector_id, token.key, fresh.issued_seconds)
    return _again(request, door, version, fresh, Filled(fields, notice="stale"), status=400)


def _fresh_token(door: Door, version: SurveyVersion) -> FormToken:
    now = datetime.now(UTC)
    return FormToken(version.pk, door.collector_id, new_key(now), int(now.timestamp()))


# ------------------------------------------------------------------ pages instead of the survey
def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    language = _language(request, tuple(dict(settings.LANGUAGES)), settings.LANGUAGE_CODE)
    with translation.override(language):
        trouble = Trouble(
            title=_("We do not know this code"),
            text=_("Please scan it again, or check each letter of the address."),
        )
        return _answer(pages.trouble_page(trouble, _bare(code, language)), 404, language)


def _closed(request: HttpRequest, door: Door) -> HttpResponse:
    setting = _setting(request, door, published(door.version_id or 0))
    with translation.override(pages.chrome_language(setting.language)):
        trouble = Trouble(
            title=_("This survey has ended"),
            text=_("Thank you for wanting to tell us. Please speak to our staff instead."),
        )
        return _answer(pages.trouble_page(trouble, setting), 410, setting.language)


def _already(door: Door, setting: Setting) -> HttpResponse:
    with translation.override(pages.chrome_language(setting.language)):
        trouble = Trouble(
            title=_("We have your answers already"),
            text=_("The answers you sent first are kept. Would you like to send others as well?"),
            back=reverse("public:answer", args=[door.code]) + f"?lang={setting.language}",
        )
        return _answer(pages.trouble_page(trouble, setting), 409, setting.language)


def _refused(request: HttpRequest, door: Door, status: int) -> HttpResponse:
    setting = _setting(request, door, published(door.version_id or 0))
    with translation.override(pages.chrome_language(setting.language)):
        trouble = Trouble(
            title=_("That was not a survey form"),
            text=_("What was sent is too large or damaged. Nothing was stored."),
            back=reverse("public:answer", args=[door.code]),
        )
        return _answer(pages.trouble_page(trouble, setting), status, setting.language)


# ------------------------------------------------------------------ after sending
@login_not_required
@safe_when_away
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """What everybody sees after sending; it may be reloaded, and holds nothing personal."""
    door = find_door(code)
    if door is None or door.version_id is None:
        return _unknown(request, code)
    version = published(door.version_id)
    setting = _setting(request, door, version)
    page = pages.thanks_page(version.content, version.default_language, setting)
    return _answer(page, 200, setting.language)


@login_not_required
@safe_when_away
def privacy(request: HttpRequest, code: str) -> HttpResponse:
    """What is kept of an answer, and what is not."""
    door = find_door(code)
    if door is None or door.version_id is None:
        return _unknown(request, code)
    setting = _setting(request, door, published(door.version_id))
    return _answer(pages.privacy_page(setting), 200, setting.language)


# ------------------------------------------------------------------ small things
@cache
def token_secret() -> bytes:
    """The key of form tokens, derived from the site's secret."""
    return salted_hmac("responses.form-token", "", algorithm="sha256").digest()


def _setting(request: HttpRequest, door: Door, version: SurveyVersion, wanted: str = "") -> Setting:
    language = _language(request, tuple(version.languages), version.default_language, wanted)
    return pages.setting_of(door, version, language)


def _bare(code: str, language: str) -> Setting:
    """The surroundings where no organization is known."""
    return Setting("Hearme", "", code, language, languages=())


def _language(
    request: HttpRequest, offered: tuple[str, ...], default: str, wanted: str = ""
) -> str:
    """The language asked for in the form or the address, else the phone's first one on offer."""
    for language in (wanted, request.GET.get("lang", "")):
        if language in offered:
            return language
    header = request.headers.get("Accept-Language", "")
    for language, _quality in parse_accept_lang_header(header.lower()):
        if language.split("-")[0] in offered:
            return language.split("-")[0]
    return default


def _wanted(fields: Mapping[str, object]) -> str:
    values = fields.get(SWITCH)
    return str(values[0]) if isinstance(values, list) and values else ""


def _kept(fields: Fields) -> Fields:
    return {
        name: values for name, values in fields.items() if name == "t" or name.startswith(FIELD)
    }


def _answer(page: Page, status: int, language: str = "") -> HttpResponse:
    return _with_headers(HttpResponse(page.html, status=status), page.policy, language)


def _with_headers(response: HttpResponse, policy: str, language: str) -> HttpResponse:
    response["Content-Security-Policy"] = policy
    # Not no-store: going back must show the same page with the same token, not a new one.
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Accept-Encoding, Accept-Language"
    if language:
        response["Content-Language"] = language
    return response
