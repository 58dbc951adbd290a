"""What every paper begins with: its title, and what exactly it tells of."""

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearme.accounts.models import Organization
from reports.pages.chosen import Chosen
from reports.queries.freshness import counted_until
from reports.rules.paper import Paper
from reports.rules.summary import Span
from reports.templatetags.figures import period_words
from surveys.models import Survey

MOST_NAMES: Final = 3
MOST_FILTERS: Final = 8


def head_of(
    organization: Organization, form: Chosen, *, title: str, survey: Survey | None = None
) -> Paper:
    """A paper without sections yet: complete it with `dataclasses.replace(head, sections=…)`."""
    said = [organization.name, survey.title if survey else "", days_words(form.span)]
    words = [each for each in (*said, place_words(form), *filter_words(form)) if each]
    return Paper(
        title=title,
        subtitle=" · ".join(words),
        organization=organization.name,
        sections=(),
        as_of=counted_until(organization).astimezone(ZoneInfo(organization.time_zone)),
        last_day=form.span.period.last,
    )


def days_words(span: Span) -> str:
    """The days, and those that they are compared with."""
    days = period_words(span.period)
    if span.before is None:
        return days
    words = {"days": days, "before": period_words(span.before)}
    return _("%(days)s, compared with %(before)s") % words


def place_words(form: Chosen) -> str:
    """Where: the names of few locations, the number of many."""
    if form.chosen:
        return _named([place.location.name for place in form.chosen])
    if form.reach is None:
        return _("all locations") if len(form.places) > 1 else ""
    return _named([place.location.name for place in form.places])


def _named(names: Sequence[str]) -> str:
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    return ngettext("%d location", "%d locations", len(names)) % len(names)


def filter_words(form: Chosen) -> list[str]:
    """Each other filter: what it is called, and its value."""
    said = [f"{name}: {words}" if name else words for name, words, _without in form.narrowing]
    if (more := len(said) - MOST_FILTERS) > 0:
        words = ngettext("%d more filter", "%d more filters", more) % more
        return [*said[:MOST_FILTERS], words]
    return said
