"""Mails: the styles that stand in each element, and schedules in words.

Programs that read mail know hardly any style sheets. So a template names a look, which is written
out where it is used; only what a dark or narrow screen changes stands in a sheet.
"""

import base64
import hashlib
from collections.abc import Collection
from datetime import date
from typing import Final

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.models import ReportMail, ReportSchedule
from reports.rules.periods import Period
from reports.rules.schedules import Problem, Rhythm
from reports.templatetags.figures import day_words, period_words

register = template.Library()

MOST_NAMED: Final = 3
FONT: Final = "font-family:-apple-system,'Segoe UI',Roboto,Arial,sans-serif"
LOOKS: Final[dict[str, str]] = {
    "ground": "margin:0;padding:0;background:#f5f2eb",
    "around": "padding:22px 12px",
    "sheet": "width:600px;max-width:100%",
    "card": "background:#fffdf9;border:1px solid #e4dfd2;border-radius:16px;padding:22px 28px",
    "gap": "font-size:1px;line-height:12px",
    "logo": f"{FONT};font-size:17px;line-height:24px;font-weight:700;"
    "color:#17211d;padding:0 0 12px",
    "h1": f"{FONT};font-size:23px;line-height:30px;font-weight:700;color:#17211d;margin:0",
    "h2": f"{FONT};font-size:17px;line-height:23px;font-weight:700;color:#17211d;margin:0 0 10px",
    "dim": f"{FONT};font-size:13px;line-height:19px;color:#56625c;margin:0",
    "said": f"{FONT};font-size:15px;line-height:22px;color:#56625c;margin:0",
    "ink": f"{FONT};font-size:15px;line-height:22px;color:#17211d;margin:0",
    "bold": f"{FONT};font-size:15px;line-height:22px;font-weight:600;color:#17211d;margin:0",
    "sign": f"{FONT};font-size:16px;line-height:22px;color:#56625c",
    "sign good": f"{FONT};font-size:16px;line-height:22px;color:#0b6b4f",
    "sign bad": f"{FONT};font-size:16px;line-height:22px;color:#b3391f",
    "finding": "padding:0 0 12px",
    "button": "background:#0d5c4a;border-radius:8px",
    "press": f"{FONT};display:inline-block;padding:11px 20px;font-size:15px;line-height:22px;"
    "font-weight:600;color:#ffffff;text-decoration:none",
    "figure": "padding:0 8px 10px 0",
    "number": f"{FONT};font-size:32px;line-height:38px;font-weight:600;color:#17211d;margin:0",
    "chart": "display:block;width:100%;max-width:542px;height:auto;border:0;border-radius:8px;"
    f"background:#fffdf9;color:#17211d;{FONT};font-size:14px;line-height:20px",
    "name": f"{FONT};font-size:14px;line-height:20px;font-weight:600;color:#17211d;"
    "border-top:1px solid #e4dfd2;padding:8px 8px 8px 0;text-align:left",
    "cell": f"{FONT};font-size:14px;line-height:20px;color:#56625c;"
    "border-top:1px solid #e4dfd2;padding:8px 0 8px 8px;text-align:right;white-space:nowrap",
    "cell good": f"{FONT};font-size:14px;line-height:20px;font-weight:600;color:#0b6b4f;"
    "border-top:1px solid #e4dfd2;padding:8px 0 8px 8px;text-align:right;white-space:nowrap",
    "cell bad": f"{FONT};font-size:14px;line-height:20px;font-weight:600;color:#b3391f;"
    "border-top:1px solid #e4dfd2;padding:8px 0 8px 8px;text-align:right;white-space:nowrap",
    "value": f"{FONT};font-size:14px;line-height:20px;font-weight:600;color:#17211d;"
    "border-top:1px solid #e4dfd2;padding:8px 0 8px 8px;text-align:right;white-space:nowrap",
    "barcell": "border-top:1px solid #e4dfd2;padding:8px 0",
    "bar": "border-radius:5px;font-size:1px;line-height:10px",
    "headbar": "padding:0",
    "head": f"{FONT};font-size:13px;line-height:19px;font-weight:400;color:#56625c;"
    "padding:0 0 4px 8px;text-align:right;white-space:nowrap",
    "headname": f"{FONT};font-size:13px;line-height:19px;font-weight:400;color:#56625c;"
    "padding:0 0 4px;text-align:left",
    "quote": f"{FONT};font-size:15px;line-height:22px;color:#17211d;margin:0 0 12px;"
    "border-left:3px solid #9aa39d;padding:2px 0 2px 14px",
    "quote good": f"{FONT};font-size:15px;line-height:22px;color:#17211d;margin:0 0 12px;"
    "border-left:3px solid #1a7a5b;padding:2px 0 2px 14px",
    "quote bad": f"{FONT};font-size:15px;line-height:22px;color:#17211d;margin:0 0 12px;"
    "border-left:3px solid #c44a32;padding:2px 0 2px 14px",
    "foot": f"{FONT};font-size:13px;line-height:20px;color:#56625c;"
    "margin:0 0 6px;text-align:center",
    "link": "color:#56625c;text-decoration:underline",
    "preheader": "display:none;max-height:0;overflow:hidden;opacity:0;font-size:1px;color:#f5f2eb",
}
"""Name -> the styles of an element. Its class is the name, for the sheet below."""
SHEET: Final = """
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.ground,.around{background:#0e1412!important}
.card{background:#161d1a!important;border-color:#27312d!important}
.logo,.h1,.h2,.ink,.bold,.number,.name,.value,.quote{color:#ecf1ed!important}
.dim,.said,.sign,.cell,.head,.headname,.foot,.link{color:#a4b0a9!important}
.good{color:#7fd4b3!important}.bad{color:#ff9c85!important}
.quote.good,.quote.bad{color:#ecf1ed!important}
.name,.cell,.value,.barcell{border-color:#27312d!important}
.button{background:#7fd4b3!important}.press{color:#06281d!important}
}
@media (max-width:620px){
.card{padding:18px 16px!important}.sheet{width:100%!important}
.h1{font-size:20px!important;line-height:27px!important}
.number{font-size:24px!important;line-height:30px!important}
.barcell,.headbar{display:none!important}
.figure{display:inline-block!important;width:46%!important;vertical-align:top!important}
}
"""
SHEET_HASH: Final = base64.b64encode(hashlib.sha256(SHEET.encode()).digest()).decode()


@register.simple_tag
def look(name: str, tone: str = "") -> SafeString:
    """The class and the styles of an element; `tone` is good or bad where that is shown."""
    whole = f"{name} {tone}" if f"{name} {tone}" in LOOKS else name
    return format_html('class="{}" style="{}"', whole, mark_safe(LOOKS[whole]))  # noqa: S308 - ours


@register.simple_tag
def mail_sheet() -> SafeString:
    """What dark and narrow screens change."""
    return mark_safe(f"<style>{SHEET}</style>")  # noqa: S308 - ours


# ------------------------------------------------------------------ words
@register.filter
def schedule_words(schedule: ReportSchedule) -> str:
    """When its mails come: “Every Monday at 7:00”."""
    hour = f"{schedule.hour}:00"
    if schedule.rhythm == Rhythm.DAILY:
        return _("Every day at %(hour)s") % {"hour": hour}
    if schedule.rhythm == Rhythm.WEEKLY:
        words = {"weekday": WEEKDAYS[schedule.weekday - 1], "hour": hour}
        return _("Every %(weekday)s at %(hour)s") % words
    words = {"day": str(schedule.day_of_month), "hour": hour}
    return _("On day %(day)s of every month at %(hour)s") % words


@register.filter
def problem_words(mail: ReportMail) -> str:
    """What stood in a mail's way, in plain words; empty if nothing did."""
    if not mail.problem:
        return ""
    name, _space, code = mail.problem.partition(" ")
    words = _problems().get(name, _("Something went wrong while it was sent."))
    return f"{words} ({code})" if code else words


def _problems() -> dict[str, str]:
    return {
        Problem.ADDRESS: _("The mail server does not take mails to this address."),
        Problem.REFUSED: _("The mail server did not take the mail."),
        Problem.AWAY: _("The mail server did not answer."),
        Problem.MAKING: _("The report could not be made. We can see this and look into it."),
        Problem.ACCOUNT: _("The account of this person is switched off."),
        Problem.NOTHING: _("This person may see none of these locations any more."),
        Problem.STOPPED: _("The mails were stopped before it was sent."),
        Problem.REPLACED: _("A newer mail took its place."),
    }


@register.filter
def day_in_words(day: date) -> str:
    """A day with its year."""
    return day_words(day)


@register.filter
def days_of(mail: ReportMail) -> str:
    """The days that a mail is about."""
    return period_words(Period(mail.first_day, mail.last_day))


@register.simple_tag
def places_of(schedule: ReportSchedule, visible: Collection[int]) -> str:
    """The places of a schedule that the reader may see by name; the rest as a number."""
    locations = list(schedule.locations.all())
    if not locations:
        return _("all locations")
    named = [location.name for location in locations if location.pk in visible][:MOST_NAMED]
    more = len(locations) - len(named)
    words = ", ".join(named)
    if not more:
        return words
    rest = ngettext("%d more", "%d more", more) % more if named else ""
    return f"{words}, {rest}" if named else ngettext("%d location", "%d locations", more) % more
