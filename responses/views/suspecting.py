"""Whether what was sent is honest: signs are gathered while it is stored, and nobody is refused."""

import base64
import binascii
import hmac
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.utils.crypto import salted_hmac

from responses.actions import count_reply, is_under_attack, new_device, raise_alarm
from responses.queries import hours_lately, trusted_at
from responses.rules import (
    ALARMING,
    Reply,
    Suspicion,
    excludes,
    is_out_of_hours,
    is_too_fast,
    paced,
    sign_token,
)
from responses.views.proofs import PROOF, fault_in
from responses.views.sending import Form
from responses.views.visiting import Visit, token_secret

TRAP: Final = "note"
"""A field that people do not see, with a name that no browser and no password keeper fills in."""
DEVICE: Final = "device"
"""The name of the cookie, and of what the request remembers of it."""
DEVICE_SECONDS: Final = 48 * 3600
ID_BYTES: Final = 12
MAC_BYTES: Final = 12


def judged(form: Form, reply: Reply) -> Reply:
    """The reply with what is suspicious about it, and whether that keeps it out of the figures."""
    if not settings.GUARD:
        return reply
    found = set(_suspicions(form, reply))
    if is_under_attack(reply.collector_id):
        found = _with_proof(form, found)
    if not found:
        return reply
    if Suspicion.DEVICE not in found and not ALARMING.isdisjoint(found):
        raise_alarm(reply.collector_id)
    trusted = trusted_at(reply.organization_id, reply.collector_id) if excludes(found) else ()
    return replace(
        reply,
        suspicions=tuple(suspicion.value for suspicion in Suspicion if suspicion in found),
        is_excluded=excludes(found, trusted),
    )


def _suspicions(form: Form, reply: Reply) -> Iterator[Suspicion]:
    if any(form.fields.get(TRAP, ())):
        yield Suspicion.HONEYPOT
    if reply.is_complete and is_too_fast(reply.seconds or 0, len(reply.answers)):
        yield Suspicion.TOO_FAST
    yield from paced(count_reply(reply, _device(form.visit)))
    time_zone = form.visit.context.time_zone or form.visit.door.time_zone
    there = reply.answered_at.astimezone(ZoneInfo(time_zone))
    if is_out_of_hours(hours_lately(reply.location_id), there):
        yield Suspicion.OUT_OF_HOURS


def _with_proof(form: Form, found: set[Suspicion]) -> set[Suspicion]:
    """What is suspected while the code is flooded: who proves some work is no part of the flood."""
    sent = form.fields.get(PROOF, [""])[-1]
    fault = fault_in(sent, sign_token(form.token, token_secret()))
    return found | {fault} if fault else found - {Suspicion.VELOCITY}


# ------------------------------------------------------------------ the device's cookie
def remembering(visit: Visit, response: HttpResponse) -> HttpResponse:
    """Give a device that sent something a name, so that it can be seen to send a lot."""
    device = visit.request.META.get(DEVICE)
    if device and DEVICE not in visit.request.COOKIES:
        response.set_cookie(
            DEVICE,
            _signed(device),
            max_age=DEVICE_SECONDS,
            path="/s/",
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


def _device(visit: Visit) -> bytes:
    """What the device is called by its cookie, or will be from now on."""
    known = visit.request.META.get(DEVICE) or _read(visit.request.COOKIES.get(DEVICE, ""))
    device = known or new_device()
    # A request that is tried again keeps its device.
    visit.request.META[DEVICE] = device
    return device


def _signed(device: bytes) -> str:
    return base64.urlsafe_b64encode(device + _mac(device)).decode()


def _read(text: str) -> bytes | None:
    """The device that a cookie of ours names; None for any other."""
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    device, mac = raw[:ID_BYTES], raw[ID_BYTES:]
    is_ours = len(device) == ID_BYTES and hmac.compare_digest(mac, _mac(device))
    return device if is_ours else None


def _mac(device: bytes) -> bytes:
    return hmac.digest(_secret(), device, "sha256")[:MAC_BYTES]


@cache
def _secret() -> bytes:
    return salted_hmac("responses.device", "", algorithm="sha256").digest()
