"""The filters of the two lists, as they stand in the address."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Membership
from hearme.accounts.queries import is_within, places_of, reach_of
from responses.forms.fields import (
    EVERY_STATE,
    Choices,
    DayInput,
    Sent,
    place_field,
    survey_field,
)
from responses.queries import (
    CollectorFilter,
    CollectorKey,
    ResponseFilter,
    SilentCode,
    Standing,
    digests_of,
    ids_within,
    place_paths,
    silent_codes,
)
from responses.rules import LONGEST_REFERENCE
from surveys.pages import today_of
from surveys.queries import surveys_of

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2100, 1, 1)
SILENT = "silent"
"""The state of codes that nobody opens any more, though it was usual."""
FEELINGS: Choices = [("bad", _("Low")), ("neutral", _("Middling")), ("good", _("High"))]
LEFT_OUT = {
    "invalid_choice": _("there is no such choice, so it is left out."),
    "invalid": _("this was not understood, so it is left out."),
}


class FilterSelect(forms.Select):
    """A choice without a frame of its own: the filter around it has one."""

    template_name = "responses/_filter_select.html"


class FilterForm(forms.Form):
    """A list's filters as they stand in the URL. What is not understood is left out, and said."""

    def __init__(self, membership: Membership, sent: Sent = None) -> None:
        super().__init__(sent or {}, auto_id="filter_%s")
        self.organization, self.reach = membership.organization, reach_of(membership)
        everywhere = places_of(self.organization)
        self.paths = place_paths(everywhere)
        self.places = [place for place in everywhere if is_within(place.location.pk, self.reach)]
        self.fields["survey"] = survey_field(
            surveys_of(self.organization),
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
        """The ids of the chosen place and all inside it, else all that may be seen.

        None for everywhere.
        """
        location = self.cleaned_data.get("location")
        return ids_within(self.places, location.pk) if location else self.reach


class CollectorFilterForm(FilterForm):
    """Filters of the collectors page."""

    state = forms.ChoiceField(
        choices=[("", _("All")), *Standing.choices, (SILENT, _("Silent"))],
        label=_("State"),
        required=False,
    )
    q = forms.CharField(label=_("Search"), max_length=80, required=False)

    def __init__(self, membership: Membership, sent: Sent = None) -> None:
        super().__init__(membership, sent)
        for name in ("survey", "location"):
            self.fields[name].widget.attrs["data-send"] = True

    @property
    def wanted(self) -> CollectorFilter:
        clean = self.cleaned_data
        return CollectorFilter(clean.get("survey"), self.place_ids, clean.get("q", ""))

    @cached_property
    def silent(self) -> dict[int, SilentCode]:
        """Collector id -> its silence, for those that fell silent."""
        found = silent_codes(self.organization, today_of(self.organization))
        return {code.collector_id: code for code in found}

    def is_wanted(self, key: CollectorKey) -> bool:
        """Whether it is in the wanted state; retired ones only where they are asked for."""
        state = self.cleaned_data.get("state")
        if state == SILENT:
            return key.id in self.silent
        return key.standing == state if state else key.standing != Standing.RETIRED


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
    reference = forms.CharField(
        label=_("Transaction"), max_length=LONGEST_REFERENCE, required=False
    )

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
        reference = clean.get("reference", "")
        return ResponseFilter(
            references=digests_of(self.organization, reference) if reference else None,
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
