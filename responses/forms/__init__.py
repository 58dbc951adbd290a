"""Parse and clean input: a collector's form, and the filters of the two lists."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Organization
from hearme.accounts.queries import Place, places_of
from hearme.common.poster_kinds import MAX_TITLE, Format, Size
from responses.models import Collector
from responses.queries import (
    CollectorFilter,
    ResponseFilter,
    Standing,
    ids_within,
    place_paths,
)
from surveys.models import About, Stage, Survey
from surveys.pages import subject_state, today_of
from surveys.queries import subjects_of, surveys_of, touchpoints_of
from surveys.rules import parse_colour

POSTER_LANGUAGES = settings.LANGUAGES
SWITCH = forms.CheckboxInput(attrs={"role": "switch"})
Sent: TypeAlias = Mapping[str, Any] | None
Choices: TypeAlias = list[tuple[Any, Any]]
USABLE = (Survey.State.LIVE, Survey.State.DRAFT)
EVERY_STATE = (*USABLE, Survey.State.CLOSED)
FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2100, 1, 1)
FEELINGS: Choices = [("bad", _("Low")), ("neutral", _("Middling")), ("good", _("High"))]


# ------------------------------------------------------------------ fields
class PickField(forms.TypedChoiceField):
    """A choice among things: the form holds their keys, the cleaned value is the thing itself."""

    def __init__(self, things: Mapping[str, Any], choices: Choices, **kwargs: Any) -> None:
        super().__init__(coerce=things.__getitem__, choices=choices, empty_value=None, **kwargs)


def survey_field(
    surveys: Iterable[Survey], states: Collection[Survey.State], *, empty: Any = None, **kwargs: Any
) -> PickField:
    """A choice of survey, grouped by state in the order of `states`; `empty` is "none of them"."""
    offered = [survey for survey in surveys if survey.state in states]
    groups: Choices = [("", empty)] if empty is not None else []
    for state in states:
        options = [(survey.code, survey.title) for survey in offered if survey.state == state]
        groups += [(state.label, options)] if options else []
    return PickField({survey.code: survey for survey in offered}, groups, **kwargs)


def place_field(
    places: Iterable[Place], paths: Mapping[int, str], *, empty: Any = None, **kwargs: Any
) -> PickField:
    """A choice of place by its path in the tree; `empty` is "none of them"."""
    by_id = {str(place.location.pk): place.location for place in places}
    choices: Choices = [("", empty)] if empty is not None else []
    choices += [(key, paths[place.pk]) for key, place in by_id.items()]
    return PickField(by_id, choices, **kwargs)


# ------------------------------------------------------------------ collectors
class EverywhereForm(forms.Form):
    """What the codes ask that are made for every place at once."""

    def __init__(self, organization: Organization, sent: Sent = None, **kwargs: Any) -> None:
        super().__init__(sent, **kwargs)
        self.fields["survey"] = survey_field(
            surveys_of(organization), USABLE, label=_("Survey"), required=True
        )


class CollectorForm(forms.Form):
    """Where a code stands and what it asks."""

    name = forms.CharField(
        label=_("Where does it stand?"),
        max_length=80,
        required=False,
        help_text=_("For example: table 12, counter, front door, receipt."),
    )
    field_order = ["survey", "location", "name", "touchpoint", "subject"]

    def __init__(
        self,
        organization: Organization,
        sent: Sent = None,
        *,
        collector: Collector | None = None,
        initial: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(sent, initial=_form_values(collector) | dict(initial or {}))
        surveys = surveys_of(organization)
        places = places_of(organization)
        usable = [s for s in surveys if s.state in USABLE or _asks(collector, s)]
        open_places = [p for p in places if not p.location.closed_at or _is_at(collector, p)]
        self.fields["survey"] = survey_field(
            usable,
            EVERY_STATE,
            label=_("Survey"),
            help_text=_(
                "A draft may be chosen, too. Until it is published, its codes say “not open yet”."
            ),
        )
        self.fields["location"] = place_field(
            open_places,
            place_paths(places),
            empty=_("Choose a place…") if len(open_places) > 1 else None,
            label=_("Location"),
        )
        self.fields["touchpoint"] = touchpoint_field(organization, collector)
        self.fields["subject"] = subject_field(organization, collector)
        self.order_fields(self.field_order)
        self.has_surveys, self.has_places = bool(usable), bool(open_places)


def _form_values(collector: Collector | None) -> dict[str, str]:
    if collector is None:
        return {}
    return {
        "survey": collector.survey.code,
        "location": str(collector.location_id),
        "name": collector.name,
        "touchpoint": str(collector.touchpoint_id or ""),
        "subject": str(collector.subject_id or ""),
    }


def touchpoint_field(organization: Organization, collector: Collector | None) -> PickField:
    """A choice of contact point, grouped by stage: the open ones and the one it has."""
    now = collector.touchpoint_id if collector else None
    touchpoints = [
        touchpoint
        for touchpoint in touchpoints_of(organization)
        if not touchpoint.closed_at or touchpoint.pk == now
    ]
    groups: Choices = [("", _("None in particular"))]
    for stage in Stage:
        options = [(str(each.pk), each.name) for each in touchpoints if each.stage == stage]
        groups += [(stage.label, options)] if options else []
    return PickField(
        {str(each.pk): each for each in touchpoints},
        groups,
        label=_("Touchpoint"),
        required=False,
        help_text=_("Where in the journey these answers belong, unless a question says otherwise."),
    )


def subject_field(organization: Organization, collector: Collector | None) -> PickField:
    """A choice of who or what is rated: those active today and the one it has."""
    now = collector.subject_id if collector else None
    today = today_of(organization)
    subjects = [
        subject
        for subject in subjects_of(organization)
        if subject.pk == now or subject_state(subject, today) == "active"
    ]
    groups: Choices = [("", _("Nobody in particular"))]
    for about in About:
        options = [(str(each.pk), each.name) for each in subjects if each.about == about]
        groups += [(about.label, options)] if options else []
    return PickField(
        {str(each.pk): each for each in subjects},
        groups,
        label=_("Who or what is rated"),
        required=False,
    )


def _asks(collector: Collector | None, survey: Survey) -> bool:
    return collector is not None and survey.pk == collector.survey_id


def _is_at(collector: Collector | None, place: Place) -> bool:
    return collector is not None and place.location.pk == collector.location_id


# ------------------------------------------------------------------ filters
LEFT_OUT = {
    "invalid_choice": _("there is no such choice, so it is left out."),
    "invalid": _("this was not understood, so it is left out."),
}


class FilterSelect(forms.Select):
    """A choice without a frame of its own: the filter around it has one."""

    template_name = "responses/_filter_select.html"


class DayInput(forms.DateInput):
    """The browser's own calendar, which wants days as 2026-11-30."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FilterForm(forms.Form):
    """A list's filters as they stand in the URL. What is not understood is left out, and said."""

    def __init__(self, organization: Organization, sent: Sent = None) -> None:
        super().__init__(sent or {}, auto_id="filter_%s")
        self.places = places_of(organization)
        self.paths = place_paths(self.places)
        self.fields["survey"] = survey_field(
            surveys_of(organization),
            EVERY_STATE,
            empty=_("All"),
            label=_("Survey"),
            required=False,
            widget=FilterSelect,
        )
        self.fields["location"] = place_field(
            self.places,
            self.paths,
            empty=_("All"),
            label=_("Location"),
            required=False,
            widget=FilterSelect,
        )
        for field in self.fields.values():
            field.error_messages |= LEFT_OUT
        self.is_valid()

    @property
    def problems(self) -> list[str]:
        """What was not understood, filter by filter."""
        return [f"{self.fields[name].label}: {error[0]}" for name, error in self.errors.items()]

    @property
    def is_used(self) -> bool:
        """Whether any filter narrows the list."""
        return any(self.cleaned_data.values())

    @property
    def place_ids(self) -> frozenset[int] | None:
        """The ids of the chosen place and all inside it; None for everywhere."""
        location = self.cleaned_data.get("location")
        return ids_within(self.places, location.pk) if location else None


class CollectorFilterForm(FilterForm):
    """Filters of the collectors page."""

    state = forms.ChoiceField(
        choices=[("", _("All")), *Standing.choices], label=_("State"), required=False
    )
    q = forms.CharField(label=_("Search"), max_length=80, required=False)

    @property
    def wanted(self) -> CollectorFilter:
        clean = self.cleaned_data
        return CollectorFilter(clean.get("survey"), self.place_ids, clean.get("q", ""))


class ResponseFilterForm(FilterForm):
    """Filters of the list of responses."""

    since = forms.DateField(label=_("From"), required=False, widget=DayInput)
    until = forms.DateField(label=_("To"), required=False, widget=DayInput)
    score = forms.ChoiceField(
        choices=[("", _("All")), *FEELINGS],
        label=_("Score"),
        required=False,
        widget=FilterSelect,
    )
    comment = forms.BooleanField(label=_("With words"), required=False)

    def clean_since(self) -> date | None:
        return _in_our_days(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        until = _in_our_days(self.cleaned_data["until"])
        since = self.cleaned_data.get("since")
        if since and until and until < since:
            raise ValidationError(_("the period ends before it starts."))
        return until

    @property
    def wanted(self) -> ResponseFilter:
        clean = self.cleaned_data
        return ResponseFilter(
            survey=clean.get("survey"),
            places=self.place_ids,
            since=clean.get("since"),
            until=clean.get("until"),
            feeling=clean.get("score", ""),
            has_comment=clean.get("comment", False),
        )


def _in_our_days(day: date | None) -> date | None:
    if day and not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("this day is too far away."))
    return day


# ------------------------------------------------------------------ posters
class PosterForm(forms.Form):
    """What posters look like and say, and in which file they come."""

    size = forms.ChoiceField(choices=[(size.value, size.value) for size in Size])
    language = forms.ChoiceField(label=_("Language on paper"), choices=list(POSTER_LANGUAGES))
    title = forms.CharField(
        label=_("Invitation"),
        max_length=MAX_TITLE,
        required=False,
        help_text=_("Up to 40 letters can be read from two metres away."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    brand = forms.CharField(label=_("Colour"), max_length=9)
    has_faces = forms.BooleanField(label=_("Five faces"), required=False, widget=SWITCH)
    has_logo = forms.BooleanField(label=_("Logo inside the code"), required=False, widget=SWITCH)
    has_place = forms.BooleanField(label=_("Name of the place"), required=False, widget=SWITCH)
    has_code = forms.BooleanField(label=_("Short code in words"), required=False, widget=SWITCH)
    format = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in Format])

    def clean_brand(self) -> str:
        """Read the colour. Raises ValidationError for what is none."""
        colour = parse_colour(self.cleaned_data["brand"])
        if colour is None:
            raise ValidationError(_("Write a colour such as #0d5c4a."))
        return colour

    def clean_title(self) -> str:
        """One line, whatever was pasted."""
        return " ".join(self.cleaned_data["title"].split())
