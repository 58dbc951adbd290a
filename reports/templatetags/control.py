"""The control chart, its findings in words, and the map of hours."""

from collections.abc import Callable, Sequence
from typing import Final

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import charts
from reports.charts import Name, Size
from reports.charts.control import ControlWords, Sample, control_axis, control_chart
from reports.metrics import Signal
from reports.rules.control import RULES, Control, Finding, Measure, Point
from reports.rules.hours import SHOWN_FROM, Cell, HourMap
from reports.rules.periods import Period, Step
from reports.templatetags.figures import day_words, step_label, step_words, with_unit, write
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
    return write(value, 2) if chart.measure is Measure.MEAN else with_unit(value, question)


@register.simple_tag
def control_drawing(chart: Control, question: Question | None) -> SafeString:
    """The chart for a desk and for a phone; the style sheet shows one."""
    ends = _ends(chart, question)
    samples = _samples(chart, ends)
    shown = [each for each in samples if each.value is not None]
    values = [each.value or 0.0 for each in shown]
    held = [max(ends[0], min(ends[1], end)) for each in shown for end in (each.low, each.high)]
    axis = control_axis([*values, *_usual(held, values), chart.centre], *ends)

    def said(value: float) -> str:
        return control_value(value, chart, question)

    words = ControlWords(
        _short(chart, question),
        _("Mean %(value)s") % {"value": said(chart.centre)},
        ("+3σ", "−3σ"),
    )
    title, text = _("Control chart"), control_title(chart, question)
    drawn = "".join(
        f'<div class="at-{where}">'
        + control_chart(
            samples, chart.centre, axis, size, words, Name(f"control-{where}", title, text)
        )
        + "</div>"
        for where, size in (("wide", WIDE), ("narrow", NARROW))
    )
    return mark_safe(drawn)  # noqa: S308 - reports.charts escapes every text it is given


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
        "day": step_words(_step(finding.first)),
        "points": finding.points,
    }
    if finding.signal is Signal.EIGHT_ON_ONE_SIDE:
        if finding.side > 0:
            return _("%(days)s: %(points)d points in a row above the mean") % words
        return _("%(days)s: %(points)d points in a row below the mean") % words
    if finding.signal is Signal.TWO_OF_THREE_FAR:
        if finding.side > 0:
            return _("%(days)s: two of three points far above the mean") % words
        return _("%(days)s: two of three points far below the mean") % words
    if finding.side > 0:
        return _("%(days)s: above the upper limit") % words
    return _("%(days)s: below the lower limit") % words


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
def rule_name(number: int) -> str:
    """A rule of the chart in words."""
    return {
        1: _("One point beyond three sigma"),
        2: _("Eight points in a row on one side of the mean"),
        3: _("Two of three points beyond two sigma"),
    }[number]


@register.simple_tag
def rule_numbers() -> list[int]:
    return sorted(RULES.values())


@register.simple_tag
def control_rows(chart: Control, question: Question | None) -> SafeString:
    """The numbers behind the chart."""
    rows = [_control_row(point, chart, question) for point in chart.points]
    return mark_safe(charts.table_rows(rows))  # noqa: S308 - escapes every text it is given


def _control_row(point: Point, chart: Control, question: Question | None) -> list[str]:
    label = step_words(_step(point.period))
    if point.value is None:
        words = _("no answers") if point.is_empty else _("hidden")
        return [label, words, write(point.n), "–", ""]
    ends = _ends(chart, question)
    limits = {
        "low": control_value(max(point.low or 0.0, ends[0]), chart, question),
        "high": control_value(min(point.high or 0.0, ends[1]), chart, question),
    }
    rules = ", ".join(rule_name(RULES[signal]) for signal in point.signals)
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
