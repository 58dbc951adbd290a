"""Answering a survey: its pages one after another, what is stored on the way, and the end."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse

from responses import pages
from responses.actions import Outcome, record_partial, record_response, record_within_limit
from responses.pages import Filled
from responses.queries import Begun, find_begun, published
from responses.rules import (
    FormToken,
    Reading,
    Reply,
    fields_of,
    local_hour,
    new_key,
    outcome_of,
    preselected,
    ratings_of,
    score_of,
    sign_token,
)
from responses.views.context import in_context, leading_back
from responses.views.deleting import MINE, delete_token
from responses.views.noting import note_opened, opened_by
from responses.views.opening import is_old, number_in, opened
from responses.views.pins import Verdict, ask_pin, is_pin_alone, judge_pin, with_pin_known
from responses.views.quick import CommonPage, keep_common
from responses.views.resuming import forgotten, with_begun
from responses.views.sending import (
    Form,
    is_too_large,
    page_of,
    refuse_files_unless_asked,
    with_files,
)
from responses.views.suspecting import judged
from responses.views.threshold import kept_out, rested, stopped, with_rest
from responses.views.visiting import (
    SWITCH,
    Fields,
    Visit,
    address_of,
    already,
    led_to,
    lost,
    refused,
    token_secret,
    wanted_language,
    with_headers,
)
from surveys.models import SurveyVersion
from surveys.rules import Content, walk

TURNS: Final = 60


# ------------------------------------------------------------------ showing
def show_first(visit: Visit, version: SurveyVersion) -> HttpResponse:
    """The unanswered survey: one page for everybody, unless it looks at who comes."""
    opened_page = opened_by(visit, version)
    note_opened(visit.request.META, opened_page)
    token = _fresh_token(visit, version)
    setting = visit.setting(version)
    if _depends_on_visitor(visit, version.content):
        form = Form(visit, version, token, 1, setting)
        asked = walk(form.content, {}, form.circumstances).asked
        form = replace(form, number=form.number_of(asked[0]) if asked else 1)
        form = replace(form, fields=_proposed(visit, version.content))
        return page_of(form, form.reading().answers, Filled(form.fields))
    pattern = pages.blank_page(version.pk, setting)
    keep_common(visit, CommonPage(pattern.spliced, version.pk, opened_page))
    piece = sign_token(token, token_secret()).encode()
    if "gzip" in visit.request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(pattern.spliced.gzipped(piece))
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(pattern.spliced.plain(piece))
    return with_headers(response, pattern.policy, setting.language)


def _depends_on_visitor(visit: Visit, content: Content) -> bool:
    if visit.context.token or _proposed(visit, content):
        return True
    looks_around = any(not test.question for rule in content.rules for test in rule.condition.tests)
    return looks_around or any(name in visit.request.GET for name in content.hidden_fields)


def _proposed(visit: Visit, content: Content) -> dict[str, list[str]]:
    """The ratings that the address marks on the page, without giving them."""
    query = visit.request.GET
    return preselected(content, dict(query.lists())) if query else {}


def show_sheet(visit: Visit, token_text: str, number_text: str) -> HttpResponse:
    """A page of a survey that was begun. Its address opens the answers, for a day."""
    try:
        token, version = opened(visit, token_text)
    except LookupError:
        return lost(leading_back(visit), 404)
    if page := kept_out(visit, token):
        return page
    visit = in_context(visit, token.issued_at, token.key)
    if is_old(token):
        return lost(visit, 410)
    begun = find_begun(visit.door.organization_id, token.key)
    setting = visit.setting(version)
    if begun.is_complete:
        return already(visit, setting)
    number = number_in(version, number_text)
    if number is None:
        return lost(visit, 404)
    form = Form(visit, version, token, number, setting, begun)
    return _shown_or_nearest(form)


def _shown_or_nearest(form: Form) -> HttpResponse:
    """The page, or the last one before it on which something is asked."""
    answers = form.begun.answers
    asked = walk(form.content, answers, form.circumstances).asked
    numbers = sorted({form.number_of(key) for key in asked})
    if numbers and form.number not in numbers:
        nearest = max((n for n in numbers if n < form.number), default=numbers[0])
        return led_to(form.address(nearest, is_stored=form.begun.is_stored))
    return page_of(form, answers, Filled(fields_of(form.content, answers)))


# ------------------------------------------------------------------ receiving
def receive(visit: Visit, token_text: str = "", number_text: str = "") -> HttpResponse:
    """A sent page: shown again with what is wrong, or stored and followed by the next."""
    if is_too_large(visit.request):
        return refused(visit, 413)
    refuse_files_unless_asked(visit)
    try:
        fields = dict(visit.request.POST.lists())
    except RequestDataTooBig:
        return refused(visit, 413)
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return refused(visit, 400)
    token_text, number_text = fields.get("t", [token_text])[0], fields.get("s", [number_text])[0]
    verdict = judge_pin(visit, fields)
    if not verdict.is_welcome:
        return _locked(visit, fields, token_text, number_text, verdict)
    if is_pin_alone(fields):
        response = led_to(address_of(visit, wanted_language(fields)))
    else:
        response = _taken_in(visit, fields, token_text, number_text)
    return with_pin_known(visit, response) if verdict is Verdict.RIGHT else response


def _locked(
    visit: Visit, fields: Fields, token_text: str, number_text: str, verdict: Verdict
) -> HttpResponse:
    """The page that asks for the PIN. What was typed goes along, and the files stay here."""
    try:
        token, version = opened(visit, token_text)
    except LookupError:
        return stopped(visit) or ask_pin(visit, fields, verdict)
    if page := stopped(visit, token.issued_at) or rested(visit, token):
        return page
    if number := number_in(version, number_text or "1"):
        form = _form(visit, version, token, fields, number, is_whole=not number_text)
        fields = with_files(form)[0].fields
    return ask_pin(visit, fields, verdict)


def _taken_in(visit: Visit, fields: Fields, token_text: str, number_text: str) -> HttpResponse:
    try:
        token, version = opened(visit, token_text)
    except LookupError:
        return _start_again(visit, fields, None, number_text)
    return _judge(visit, version, token, fields, number_text)


def _judge(
    visit: Visit, version: SurveyVersion, token: FormToken, fields: Fields, number_text: str
) -> HttpResponse:
    if page := stopped(visit, token.issued_at) or rested(visit, token):
        return page
    visit = in_context(visit, token.issued_at, token.key, fields)
    number = number_in(version, number_text or "1")
    if number is None or (is_old(token) and SWITCH not in fields):
        return _start_again(visit, fields, token, number_text)
    form = _form(visit, version, token, fields, number, is_whole=not number_text)
    form, file_problems = with_files(form)
    reading = form.reading()
    if SWITCH in fields:
        return page_of(form, reading.answers, Filled(form.fields))
    asked_for = {key: why for key, why in file_problems.items() if key in reading.asked}
    reading = replace(reading, problems={**reading.problems, **asked_for})
    return _complained(form, reading) or _go_on(form, reading)


def _form(
    visit: Visit,
    version: SurveyVersion,
    token: FormToken,
    fields: Fields,
    number: int,
    *,
    is_whole: bool,
) -> Form:
    has_others = len(version.content.sheets) > 1 and not is_whole
    door = visit.door
    begun = find_begun(door.organization_id, token.key) if has_others else Begun()
    setting = visit.setting(version, wanted_language(fields))
    return Form(visit, version, token, number, setting, begun, fields, is_whole)


def _complained(form: Form, reading: Reading) -> HttpResponse | None:
    """The same page once more if something on it is wrong or was not seen yet."""
    wrong = {
        name: why for name, why in reading.problems.items() if name.partition(".")[0] in form.shown
    }
    if form.is_whole and wrong:
        form = replace(form, number=min(map(form.number_of, wrong)))
    revealed = tuple(key for key in form.keys if key in reading.asked and key not in form.shown)
    if reading.unknown:
        filled = Filled(form.fields, wrong, "unknown")
        return page_of(form, reading.answers, filled, 400)
    if wrong:
        return page_of(form, reading.answers, Filled(form.fields, wrong), 422, revealed)
    if revealed:
        return page_of(form, reading.answers, Filled(form.fields, {}, "more"), 200, revealed)
    return None


# ------------------------------------------------------------------ storing
def _go_on(form: Form, reading: Reading) -> HttpResponse:
    """Store what is known and show the next page on which something is asked, or the end."""
    if not form.is_whole and len(form.content.sheets) > 1:
        following = [n for n in map(form.number_of, reading.asked) if n > form.number]
        missing = [form.number_of(key) for key in form.unanswered(reading).problems]
        if number := min(following or missing, default=0):
            return _store_partial(form, reading, number)
    if not reading.answers:
        return page_of(form, {}, Filled(form.fields, {}, "empty"), 422)
    record = record_within_limit if form.visit.door.most_responses else record_response
    if record(reply_of(form, reading)).outcome is Outcome.CONFLICT:
        return already(form.visit, form.setting)
    thanks = reverse("public:thanks", args=[form.visit.door.code])
    outcome = outcome_of(form.content, reading.answers)
    # Which of several texts is shown: chance, but the same one at every reload.
    turn = form.token.key.int % TURNS
    shown = {"v": form.version.pk, "o": outcome[:1], "n": turn, MINE: delete_token(form.token)}
    # The thanks are the same for everybody: their address says nothing of a personal link.
    around = replace(form.setting, link="").query
    response = led_to(f"{thanks}?{urlencode({**around, **shown})}")
    return with_rest(form.visit, forgotten(form.visit, response), form.token)


def _store_partial(form: Form, reading: Reading, number: int) -> HttpResponse:
    # Who only turns the page has said nothing that could be counted.
    is_stored = form.begun.is_stored or bool(reading.answers)
    if (
        is_stored
        and record_partial(reply_of(form, reading, is_complete=False)).outcome is Outcome.CONFLICT
    ):
        return already(form.visit, form.setting)
    response = led_to(form.address(number, is_stored=is_stored))
    return with_begun(form, response, number) if is_stored else response


def reply_of(form: Form, reading: Reading, *, is_complete: bool = True) -> Reply:
    """What is stored of these answers, judged by how they came."""
    door, token, content = form.visit.door, form.token, form.content
    context, now = form.visit.context, datetime.now(UTC)
    day, hour = local_hour(now, context.time_zone or door.time_zone)
    reply = Reply(
        organization_id=door.organization_id,
        survey_id=form.version.survey_id,
        version_id=form.version.pk,
        location_id=context.location_id or door.location_id,
        collector_id=door.collector_id,
        key=token.key,
        answered_at=now,
        day=day,
        hour=hour,
        language=form.setting.language,
        channel=form.visit.channel,
        seconds=max(0, int((now - token.issued_at).total_seconds())),
        score=score_of(content, reading.answers),
        answers=reading.answers,
        ratings=ratings_of(content, reading.answers),
        hidden=form.hidden,
        touchpoint_id=context.touchpoint_id or door.touchpoint_id,
        subject_id=context.subject_id or door.subject_id,
        reference=context.reference,
        is_complete=is_complete,
    )
    return judged(form, reply)


def _start_again(
    visit: Visit, fields: Fields, token: FormToken | None, number_text: str
) -> HttpResponse:
    """A fresh token for a page that is too old or not ours; what was typed stays."""
    door = visit.door
    if page := stopped(visit) or rested(visit, token):
        return page
    visit = in_context(visit, datetime.now(UTC), token.key if token else None, fields)
    version = published(door.version_id or 0)
    fresh = _fresh_token(visit, version)
    if token:
        fresh = FormToken(version.pk, door.collector_id, token.key, fresh.issued_seconds)
    number = number_in(version, number_text) or 1
    form = _form(visit, version, fresh, fields, number, is_whole=False)
    return page_of(form, form.reading().answers, Filled(fields, notice="stale"), 400)


def _fresh_token(visit: Visit, version: SurveyVersion) -> FormToken:
    now = datetime.now(UTC)
    key = visit.context.key or new_key(now)
    return FormToken(version.pk, visit.door.collector_id, key, int(now.timestamp()))
