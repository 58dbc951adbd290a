"""What papers show of one question: its trend, its spread, its shares, its rows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports import charts
from reports.charts import Size
from reports.pages.papers.parts import NONE, change_cell, numbers
from reports.queries.comments import Comment
from reports.rules.goals import verdict_of
from reports.rules.paper import (
    Block,
    Cell,
    Column,
    Drawing,
    Figure,
    Key,
    Prose,
    Quote,
    Quotes,
    Table,
    Tone,
)
from reports.rules.scores import Score
from reports.rules.summary import QuestionReport
from reports.rules.trends import Point
from reports.templatetags.drawings import histogram_chart, split_chart, trend_extras, trend_svg
from reports.templatetags.figures import (
    css_of,
    groups,
    in_words,
    percent,
    points,
    step_words,
    with_unit,
    write,
)
from reports.templatetags.goals import goal_words, verdict_short
from surveys.rules import Question

WIDE: Final = Size(680, 176)
HALF: Final = Size(340, 170)
BAR: Final = Size(110, 18)
TONES: Final = {"p": Tone.GOOD, "d": Tone.BAD}
MOST_CHOICES: Final = 10


def trend_blocks(
    report: QuestionReport, size: Size, *, has_before: bool, caption: str = ""
) -> tuple[Block, ...]:
    """The trend with its legend, and its numbers for those who cannot see it."""
    keys = [("now", _("this period")), ("ci", _("95% interval"))]
    if has_before and any(point.before is not None for point in report.trend):
        keys.insert(1, ("old", _("the one before")))
    drawing = Drawing(trend_svg(report, size, "paper"), trend_table(report, has_before), caption)
    return Key(tuple(keys)), drawing, *_notes(report, size)


def _notes(report: QuestionReport, size: Size) -> tuple[Prose, ...]:
    """What happened on days, where the chart shows only the numbers of its notes."""
    extras = trend_extras(report)
    if not charts.is_trend_numbered(len(report.trend), size, extras):
        return ()
    words = "; ".join(f"{event.badge}: {event.words}" for event in extras.events)
    return (Prose(words, is_note=True),)


def aimed(figure: Figure, goal: int | None, score: Score, question: Question) -> Figure:
    """A figure with its goal, and what the score says about it."""
    if goal is None:
        return figure
    said = f"{goal_words(goal, question)}: {verdict_short(verdict_of(goal, score))}"
    return replace(figure, details=(*figure.details, said))


def trend_table(report: QuestionReport, has_before: bool) -> Table:
    """Every point of a trend."""
    before = numbers(_("before")) if has_before else ()
    columns = (Column(_("Days"), share=2), *numbers(_("Score"), "95%", "n"), *before)
    rows = (_point(point, report.question) for point in report.trend)
    return Table(columns, tuple(row if has_before else row[:-1] for row in rows))


def _point(point: Point, question: Question) -> tuple[Cell, ...]:
    before = NONE if point.before is None else Cell(with_unit(point.before, question))
    n, label = Cell(write(point.pooled)), Cell(step_words(point.step))
    if point.score is None:
        why = _("no answers") if point.is_empty else _("fewer than five")
        return label, Cell(why, Tone.DIM), NONE, n, before
    score = Cell(with_unit(point.score.value, question))
    return label, score, Cell(ends(point.score, question)), n, before


def ends(score: Score, question: Question) -> str:
    """A 95 % interval, short."""
    return f"{points(score.low, question)} … {points(score.high, question)}"


def spread_blocks(report: QuestionReport) -> tuple[Block, ...]:
    """Who is satisfied and who is not: shares, and how many gave each rating."""
    question = report.question
    key = Key(
        tuple(
            (each["css"], f"{each['name']} {each['ratings']}: {write(each['people'])}")
            for each in groups(question, report.counts)
        )
    )
    columns = (Column(_("Rating")), *numbers(_("People")), *numbers(_("Share")))
    rows = tuple(
        (Cell(str(rating)), Cell(write(people)), Cell(percent(people, report.n)))
        for rating in question.scale
        for people in [report.counts.get(rating, 0)]
    )
    bars = Drawing(str(histogram_chart(report)), Table(columns, rows))
    return Drawing(str(split_chart(report))), key, bars


def shares_table(report: QuestionReport, language: str) -> Table:
    """What was picked how often."""
    columns = (
        Column(pgettext("what was picked", "Choice"), share=5),
        Column("", share=4),
        *numbers(pgettext("of people", "Share"), _("People")),
    )
    rows = tuple(
        (
            Cell(in_words(share.choice.text, language)),
            bar_cell(share.score),
            Cell(f"{write(share.score.value)}%", is_bold=True, detail=_range(share.score)),
            Cell(write(share.people), Tone.DIM),
        )
        for share in report.shares
    )
    return Table(columns, rows)


def ranks_table(report: QuestionReport, language: str) -> Table:
    """What was put first, and the mean rank."""
    columns = (
        Column(_("What was ranked"), share=5),
        Column("", share=4),
        *numbers(_("First place"), _("Mean rank")),
    )
    rows = tuple(
        (
            Cell(in_words(item.choice.text, language)),
            bar_cell(item.score),
            Cell(f"{write(item.score.value)}%", is_bold=True, detail=_range(item.score)),
            NONE if item.mean is None else Cell(write(item.mean, 1)),
        )
        for item in report.ranks
    )
    return Table(columns, rows)


def rows_table(reports: Sequence[QuestionReport], language: str, *, has_before: bool) -> Table:
    """Criteria or the rows of a matrix, each with its score."""
    change = numbers(pgettext("of a score", "Change")) if has_before else ()
    columns = (
        Column(_("What was rated"), share=5),
        Column("", share=4),
        *numbers(_("Score"), _("Mean")),
        *change,
        *numbers("n"),
    )
    return Table(columns, tuple(_row(each, language, has_before) for each in reports))


def _row(each: QuestionReport, language: str, has_before: bool) -> tuple[Cell, ...]:
    name, n = Cell(in_words(each.question.text, language)), Cell(write(each.n), Tone.DIM)
    real = each.change is not None and each.change.is_real
    change = (change_cell(each.change, each.question, is_real=real),) if has_before else ()
    if each.score is None or each.mean is None:
        return name, Cell(), NONE, NONE, *change, n
    tone = Tone.DIM if each.is_low else Tone.PLAIN
    score = with_unit(each.score.value, each.question)
    return (
        name,
        bar_cell(each.score),
        Cell(score, tone, is_bold=True, detail=_range(each.score)),
        Cell(write(each.mean, 1), tone),
        *change,
        n,
    )


def bar_cell(score: Score) -> Cell:
    """A share as a bar with its interval."""
    return Cell(svg=charts.share_bar(max(0.0, score.value), max(0.0, score.low), score.high, BAR))


def _range(score: Score) -> str:
    return f"{write(score.low)}–{write(score.high)}"


def comment_quotes(said: Sequence[Comment], question: Question | None) -> Quotes:
    """What customers wrote, coloured by how satisfied they were."""
    return Quotes(tuple(_quote(comment, question) for comment in said))


def _quote(comment: Comment, question: Question | None) -> Quote:
    place = " · ".join(filter(None, [comment.location, comment.collector]))
    source = place if comment.score is None else f"{place} · {score_words(comment.score)}"
    tone = TONES.get(css_of(comment.score, question), Tone.PLAIN)
    return Quote(f"“{comment.text}”", source, tone)


def score_words(score: int) -> str:
    """The rating that came with a comment."""
    return _("%(score)s points") % {"score": score}
