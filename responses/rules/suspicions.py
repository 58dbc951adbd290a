"""What tells honest answers from others: signs, how strong each is, and what excludes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from hearme.accounts.rules import Hours


class Suspicion(StrEnum):
    """Why a response may not be honest."""

    HONEYPOT = "honeypot"
    """A field was filled in that people do not see."""
    TOO_FAST = "too_fast"
    """Sent sooner than anybody can read and tap."""
    DEVICE = "device"
    """Too many from one device."""
    BURST = "burst"
    """One of many within a minute with the same answers after the same seconds."""
    PROOF_FAILED = "proof_failed"
    """The proof of work is forged or belongs to another form."""
    NO_PROOF = "no_proof"
    """No proof of work, while the code was under attack."""
    VELOCITY = "velocity"
    """The code gets far more than it ever does."""
    OUT_OF_HOURS = "out_of_hours"
    """The place is shut, and has been for an hour."""


SIGNS: Final = frozenset({Suspicion.VELOCITY, Suspicion.OUT_OF_HOURS})
"""Honest people cause these, too: one of them excludes nothing, two together do."""
ALARMING: Final = frozenset(
    {
        Suspicion.HONEYPOT,
        Suspicion.TOO_FAST,
        Suspicion.BURST,
        Suspicion.PROOF_FAILED,
        Suspicion.VELOCITY,
    }
)
"""What counts towards an attack, unless one device is known to be behind it: then its cookie is
enough. A missing proof would keep an attack alive for ever."""

WINDOW_SECONDS: Final = 600
MOST_OF_DEVICE: Final = 5
"""How many responses of one device count within the window."""
QUICKEST_SECONDS: Final = 2.0
SECONDS_AN_ANSWER: Final = 0.4
SAME_IN_A_MINUTE: Final = 8
SAME_SHARE: Final = 0.6
USUAL_IN_A_MINUTE: Final = 120
"""A full hall that answers at once is no attack: below this no code is too busy."""
TIMES_ITS_PACE: Final = 6
ALARM_AT: Final = 20
"""So many alarming responses within the window are an attack."""
ATTACK_SECONDS: Final = 900
"""For how long a code is thought to be under attack after the last alarm."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How much came lately, this response included."""

    of_device: int = 0
    """From the same device to this organization, within the window."""
    in_minute: int = 0
    """To the code, in this minute."""
    in_hour_before: int = 0
    """To the code, in the last full hour."""
    same_in_minute: int = 0
    """To the code in this minute, with the same answers after the same seconds."""


def excludes(suspicions: Collection[str], trusted: Collection[str] = ()) -> bool:
    """Whether these suspicions, but for the trusted ones, keep a response out of the figures."""
    left = set(suspicions) - set(trusted)
    return bool(left - SIGNS) or len(left) > 1


def excludes_later(suspicions: Collection[str], trusted: Collection[str] = ()) -> bool:
    """The same once the attack is over: then a missing proof is a sign and no more."""
    left = set(suspicions) - set(trusted)
    return bool(left - SIGNS - {Suspicion.NO_PROOF}) or len(left) > 1


def paced(pace: Pace) -> Iterator[Suspicion]:
    """The suspicions that lie in how much came lately."""
    if pace.of_device > MOST_OF_DEVICE:
        yield Suspicion.DEVICE
    if is_burst(pace.same_in_minute, pace.in_minute):
        yield Suspicion.BURST
    if is_too_many(pace.in_minute, pace.in_hour_before):
        yield Suspicion.VELOCITY


def is_burst(same: int, all_in_minute: int) -> bool:
    """Whether so many equal responses among all of a minute are no chance.

    A share, and not a row: an attack goes on between honest answers, too.
    """
    return same >= SAME_IN_A_MINUTE and same >= SAME_SHARE * all_in_minute


def is_too_many(in_minute: int, in_hour_before: int) -> bool:
    """Whether a code gets far more in a minute than it got in the hour before."""
    return in_minute > max(USUAL_IN_A_MINUTE, TIMES_ITS_PACE * in_hour_before / 60)


def is_too_fast(seconds: int, answers: int) -> bool:
    """Whether nobody can have read and answered so much in these seconds.

    Seconds are rounded down twice, so they are never fewer than really passed. A single answer
    that an e-mail chose beforehand takes one tap: there only the first second is too early.
    """
    quickest = QUICKEST_SECONDS if answers > 1 else 1.0
    return seconds < max(quickest, SECONDS_AN_ANSWER * answers)


def is_out_of_hours(hours: Hours | None, local: datetime) -> bool:
    """Whether the place is shut and was, and will be, for an hour around this moment."""
    if hours is None:
        return False
    around = (local + timedelta(minutes=minutes) for minutes in (-60, -30, 0, 30, 60))
    return not any(hours.is_open_at(moment) for moment in around)


def is_attack(alarms: int) -> bool:
    """Whether so many alarms within the window mean that a code is under attack."""
    return alarms >= ALARM_AT
