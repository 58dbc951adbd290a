"""Locations in pages: up to some hundred lines, which a template would take long to write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TypeAlias

from django import template
from django.http import QueryDict
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports import charts
from reports.charts import Rail, Whisker
from reports.rules.scores import Score
from reports.rules.summary import PlaceRow, QuestionReport
from reports.templatetags.drawings import NPS, SHARES
from reports.templatetags.figures import change, points, with_unit, write
from surveys.rules import Kind

register = template.Library()

Rows: TypeAlias = Sequence[PlaceRow]

MOST_INDENT = 3
ENDS = 25
"""How many locations are shown at either end of a long ranking."""


@dataclass(frozen=True, slots=True)
class Line:
    """One location as it is printed."""

    rank: str
    href: str
    name: str
    above: str
    css: str
    drawing: str
    score: str
    interval: str
    n: str
    change: str
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """The ranking: both ends of it where it is long, and those with too few answers to rank."""

    axis: str
    first: list[Line]
    between: int
    """How many are left out between the first and the last."""
    last: list[Line]
    others: list[Line]
    others_more: int


@dataclass(frozen=True, slots=True)
class _Pen:
    """What all lines of a ranking are written with."""

    report: QuestionReport
    rail: Rail
    names: Mapping[int, tuple[str, str]]
    query: str

    def line(self, row: PlaceRow, rank: str) -> Line:
        question = self.report.question
        name, above = self.names.get(row.location_id) or (_("A location that is gone"), "")
        moved = change(row.change, question, row.is_real) if row.change else "–"
        return Line(
            rank=rank,
            href=f"{self.query}location={row.location_id}",
            name=name,
            above=above,
            css=_direction(row),
            drawing=self._whisker(row, row.score) if row.score else "",
            score=with_unit(row.score.value, question) if row.score else "",
            interval=self._interval(row.score) if row.score else "",
            n=write(row.n),
            change=moved,
            is_withheld=row.is_withheld,
        )

    def _interval(self, score: Score) -> str:
        ends = {
            "low": points(score.low, self.report.question),
            "high": points(score.high, self.report.question),
        }
        return _("%(low)s to %(high)s") % ends

    def _whisker(self, row: PlaceRow, score: Score) -> SafeString:
        everywhere = self.report.score.value if self.report.score else None
        mark = Whisker(score.value, score.low, score.high, row.before, everywhere, goal=row.goal)
        return mark_safe(charts.whisker(mark, self.rail))  # noqa: S308 - nothing but numbers


def _direction(row: PlaceRow) -> str:
    if not row.is_real or not row.change:
        return ""
    return "pos" if row.change.value > 0 else "neg"


@register.simple_tag(takes_context=True)
def ranking(
    context: Context,
    report: QuestionReport,
    rows: Rows,
    names: Mapping[int, tuple[str, str]],
) -> Board:
    """The lines of the ranking by one question; each leads to the report of its place alone."""
    sent = context["request"].GET
    is_nps = report.question.kind is Kind.NPS
    first, last, others = _shown(rows, end=len(rows) if "all" in sent else ENDS)
    scores = [row.score for row in (*first, *last, *others) if row.score]
    ends: list[float] = [end for score in scores for end in (score.low, score.high)]
    goals = [row.goal for row in (*first, *last, *others) if row.goal is not None]
    rail = Rail.around([*ends, *goals], *(NPS if is_nps else SHARES))
    pen = _Pen(report, rail, names, _query(sent))
    ranked = sum(row.is_ranked for row in rows)
    return Board(
        axis=_axis(rail, is_nps=is_nps) if ends else "",
        first=[pen.line(row, write(rank)) for rank, row in enumerate(first, start=1)],
        between=ranked - len(first) - len(last),
        last=[pen.line(row, write(rank)) for rank, row in enumerate(last, ranked - len(last) + 1)],
        others=[pen.line(row, "–") for row in others],
        others_more=len(rows) - ranked - len(others),
    )


def _shown(rows: Rows, end: int) -> tuple[Rows, Rows, Rows]:
    """The first and the last of those that are ranked, and the first of those that are not."""
    ranked = [row for row in rows if row.is_ranked]
    others = [row for row in rows if not row.is_ranked]
    if len(ranked) <= 2 * end:
        return ranked, [], others[:end]
    return ranked[:end], ranked[-end:], others[:end]


@register.simple_tag
def location_boxes(options: Iterable[tuple[str, str, int, bool, bool]]) -> SafeString:
    """A box to tick for every location, set in by its depth in the tree."""
    closed = _("closed")
    boxes = (
        f'<label class="check in{min(depth, MOST_INDENT)}">'
        f'<input type="checkbox" name="location" value="{key}"{" checked" * is_chosen}>'
        f"<span>{escape(name)} <small>{closed * is_closed}</small></span></label>"
        for key, name, depth, is_chosen, is_closed in options
    )
    return mark_safe("\n".join(boxes))  # noqa: S308 - keys are ids, names are escaped


def _axis(rail: Rail, *, is_nps: bool) -> SafeString:
    """The numbers over a column of whiskers."""
    signed = partial(write, is_signed=is_nps)
    return mark_safe(charts.whisker_axis(rail, signed))  # noqa: S308 - nothing but numbers


def _query(sent: QueryDict) -> str:
    """The filters of the page but for its places, ready to take one."""
    others = sent.copy()
    others.pop("location", None)
    return f"?{others.urlencode()}&" if others else "?"
