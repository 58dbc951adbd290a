"""A subject as it is typed, and the filter of their list."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearme.accounts.models import Location, Organization
from hearme.accounts.queries import places_of
from surveys.forms.words import WordsField
from surveys.models import About, Picture, Subject
from surveys.queries import find_picture

FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2100, 1, 1)
PLAIN: Final = ("about", "name", "unit", "starts_on", "ends_on")
NOT_A_DAY: Final = gettext_lazy("Write a day like 30/11/2026.")


class DayInput(forms.DateInput):
    """The browser's own calendar, which wants days as 2026-11-30."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SubjectFilterForm(forms.Form):
    """Which subjects the list shows."""

    q = WordsField(required=False, max_length=100)
    about = forms.ChoiceField(required=False, choices=About.choices)
    state = forms.ChoiceField(
        required=False,
        choices=[("active", gettext_lazy("Active")), ("ended", gettext_lazy("Not active"))],
    )

    @property
    def chosen(self) -> dict[str, str]:
        """What was understood of the filter; what was not understood filters nothing."""
        self.is_valid()
        cleaned = self.cleaned_data
        return {
            "words": cleaned.get("q", ""),
            "about": cleaned.get("about", ""),
            "state": cleaned.get("state", ""),
        }


class SubjectForm(forms.Form):
    """Who or what is rated, where, and when. The photo was stored before; its key is carried."""

    about = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(About.STAFF, About.STAFF.label), *About.choices[:2]],
        widget=forms.RadioSelect,
    )
    name = WordsField(
        label=gettext_lazy("Name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Give it a name that customers know.")},
    )
    unit = WordsField(
        label=gettext_lazy("Unit or group"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("For example: bar, room service, drinks."),
    )
    location = forms.TypedChoiceField(
        label=gettext_lazy("Location"), required=False, empty_value=None
    )
    photo_key = forms.CharField(widget=forms.HiddenInput, required=False)
    starts_on = forms.DateField(
        label=gettext_lazy("Active from"),
        required=False,
        widget=DayInput,
        error_messages={"invalid": NOT_A_DAY},
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Active until"),
        required=False,
        widget=DayInput,
        error_messages={"invalid": NOT_A_DAY},
    )

    def __init__(
        self,
        organization: Organization,
        data: QueryDict | None = None,
        *,
        subject: Subject | None = None,
        initial: dict[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(subject) | (initial or {}))
        self.organization = organization
        now_at = subject.location_id if subject else None
        places = [
            place
            for place in places_of(organization)
            if place.location.closed_at is None or place.location.pk == now_at
        ]
        self.locations = {str(place.location.pk): place.location for place in places}
        self.fields["location"].choices = [  # type: ignore[attr-defined]
            ("", _("Everywhere")),
            *(
                (str(place.location.pk), "\u2003" * place.depth + place.location.name)
                for place in places
            ),
        ]

    def clean_location(self) -> Location | None:
        return self.locations.get(self.cleaned_data["location"] or "")

    def clean_starts_on(self) -> date | None:
        return _in_our_days(self.cleaned_data["starts_on"])

    def clean_ends_on(self) -> date | None:
        """Refuse a last day before the first."""
        ends_on = _in_our_days(self.cleaned_data["ends_on"])
        starts_on = self.cleaned_data.get("starts_on")
        if starts_on and ends_on and ends_on < starts_on:
            raise ValidationError(_("The last day lies before the first."))
        return ends_on

    @property
    def photo(self) -> Picture | None:
        key = str(self["photo_key"].value() or "")
        return find_picture(self.organization, key) if key.isascii() and key.isalnum() else None

    def drop_photo(self) -> None:
        """Take the photo out of the form; nothing is saved by that."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["photo_key"] = ""
        self.data = data

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned fields of the subject."""
        plain = {name: self.cleaned_data[name] for name in (*PLAIN, "location")}
        return plain | {"photo": self.photo}


def _initial(subject: Subject | None) -> dict[str, Any]:
    if subject is None:
        return {"about": About.STAFF.value}
    return {
        **{name: getattr(subject, name) for name in PLAIN},
        "location": str(subject.location_id or ""),
        "photo_key": subject.photo.key if subject.photo else "",
    }


def _in_our_days(day: date | None) -> date | None:
    if day and not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("This day is too far away."))
    return day
