"""What collectors are made of: where they stand and what they ask."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Organization
from hearme.accounts.queries import Place, places_of
from responses.forms.fields import (
    EVERY_STATE,
    USABLE,
    Choices,
    PickField,
    Sent,
    place_field,
    survey_field,
)
from responses.models import Collector
from responses.queries import place_paths
from surveys.models import About, Stage, Survey
from surveys.pages import subject_state, today_of
from surveys.queries import subjects_of, surveys_of, touchpoints_of


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
    field_order = ["survey", "location", "name", "kind", "touchpoint", "subject"]

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
        if collector is None:
            self.fields["kind"] = kind_field()
        self.order_fields(self.field_order)
        self.has_surveys, self.has_places = bool(usable), bool(open_places)


def kind_field() -> forms.TypedChoiceField:
    """A choice of how customers come to the survey; a link or QR code unless told otherwise."""
    link = Collector.Kind.LINK
    return forms.TypedChoiceField(
        label=_("Kind"),
        choices=Collector.Kind.choices,
        coerce=Collector.Kind,
        empty_value=link,
        required=False,
        initial=link,
    )


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
