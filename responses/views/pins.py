"""The PIN of a code: asked for once, then remembered by the phone for half a day."""

from datetime import timedelta
from enum import StrEnum
from typing import Final
from unicodedata import normalize

from django.core import signing
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare

from responses import pages
from responses.actions import PAUSE_SECONDS, forgive_try, may_try_pin
from responses.pages import PinForm
from responses.queries import Door, published
from responses.views.visiting import (
    Fields,
    Visit,
    address_of,
    addresses_of,
    answered,
    kept,
    not_kept,
    remembered,
    wanted_language,
)

PIN: Final = "pin"
"""The name of the field, and of the cookie that says it was right."""
KNOWN_FOR: Final = timedelta(hours=12)


class Verdict(StrEnum):
    """What becomes of somebody at a door that may have a PIN."""

    IN = "in"
    """There is no PIN, or the phone knows it already."""
    RIGHT = "right"
    ASKED = "asked"
    EMPTY = "empty"
    WRONG = "wrong"
    WAIT = "wait"

    @property
    def is_welcome(self) -> bool:
        return self in {Verdict.IN, Verdict.RIGHT}


STATUS: Final = {
    # A form that came without its PIN is not stored yet, and no program may take it for stored.
    Verdict.ASKED: 403,
    Verdict.EMPTY: 422,
    Verdict.WRONG: 422,
    Verdict.WAIT: 429,
}


def knows_pin(visit: Visit) -> bool:
    """Whether this phone may enter without being asked."""
    if not visit.door.pin:
        return True
    try:
        signing.loads(visit.request.COOKIES.get(PIN, ""), salt=_salt(visit.door), max_age=KNOWN_FOR)
    except signing.BadSignature:
        return False
    return True


def judge_pin(visit: Visit, fields: Fields) -> Verdict:
    """Look at the PIN that was sent, if one has to be."""
    if knows_pin(visit):
        return Verdict.IN
    if PIN not in fields:
        return Verdict.ASKED
    typed = normalize("NFKC", "".join(fields[PIN][0].split()))
    if not typed:
        return Verdict.ASKED if wanted_language(fields) else Verdict.EMPTY
    if not may_try_pin(visit.door.collector_id):
        return Verdict.WAIT
    if not constant_time_compare(typed, visit.door.pin):
        return Verdict.WRONG
    forgive_try(visit.door.collector_id)
    return Verdict.RIGHT


def ask_pin(visit: Visit, fields: Fields, verdict: Verdict) -> HttpResponse:
    """The page that asks for the PIN; it carries what was typed before."""
    setting = visit.setting(published(visit.door.version_id or 0), wanted_language(fields))
    problem = "" if verdict is Verdict.ASKED else verdict.value
    form = PinForm(address_of(visit, setting.language), kept(fields), problem)
    is_sent = visit.request.method == "POST"
    # What was typed would not go along with a link to another language.
    addresses = {} if is_sent else addresses_of(visit, setting)
    page = pages.pin_page(form, setting, addresses)
    response = not_kept(answered(page, STATUS[verdict] if is_sent else 200, setting.language))
    if verdict is Verdict.WAIT:
        response["Retry-After"] = str(PAUSE_SECONDS)
    return response


def is_pin_alone(fields: Fields) -> bool:
    """Whether the PIN was sent without a form of the survey."""
    return PIN in fields and "t" not in fields


def with_pin_known(visit: Visit, response: HttpResponse) -> HttpResponse:
    """Let the phone remember that the PIN was right."""
    value = signing.dumps(visit.door.collector_id, salt=_salt(visit.door))
    return remembered(visit, response, PIN, value, KNOWN_FOR)


def _salt(door: Door) -> str:
    # With another PIN, what phones remember of the old one is worth nothing.
    return f"responses.pin:{door.collector_id}:{door.pin}"
