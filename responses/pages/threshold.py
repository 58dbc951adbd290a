"""The pages at the door: the PIN, why no answers are taken, and who has answered already."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from responses.pages.setting import Setting, chrome_language
from responses.pages.styles import style_for
from responses.pages.survey import Page, render_page
from responses.rules import Refusal
from surveys.rules import Texts


@dataclass(frozen=True, slots=True)
class Closed:
    """All that is told about a door that takes no answers."""

    refusal: Refusal
    now: datetime
    """By the clock of the place, as `opening` is."""
    opening: datetime | None = None
    has_hours: bool = False
    last_day: date | None = None
    message: Texts = field(default_factory=dict)
    """The collector's own words, which come before ours."""
    fallback: str = ""
    """The survey's own language."""


@dataclass(frozen=True, slots=True)
class PinForm:
    """The form that asks for the PIN."""

    address: str
    carried: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What was typed before, to be sent along."""
    problem: str = ""
    """empty, wrong or wait; "" for nothing."""


Addresses = Mapping[str, str]
"""Language -> where the page is in it. Empty: buttons of its form ask for another language."""


def closed_page(closed: Closed, setting: Setting, addresses: Addresses) -> Page:
    """Why no answers are taken here, in the collector's own words if it has any."""
    language = _language_of(closed.message, setting.language, closed.fallback)
    with translation.override(chrome_language(setting.language)):
        context = {
            "title": _TITLES[closed.refusal](closed),
            "text": _TEXTS[closed.refusal](closed),
            "message": closed.message.get(language, ""),
            "message_language": language,
            "sign": _SIGNS.get(closed.refusal, "clock"),
        }
        return _page("turned_away", context, setting, addresses)


def rest_page(again: datetime, now: datetime, setting: Setting, addresses: Addresses) -> Page:
    """Thanks to somebody whose phone has answered already, and when it may do so again."""
    with translation.override(chrome_language(setting.language)):
        context = {
            "title": _("You have answered already. Thank you!"),
            "text": _("You are welcome to answer again %(when)s.") % {"when": _when(again, now)},
            "sign": "tick",
            "has_privacy": True,
        }
        return _page("turned_away", context, setting, addresses)


def pin_page(form: PinForm, setting: Setting, addresses: Addresses) -> Page:
    """Ask for the PIN of a code."""
    with translation.override(chrome_language(setting.language)):
        problems = {
            "empty": _("Please type the PIN"),
            "wrong": _("This PIN is not right. Please try again"),
            "wait": _("There were many wrong tries. Please wait a minute, then try again"),
        }
        context = {"form": form, "error": problems.get(form.problem, "")}
        return _page("pin", context, setting, addresses)


def _page(name: str, context: Mapping[str, object], setting: Setting, addresses: Addresses) -> Page:
    chrome = chrome_language(setting.language)
    frame = {
        # Other survey languages than ours see our English: a voice must know that it is English.
        "chrome": chrome if chrome != setting.language else "",
        "languages": [
            (code, language, addresses.get(code, "")) for code, language in setting.language_names
        ],
    }
    style = style_for((), "message", *(("lines", "pin") if name == "pin" else ()))
    return render_page(f"responses/public/{name}.html", setting, {**context, **frame}, style)


def _language_of(texts: Texts, language: str, fallback: str) -> str:
    """In which language the words are read: the visitor's, the survey's own, or any."""
    choices = (language, fallback, *texts)
    return next((choice for choice in choices if texts.get(choice)), language)


# ------------------------------------------------------------------ words
def _when(moment: datetime, now: datetime) -> str:
    words = {"time": date_format(moment, "TIME_FORMAT"), "day": _day(moment.date(), now.date())}
    days = (moment.date() - now.date()).days
    if days == 0:
        return _("today at %(time)s") % words
    if days == 1:
        return _("tomorrow at %(time)s") % words
    return _("on %(day)s at %(time)s") % words


def _day(day: date, today: date) -> str:
    return date_format(day, _("l, j F") if day.year == today.year else "DATE_FORMAT")


def _elsewhere() -> str:
    return _("Thank you for wanting to tell us. Please speak to our staff instead.")


def _early_title(closed: Closed) -> str:
    if closed.opening is None:
        return _("This survey is not open yet")
    day = _day(closed.opening.date(), closed.now.date())
    return _("This survey opens on %(day)s") % {"day": day}


def _early_text(closed: Closed) -> str:
    if closed.opening and closed.has_hours:
        time = date_format(closed.opening, "TIME_FORMAT")
        return _("From %(time)s on we are glad to hear from you.") % {"time": time}
    return _("We are glad to hear from you then.")


def _over_text(closed: Closed) -> str:
    if closed.last_day is None:
        return _elsewhere()
    day = _day(closed.last_day, closed.now.date())
    told = _("Answers were taken until %(day)s.") % {"day": day}
    return f"{told} {_elsewhere()}"


def _shut_text(closed: Closed) -> str:
    if closed.opening is None:
        return _("Answers are taken in our opening hours.")
    words = {"when": _when(closed.opening, closed.now)}
    return _("Answers are taken in our opening hours. We open again %(when)s.") % words


_TITLES: Final[Mapping[Refusal, Callable[[Closed], str]]] = {
    Refusal.RETIRED: lambda closed: _("This code is no longer in use"),
    Refusal.LOST: lambda closed: _("This code was reported lost"),
    Refusal.PAUSED: lambda closed: _("No answers are taken here just now"),
    Refusal.ENDED: lambda closed: _("This survey has ended"),
    Refusal.FULL: lambda closed: _("We have all the answers we asked for"),
    Refusal.EARLY: _early_title,
    Refusal.OVER: lambda closed: _("This survey has ended"),
    Refusal.SHUT: lambda closed: _("We are closed just now"),
}
_TEXTS: Final[Mapping[Refusal, Callable[[Closed], str]]] = {
    Refusal.RETIRED: lambda closed: _("Please look for a newer code, or speak to our staff."),
    Refusal.LOST: lambda closed: _(
        "It may hang where it does not belong, so nothing is taken through it. "
        "Please speak to our staff instead."
    ),
    Refusal.PAUSED: lambda closed: _("Please try again later, or speak to our staff."),
    Refusal.ENDED: lambda closed: _elsewhere(),
    Refusal.FULL: lambda closed: _elsewhere(),
    Refusal.EARLY: _early_text,
    Refusal.OVER: _over_text,
    Refusal.SHUT: _shut_text,
}
_SIGNS: Final = {
    Refusal.RETIRED: "stop",
    Refusal.LOST: "stop",
    Refusal.PAUSED: "pause",
    Refusal.ENDED: "tick",
    Refusal.FULL: "tick",
    Refusal.OVER: "tick",
}
"""The drawing above the words; a clock for those that time opens again."""
