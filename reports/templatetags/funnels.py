"""The funnel in pages: its points, its limits and the numbers behind it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import charts
from reports.charts import Name, Size
from reports.charts.funnel import Dot, FunnelWords, Range, Throw, funnel, most_of
from reports.rules.places import Funnel, Standing
from reports.templatetags.figures import pen_of, unit, with_unit, write
from reports.templatetags.standings import NPS, SHARES, kept_query, report_address
from surveys.rules import Kind

register = template.Library()

NAMED_DOTS: Final = 12
"""With more places only those that stand out are named in the funnel."""
WIDE: Final = Size(640, 400)
NARROW: Final = Size(340, 330)


@register.simple_tag(takes_context=True)
def funnel_chart(context: Context, found: Funnel, rows: Sequence[Standing]) -> SafeString:
    """The funnel for a desk and for a phone; each point leads to the report of its place."""
    link = f"{report_address(context)}{kept_query(context['request'].GET)}location="
    pen = _pen(found, rows, context["names"], link)
    drawn = "".join(
        f'<div class="at-{where}">{pen(size, f"funnel-{where}")}</div>'
        for where, size in (("wide", WIDE), ("narrow", NARROW))
    )
    return mark_safe(drawn)  # noqa: S308 - reports.charts escapes every text it is given


def funnel_drawing(
    found: Funnel, rows: Sequence[Standing], names: Mapping[int, tuple[str, str]], size: Size,
    key: str, link: str = "",
) -> str:  # fmt: skip
    """One funnel; its points lead nowhere without a link."""
    return _pen(found, rows, names, link)(size, key)


def _pen(
    found: Funnel, rows: Sequence[Standing], names: Mapping[int, tuple[str, str]], link: str
) -> Callable[[Size, str], str]:
    """What draws the funnel in any size: its points and words are worked out once."""
    shown = [each for each in rows if each.is_shown]
    dots = [_dot(each, names, link, is_named=len(shown) <= NAMED_DOTS) for each in shown]
    write_score = partial(with_unit, question=found.question)
    words = FunnelWords(
        write_score,
        write,
        _("All together %(score)s") % {"score": write_score(found.target)},
        _("Number of answers (n) →"),
    )
    throw = Throw(found.target, lambda n: _ends(found, n), _range(found, dots))
    said = _outside(found, shown, names)
    return lambda size, key: funnel(dots, throw, size, words, Name(key, _("The funnel"), said))


def _dot(each: Standing, names: Mapping[int, tuple[str, str]], link: str, *, is_named: bool) -> Dot:
    name = names[each.key][0] if each.key in names else _("A location that is gone")
    value = each.raw or 0.0
    said = f"{name}: {with_unit(value, each.question)}, n = {write(each.n)}"
    css = {1: "good", -1: "bad"}.get(each.side, "" if each.is_ranked else "small")
    is_far = each.side != 0
    href = f"{link}{each.key}" if link else ""
    return Dot(name, each.n, value, href, said, css, is_named or is_far)


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


@register.simple_tag
def funnel_title(found: Funnel, rows: Sequence[Standing]) -> str:
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
    names, gone, span = context["names"], _("A location that is gone"), _("%(low)s to %(high)s")
    count, score = pen_of(), pen_of(is_signed=found.question.kind is Kind.NPS)
    lines = [
        [
            names[each.key][0] if each.key in names else gone,
            score(each.raw or 0.0) + unit(found.question),
            count(each.n),
            span % {"low": score(limits.low95), "high": score(limits.high95)},
            span % {"low": score(limits.low998), "high": score(limits.high998)},
        ]
        for each in rows
        if each.is_shown and (limits := found.at(each.n))
    ]
    return mark_safe(charts.table_rows(lines))  # noqa: S308 - escapes every text it is given
