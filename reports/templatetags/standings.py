"""Rankings of places and people in pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django import template
from django.http import QueryDict
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports import charts
from reports.charts import Rail, Whisker
from reports.rules.places import Standing
from reports.rules.scores import Score
from reports.templatetags.figures import change, points, with_unit, write
from surveys.models import About, Subject
from surveys.rules import Kind, Question

register = template.Library()

ENDS: Final = 25
"""How many are shown at either end of a long ranking."""
NAMED: Final = 2
"""How many names stand in a title; more are counted."""
SHARES: Final = (0.0, 100.0)
NPS: Final = (-100.0, 100.0)
OWN: Final = ("location", "subject", "survey", "rank", "about", "metric", "step", "chart", "all")
"""What the address of a page like these says beside the filters that others know too."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is printed."""

    standing: Standing
    rank: str
    name: str
    sub: str
    initials: str
    href: str
    drawing: str
    css: str
    shrunken: str
    raw: str
    interval: str
    n: str
    change: str
    verdict: str
    verdict_css: str


@dataclass(frozen=True, slots=True)
class Board:
    """The rows of a ranking: both ends of a long one, and those below the line."""

    axis: str
    first: list[Line]
    between: int
    last: list[Line]
    others: list[Line]
    others_more: int
    has_goals: bool = False


@dataclass(frozen=True, slots=True)
class _Pen:
    """What all rows of a ranking are written with."""

    question: Question
    rail: Rail
    everywhere: float | None
    link: str
    """The address of the survey's report, ready to take the key."""
    known: Mapping[int, tuple[str, str]]
    """Key -> name, and what stands below it."""
    gone: str

    def line(self, each: Standing, rank: str) -> Line:
        question, score = self.question, each.score
        name, sub = self.known.get(each.key, (self.gone, ""))
        moved = change(each.change, question, each.is_real) if each.change else "–"
        verdict, tone = against_words(each)
        return Line(
            each,
            rank,
            name,
            sub,
            "".join(word[:1] for word in name.split()[-2:]).upper(),
            f"{self.link}{each.key}" if each.key in self.known else "",
            self._whisker(each, score) if score else "",
            {1: "pos", -1: "neg"}.get(each.side, ""),
            with_unit(each.shrunken, question) if each.shrunken is not None else "–",
            with_unit(score.value, question) if score else "–",
            interval(score, question) if score else "",
            write(each.n),
            moved,
            verdict,
            tone or "line" * (not each.is_ranked),
        )

    def _whisker(self, each: Standing, score: Score) -> SafeString:
        mark = mark_of(each, score, self.everywhere)
        return mark_safe(charts.whisker(mark, self.rail))  # noqa: S308 - nothing but numbers


def mark_of(each: Standing, score: Score, everywhere: float | None) -> Whisker:
    """The adjusted value on its interval, beside the raw one where they differ."""
    value = each.shrunken if each.is_ranked and each.shrunken is not None else score.value
    raw = score.value if each.is_ranked and abs(value - score.value) > 0.5 else None
    return Whisker(value, score.low, score.high, each.before, everywhere, raw, each.goal)


def rail_of(scores: Iterable[Score], question: Question, goals: Iterable[float] = ()) -> Rail:
    """The rail that holds all of these intervals and goals."""
    ends = [*goals, *(end for score in scores for end in (score.low, score.high))]
    return Rail.around(ends, *(NPS if question.kind is Kind.NPS else SHARES))


def against_words(each: Standing) -> tuple[str, str]:
    """How one stands against the rest, in words, and whether that is good or bad."""
    if each.is_hidden:
        return pgettext("a score", "Hidden"), ""
    if not each.is_ranked:
        return _("Few answers"), ""
    if not each.side:
        return _("Like the rest"), ""
    if each.side > 0:
        return _("Better than the rest"), "good"
    return _("Worse than the rest"), "bad"


def interval(score: Score, question: Question) -> str:
    """The ends of an interval in words."""
    ends = {"low": points(score.low, question), "high": points(score.high, question)}
    return _("%(low)s to %(high)s") % ends


@register.simple_tag(takes_context=True)
def place_board(context: Context, rows: Sequence[Standing]) -> Board | None:
    """The ranking of locations; each leads to the report of its place alone."""
    return _board(context, rows, context["names"], "location", _("A location that is gone"))


@register.simple_tag(takes_context=True)
def people_board(
    context: Context, rows: Sequence[Standing], subjects: Mapping[int, Subject]
) -> Board | None:
    """The ranking of people, products or services; each leads to the report about it alone."""
    known = {
        key: (each.name, " · ".join(filter(None, [each.unit, _place_of(each)])))
        for key, each in subjects.items()
    }
    return _board(context, rows, known, "subject", _("Not known any more"))


def _place_of(subject: Subject) -> str:
    return subject.location.name if subject.location else ""


def _board(
    context: Context,
    rows: Sequence[Standing],
    known: Mapping[int, tuple[str, str]],
    filter_name: str,
    gone: str,
) -> Board | None:
    if not rows:
        return None
    sent, question = context["request"].GET, rows[0].question
    end = len(rows) if "all" in sent else ENDS
    ranked = [each for each in rows if each.is_ranked]
    others = [each for each in rows if not each.is_ranked]
    first, last = (ranked[:end], ranked[-end:]) if len(ranked) > 2 * end else (ranked, [])
    scores = [each.score for each in (*first, *last, *others[:end]) if each.score]
    is_nps = question.kind is Kind.NPS
    goals = [each.goal for each in (*first, *last, *others[:end]) if each.goal is not None]
    rail = rail_of(scores, question, goals)
    whole = context.get("whole")
    link = f"{report_address(context)}{kept_query(sent)}{filter_name}="
    pen = _Pen(question, rail, whole.value if whole else None, link, known, gone)
    return Board(
        axis=_axis(rail, is_nps=is_nps) if scores else "",
        first=[pen.line(each, write(rank)) for rank, each in enumerate(first, start=1)],
        between=len(ranked) - len(first) - len(last),
        last=[pen.line(each, write(rank)) for rank, each in enumerate(last, len(ranked) - end + 1)],
        others=[pen.line(each, "–") for each in others[:end]],
        others_more=max(0, len(others) - end),
        has_goals=bool(goals),
    )


def report_address(context: Context) -> str:
    """The report of the page's survey."""
    slug = context["request"].organization.slug
    return reverse("reports:survey", args=[slug, context["survey"].code])


def kept_query(sent: QueryDict) -> str:
    """The filters that the survey's report knows too, ready to take one more."""
    others = sent.copy()
    for name in OWN:
        others.pop(name, None)
    return f"?{others.urlencode()}&" if others else "?"


def _axis(rail: Rail, *, is_nps: bool) -> SafeString:
    signed = partial(write, is_signed=is_nps)
    return mark_safe(charts.whisker_axis(rail, signed))  # noqa: S308 - nothing but numbers


# ------------------------------------------------------------------ what it says
@register.simple_tag(takes_context=True)
def places_found(context: Context, rows: Sequence[Standing]) -> str:
    """The title of the ranking of places."""
    return places_said(rows, context["names"])


def places_said(rows: Sequence[Standing], known: Mapping[int, tuple[str, str]]) -> str:
    """Which places are really better or worse than the rest."""
    names = {key: name for key, (name, _above) in known.items()}
    if not any(each.is_ranked for each in rows):
        return _("Too few answers to rank any location yet")
    better, worse = _better(rows), _worse(rows)
    counted = (_count_places(better), _count_places(worse))
    return _found(better, worse, names, counted) or _("No location really differs from the rest")


@register.simple_tag
def people_found(rows: Sequence[Standing], subjects: Mapping[int, Subject], about: str) -> str:
    """The same about people, products or services."""
    names = {key: each.name for key, each in subjects.items()}
    if not any(each.is_ranked for each in rows):
        return _("Too few answers to rank anybody yet")
    better, worse = _better(rows), _worse(rows)
    counted = (_count_people(better, about), _count_people(worse, about))
    return _found(better, worse, names, counted) or _("Nobody really differs from the rest")


def _better(rows: Sequence[Standing]) -> list[Standing]:
    return [each for each in rows if each.side > 0]


def _worse(rows: Sequence[Standing]) -> list[Standing]:
    """The lowest first."""
    return [each for each in reversed(rows) if each.side < 0]


def _count_places(rows: Sequence[Standing]) -> str:
    return ngettext("%d location", "%d locations", len(rows)) % len(rows)


def _count_people(rows: Sequence[Standing], about: str) -> str:
    n = len(rows)
    if about == About.STAFF:
        return ngettext("%d person", "%d people", n) % n
    if about == About.PRODUCT:
        return ngettext("%d product", "%d products", n) % n
    return ngettext("%d service", "%d services", n) % n


def _found(
    better: Sequence[Standing],
    worse: Sequence[Standing],
    names: Mapping[int, str],
    counted: tuple[str, str],
) -> str:
    said = []
    if better:
        who = {"names": _listed(better, names, counted[0])}
        said.append(_("%(names)s really above the rest") % who)
    if worse:
        who = {"names": _listed(worse, names, counted[1])}
        said.append(_("%(names)s really below the rest") % who)
    return "; ".join(said)


def _listed(rows: Sequence[Standing], names: Mapping[int, str], counted: str) -> str:
    if len(rows) > NAMED:
        return counted
    return _(" and ").join(names.get(each.key, "?") for each in rows)


@register.filter
def part_names(branch: Any, names: Mapping[int, tuple[str, str]]) -> str:
    """What lies inside a place, the first few by name."""
    inside = [names[key][0] for key in branch.parts if key in names]
    more = len(inside) - 4
    words = ", ".join(inside[:4])
    return f"{words} +{more}" if more > 0 else words


@register.filter
def interval_words(score: Score, question: Question) -> str:
    return interval(score, question)
