"""The overview in pages: what changed in words, its intervals drawn, and where it leads."""

from collections.abc import Mapping
from functools import partial
from math import ceil
from typing import Final

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import charts
from reports.charts import Rail, Size, Whisker
from reports.queries import Headlines
from reports.rules.overview import Figure, Moved, Overview
from reports.templatetags.figures import write
from reports.templatetags.journeys import kept_filters
from surveys.models import Survey
from surveys.rules import Kind

register = template.Library()

WHISKER: Final = Size(240, 24)
AXIS: Final = Size(240, 14)
TICK: Final = 10
SHORT: Final = {Kind.NPS: "NPS", Kind.CSAT: "CSAT", Kind.CES: "CES"}


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 - reports.charts escapes every text it is given


# ------------------------------------------------------------------ titles
@register.simple_tag
def overview_title(headlines: Headlines) -> str:
    """What happened to customers' mood, in a sentence: judged by the first figure that moved."""
    compared = [card for card in headlines.overview.cards if card.moved]
    if not compared:
        return _("Overview")
    real = next((card.moved for card in compared if card.is_real), None)
    if real is None:
        return _("Customers feel about as before")
    if real.value > 0:
        return _("Customers are happier than before")
    return _("Customers are less happy than before")


@register.simple_tag
def changes_title(overview: Overview) -> str:
    """How many changes are real, and how many may be chance."""
    if not overview.judged:
        return _("What changed")
    unsure = ngettext("%d may be chance", "%d may be chance", overview.unsure) % overview.unsure
    if not overview.real:
        return _("Nothing surely changed: %(unsure)s") % {"unsure": unsure}
    real = ngettext("%d real change", "%d real changes", overview.real) % overview.real
    return f"{real}, {unsure}" if overview.unsure else real


# ------------------------------------------------------------------ one figure
@register.simple_tag
def figure_name(
    figure: Figure, surveys: Mapping[int, Survey], names: Mapping[int, tuple[str, str]]
) -> str:
    """NPS at a place, or of a survey."""
    kind = SHORT.get(figure.question.kind, "")
    if figure.location_id is not None:
        return f"{kind} {names.get(figure.location_id, (_('A location that is gone'), ''))[0]}"
    survey = surveys.get(figure.survey_id or 0)
    return f"{kind} {survey.title}" if survey else kind


@register.simple_tag(takes_context=True)
def figure_href(context: Context, figure: Figure, surveys: Mapping[int, Survey]) -> str:
    """The report of the survey, or this page of the place alone, on the same days."""
    request = context["request"]
    query = kept_filters(request.GET)
    slug = request.organization.slug
    if figure.location_id is not None:
        query["location"] = str(figure.location_id)
        return reverse("reports:overview", args=[slug], query=query)
    survey = surveys[figure.survey_id or 0]
    return reverse("reports:survey", args=[slug, survey.code], query=query)


@register.simple_tag(takes_context=True)
def lows_href(context: Context) -> str:
    """All responses of people who are not satisfied, with words."""
    request, period = context["request"], context["span"].period
    query = {"score": "bad", "comment": "on", "since": period.first, "until": period.last}
    return reverse("responses:list", args=[request.organization.slug], query=query)


@register.simple_tag
def signed(value: float) -> str:
    return write(value, is_signed=True)


@register.simple_tag
def moved_interval(moved: Moved) -> str:
    ends = {"low": signed(moved.low), "high": signed(moved.high)}
    return _("%(low)s to %(high)s") % ends


@register.simple_tag
def moved_css(figure: Figure) -> str:
    if not figure.is_real or figure.moved is None:
        return ""
    return "pos" if figure.moved.value > 0 else "neg"


@register.simple_tag
def verdict(figure: Figure) -> SafeString:
    """Whether it is real, in a word."""
    if figure.is_low or figure.moved is None:
        word = _("Few answers") if figure.is_low else _("New")
        return format_html('<span class="badge line">{}</span>', word)
    if not figure.is_real:
        return format_html('<span class="badge">{}</span>', _("Not sure"))
    if figure.moved.value > 0:
        return format_html('<span class="badge good">{}</span>', _("Real rise"))
    return format_html('<span class="badge bad">{}</span>', _("Real fall"))


# ------------------------------------------------------------------ drawings
class ZeroRail(Rail):
    """A rail as long to the left of nothing as to the right, with three numbers over it."""

    @property
    def ticks(self) -> list[float]:
        step = max(TICK, TICK * (self.high // (2 * TICK)))
        return [-step, 0, step]


def _rail(overview: Overview) -> ZeroRail:
    moved = [each.moved for each in overview.changes if each.moved]
    reach = max((abs(end) for each in moved for end in (each.low, each.high)), default=0.0)
    end = max(TICK, TICK * ceil(reach / TICK))
    return ZeroRail(-end, end)


@register.simple_tag
def changes_axis(overview: Overview) -> SafeString:
    """The numbers over the changes; nothing if there are none."""
    if not any(each.moved for each in overview.changes):
        return SafeString("")
    signs = partial(write, is_signed=True)
    return _safe(charts.whisker_axis(_rail(overview), signs, AXIS))


@register.simple_tag
def moved_whisker(figure: Figure, overview: Overview) -> SafeString:
    """The change on its interval, with a line where nothing changed."""
    if figure.moved is None:
        return SafeString("")
    mark = Whisker(figure.moved.value, figure.moved.low, figure.moved.high, everywhere=0)
    return _safe(charts.whisker(mark, _rail(overview), WHISKER))
