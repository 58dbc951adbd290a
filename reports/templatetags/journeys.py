"""The journey board in pages: its words, its links, and the drawings with their numbers."""

from typing import Any, Final

from django import template
from django.http import QueryDict
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hearme.accounts.models import Role
from reports import charts
from reports.charts import Curve, CurveWords, Name, Rail, Size, Square, Step, Whisker
from reports.rules.journey import ENOUGH_TO_BLAME, KINDS, WORST, Cell, Journey, StageFigure
from reports.rules.scores import Change
from reports.templatetags.figures import write
from surveys.models import About, Stage
from surveys.rules import usual_touchpoints

register = template.Library()

WHISKER: Final = Size(118, 16)
LOWEST_SHOWN: Final = 40
"""The left end of a cell's rail, unless a score or its interval lies below."""
LONGEST_NAME: Final = 60


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 - reports.charts escapes every text it is given


# ------------------------------------------------------------------ words
@register.filter
def stage_name(stage: str) -> str:
    return str(Stage(stage).label)


@register.filter
def about_name(about: str) -> str:
    return str(About(about).label)


@register.filter
def cell_name(cell: Cell) -> str:
    """Its place on the board: “After-sales × service”."""
    words = {"stage": stage_name(cell.stage), "about": about_name(cell.about).lower()}
    return _("%(stage)s × %(about)s") % words


@register.filter
def spot_names(cell: Cell) -> str:
    """Its touchpoints."""
    return ", ".join(spot.name for spot in cell.spots)


@register.simple_tag
def journey_title(journey: Journey) -> str:
    """What happened, in a sentence."""
    if journey.mean is None or journey.n < ENOUGH_TO_BLAME:
        return _("Not enough answers yet to name a weak link")
    peak = "" if journey.peak is None else _lower(journey.stages[journey.peak].stage)
    weak = _lower(journey.weakest.stage) if journey.weakest else ""
    if weak and peak and weak != peak:
        words = {"peak": peak, "weak": weak}
        return _("Happiest at the stage “%(peak)s”, let down at “%(weak)s”") % words
    if weak:
        return _("Customers are let down at the stage “%(weak)s”") % {"weak": weak}
    if peak:
        return _("Happiest at the stage “%(peak)s”, and no link is clearly weak") % {"peak": peak}
    return _("No link is clearly weaker than the others")


def _lower(stage: str) -> str:
    return stage_name(stage).lower()


@register.simple_tag
def journey_lead(journey: Journey) -> str:
    """What the title rests on."""
    cell = journey.weakest
    if cell is None or cell.score is None:
        if journey.mean is None or journey.n < ENOUGH_TO_BLAME:
            return _few_words(journey)
        return _("A link is called weak only if all of its interval lies below the mean.")
    score = cell.score
    words = {
        "n": write(cell.n),
        "name": Truncator(spot_names(cell)).chars(LONGEST_NAME),
        "score": write(score.value),
        "low": write(score.low),
        "high": write(score.high),
    }
    said = ngettext(
        "Of {n} person who rated <b>{name}</b>, only <b>{score}%</b> are satisfied"
        " (95%: {low}–{high}).",
        "Of {n} people who rated <b>{name}</b>, only <b>{score}%</b> are satisfied"
        " (95%: {low}–{high}).",
        cell.n,
    )
    return format_html("{} {}", format_html(said, **words), _moved(cell))


def _few_words(journey: Journey) -> str:
    words = {"enough": ENOUGH_TO_BLAME, "cells": WORST, "n": write(journey.n)}
    return (
        _(
            "The board names a weak link from %(enough)d ratings on, if at least %(cells)d cells"
            " have 30 each. So far there are %(n)s."
        )
        % words
    )


def _moved(cell: Cell) -> str:
    if cell.change is None or cell.was is None:
        return ""
    words = {"was": write(cell.was)}
    if not cell.is_real:
        return _("Before it was %(was)s%%: the difference may be chance.") % words
    if cell.change.value < 0:
        return _("Before it was %(was)s%%: a real fall, not chance.") % words
    return _("Before it was %(was)s%%: a real rise, yet still the weakest.") % words


@register.filter
def interval_words(cell: Cell) -> str:
    """Its 95 % interval: “50–66”."""
    return f"{write(cell.score.low)}–{write(cell.score.high)}" if cell.score else ""


@register.simple_tag
def gap_hint(cell: Cell, field: str, language: str) -> str:
    """What could be asked there: the touchpoint that waits for a code, or a usual one."""
    if cell.spots:
        return _("No ratings yet: %(name)s") % {"name": spot_names(cell)}
    fit = [
        each.name
        for each in usual_touchpoints(field)
        if (each.stage, each.about) == (cell.stage, cell.about)
    ]
    if not fit:
        return _("No touchpoint yet")
    return _("For example: %(name)s") % {"name": fit[0].get(language) or fit[0]["vi"]}


# ------------------------------------------------------------------ links
@register.simple_tag(takes_context=True)
def gap_href(context: Context, cell: Cell) -> str:
    """Where a cell can be measured: a new code, or first a touchpoint; empty for readers."""
    request = context["request"]
    if request.membership.role < Role.EDITOR:
        return ""
    slug, spot = request.organization.slug, next(iter(cell.spots), None)
    if spot:
        return reverse("responses:collector_open", args=[slug], query={"touchpoint": spot.id})
    query = {"stage": cell.stage, "about": cell.about}
    return reverse("surveys:touchpoint_add", args=[slug], query=query)


@register.simple_tag(takes_context=True)
def cell_href(context: Context, cell: Cell) -> str:
    """The comments of those who rated it, on the same days and at the same places."""
    request, source = context["request"], cell.source
    query = kept_filters(request.GET)
    if source:
        query["survey"] = context["codes"][source.version_id]
        query.setlist("touchpoint", sorted(map(str, source.spot_ids)))
    return reverse("reports:comments", args=[request.organization.slug], query=query)


@register.simple_tag(takes_context=True)
def journey_href(context: Context, cell: Cell | None = None) -> str:
    """The board on the same days and at the same places, at one of its cells."""
    request = context["request"]
    query = kept_filters(request.GET).urlencode()
    address = reverse("reports:journey", args=[request.organization.slug])
    anchor = f"#{cell.stage}-{cell.about}" if cell else ""
    return address + (f"?{query}" if query else "") + anchor


def kept_filters(sent: QueryDict) -> QueryDict:
    """The days and places of an address, for a link to another page about them."""
    kept = QueryDict(mutable=True)
    for name in ("period", "since", "until", "location", "compare"):
        if values := sent.getlist(name):
            kept.setlist(name, values)
    return kept


# ------------------------------------------------------------------ drawings
@register.simple_tag
def journey_curve(journey: Journey) -> SafeString:
    """The curve over the board, with its numbers in words."""
    known = _curve(journey)
    mean = journey.mean or 0
    words = CurveWords(
        write=write,
        mean=pgettext("the mean", "mean %(mean)s%%") % {"mean": write(mean)},
        weak=_("Weakest link"),
        peak=_("Happiest moment"),
    )
    said = "; ".join(_step_words(figure) for figure in journey.stages)
    return _safe(charts.emotion_curve(known, words, Name("wave", _("Feelings on the way"), said)))


@register.simple_tag
def journey_thread(journey: Journey) -> SafeString:
    """The same on a phone, beside the same numbers in text."""
    return _safe(charts.emotion_thread(_curve(journey)))


def _curve(journey: Journey) -> Curve:
    steps = [_step(figure) for figure in journey.stages]
    return Curve(steps, journey.mean, journey.weak_stage, journey.peak)


def _step(figure: StageFigure) -> Step:
    name, score = stage_name(figure.stage), figure.score
    if score is None:
        return Step(name, before=None, why=stage_gap(figure))
    return Step(name, score.value, score.low, score.high, figure.was, score.is_low)


@register.filter
def stage_gap(figure: StageFigure) -> str:
    """Why a stage has no score."""
    return _("fewer than five") if figure.is_measured else _("not measured")


def _step_words(figure: StageFigure) -> str:
    name, score = stage_name(figure.stage), figure.score
    if score is None:
        return f"{name}: {stage_gap(figure)}"
    return f"{name} {write(score.value)}% (n = {write(score.n)})"


@register.simple_tag
def cell_whisker(cell: Cell, journey: Journey) -> SafeString:
    """The score on its interval, all cells on one rail, with a tick where it was before."""
    lows = [each.score.low for each in journey.cells if each.score]
    lows += [each.was for each in journey.cells if each.score and each.was is not None]
    rail = Rail(min([LOWEST_SHOWN, *lows]), 100)
    if cell.score is None:
        return SafeString("")
    mark = Whisker(cell.score.value, cell.score.low, cell.score.high, cell.was)
    return _safe(charts.whisker(mark, rail, WHISKER))


@register.simple_tag
def journey_mini(journey: Journey) -> SafeString:
    """The board in small."""
    rows = [
        [_square(cell, journey) for cell in journey.cells if cell.about == about] for about in KINDS
    ]
    said = "; ".join(
        f"{cell_name(cell)} {write(cell.score.value)}%" for cell in journey.cells if cell.score
    )
    return _safe(charts.mini_board(rows, Name("mini", _("The journey board in small"), said)))


def _square(cell: Cell, journey: Journey) -> Square:
    if cell.score is None:
        return Square("none")
    is_weak = journey.weakest is not None and cell.place == journey.weakest.place
    css = f"h{cell.heat}" if cell.is_firm else "low"
    return Square(css, write(cell.score.value), is_weak)


@register.simple_tag
def board_rows(journey: Journey, has_before: bool) -> SafeString:
    """The rows of the table behind the board."""
    rows = (_row(cell) for cell in journey.cells)
    return _safe(charts.table_rows(row if has_before else row[:4] for row in rows))


def _row(cell: Cell) -> list[str]:
    name = cell_name(cell)
    if cell.score is None:
        why = _("fewer than five") if cell.is_measured else _("not measured")
        return [name, why, "–", write(cell.n), "–", "–"]
    was = "–" if cell.was is None else f"{write(cell.was)}%"
    moved = write(cell.change.value, is_signed=True) if cell.change else "–"
    score = f"{write(cell.score.value)}%"
    return [name, score, interval_words(cell), write(cell.n), was, moved + _sure(cell)]


def _sure(cell: Cell) -> str:
    if cell.change is None or not cell.is_real:
        return ""
    return " ▲" if cell.change.value > 0 else " ▼"


@register.filter
def is_up(moved: Change | None) -> bool:
    return moved is not None and moved.value > 0


@register.filter
def same_place(cell: Cell, other: Any) -> bool:
    """Whether two are the same cell."""
    return isinstance(other, Cell) and cell.place == other.place
