"""A report's filters as they stand in the URL. What is not understood is left out, and said."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Membership
from hearme.accounts.queries import Place, place_names_of, reach_of
from reports.queries import Choices
from reports.rules.filters import FIELD, Filters, State
from reports.rules.periods import (
    FIRST_DAY,
    LAST_DAY,
    MOST_DAYS,
    Period,
    Preset,
    named_period,
    period_before,
    period_last_year,
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
COMPARISONS = [
    ("previous", _("The period before")),
    ("year", _("The same days last year")),
    ("none", _("Nothing")),
]
COMPLETENESS = [("", _("All answers")), ("yes", _("Finished")), ("no", _("Not finished"))]
STATES = [
    (State.COUNTED.value, _("Those that count")),
    (State.HELD.value, _("Only those held back")),
    (State.ALL.value, _("Both")),
]
SHOWN_STATES = {
    State.HELD.value: _("Only answers that are held back are shown here: they count nowhere else."),
    State.ALL.value: _("Answers that are held back are shown here too: they count nowhere else."),
}
FACETS = {
    "touchpoint": _("Touchpoint"),
    "stage": _("Stage"),
    "subject": _("Person, product or service"),
    "collector": _("Collector"),
    "channel": _("Channel"),
    "language": _("Language"),
    "version": _("Version"),
}
"""The filters of one survey, each of which takes many values."""
MOST_BOXES = 60
"""How many values of one filter are offered at once."""
DEFAULTS = {"period": Preset.DAYS_30.value, "compare": "previous"}


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter as the page shows it."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]
    """Value, words, and whether it is chosen; the chosen ones come first."""
    more: int
    """How many more there are than can be shown."""

    @property
    def chosen(self) -> int:
        return sum(is_chosen for _value, _words, is_chosen in self.options)


class ReportForm(forms.Form):
    """Which days and places a report covers, and what it compares them with."""

    period = forms.ChoiceField(label=_("Period"), choices=PRESETS)
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)
    location = forms.MultipleChoiceField(label=_("Locations"), required=False)
    compare = forms.ChoiceField(label=_("Compared with"), choices=COMPARISONS)
    complete = forms.ChoiceField(
        label=_("Completeness"), choices=COMPLETENESS, required=False, widget=forms.RadioSelect
    )
    state = forms.ChoiceField(
        label=_("Held back"), choices=STATES, required=False, widget=forms.RadioSelect
    )
    rank = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        membership: Membership,
        sent: QueryDict,
        today: date,
        choices: Choices | None = None,
    ) -> None:
        super().__init__(_with_defaults(sent), auto_id="filter_%s")
        self.sent = sent
        self.today = today
        self.choices = choices
        self.reach = reach_of(membership)
        self.places = _within(place_names_of(membership.organization), self.reach)
        self.known = {str(place.location.pk): place for place in self.places}
        self.fields["location"].choices = [(key, str(key)) for key in self.known]  # type: ignore[attr-defined]
        self.is_valid()

    def of_survey(self, choices: Choices) -> "ReportForm":
        """The same address, read with what one survey can be filtered by."""
        form = copy(self)
        form.choices = choices
        return form

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
        if self._has_unknown:
            words.append(gettext("A filter of this link fits no answers here and was left out."))
        return " ".join(words)

    @property
    def has_period(self) -> bool:
        return not self.errors.keys() & {"period", "since", "until", "__all__"}

    @cached_property
    def span(self) -> Span:
        """The days of the report and those before; the last 30 days if they make no sense."""
        preset = self._preset if self.has_period else Preset.DAYS_30
        period = self._dated if preset is Preset.CUSTOM else named_period(preset, self.today)
        compared = self.cleaned_data.get("compare")
        if compared == "year":
            return Span(period, period_last_year(period))
        return Span(period, period_before(period, preset) if compared != "none" else None)

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
        """The ids of the chosen locations and of all inside them; None for everywhere.

        Of a member who may not look everywhere never more than may be seen.
        """
        if not self.chosen:
            return self.reach
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

    # -------------------------------------------------------------- what one survey is filtered by
    @cached_property
    def picked(self) -> dict[str, list[str]]:
        """Filter -> those of its values that are wanted and known; empty ones are absent."""
        if self.choices is None:
            return {}
        found = {name: self._known_of(name) for name in self.facet_names}
        return {name: values for name, values in found.items() if values}

    @cached_property
    def facet_names(self) -> list[str]:
        """The filters that take many values, hidden fields last."""
        fields = self.choices.fields if self.choices else {}
        return [*FACETS, *(f"{FIELD}{name}" for name in fields)]

    def _options_of(self, name: str) -> list[tuple[str, str]]:
        if self.choices is None:
            return []
        if name.startswith(FIELD):
            return self.choices.fields[name.removeprefix(FIELD)]
        options: list[tuple[str, str]] = getattr(self.choices, name)
        return options

    def _known_of(self, name: str) -> list[str]:
        sent = self._sent(name)
        return [value for value, _label in self._options_of(name) if value in sent]

    def _sent(self, name: str) -> set[str]:
        sent = {value for value in self.data.getlist(name) if value}  # type: ignore[attr-defined]
        return {value.upper() for value in sent} if name == "collector" else sent

    @property
    def _has_unknown(self) -> bool:
        if self.choices is None:
            return False
        known = sum(len(values) for values in self.picked.values())
        fields = {name for name in self.data if name.startswith(FIELD)}
        asked = sum(len(self._sent(name)) for name in fields.union(FACETS))
        return bool(self.errors.keys() & {"complete", "state"}) or known < asked

    @cached_property
    def filters(self) -> Filters:
        """All that responses are filtered by, as far as it is understood."""
        picked = {name: self.picked.get(name, []) for name in FACETS}
        choices = self.choices or Choices()
        complete = self.chosen_completeness if self.choices else ""
        return Filters(
            places=self.place_ids,
            reach=self.reach,
            touchpoints=frozenset(map(int, picked["touchpoint"])),
            stages=frozenset(picked["stage"]),
            subjects=frozenset(map(int, picked["subject"])),
            collectors=frozenset(choices.collector_ids[code] for code in picked["collector"]),
            channels=frozenset(picked["channel"]),
            languages=frozenset(picked["language"]),
            versions=frozenset(choices.version_ids[number] for number in picked["version"]),
            is_complete={"yes": True, "no": False}.get(complete),
            hidden=frozenset(
                (name.removeprefix(FIELD), value)
                for name, values in self.picked.items()
                for value in values
                if name.startswith(FIELD)
            ),
            state=State(self.chosen_state),
        )

    @property
    def facets(self) -> list[Facet]:
        """The filters that tell any answers apart, or are chosen, with their values to tick."""
        if self.choices is None:
            return []
        found = (self._facet(name, self._label_of(name)) for name in self.facet_names)
        return [facet for facet in found if len(facet.options) + facet.more > 1 or facet.chosen]

    def _facet(self, name: str, label: str) -> Facet:
        chosen = self.picked.get(name, [])
        options = [
            (value, words, value in chosen)
            for value, words in self._options_of(name)
            if value in chosen or name != "collector" or self._is_here(value)
        ]
        options.sort(key=lambda option: not option[2])
        return Facet(name, label, options[:MOST_BOXES], len(options[MOST_BOXES:]))

    def _is_here(self, code: str) -> bool:
        """Whether a collector stands at a chosen location."""
        if self.choices is None or self.place_ids is None:
            return True
        return self.choices.collector_places[code] in self.place_ids

    @property
    def narrowing(self) -> list[tuple[str, str, str]]:
        """What is chosen beside days and places: its name, its words, the page without it."""
        shown = [
            (facet.name, value, words)
            for facet in self.facets
            for value, words, is_chosen in facet.options
            if is_chosen
        ]
        if self.choices and (complete := self.chosen_completeness):
            shown.append(("complete", complete, str(dict(COMPLETENESS)[complete])))
        if self.chosen_state != State.COUNTED:
            shown.append(("state", self.chosen_state, str(dict(STATES)[self.chosen_state])))
        return [
            (self._label_of(name), words, self._without(name, value))
            for name, value, words in shown
        ]

    @property
    def chosen_completeness(self) -> str:
        return str(self.cleaned_data.get("complete") or "")

    @property
    def chosen_state(self) -> str:
        """Which responses are wanted; pages about several surveys know only those that count."""
        known = bool(self.choices) and "state" not in self.errors
        return str((known and self.cleaned_data.get("state")) or State.COUNTED.value)

    @property
    def held_words(self) -> str:
        """That the page shows answers that are held back; empty if it does not."""
        return str(SHOWN_STATES.get(self.chosen_state, ""))

    def _label_of(self, name: str) -> str:
        if name == "state":
            return str(self.fields["state"].label)
        return str(FACETS.get(name, "")) or name.removeprefix(FIELD) * name.startswith(FIELD)

    def _without(self, name: str, value: str) -> str:
        """The address of the page without one value of a filter."""
        sent = self.sent.copy()
        # The code of a collector may be written in small letters, too.
        same = str.upper if name == "collector" else str
        kept = [each for each in sent.getlist(name) if same(each) != same(value)]
        sent.setlist(name, kept)
        return f"?{sent.urlencode()}"

    @property
    def inbox_filters(self) -> str:
        """What of the filters the list of responses knows too, to be added to its address."""
        places = [str(place.location.pk) for place in self.chosen]
        known = {"location": places[0]} if len(places) == 1 else {}
        if self.chosen_state == State.HELD:
            known["held"] = "on"
        return "".join(f"&{name}={value}" for name, value in known.items())

    @property
    def ranked_by(self) -> str:
        return str(self.cleaned_data.get("rank", ""))


def _within(places: list[Place], reach: frozenset[int] | None) -> list[Place]:
    return [place for place in places if reach is None or place.location.pk in reach]


def _with_defaults(sent: QueryDict) -> QueryDict:
    """The filters with what a plain URL means; dates without a period are dates of one's own."""
    filled = sent.copy()
    has_dates = filled.get("since") or filled.get("until")
    defaults: Mapping[str, str] = DEFAULTS | ({"period": Preset.CUSTOM.value} if has_dates else {})
    for name, value in defaults.items():
        if not filled.get(name):
            filled[name] = value
    return filled
