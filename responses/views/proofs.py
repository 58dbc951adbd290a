"""Proof of work (ALTCHA, our own host only): asked for while a code is under attack.

A challenge is bound to one opened form, under whose key one response is stored, ever: solving it
once buys one response. What is sent without a proof is stored all the same.
"""

import secrets
import time
from functools import cache
from typing import Final

from altcha import Payload, create_challenge, verify_solution
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from responses.actions import is_under_attack
from responses.queries import glance_at_door
from responses.rules import Suspicion

PROOF: Final = "proof"
"""The form field in which a solved challenge is sent."""
FORM: Final = "f"
FORM_LETTERS: Final = 22
"""The end of a form's token: it tells forms apart, and opens none."""
GOOD_SECONDS: Final = 300
LONGEST_PROOF: Final = 2_000
ALGORITHM: Final = "PBKDF2/SHA-256"
ROUNDS: Final = 1_000
FEWEST_TRIES, MOST_TRIES = 60, 180
"""A cheap phone tries some 300 keys a second, a computer thousands."""


@login_not_required
@require_safe
def proof(request: HttpRequest, code: str) -> HttpResponse:
    """A challenge for one opened form; nothing (204) where no proof is asked for."""
    door = glance_at_door(code)
    form = request.GET.get(FORM, "")
    if door is None or len(form) != FORM_LETTERS or not is_under_attack(door.collector_id):
        response = HttpResponse(status=204)
    else:
        response = JsonResponse(challenge_for(form))
    response["Cache-Control"] = "no-store"
    return response


def challenge_for(form: str) -> dict[str, object]:
    """A signed challenge that only this form can use, for five minutes."""
    challenge = create_challenge(
        algorithm=ALGORITHM,
        cost=ROUNDS,
        counter=FEWEST_TRIES + secrets.randbelow(MOST_TRIES - FEWEST_TRIES),
        expires_at=int(time.time()) + GOOD_SECONDS,
        data={FORM: form},
        hmac_secret=_secret(),
        hmac_key_secret=_secret(),
    )
    return challenge.to_dict()


def fault_in(text: str, token: str) -> Suspicion | None:
    """What is wrong with a proof; None if it is a good one for the form with this token.

    One that came late, as from a phone without network, is no worse than none.
    """
    if not text:
        return Suspicion.NO_PROOF
    if len(text) > LONGEST_PROOF:
        return Suspicion.PROOF_FAILED
    result = verify_solution(text, _secret(), hmac_key_secret=_secret())
    if not result.verified:
        return Suspicion.NO_PROOF if result.expired else Suspicion.PROOF_FAILED
    data = Payload.from_base64(text).challenge.parameters.data
    is_for_it = data is not None and data.get(FORM) == token[-FORM_LETTERS:]
    return None if is_for_it else Suspicion.PROOF_FAILED


@cache
def _secret() -> bytes:
    return salted_hmac("responses.proof", "", algorithm="sha256").digest()
