"""The control chart, its findings in words, and the map of hours."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import charts
from reports.charts import Extras, Name, Size
from reports.charts.control import (
    ControlWords,
    Sample,
    control_axis,
    control_chart,
    is_control_numbered,
)
from reports.charts.events import is_near
from reports.metrics import Signal
from reports.rules.control import RULES, Control, Finding, Measure, Point
from reports.rules.goals import notes_at_steps
from reports.rules.hours import SHOWN_FROM, Cell, HourMap
from reports.rules.periods import Period, Step
from reports.templatetags.figures import day_words, step_label, step_words, unit, with_unit, write
from reports.templatetags.goals import (
    aim_of,
    events_of,
    extras_said,
    letter,
    note_list,
    note_words,
)
from surveys.rules import Kind, Question

register = template.Library()

WIDE: Final = Size(960, 320)
NARROW: Final = Size(340, 280)
STEPS: Final = 7
"""How many colours the map of hours has."""


# ------------------------------------------------------------------ control charts
def _ends(chart: Control, question: Question | None) -> tuple[float, float]:
    """The lowest and the highest value there can be."""
    if chart.measure is Measure.VOLUME or question is None:
        return 0.0, float("inf")
    if chart.measure is Measure.MEAN:
        return float(question.scale[0]), float(question.scale[-1])
    return (-100.0, 100.0) if question.kind is Kind.NPS else (0.0, 100.0)


@register.simple_tag
def control_value(value: float, chart: Control, question: Question | None) -> str:
    """A value of the chart as a reader reads it."""
    if chart.measure is Measure.VOLUME or question is None:
        return write(value, 0 if float(value).is_integer() else 1)
    if chart.measure is Measure.MEAN:
        return write(value, 2)
    if not chart.is_smoothed:
        return with_unit(value, question)
    # The limits of a smoothed line are so close that whole points would hide who crosses them.
    return write(value, 1, is_signed=question.kind is Kind.NPS) + unit(question)


@register.simple_tag
def control_drawing(chart: Control, question: Question | None) -> SafeString:
    """The chart for a desk and for a phone; the style sheet shows one."""
    drawn = "".join(
        f'<div class="at-{where}">{control_svg(chart, question, size, f"control-{where}")}</div>'
        for where, size in (("wide", WIDE), ("narrow", NARROW))
    )
    return mark_safe(drawn)  # noqa: S308 - reports.charts escapes every text it is given


def control_svg(chart: Control, question: Question | None, size: Size, key: str) -> str:
    """One control chart of this size."""
    ends = _ends(chart, question)
    samples = _samples(chart, ends)
    shown = [each for each in samples if each.value is not None]
    values = [each.value or 0.0 for each in shown]
    held = [max(ends[0], min(ends[1], end)) for each in shown for end in (each.low, each.high)]
    inside = [*values, *_usual(held, values), chart.centre]
    extras = control_extras(chart, question)
    if extras.aim and is_near(extras.aim.value, min(inside), max(inside)):
        inside.append(extras.aim.value)
    axis = control_axis(inside, *ends)

    def said(value: float) -> str:
        return control_value(value, chart, question)

    words = ControlWords(
        _short(chart, question),
        _("Mean %(value)s") % {"value": said(chart.centre)},
        ("+3σ", "−3σ"),
        extras,
    )
    described = " ".join(filter(None, [control_title(chart, question), extras_said(extras)]))
    name = Name(key, _("Control chart"), described)
    return control_chart(samples, chart.centre, axis, size, words, name)


def control_extras(chart: Control, question: Question | None) -> Extras:
    """The goal of a chart, and its notes by letters, as its rules have numbers."""
    return Extras(aim_of(chart.goal, question), events_of(chart.notes, _steps(chart), letter))


def _steps(chart: Control) -> list[Step]:
    return [_step(point.period) for point in chart.points]


@register.simple_tag
def control_notes(
    chart: Control, question: Question | None, names: Mapping[int, tuple[str, str]]
) -> SafeString | str:
    """The list of notes under the chart; on a desk only if the chart shows letters for words."""
    extras = control_extras(chart, question)
    notes = [note for _at, note in notes_at_steps(chart.notes, _steps(chart))]
    is_numbered = is_control_numbered(len(chart.points), WIDE, extras)
    return note_list(extras, notes, names, is_numbered=is_numbered)


def _short(chart: Control, question: Question | None) -> Callable[[float], str]:
    """The numbers of the axis: without unit, as many digits as they need."""
    is_nps = question is not None and question.kind is Kind.NPS and chart.measure is Measure.SCORE

    def axis(value: float) -> str:
        digits = 0 if float(round(value, 6)).is_integer() else 1 if value * 10 % 1 < 1e-6 else 2
        return write(value, digits, is_signed=is_nps)

    return axis


def _usual(ends: Sequence[float], values: Sequence[float]) -> list[float]:
    """The limits without those of a few very small days, which run out of the frame."""
    room = 3 * (max(values) - min(values) or 1)
    inside = sorted(end for end in ends if min(values) - room <= end <= max(values) + room)
    cut = len(inside) // 20
    return inside[cut : len(inside) - cut] or list(ends)


def _samples(chart: Control, ends: tuple[float, float]) -> list[Sample]:
    badges = {finding.at: str(finding.number) for finding in reversed(chart.findings)}
    sides = _sides(chart)
    return [
        Sample(
            step_label(_step(point.period)),
            point.value,
            max(ends[0], point.low or 0.0) if point.value is not None else 0,
            min(ends[1], point.high or 0.0) if point.value is not None else 0,
            sides.get(at, ""),
            badges.get(at, ""),
        )
        for at, point in enumerate(chart.points)
    ]


def _sides(chart: Control) -> dict[int, str]:
    """Place of a point -> good or bad, where any finding covers it."""
    found: dict[int, str] = {}
    for finding in chart.findings:
        for at, point in enumerate(chart.points):
            is_inside = finding.first.first <= point.period.first <= finding.last.first
            if is_inside and point.value is not None and point.side == finding.side:
                found[at] = "good" if finding.side > 0 else "bad"
    return found


def _step(period: Period) -> Step:
    return Step(period, period)


@register.simple_tag
def control_title(chart: Control, question: Question | None) -> str:
    """What the chart says: its newest finding, and how many more there are."""
    if not chart.findings and chart.is_smoothed:
        return _("Nothing has changed for long")
    if not chart.findings:
        return _("Nothing but the usual ups and downs")
    said = finding_words(chart.findings[0])
    more = len(chart.findings) - 1
    if not more:
        return said
    return f"{said} · " + ngettext("%d more signal", "%d more signals", more) % more


@register.simple_tag
def finding_words(finding: Finding) -> str:
    """A finding in one line."""
    words = {
        "days": _days(finding),
        "points": finding.points,
    }
    said = _said_above(finding) if finding.side > 0 else _said_below(finding)
    return said % words


def _said_above(finding: Finding) -> str:
    if finding.is_smoothed:
        return _("%(days)s: the smoothed line lies above its limit")
    return {
        Signal.EIGHT_ON_ONE_SIDE: _("%(days)s: %(points)d points in a row above the mean"),
        Signal.TWO_OF_THREE_FAR: _("%(days)s: two of three points far above the mean"),
        Signal.BEYOND_LIMITS: _("%(days)s: above the upper limit"),
    }[finding.signal]


def _said_below(finding: Finding) -> str:
    if finding.is_smoothed:
        return _("%(days)s: the smoothed line lies below its limit")
    return {
        Signal.EIGHT_ON_ONE_SIDE: _("%(days)s: %(points)d points in a row below the mean"),
        Signal.TWO_OF_THREE_FAR: _("%(days)s: two of three points far below the mean"),
        Signal.BEYOND_LIMITS: _("%(days)s: below the lower limit"),
    }[finding.signal]


def _days(finding: Finding) -> str:
    return step_words(_step(Period(finding.first.first, finding.last.last)))


@register.simple_tag
def finding_more(finding: Finding, chart: Control, question: Question | None) -> str:
    """The numbers of the point on which a rule first speaks."""
    point = chart.points[finding.at]
    words = {
        "day": day_words(point.period.last),
        "value": control_value(point.value or 0.0, chart, question),
        "low": control_value(max(point.low or 0.0, _ends(chart, question)[0]), chart, question),
        "high": control_value(min(point.high or 0.0, _ends(chart, question)[1]), chart, question),
        "n": write(point.n),
    }
    return _("%(day)s: %(value)s, limits %(low)s to %(high)s, n = %(n)s.") % words


@register.filter
def rule_name(number: int, is_smoothed: bool = False) -> str:
    """A rule of the chart in words."""
    if is_smoothed:
        return _("The smoothed line beyond its limits")
    return {
        1: _("One point beyond three sigma"),
        2: _("Eight points in a row on one side of the mean"),
        3: _("Two of three points beyond two sigma"),
    }[number]


@register.simple_tag
def rule_numbers(chart: Control | None = None) -> list[int]:
    """The rules of a chart; a smoothed one has but one."""
    return [1] if chart and chart.is_smoothed else sorted(RULES.values())


@register.simple_tag
def control_rows(chart: Control, question: Question | None) -> SafeString:
    """The numbers behind the chart."""
    rows = control_lines(chart, question)
    return mark_safe(charts.table_rows(rows))  # noqa: S308 - escapes every text it is given


def control_lines(chart: Control, question: Question | None) -> list[list[str]]:
    """A row for each point: under a smoothed line also what was measured, then notes."""
    said: dict[int, list[str]] = {}
    for at, note in notes_at_steps(chart.notes, _steps(chart)):
        said.setdefault(at, []).append(note_words(note))
    rows = []
    for at, point in enumerate(chart.points):
        days, value, *others = _cells(point, chart, question)
        own = [_own(point, chart, question)] if chart.is_smoothed else []
        notes = ["; ".join(said.get(at, []))] if chart.notes else []
        rows.append([days, value, *own, *others, *notes])
    return rows


def _own(point: Point, chart: Control, question: Question | None) -> str:
    return "–" if point.own is None else control_value(point.own, chart, question)


def _cells(point: Point, chart: Control, question: Question | None) -> list[str]:
    label = step_words(_step(point.period))
    if point.value is None:
        words = _("no answers") if point.is_empty else _("hidden")
        return [label, words, write(point.n), "–", ""]
    ends = _ends(chart, question)
    limits = {
        "low": control_value(max(point.low or 0.0, ends[0]), chart, question),
        "high": control_value(min(point.high or 0.0, ends[1]), chart, question),
    }
    names = (rule_name(RULES[signal], chart.is_smoothed) for signal in point.signals)
    rules = ", ".join(names)
    value = control_value(point.value, chart, question)
    return [label, value, write(point.n), _("%(low)s to %(high)s") % limits, rules]


# ------------------------------------------------------------------ hours
@register.simple_tag
def weekday_name(weekday: int) -> str:
    return str(WEEKDAYS[weekday - 1])


@register.simple_tag
def weekday_short(weekday: int) -> str:
    return _("Mon Tue Wed Thu Fri Sat Sun").split()[weekday - 1]


@register.simple_tag
def hour_words(cell: Cell) -> str:
    """An hour of a weekday: “Saturday 19–20h”."""
    words = {"day": WEEKDAYS[cell.weekday - 1], "from": cell.hour, "to": cell.hour + 1}
    return _("%(day)s %(from)d–%(to)d h") % words


@register.simple_tag
def hours_title(found: HourMap) -> str:
    """Which hours really stand out; that none does, if so."""
    said = []
    if found.worst:
        words = {"hour": hour_words(found.worst[0])}
        said.append(_("%(hour)s is really lower than the rest of the week") % words)
    if found.best:
        words = {"hour": hour_words(found.best[0])}
        said.append(_("%(hour)s is really higher") % words)
    return "; ".join(said) or _("No hour really differs from the rest of the week")


@register.simple_tag
def cell_css(cell: Cell, found: HourMap) -> str:
    """The colour class of an hour."""
    if not cell.n:
        return "none"
    if cell.value is None:
        return "few"
    low, high = found.ends
    step = int((cell.value - low) / (high - low) * STEPS)
    css = f"h{max(0, min(STEPS - 1, step))}"
    side = {1: " is-best", -1: " is-worst"}.get(cell.side, "")
    return css + (" drawn" if cell.is_drawn else "") + side


@register.simple_tag
def cell_said(cell: Cell) -> str:
    """What a cell says on hover."""
    words = {"hour": hour_words(cell), "n": write(cell.n)}
    if cell.value is None:
        return _("%(hour)s: too few answers (n = %(n)s)") % words
    words["value"] = with_unit(cell.value, cell.question)
    if not cell.is_drawn or cell.score is None:
        return _("%(hour)s: %(value)s, n = %(n)s") % words
    words["raw"] = with_unit(cell.score.value, cell.question)
    return _("%(hour)s: %(value)s (measured %(raw)s), n = %(n)s") % words


@register.simple_tag
def volume_css(cell: Cell, found: HourMap) -> str:
    """How tall the bar of an hour is, from v0 to v20."""
    most = max(each.n for each in found.across) or 1
    return f"v{-(-20 * cell.n // most)}"


@register.filter
def at_place(cells: Sequence[Cell], number: int) -> Cell:
    """The cell at this place, counted from 0."""
    return cells[number]


@register.simple_tag
def shown_from() -> int:
    """Below so many answers an hour shows only how many they are."""
    return SHOWN_FROM
