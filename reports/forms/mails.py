"""When a report comes by e-mail, to whom, and about which places."""

from typing import Final

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Membership
from hearme.accounts.queries import Place
from reports.actions.mails import Plan
from reports.models import ReportSchedule
from reports.rules.schedules import LAST_DAY_OF_MONTH

USUAL: Final = {"rhythm": "weekly", "weekday": 1, "day_of_month": 1, "hour": 7}
INDENT: Final = "– "


class ScheduleForm(forms.Form):
    """One schedule: everything is filled in, so a new one takes a single tap."""

    member = forms.TypedChoiceField(label=_("For"), coerce=int)
    rhythm = forms.ChoiceField(
        label=_("How often"), choices=ReportSchedule.Rhythm.choices, widget=forms.RadioSelect
    )
    weekday = forms.TypedChoiceField(
        label=_("Weekday"),
        coerce=int,
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        help_text=_("Of a weekly mail. It covers the seven days before it."),
    )
    day_of_month = forms.TypedChoiceField(
        label=_("Day of the month"),
        coerce=int,
        choices=[(day, str(day)) for day in range(1, LAST_DAY_OF_MONTH + 1)],
        help_text=_("Of a monthly mail. It covers the month before."),
    )
    hour = forms.TypedChoiceField(
        label=_("Hour"), coerce=int, choices=[(hour, f"{hour}:00") for hour in range(24)]
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    locations = forms.TypedMultipleChoiceField(
        label=_("Locations"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all that the person may see, also new ones."),
    )

    def __init__(
        self,
        data: QueryDict | None,
        initial: dict[str, object],
        *,
        people: list[Membership],
        places: list[Place],
    ) -> None:
        super().__init__(data, initial=USUAL | initial)
        self.people = {person.pk: person for person in people}
        self.places = {place.location.pk: place for place in places}
        choices: dict[str, list[tuple[int, str]]] = {
            "member": [(pk, _person(person)) for pk, person in self.people.items()],
            "locations": [
                (pk, INDENT * place.depth + place.location.name)
                for pk, place in self.places.items()
            ],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        if len(people) == 1:
            self.fields["member"].disabled = True
            self.initial["member"] = people[0].pk
        if len(places) < 2:
            del self.fields["locations"]

    @property
    def person(self) -> Membership:
        """Who gets it; only of a form that is valid."""
        return self.people[self.cleaned_data["member"]]

    @property
    def plan(self) -> Plan:
        """What was chosen; only of a form that is valid."""
        given = self.cleaned_data
        return Plan(
            given["rhythm"],
            given["weekday"],
            given["day_of_month"],
            given["hour"],
            given["language"],
            [self.places[pk].location for pk in given.get("locations", [])],
        )


def _person(person: Membership) -> str:
    name, address = person.user.name, person.user.email
    return f"{name} · {address}" if name else address
