"""Why a response is held back, in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responses.rules import MOST_OF_DEVICE, WINDOW_SECONDS, Suspicion

SUSPICIONS = {
    Suspicion.HONEYPOT: gettext_lazy("A hidden field is filled in"),
    Suspicion.TOO_FAST: gettext_lazy("Sent too fast"),
    Suspicion.DEVICE: gettext_lazy("Many from one device"),
    Suspicion.BURST: gettext_lazy("Many that are equal"),
    Suspicion.PROOF_FAILED: gettext_lazy("A forged proof"),
    Suspicion.NO_PROOF: gettext_lazy("No proof during an attack"),
    Suspicion.VELOCITY: gettext_lazy("An unusual rush"),
    Suspicion.OUT_OF_HOURS: gettext_lazy("Outside opening hours"),
}
"""Each suspicion in a few words."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A suspicion as a page tells it."""

    suspicion: Suspicion
    label: str
    text: str


def reason_of(suspicion: Suspicion) -> Reason:
    """A suspicion in a few words, and in a sentence."""
    return Reason(suspicion, str(SUSPICIONS[suspicion]), _text(suspicion))


def reasons_of(suspicions: Iterable[str] | None) -> list[Reason]:
    """The suspicions of a response; one that we do not know any more is left out."""
    known = {each.value for each in Suspicion}
    return [reason_of(Suspicion(each)) for each in suspicions or () if each in known]


def _text(suspicion: Suspicion) -> str:
    return {
        Suspicion.HONEYPOT: _("A field that people cannot see was filled in. Programs do that."),
        Suspicion.TOO_FAST: _("It was sent sooner than anybody can read and tap."),
        Suspicion.DEVICE: _(
            "The same device sent more than %(n)d responses within %(minutes)d minutes."
        )
        % {"n": MOST_OF_DEVICE, "minutes": WINDOW_SECONDS // 60},
        Suspicion.BURST: _(
            "Many responses in the same minute had equal answers and took equally long."
        ),
        Suspicion.PROOF_FAILED: _(
            "The code was under attack, and the proof that came along was forged or belonged to "
            "another form."
        ),
        Suspicion.NO_PROOF: _(
            "The code was under attack, and the proof was missing that a browser works out by "
            "itself. If nothing else speaks against it, it counts when the attack is over."
        ),
        Suspicion.VELOCITY: _("The code got far more responses in a minute than it ever does."),
        Suspicion.OUT_OF_HOURS: _("The place was shut, and had been for an hour."),
    }[suspicion]
