"""Rankings of places and people in pages, and the funnel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django import template
from django.http import QueryDict
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import charts
from reports.charts import Name, Rail, Size, Whisker
from reports.charts.funnel import Dot, FunnelWords, Range, Throw, funnel, most_of
from reports.rules.places import Funnel, Standing
from reports.rules.scores import Score
from reports.templatetags.figures import change, points, with_unit, write
from surveys.models import About, Subject
from surveys.rules import Kind, Question

register = template.Library()

ENDS: Final = 25
"""How many are shown at either end of a long ranking."""
NAMED: Final = 2
"""How many names stand in a title; more are counted."""
NAMED_DOTS: Final = 12
"""With more places only those that stand out are named in the funnel."""
SHARES: Final = (0.0, 100.0)
NPS: Final = (-100.0, 100.0)
WIDE: Final = Size(640, 400)
NARROW: Final = Size(340, 330)
OWN: Final = ("location", "subject", "survey", "rank", "about", "metric", "step", "all")
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


@dataclass(frozen=True, slots=True)
class Board:
    """The rows of a ranking: both ends of a long one, and those below the line."""

    axis: str
    first: list[Line]
    between: int
    last: list[Line]
    others: list[Line]
    others_more: int


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
        )

    def _whisker(self, each: Standing, score: Score) -> SafeString:
        value = each.shrunken if each.is_ranked and each.shrunken is not None else score.value
        raw = score.value if each.is_ranked and abs(value - score.value) > 0.5 else None
        mark = Whisker(value, score.low, score.high, each.before, self.everywhere, raw)
        return mark_safe(charts.whisker(mark, self.rail))  # noqa: S308 - nothing but numbers


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
    ends = [at for score in scores for at in (score.low, score.high)]
    rail = Rail.around(ends, *(NPS if is_nps else SHARES))
    whole = context.get("whole")
    link = f"{_report(context)}{_query(sent)}{filter_name}="
    pen = _Pen(question, rail, whole.value if whole else None, link, known, gone)
    return Board(
        axis=_axis(rail, is_nps=is_nps) if ends else "",
        first=[pen.line(each, write(rank)) for rank, each in enumerate(first, start=1)],
        between=len(ranked) - len(first) - len(last),
        last=[pen.line(each, write(rank)) for rank, each in enumerate(last, len(ranked) - end + 1)],
        others=[pen.line(each, "–") for each in others[:end]],
        others_more=max(0, len(others) - end),
    )


def _report(context: Context) -> str:
    slug = context["request"].organization.slug
    return reverse("reports:survey", args=[slug, context["survey"].code])


def _query(sent: QueryDict) -> str:
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
    """The title of the ranking of places: who is really better or worse than the rest."""
    names = {key: name for key, (name, _above) in context["names"].items()}
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


# ------------------------------------------------------------------ the funnel
@register.simple_tag(takes_context=True)
def funnel_chart(context: Context, found: Funnel, rows: Sequence[Standing]) -> SafeString:
    """The funnel for a desk and for a phone; each point leads to the report of its place."""
    question, names = found.question, context["names"]
    shown = [each for each in rows if each.is_shown]
    link = f"{_report(context)}{_query(context['request'].GET)}location="
    dots = [_dot(each, names, link, is_named=len(shown) <= NAMED_DOTS) for each in shown]
    write_score = partial(with_unit, question=question)
    words = FunnelWords(
        write_score,
        write,
        _("All together %(score)s") % {"score": write_score(found.target)},
        _("Number of answers (n) →"),
    )
    throw = Throw(found.target, lambda n: _ends(found, n), _range(found, dots))
    said = _outside(found, shown, names)
    drawn = "".join(
        f'<div class="at-{where}">'
        + funnel(dots, throw, size, words, Name(f"funnel-{where}", _("The funnel"), said))
        + "</div>"
        for where, size in (("wide", WIDE), ("narrow", NARROW))
    )
    return mark_safe(drawn)  # noqa: S308 - reports.charts escapes every text it is given


def _dot(each: Standing, names: Mapping[int, tuple[str, str]], link: str, *, is_named: bool) -> Dot:
    name = names.get(each.key, (_("A location that is gone"), ""))[0]
    value = each.raw or 0.0
    said = f"{name}: {with_unit(value, each.question)}, n = {write(each.n)}"
    css = {1: "good", -1: "bad"}.get(each.side, "" if each.is_ranked else "small")
    is_far = each.side != 0
    return Dot(name, each.n, value, f"{link}{each.key}", said, css, is_named or is_far)


def _ends(found: Funnel, n: int) -> tuple[float, float, float, float]:
    limits = found.at(n)
    return limits.low95, limits.high95, limits.low998, limits.high998


def _range(found: Funnel, dots: Sequence[Dot]) -> Range:
    lowest, highest = NPS if found.question.kind is Kind.NPS else SHARES
    most = most_of([each.n for each in dots])
    typical = found.at(max(30, most // 4))
    values = [each.value for each in dots] + [typical.low998, typical.high998]
    low = max(lowest, 20 * ((min(values) - 4) // 20))
    high = min(highest, 20 * -((-max(values) - 4) // 20))
    return Range(low, high, most)


def _outside(found: Funnel, rows: Sequence[Standing], names: Mapping[int, tuple[str, str]]) -> str:
    out = [names.get(each.key, ("?", ""))[0] for each in rows if _is_outside(found, each)]
    if not out:
        return _("All locations lie within the limits of chance (95%).")
    return _("Outside the 95%% limits: %(names)s.") % {"names": ", ".join(out)}


def _is_outside(found: Funnel, each: Standing) -> bool:
    limits = found.at(each.n)
    return not limits.low95 <= (each.raw or 0.0) <= limits.high95


@register.simple_tag(takes_context=True)
def funnel_title(context: Context, found: Funnel, rows: Sequence[Standing]) -> str:
    """How many lie outside the funnel."""
    out = sum(_is_outside(found, each) for each in rows if each.is_shown)
    if not out:
        return _("Every location lies inside the funnel")
    return str(
        ngettext("%d location lies outside the funnel", "%d locations lie outside the funnel", out)
        % out
    )


@register.simple_tag(takes_context=True)
def funnel_rows(context: Context, found: Funnel, rows: Sequence[Standing]) -> SafeString:
    """The numbers behind the funnel."""
    question, names = found.question, context["names"]
    lines = [
        [
            names.get(each.key, (_("A location that is gone"), ""))[0],
            with_unit(each.raw or 0.0, question),
            write(each.n),
            _span(found.at(each.n).low95, found.at(each.n).high95, question),
            _span(found.at(each.n).low998, found.at(each.n).high998, question),
        ]
        for each in rows
        if each.is_shown
    ]
    return mark_safe(charts.table_rows(lines))  # noqa: S308 - escapes every text it is given


def _span(low: float, high: float, question: Question) -> str:
    return _("%(low)s to %(high)s") % {"low": points(low, question), "high": points(high, question)}
