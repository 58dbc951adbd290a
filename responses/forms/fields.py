"""Fields that several forms have: a choice of survey or place, a day."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeAlias

from django import forms

from hearme.accounts.queries import Place
from surveys.models import Survey

SWITCH = forms.CheckboxInput(attrs={"role": "switch"})
Sent: TypeAlias = Mapping[str, Any] | None
Choices: TypeAlias = list[tuple[Any, Any]]
USABLE = (Survey.State.LIVE, Survey.State.DRAFT)
EVERY_STATE = (*USABLE, Survey.State.CLOSED)


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


class DayInput(forms.DateInput):
    """The browser's own calendar, which wants days as 2026-11-30."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
