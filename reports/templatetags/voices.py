"""Comments, drivers and cross-tabs in pages: marked words, titles that say what was found."""

from collections.abc import Sequence
from typing import Any, Final

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import charts
from reports.charts.quadrants import Extent, Factor, QuadrantWords, quadrant, tug
from reports.metrics import Independence
from reports.queries.voices import Feelings, TagLine, Wanted
from reports.rules.crosstab import CrossTab
from reports.rules.drivers import Corner, Driver, Drivers, Nature
from reports.rules.scores import Score
from reports.rules.searching import Search, marked
from reports.templatetags.figures import in_words, write

register = template.Library()

WIDE: Final = charts.Size(640, 420)
PHONE: Final = charts.Size(350, 400)
CSS: Final = {Corner.FIX: "bad", Corner.KEEP: "good"}


# ------------------------------------------------------------------ comments
@register.simple_tag
def marked_text(text: str, search: Search) -> SafeString:
    """A comment with what was looked for marked in it."""
    pieces = marked(text, search)
    return format_html_join(
        "",
        "{}{}{}",
        ((MARK, piece, UNMARK) if is_hit else ("", piece, "") for piece, is_hit in pieces),
    )


MARK: Final = mark_safe("<mark>")
UNMARK: Final = mark_safe("</mark>")


@register.simple_tag
def voices_title(feelings: Feelings, wanted: Wanted, typed: str) -> str:
    """How many comments were found, and by what."""
    n = getattr(feelings, wanted.feeling) if wanted.feeling else feelings.n
    many = write(min(n, feelings.shown)) + ("+" if feelings.is_cut else "")
    words = {"n": many, "words": typed, "tag": wanted.tag}
    if wanted.search and typed:
        return (
            ngettext("%(n)s comment says “%(words)s”", "%(n)s comments say “%(words)s”", n) % words
        )
    if wanted.tag:
        return (
            ngettext(
                "%(n)s comment tagged “%(tag)s”",
                "%(n)s comments tagged “%(tag)s”",
                n,
            )
            % words
        )
    return ngettext("%(n)s comment", "%(n)s comments", n) % words


@register.simple_tag
def tag_scale(tags: Sequence[TagLine]) -> int:
    """The longest bar of some tags."""
    return max((max(line.good, line.bad) for line in tags), default=0)


@register.simple_tag
def tag_tug(line: TagLine, most: int) -> SafeString:
    """Bad to the left, good to the right."""
    return _safe(tug(-line.bad, line.good, most, charts.Size(120, 12)))


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 - reports.charts escapes every text it is given


# ------------------------------------------------------------------ drivers
@register.filter
def driver_name(driver: Driver, fallback: str) -> str:
    """A driver in the reader's words."""
    return in_words(driver.asked.question.text, fallback)


@register.simple_tag
def drivers_title(drivers: Drivers, fallback: str) -> str:
    """What to look at first."""
    first = drivers.first
    if first is None:
        return ""
    words = {"name": driver_name(first, fallback)}
    if first.corner is Corner.FIX:
        return _("“%(name)s” matters, and falls behind the rest") % words
    return _("“%(name)s” matters most, and you do it well") % words


@register.simple_tag
def driver_quadrant(drivers: Drivers, fallback: str) -> SafeString:
    """Importance × performance, drawn for a desk and for a phone; the style sheet shows one."""
    drawn = [
        f'<div class="at-{where}">{quadrant_svg(drivers, fallback, size, f"quad-{where}")}</div>'
        for where, size in (("wide", WIDE), ("narrow", PHONE))
    ]
    return _safe("".join(drawn))


def quadrant_svg(drivers: Drivers, fallback: str, size: charts.Size, key: str) -> str:
    """One picture of importance × performance of this size."""
    factors = [
        Factor(
            driver_name(each, fallback),
            CSS.get(each.corner, "even"),
            _extent(each.performance),
            _extent(each.importance),
        )
        for each in drivers.found
    ]
    words = QuadrantWords(
        (_("Mend first"), _("Keep it up"), _("Keep an eye on"), _("Good enough")),
        _("How well it is done (share of good ratings) →"),
        _("↑ How much it matters"),
        lambda value: f"{write(value)}%",
    )
    said = "; ".join(
        _("%(name)s: importance %(up)s%%, good %(across)s%%")
        % {"name": f.label, "up": write(f.up.value), "across": write(f.across.value)}
        for f in factors
    )
    name = charts.Name(key, _("Importance and performance"), said)
    return quadrant(factors, drivers.cut, words, name, size)


def _extent(score: Score) -> Extent:
    return Extent(score.value, score.low, score.high)


@register.filter
def corner_words(corner: Corner) -> str:
    """What to do about a driver of this corner."""
    return {
        Corner.FIX: _("Mend first"),
        Corner.KEEP: _("Keep it up"),
        Corner.WATCH: _("Keep an eye on"),
        Corner.ENOUGH: _("Good enough"),
    }[corner]


@register.filter
def nature_words(nature: Nature) -> str:
    """What a driver does where it is bad and where it is excellent."""
    return {
        Nature.BASIC: _("Basic"),
        Nature.DELIGHT: _("Delights"),
        Nature.EVEN: _("Both ways"),
    }[nature]


@register.simple_tag
def driver_tug(driver: Driver, drivers: Drivers) -> SafeString:
    """What is lost where it is bad, and won where it is excellent."""
    gaps = [abs(gap) for each in drivers.found for gap in (each.penalty, each.reward) if gap]
    return _safe(tug(driver.penalty or 0, driver.reward or 0, max(gaps, default=0)))


@register.filter
def gap(value: float | None) -> str:
    """A difference on the scale of the question, with its sign."""
    return "–" if value is None else write(value, 2, is_signed=True)


@register.filter
def interval(score: Score) -> str:
    """The ends of an interval in percent."""
    return f"{write(score.low)}–{write(score.high)}%"


# ------------------------------------------------------------------ cross-tabs
@register.simple_tag
def crosstab_title(table: CrossTab) -> str:
    """What the table says, in a sentence."""
    found = table.finding
    if found and table.is_real:
        words = {
            "row": found.row,
            "column": found.column,
            "here": write(found.share),
            "all": write(found.everywhere),
        }
        if found.share > found.everywhere:
            return _("“%(row)s”: “%(column)s” more often, %(here)s%% against %(all)s%%") % words
        return _("“%(row)s”: “%(column)s” less often, %(here)s%% against %(all)s%%") % words
    words = {"row": table.row_axis.label, "column": table.column_axis.label}
    if table.is_real:
        return _("“%(row)s” and “%(column)s” go together") % words
    if table.test:
        return _("No link seen between “%(row)s” and “%(column)s”") % words
    return _("“%(column)s” by “%(row)s”") % words


@register.filter
def p_words(test: Independence) -> str:
    """A p-value as people read it."""
    return "p < " + write(0.001, 3) if test.p < 0.001 else "p = " + write(test.p, 3)


@register.filter
def strength_words(strength: str) -> str:
    """How strong a link is."""
    return {
        "strong": _("strong"),
        "clear": _("clear"),
        "light": _("light"),
        "hardly": _("hardly any"),
    }[strength]


@register.simple_tag
def good_rail(table: CrossTab) -> charts.Rail:
    """The rail on which the shares of good ratings of all rows lie."""
    goods = [row.good for row in table.rows if row.good]
    ends: list[Any] = [end for good in goods for end in (good.low, good.high)]
    return charts.Rail.around(ends, 0, 100)


@register.simple_tag
def good_axis(rail: charts.Rail) -> SafeString:
    """The numbers over the shares of good ratings."""
    return _safe(charts.whisker_axis(rail, write, charts.Size(168, 16)))


@register.simple_tag
def good_whisker(good: Score, total: Score | None, rail: charts.Rail) -> SafeString:
    """The share of good ratings of a row, beside that of all."""
    everywhere = total.value if total else None
    mark = charts.Whisker(good.value, good.low, good.high, everywhere=everywhere)
    return _safe(charts.whisker(mark, rail, charts.Size(168, 26)))


@register.simple_tag
def good_words(good: Score) -> str:
    """The share of good ratings with its interval."""
    words = {"share": write(good.value), "interval": interval(good)}
    return _("%(share)s%% good, %(interval)s") % words
