"""A report's filters as they stand in the URL. What is not understood is left out, and said."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Organization
from hearme.accounts.queries import Place, places_of
from reports.rules.periods import (
    FIRST_DAY,
    LAST_DAY,
    MOST_DAYS,
    Period,
    Preset,
    named_period,
    period_before,
)
from reports.rules.summary import Span
from responses.queries import ids_within

PRESETS = [
    (Preset.DAYS_7, _("Last 7 days")),
    (Preset.DAYS_30, _("Last 30 days")),
    (Preset.DAYS_90, _("Last 90 days")),
    (Preset.THIS_MONTH, _("This month")),
    (Preset.LAST_MONTH, _("Last month")),
    (Preset.CUSTOM, _("Dates of my own…")),
]
COMPARISONS = [("previous", _("The period before")), ("none", _("Nothing"))]
DEFAULTS = {"period": Preset.DAYS_30.value, "compare": "previous"}


class ReportForm(forms.Form):
    """Which days and places a report covers, and what it compares them with."""

    period = forms.ChoiceField(label=_("Period"), choices=PRESETS)
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)
    location = forms.MultipleChoiceField(label=_("Locations"), required=False)
    compare = forms.ChoiceField(label=_("Compared with"), choices=COMPARISONS)
    rank = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, organization: Organization, sent: QueryDict, today: date) -> None:
        super().__init__(_with_defaults(sent), auto_id="filter_%s")
        self.today = today
        self.places = places_of(organization)
        self.known = {str(place.location.pk): place for place in self.places}
        self.fields["location"].choices = [(key, str(key)) for key in self.known]  # type: ignore[attr-defined]
        self.is_valid()

    def clean(self) -> None:
        """Refuse dates that make no period."""
        if self._preset is not Preset.CUSTOM or self.errors.keys() & {"since", "until"}:
            return
        period = self._dated
        if not FIRST_DAY <= period.first <= LAST_DAY or not FIRST_DAY <= period.last <= LAST_DAY:
            raise ValidationError(gettext("These dates are too far away."))
        if period.last < period.first:
            raise ValidationError(gettext("The period ends before it starts."))
        if period.days > MOST_DAYS:
            raise ValidationError(gettext("A report covers three years at most."))

    @property
    def _preset(self) -> Preset:
        return Preset(self.cleaned_data.get("period", Preset.DAYS_30))

    @property
    def _dated(self) -> Period:
        until = self.cleaned_data.get("until") or self.today
        return Period(self.cleaned_data.get("since") or until - timedelta(days=29), until)

    @cached_property
    def problem(self) -> str:
        """What of the URL was not understood, in words; empty if all was."""
        words = [str(error) for error in self.non_field_errors()]
        if self.errors.keys() & {"period", "since", "until"}:
            words.append(gettext("The period was not understood, so these are the last 30 days."))
        elif words:
            words.append(gettext("So these are the last 30 days."))
        if "location" in self.errors:
            words.append(gettext("A location of this link does not exist here any more."))
        return " ".join(words)

    @property
    def has_period(self) -> bool:
        return not self.errors.keys() & {"period", "since", "until", "__all__"}

    @cached_property
    def span(self) -> Span:
        """The days of the report and those before; the last 30 days if they make no sense."""
        preset = self._preset if self.has_period else Preset.DAYS_30
        period = self._dated if preset is Preset.CUSTOM else named_period(preset, self.today)
        is_compared = self.cleaned_data.get("compare") != "none"
        return Span(period, period_before(period, preset) if is_compared else None)

    @cached_property
    def chosen(self) -> list[Place]:
        """The locations that are chosen; empty for everywhere."""
        sent = self.data.getlist("location")  # type: ignore[attr-defined]
        return [place for key, place in self.known.items() if key in sent]

    @property
    def options(self) -> list[tuple[str, str, int, bool, bool]]:
        """Every location to choose: id, name, depth, whether it is chosen, whether it is closed."""
        chosen = {place.location.pk for place in self.chosen}
        return [
            (key, at.name, place.depth, at.pk in chosen, at.closed_at is not None)
            for key, place in self.known.items()
            if (at := place.location)
        ]

    @cached_property
    def place_ids(self) -> frozenset[int] | None:
        """The ids of the chosen locations and of all inside them; None for everywhere."""
        if not self.chosen:
            return None
        return frozenset().union(
            *(ids_within(self.places, place.location.pk) for place in self.chosen)
        )

    @cached_property
    def names(self) -> dict[int, tuple[str, str]]:
        """Location id -> its name, and the names of the places that it is in."""
        names: dict[int, tuple[str, str]] = {}
        above: list[str] = []
        for place in self.places:
            above[place.depth :] = [place.location.name]
            names[place.location.pk] = (place.location.name, " · ".join(above[:-1]))
        return names

    @property
    def ranked_by(self) -> str:
        return str(self.cleaned_data.get("rank", ""))


def _with_defaults(sent: QueryDict) -> QueryDict:
    """The filters with what a plain URL means; dates without a period are dates of one's own."""
    filled = sent.copy()
    has_dates = filled.get("since") or filled.get("until")
    defaults: Mapping[str, str] = DEFAULTS | ({"period": Preset.CUSTOM.value} if has_dates else {})
    for name, value in defaults.items():
        if not filled.get(name):
            filled[name] = value
    return filled
