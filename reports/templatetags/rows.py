"""The rows of rankings: a template takes longer over a hundred of them than over its whole page."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.rules.places import Standing
from reports.templatetags import places, standings
from reports.templatetags.figures import with_unit
from reports.templatetags.goals import verdict_short

register = template.Library()


# ------------------------------------------------------------------ in the report of a survey
@register.simple_tag
def place_rows(lines: Iterable[places.Line], has_before: object, css: str = "") -> SafeString:
    """Locations with their interval, score, number of answers and change."""
    few = _("Fewer than five answers: only their number")
    shield = _("Hidden so that a smaller one cannot be worked out")
    opening = f'<tr class="{css}">' if css else "<tr>"
    rows = (
        f'{opening}<td class="rank">{escape(line.rank)}</td>'
        f'<th scope="row"><a href="{escape(line.href)}">{escape(line.name)}</a>'
        f"{_sub(line.above)}</th>"
        f"{_interval(line, shield if line.is_withheld else few)}"
        f'<td class="r dim k-n">{escape(line.n)}</td>'
        f"{_change(line.change) if has_before else ''}</tr>"
        for line in lines
    )
    return mark_safe("\n".join(rows))  # noqa: S308 - texts are escaped, drawings our own


def _interval(line: places.Line, why_hidden: str) -> str:
    if not line.score:
        return (
            f'<td class="wcell {line.css}"><span class="nogo">{escape(why_hidden)}</span></td>'
            '<td class="r k-score">–</td>'
        )
    return (
        f'<td class="wcell {line.css}">{line.drawing}</td>'
        f'<td class="r k-score"><b class="num-l">{escape(line.score)}</b>{_sub(line.interval)}</td>'
    )


def _change(change: str) -> str:
    return f'<td class="r k-chg">{change}</td>'


def _sub(words: str) -> str:
    return f'<small class="sub">{escape(words)}</small>' if words else ""


# ------------------------------------------------------------------ on a page of its own
@register.simple_tag
def standing_rows(
    board: standings.Board,
    lines: Iterable[standings.Line],
    few: str,
    shield: str,
    *,
    has_before: object = False,
    is_people: object = False,
) -> SafeString:
    """Places or people beside the rest; `few` and `shield` say why one is hidden."""
    words = _Words(few, shield, _("raw"), _("Goal"))
    parts = (
        (
            f'{_opening(line.standing)}<td class="rank">{escape(line.rank)}</td>'
            f'<th scope="row">{_face(line) if is_people else ""}{_name(line)}</th>',
            _drawn(line, words),
            _figures(line, words),
            _goal(line.standing, words) if board.has_goals else "",
            _change(line.change) if has_before else "",
            f'<td class="k-ver"><span class="badge{_spaced(line.verdict_css)}">'
            f"{escape(line.verdict)}</span></td></tr>",
        )
        for line in lines
    )
    return mark_safe("\n".join("".join(row) for row in parts))  # noqa: S308 - texts are escaped


@dataclass(frozen=True, slots=True)
class _Words:
    """What all rows say, translated once."""

    few: str
    shield: str
    raw: str
    goal: str


def _opening(each: Standing) -> str:
    if each.is_hidden:
        return '<tr class="small is-gone">'
    return "<tr>" if each.is_ranked else '<tr class="small">'


def _face(line: standings.Line) -> str:
    return f'<span class="ava s soft" aria-hidden="true">{escape(line.initials)}</span>'


def _name(line: standings.Line) -> str:
    name = escape(line.name)
    linked = f'<a href="{escape(line.href)}">{name}</a>' if line.href else name
    return f'<span class="who-is">{linked}{_sub(line.sub)}</span>'


def _drawn(line: standings.Line, words: _Words) -> str:
    each, drawing = line.standing, line.drawing
    if each.is_hidden:
        drawing = f'<span class="nogo">{escape(words.few if each.is_few else words.shield)}</span>'
    adjusted = f'<b class="num-l">{escape(line.shrunken)}</b>' if each.is_ranked else "–"
    return f'<td class="wcell {line.css}">{drawing}</td><td class="r k-adj">{adjusted}</td>'


def _figures(line: standings.Line, words: _Words) -> str:
    return (
        f'<td class="r dim k-raw"><span class="k-lab">{escape(words.raw)} </span>'
        f"{escape(line.raw)}{_sub(line.interval)}</td>"
        f'<td class="r dim k-n"><span class="k-lab">n = </span>{escape(line.n)}</td>'
    )


def _goal(each: Standing, words: _Words) -> str:
    if each.goal is None or each.verdict is None:
        return '<td class="r dim k-goal">–</td>'
    return (
        f'<td class="r dim k-goal"><span class="k-lab">{escape(words.goal)} </span>'
        f"{escape(with_unit(each.goal, each.question))}{_sub(verdict_short(each.verdict))}</td>"
    )


def _spaced(css: str) -> str:
    return f" {css}" if css else ""


# ------------------------------------------------------------------ filters
@register.simple_tag
def facet_boxes(name: str, options: Iterable[tuple[str, str, bool]]) -> SafeString:
    """A box to tick for every value of a filter."""
    opening = f'<label class="check"><input type="checkbox" name="{escape(name)}" value="'
    boxes = (
        f'{opening}{escape(value)}"{" checked" * is_chosen}><span>{escape(words)}</span></label>'
        for value, words, is_chosen in options
    )
    return mark_safe("".join(boxes))  # noqa: S308 - every text is escaped
