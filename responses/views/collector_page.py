"""The page of one collector: its code and funnel, its options, its state, where it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Organization, Role
from hearme.accounts.queries import hours_at, places_of, reach_of
from hearme.accounts.requests import MemberRequest
from hearme.common import qr
from responses.actions import edit_collector, set_collector_options, set_collector_state
from responses.charts import Steps, funnel_of
from responses.forms import CollectorForm, CollectorOptionsForm
from responses.models import Collector
from responses.queries import (
    FUNNEL_DAYS,
    Chapter,
    Funnel,
    funnel_of_all,
    funnels_of,
    get_collector,
    history_of,
    last_scans_of,
    place_paths,
    public_url,
)
from responses.views.collectors import ago, funnel_days, may_edit, sent, steps_of
from surveys.pages import today_of

CONTRAST: Final = qr.contrast_ratio(qr.INK, qr.GROUND)


@dataclass(frozen=True, slots=True)
class Seen:
    """The funnel of a code as its page shows it, beside that of all codes."""

    steps: Steps
    everywhere: Steps
    median: str
    drawing: str


@dataclass(frozen=True, slots=True)
class Told:
    """A chapter of a code's history, with what sets it apart from the others."""

    chapter: Chapter
    details: tuple[str, ...]


@require_safe
@requires(Role.VIEWER)
def collector(request: MemberRequest, code: str) -> HttpResponse:
    """The page of one code."""
    found = get_collector(request.organization, code, reach_of(request.membership))
    return _shown(request, found, CollectorOptionsForm(request.organization, collector=found))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def collector_options(request: MemberRequest, code: str) -> HttpResponse:
    """Store the options; what is wrong is shown on the page of the code."""
    found = get_collector(request.organization, code)
    form = CollectorOptionsForm(request.organization, sent(request), collector=found)
    if form.is_valid():
        set_collector_options(found, **form.cleaned_data)
        messages.success(request, _("The options are saved."))
        return redirect("responses:collector", request.organization.slug, found.code)
    return _shown(request, found, form)


def _shown(request: MemberRequest, found: Collector, form: CollectorOptionsForm) -> HttpResponse:
    url = public_url(found.code)
    context = _place(request.organization, found) | {
        "collector": found,
        "form": form,
        "url": url,
        "address": url.partition("://")[2],
        "svg": qr.svg_of(url, label=_("QR code %s") % found.code),
        "contrast": CONTRAST,
        "png_width": qr.PNG_WIDTH,
        "first_language": _first_language(found),
        "seen": _seen(request.organization, found),
        "latest": ago(last_scans_of(request.organization, [found.pk]).get(found.pk)),
        "history": _told(history_of(request.organization, found)),
        "days": FUNNEL_DAYS,
        "may_edit": may_edit(request),
    }
    return render(request, "responses/collector.html", context)


def _place(organization: Organization, found: Collector) -> dict[str, Any]:
    path = place_paths(places_of(organization))[found.location_id]
    return {"path": path, "has_hours": hours_at(found.location_id) is not None}


def _first_language(found: Collector) -> str:
    return str(dict(settings.LANGUAGES).get(found.language, _("As the phone speaks")))


def _seen(organization: Organization, found: Collector) -> Seen:
    days = funnel_days(today_of(organization))
    own = funnels_of(organization, [found.pk], *days).get(found.pk, Funnel())
    steps = steps_of(own)
    label = _("Funnel: %(opened)d opened, %(started)d began, %(finished)d finished") % {
        "opened": steps.opened,
        "started": steps.started,
        "finished": steps.finished,
    }
    everywhere = steps_of(funnel_of_all(organization, *days))
    return Seen(steps, everywhere, _median(own.seconds), funnel_of(steps, label))


def _median(seconds: float | None) -> str:
    """The median time to finish in words; empty if nobody's is known."""
    if seconds is None:
        return ""
    if seconds < 2 * 60:
        return ngettext("median %d second", "median %d seconds", round(seconds)) % round(seconds)
    minutes = round(seconds / 60)
    return ngettext("median %d minute", "median %d minutes", minutes) % minutes


def _told(history: list[Chapter]) -> list[Told]:
    """Each chapter with its place, touchpoint and subject where these ever changed."""
    parts = ("location", "touchpoint", "subject")
    keys = {part: {getattr(each.pointing, f"{part}_id") for each in history} for part in parts}
    changed = [part for part in parts if len(keys[part]) > 1]
    return [
        Told(each, tuple(str(it) for part in changed if (it := getattr(each.pointing, part))))
        for each in history
    ]


# ------------------------------------------------------------------ pointing
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def collector_point(request: MemberRequest, code: str) -> HttpResponse:
    """Let a printed code lead to another survey, place, touchpoint or subject."""
    found = get_collector(request.organization, code)
    form = CollectorForm(request.organization, sent(request), collector=found)
    if form.is_valid():
        edit_collector(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. The printed code stays the same."))
        return redirect("responses:collector", request.organization.slug, found.code)
    return render(request, "responses/collector_point.html", {"collector": found, "form": form})


# ------------------------------------------------------------------ state
@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before a state is changed."""

    title: str | Promise
    text: str | Promise
    yes: str | Promise
    is_danger: bool = False


QUESTIONS: Final = {
    "active": Question(
        gettext_lazy("Take answers again?"),
        gettext_lazy("Whoever scans the code may answer at once."),
        gettext_lazy("Open again"),
    ),
    "paused": Question(
        gettext_lazy("Take no more answers here?"),
        gettext_lazy(
            "Whoever scans the code reads that it is paused. "
            "You can open it again at any time; nothing is lost."
        ),
        gettext_lazy("Pause the collector"),
    ),
    "lost": Question(
        gettext_lazy("Mark this code as lost?"),
        gettext_lazy(
            "If the paper hangs where it does not belong, nobody can answer there any more: "
            "whoever scans it reads your message. You can open it again when it is found."
        ),
        gettext_lazy("Mark as lost"),
    ),
    "retired": Question(
        gettext_lazy("Retire this code?"),
        gettext_lazy(
            "Take its paper down: whoever scans it reads that it is no longer used. "
            "Its responses stay in all reports, and its code is never given to another."
        ),
        gettext_lazy("Retire this code"),
        is_danger=True,
    ),
}
SAID: Final = {
    "active": gettext_lazy("The collector takes answers again."),
    "paused": gettext_lazy("The collector is paused. It can be opened again."),
    "lost": gettext_lazy("Marked as lost. Whoever finds and scans it reads your message."),
    "retired": gettext_lazy("The collector is retired. Its code is never used again."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def collector_state(request: MemberRequest, code: str, state: str) -> HttpResponse:
    """Ask, then pause a collector, call it lost, retire it, or let it take answers again."""
    found = get_collector(request.organization, code)
    if state not in SAID:
        raise Http404
    if request.method != "POST":
        context = {"collector": found, "question": QUESTIONS[state]}
        return render(request, "responses/collector_state.html", context)
    try:
        set_collector_state(found, Collector.State(state))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, SAID[state])
    return redirect("responses:collector", request.organization.slug, found.code)


# ------------------------------------------------------------------ the code itself
PICTURES: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "svg": ("image/svg+xml", lambda url: qr.svg_of(url).encode()),
    "png": ("image/png", qr.png_of),
}


@require_safe
@requires(Role.VIEWER)
def qr_code(request: MemberRequest, code: str, kind: str) -> HttpResponse:
    """The QR code to download, as a drawing or as a picture."""
    if kind not in PICTURES:
        raise Http404
    found = get_collector(request.organization, code, reach_of(request.membership))
    content_type, draw = PICTURES[kind]
    name = f"{request.organization.slug}-{found.code}.{kind}"
    return HttpResponse(
        draw(public_url(found.code)),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
