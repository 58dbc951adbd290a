"""At the door: whether a visitor may come in, and what is said to one who may not."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.core import signing
from django.http import HttpResponse
from django.utils.crypto import salted_hmac

from responses import pages
from responses.pages import Closed
from responses.queries import published
from responses.rules import FormToken, Refusal, opens_next
from responses.views.pins import Verdict, ask_pin, knows_pin
from responses.views.visiting import (
    Visit,
    address_of,
    addresses_of,
    answered,
    led_to,
    not_kept,
    remembered,
)

STATUS: Final = {
    # 403 is for a door that is to open again, and 410 for one that ended: who remembers or lists
    # addresses forgets those. 503 would tell whoever watches the site that it is broken.
    Refusal.PAUSED: 403,
    Refusal.EARLY: 403,
    Refusal.SHUT: 403,
    Refusal.RETIRED: 410,
    Refusal.LOST: 410,
    Refusal.ENDED: 410,
    Refusal.FULL: 410,
    Refusal.OVER: 410,
}
SPOKEN: Final = frozenset({Refusal.PAUSED, Refusal.LOST, Refusal.RETIRED})
"""Refusals that somebody decided, and may have explained in words of their own."""
REST: Final = "rest"
"""The cookie that says when this phone answered."""


def kept_out(visit: Visit, token: FormToken | None = None) -> HttpResponse | None:
    """The page for somebody who may not see the survey, or this form of it; None for all others."""
    return (
        stopped(visit, token.issued_at if token else None)
        or _straightened(visit)
        or (None if knows_pin(visit) else ask_pin(visit, {}, Verdict.ASKED))
        or rested(visit, token)
    )


def may_store(visit: Visit, token: FormToken) -> bool:
    """Whether a part of this form may be stored now, where nobody sees an answer."""
    is_stopped = visit.door.refusal_at(token.issued_at) is not None
    return not is_stopped and knows_pin(visit) and rests_until(visit, token) is None


def _straightened(visit: Visit) -> HttpResponse | None:
    """Lead a code in small letters to its usual address: cookies know only that one."""
    if not (visit.door.pin or visit.door.rest_hours):
        return None
    usual = address_of(visit)
    return None if usual.partition("?")[0] == visit.request.path else led_to(usual)


# ------------------------------------------------------------------ a door that is closed
def stopped(visit: Visit, opened_at: datetime | None = None) -> HttpResponse | None:
    """The page for somebody who may not answer; None for everybody else.

    What counts is when the form was opened: what was begun in time may be sent.
    """
    refusal = visit.door.refusal_at(opened_at or datetime.now(UTC))
    return turned_away(visit, refusal) if refusal else None


def turned_away(visit: Visit, refusal: Refusal) -> HttpResponse:
    """Why no answers are taken here, in the collector's own words if it has any."""
    door, setting, now = visit.door, visit.usual_setting(), _local_now(visit)
    closed = Closed(
        refusal,
        now,
        opening=opens_next(door.limits, now),
        has_hours=door.hours is not None,
        last_day=door.last_day,
        message=door.message if refusal in SPOKEN else {},
        fallback=published(door.version_id or 0).default_language,
    )
    page = pages.closed_page(closed, setting, addresses_of(visit, setting))
    return not_kept(answered(page, STATUS[refusal], setting.language))


def _local_now(visit: Visit) -> datetime:
    return datetime.now(ZoneInfo(visit.door.time_zone))


# ------------------------------------------------------------------ a phone that has answered
def rested(visit: Visit, token: FormToken | None = None) -> HttpResponse | None:
    """The thanks for a phone that answered a while ago; the form it sent then may come again."""
    until = rests_until(visit, token)
    if until is None:
        return None
    setting, now = visit.usual_setting(), _local_now(visit)
    # Nobody who comes in the minute that is told shall be a few seconds too early.
    again = until.astimezone(now.tzinfo) + timedelta(seconds=59)
    status = 409 if visit.request.method == "POST" else 200
    page = pages.rest_page(again, now, setting, addresses_of(visit, setting))
    return not_kept(answered(page, status, setting.language))


def rests_until(visit: Visit, token: FormToken | None = None) -> datetime | None:
    """When this phone may answer again; None if it may now."""
    rest = visit.door.rest_hours
    if not rest:
        return None
    try:
        mark, seconds = signing.loads(visit.request.COOKIES.get(REST, ""), salt=_salt(visit))
    except signing.BadSignature:
        return None
    until = datetime.fromtimestamp(seconds, tz=UTC) + timedelta(hours=rest)
    is_same = token is not None and mark == _mark(token)
    return None if is_same or until <= datetime.now(UTC) else until


def with_rest(visit: Visit, response: HttpResponse, token: FormToken) -> HttpResponse:
    """Let the phone remember that it answered, if this code takes one answer per phone."""
    rest = visit.door.rest_hours
    if not rest or _has_mark(visit, token):
        return response
    value = signing.dumps([_mark(token), int(datetime.now(UTC).timestamp())], salt=_salt(visit))
    return remembered(visit, response, REST, value, timedelta(hours=rest))


def _has_mark(visit: Visit, token: FormToken) -> bool:
    """Whether the phone remembers this very form: sending it again must not begin a new rest."""
    try:
        mark, _seconds = signing.loads(visit.request.COOKIES.get(REST, ""), salt=_salt(visit))
    except signing.BadSignature:
        return False
    return bool(mark == _mark(token))


def _salt(visit: Visit) -> str:
    return f"responses.rest:{visit.door.collector_id}"


def _mark(token: FormToken) -> str:
    """What tells a form from others, and tells nothing about the response that it became."""
    return salted_hmac("responses.rest", token.key.bytes, algorithm="sha256").hexdigest()[:22]
