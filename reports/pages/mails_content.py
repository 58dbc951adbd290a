"""What a mail of some days tells its member: the figures, the findings, the chart."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from hearme.accounts.queries import Place
from reports.charts import Size
from reports.models import ReportSchedule
from reports.pages import mails_parts as parts
from reports.pages.setting import alt_of, png_of
from reports.queries import Headlines, headlines
from reports.queries.freshness import counted_until, is_stale
from reports.queries.mails import MailScope, last_answered, scope_of_mail
from reports.rules.filters import Filters
from reports.rules.outline import Asked
from reports.rules.paper import Figure, Finding, Quote
from reports.rules.periods import Period
from reports.rules.schedules import Rhythm, context_of, span_of
from reports.rules.summary import QuestionReport, Span
from reports.templatetags.drawings import trend_svg
from reports.templatetags.figures import kind_name, period_words

CHART: Final = Size(420, 210)
"""Drawn for a phone; a desk shows it larger."""
CHART_WIDTH: Final = 542


@dataclass(frozen=True)
class Chart:
    """A trend as a picture, with its numbers in words for those who see none."""

    title: str
    png: bytes
    alt: str


@dataclass(frozen=True)
class Content:
    """All that a mail of these days tells."""

    schedule: ReportSchedule
    scope: MailScope
    span: Span
    found: Headlines

    @cached_property
    def hidden(self) -> frozenset[int]:
        return parts.hidden_places(self.found)

    @cached_property
    def judged(self) -> parts.Judged:
        return parts.judged_in(self.found, self.hidden)

    @cached_property
    def is_quiet(self) -> bool:
        """Whether nobody answered, so that there is nothing to tell."""
        return not self.found.people

    @property
    def last_answered(self) -> date | None:
        return last_answered(self.schedule.organization, self.scope.filters)

    @property
    def days(self) -> str:
        return period_words(self.span.period)

    @property
    def before(self) -> str:
        return period_words(self.span.before) if self.span.before else ""

    @property
    def places_named(self) -> str:
        """The places that the schedule asks for; empty for all that the member may see."""
        return ", ".join(place.location.name for place in self.scope.chosen)

    @cached_property
    def subject(self) -> str:
        if self.is_quiet:
            finding = _("No answers")
        else:
            finding = parts.finding_in_short(self.judged, self.found, self.scope)
        return f"{finding} · {self.schedule.organization.name} · {self.days}"

    @cached_property
    def findings(self) -> Sequence[Finding]:
        return parts.findings_of(self.judged, self.found, self.scope)

    @property
    def preheader(self) -> str:
        """What lists of mails show beside the subject."""
        return "" if self.is_quiet else "; ".join(each.title for each in self.findings)

    @property
    def figures(self) -> Sequence[Figure]:
        return parts.figures_of(self.found)

    @cached_property
    def places(self) -> parts.PlaceTable:
        return parts.places_of_mail(self.found, self.scope, self.hidden)

    @property
    def quotes(self) -> Sequence[Quote]:
        return parts.quotes_of(self.schedule.organization, self.span.period, self.scope)

    @cached_property
    def chart(self) -> Chart | None:
        """The trend of the first score, over days enough to show one; None without any."""
        days = context_of(Rhythm(self.schedule.rhythm), self.span.period)
        found = headlines(self.schedule.organization, Span(days), self.scope.filters)
        card = next(iter(found.overview.cards), None)
        if card is None or sum(point.score is not None for point in card.trend) < 2:
            return None
        asked = Asked(card.question, 1)
        svg = trend_svg(QuestionReport(asked, card.n, 0, {}, trend=card.trend), CHART, "mail")
        title = f"{kind_name(card.question)} · {period_words(days)}"
        return Chart(title, png_of(svg, CHART_WIDTH), alt_of(svg))

    @property
    def counted_until(self) -> str:
        """Up to when answers are counted, where that is worth saying."""
        moment = counted_until(self.schedule.organization)
        return timezone.localtime(moment).strftime("%H:%M") if is_stale(moment) else ""


def content_of(schedule: ReportSchedule, days: Period) -> Content:
    """What a mail of these days tells its member now."""
    scope, span = scope_of_mail(schedule), span_of(days)
    return Content(schedule, scope, span, headlines(schedule.organization, span, scope.filters))


@dataclass(frozen=True)
class PaperForm:
    """What the schedule chose, as the filters of a page would say it."""

    scope: MailScope
    span: Span
    today: date
    narrowing: list[tuple[str, str, str]] = field(default_factory=list)
    problem: str = ""
    ranked_by: str = ""

    @property
    def filters(self) -> Filters:
        return self.scope.filters

    @property
    def chosen(self) -> list[Place]:
        return self.scope.chosen

    @property
    def places(self) -> list[Place]:
        return self.scope.places

    @property
    def place_ids(self) -> frozenset[int] | None:
        return self.scope.filters.places

    @property
    def reach(self) -> frozenset[int] | None:
        return self.scope.reach

    @property
    def names(self) -> dict[int, tuple[str, str]]:
        return self.scope.names
