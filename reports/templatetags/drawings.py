"""Charts in pages: the reader's words and numbers around the pure drawings of reports.charts."""

from collections.abc import Mapping, Sequence
from typing import Final

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import charts
from reports.charts import Extras, Mark, Name, Segment, Size, TrendWords
from reports.charts.bars import SPLIT_NARROW
from reports.rules.goals import notes_at_steps
from reports.rules.scores import Score
from reports.rules.summary import QuestionReport
from reports.rules.trends import Point
from reports.templatetags.figures import (
    css_of,
    day_words,
    groups,
    level_words,
    percent,
    points,
    step_label,
    step_words,
    with_unit,
    write,
)
from reports.templatetags.goals import aim_of, events_of, extras_said, note_list, note_words
from surveys.rules import Kind, Question

register = template.Library()

WIDE: Final = Size(640, 264)
NARROW: Final = Size(340, 220)
SHARES: Final = (0.0, 100.0)
NPS: Final = (-100.0, 100.0)


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 - reports.charts escapes every text it is given


@register.simple_tag
def spark(points: Sequence[Point]) -> SafeString:
    """A word-sized trend beside its score."""
    return _safe(charts.sparkline([point.score.value if point.score else None for point in points]))


@register.simple_tag
def volume_spark(steps: Sequence[int]) -> SafeString:
    """A word-sized line of how many people answered; a step without anybody is a gap."""
    return _safe(charts.sparkline([people or None for people in steps]))


@register.simple_tag
def opening_bars(days: Sequence[int]) -> SafeString:
    """A word-sized bar for each day; a day without openings is a small ring."""
    return _safe(charts.day_bars(days))


@register.simple_tag
def trend_chart(report: QuestionReport) -> SafeString:
    """The trend of a question, drawn for a desk and for a phone; the style sheet shows one."""
    drawn = (
        f'<div class="at-{where}">{trend_svg(report, size, f"trend-{where}")}</div>'
        for where, size in (("wide", WIDE), ("narrow", NARROW))
    )
    return _safe("".join(drawn))


def trend_svg(report: QuestionReport, size: Size, prefix: str) -> str:
    """One trend of this size, with the goal and what happened on its days."""
    question, extras = report.question, trend_extras(report)
    marks = [_mark(point) for point in report.trend]
    ends = NPS if question.kind is Kind.NPS else SHARES
    axis = charts.axis_for(marks, *ends, report.goal)
    is_daily = all(point.step.own.days == 1 for point in report.trend)
    words = TrendWords(
        write=lambda value: with_unit(value, question), gap=_empty_days if is_daily else _empty
    )
    return charts.trend(marks, axis, size, words, _trend_name(report, prefix), extras)


def trend_extras(report: QuestionReport) -> Extras:
    """What the trend of a question shows beside its values."""
    steps = [point.step for point in report.trend]
    return Extras(aim_of(report.goal, report.question), events_of(report.notes, steps))


@register.simple_tag
def trend_notes(report: QuestionReport, names: Mapping[int, tuple[str, str]]) -> SafeString | str:
    """The list of notes under a trend; on a desk only if the chart shows numbers for words."""
    extras, steps = trend_extras(report), [point.step for point in report.trend]
    notes = [note for _at, note in notes_at_steps(report.notes, steps)]
    is_numbered = charts.is_trend_numbered(len(steps), WIDE, extras)
    return note_list(extras, notes, names, is_numbered=is_numbered)


def _mark(point: Point) -> Mark:
    label, score = step_label(point.step), point.score
    if score is None:
        return Mark(label, before=point.before, is_empty=point.is_empty)
    return Mark(label, score.value, score.low, score.high, point.before, score.is_low)


def _empty_days(points: int) -> str:
    return ngettext("%d day empty", "%d days empty", points) % points


def _empty(points: int) -> str:
    return ngettext("%d empty", "%d empty", points) % points


def _trend_name(report: QuestionReport, prefix: str) -> Name:
    question = report.question
    known = [point for point in report.trend if point.score]
    if not known:
        words = _("Too few answers to show a trend.")
    else:
        words = _("From %(first)s (%(first_day)s) to %(last)s (%(last_day)s).") % {
            "first": _score(known[0].score, question),
            "first_day": day_words(known[0].step.own.first),
            "last": _score(known[-1].score, question),
            "last_day": day_words(known[-1].step.own.last),
        }
    if gaps := len(report.trend) - len(known):
        words += " " + ngettext("%d gap.", "%d gaps.", gaps) % gaps
    words = " ".join(filter(None, [words, extras_said(trend_extras(report))]))
    return Name(f"{prefix}-{report.key}", _("The score over time"), words)


def _score(score: Score | None, question: Question) -> str:
    return with_unit(score.value, question) if score else ""


@register.simple_tag
def trend_rows(report: QuestionReport, has_before: bool) -> SafeString:
    """The rows of the table behind a trend; a template would take ten times as long."""
    said = _said_at(report) if report.notes else None
    rows = (
        [
            *_cells(point, report.question),
            *(_before(point, report) if has_before else ()),
            *((said.get(at, ""),) if said is not None else ()),
        ]
        for at, point in enumerate(report.trend)
    )
    return _safe(charts.table_rows(rows))


def _said_at(report: QuestionReport) -> dict[int, str]:
    """Point -> the notes on its days."""
    found: dict[int, list[str]] = {}
    for at, note in notes_at_steps(report.notes, [point.step for point in report.trend]):
        found.setdefault(at, []).append(note_words(note))
    return {at: "; ".join(words) for at, words in found.items()}


def _cells(point: Point, question: Question) -> list[str]:
    label, score = step_words(point.step), point.score
    if score is None:
        words = _("no answers") if point.is_empty else _("fewer than five")
        return [label, words, "–", write(point.pooled)]
    ends = f"{points(score.low, question)} … {points(score.high, question)}"
    return [label, with_unit(score.value, question), ends, write(score.n)]


def _before(point: Point, report: QuestionReport) -> list[str]:
    return ["–" if point.before is None else with_unit(point.before, report.question)]


@register.simple_tag
def rating_rows(report: QuestionReport) -> SafeString:
    """The rows of the table behind a histogram."""
    counts = ((rating, report.counts.get(rating, 0)) for rating in report.question.scale)
    return _safe(
        charts.table_rows(
            [level_words(rating, report.question), write(people), percent(people, report.n)]
            for rating, people in counts
        )
    )


@register.simple_tag
def split_chart(report: QuestionReport) -> SafeString:
    """Bad, neutral and good in one bar."""
    parts = [
        Segment(each["css"], each["name"], each["people"])
        for each in groups(report.question, report.counts)
    ]
    said = ", ".join(f"{part.label} {write(100 * part.people / report.n)}%" for part in parts)
    name = Name(f"split-{report.key}", _("Who is satisfied and who is not"), said)
    return _safe(charts.split_bar(parts, lambda share: f"{write(share)}%", name, SPLIT_NARROW))


@register.simple_tag
def histogram_chart(report: QuestionReport) -> SafeString:
    """How many people gave each rating."""
    question = report.question
    bars = [
        charts.Bar(css_of(rating, question), str(rating), report.counts.get(rating, 0))
        for rating in question.scale
    ]
    said = ", ".join(f"{bar.label}: {write(bar.people)}" for bar in bars)
    name = Name(f"histogram-{report.key}", _("People by rating"), said)
    return _safe(charts.histogram(bars, write, name))


@register.simple_tag
def share_chart(score: Score) -> SafeString:
    """A share of people, with its interval."""
    return _safe(charts.share_bar(score.value, score.low, score.high))
