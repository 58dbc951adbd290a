"""Places: what they are like, where they lie, when they are open, and lists of them."""

from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from hearme.accounts.actions import PlaceDetails
from hearme.accounts.models import Location, Organization
from hearme.accounts.queries import (
    HOME_ZONE,
    Place,
    members_of,
    possible_heirs,
    possible_parents,
    time_zones,
)
from hearme.accounts.rules import (
    MAX_ADDRESS,
    MAX_HOLIDAYS,
    Hours,
    PlaceRow,
    RowProblem,
    hours_from,
    read_places,
)
from hearme.common.tables import TableError, read_table

USUAL_OPENING: Final = (time(8), time(22))


def time_zone_choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Time zones by part of the world with their offset now, Vietnam first."""
    first = (HOME_ZONE, _zone_label(HOME_ZONE, str(_("Vietnam"))))
    others = groupby(time_zones()[1:], key=lambda name: name.partition("/")[0])
    return [first, *((area, [(name, _zone_label(name)) for name in zone]) for area, zone in others)]


def _zone_label(name: str, place: str = "") -> str:
    offset = datetime.now(UTC).astimezone(ZoneInfo(name)).strftime("%z")
    hours = f"{int(offset[:3]):+d}".replace("-", "−")
    minutes = "" if offset.endswith("00") else f":{offset[3:]}"
    place = place or name.partition("/")[2].replace("_", " ").replace("/", " – ")
    return f"{place} (GMT{hours}{minutes})"


class LocationForm(forms.Form):
    """A place: its name, where it lies in the tree, address, who is in charge, zone and hours."""

    name = forms.CharField(label=_("Name"), max_length=80)
    address = forms.CharField(
        label=_("Address"),
        max_length=MAX_ADDRESS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    has_hours = forms.BooleanField(
        label=_("Opening hours of its own"),
        required=False,
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
    )
    holidays = forms.CharField(
        label=_("Days off"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: 30/04/2027, or 25/01/2027 – 02/02/2027."),
    )

    def __init__(
        self,
        organization: Organization,
        *args: Any,
        location: Location | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = _start(location) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        places = possible_parents(organization, location)
        found = {str(place.location.pk): place.location for place in places}
        self.fields["parent"] = forms.TypedChoiceField(
            label=_("Inside"),
            choices=[("top", _("Nothing, it is at the top")), *map(_indented, places)],
            coerce=found.get,
        )
        people = {str(member.pk): member for member in members_of(organization)}
        self.fields["manager"] = forms.TypedChoiceField(
            label=_("Who is in charge"),
            required=False,
            choices=[("", _("Nobody")), *((key, str(m.user)) for key, m in people.items())],
            coerce=people.get,
            empty_value=None,
        )
        self.fields["time_zone"] = forms.TypedChoiceField(
            label=_("Time zone"),
            choices=[("same", _("Like the place it is inside")), *time_zone_choices()],
            coerce=lambda value: "" if value == "same" else value,
        )
        for day in range(7):
            self._add_day(day)

    def _add_day(self, day: int) -> None:
        self.fields[f"is_open_{day}"] = forms.BooleanField(
            label=WEEKDAYS[day],
            required=False,
            widget=forms.CheckboxInput(attrs={"role": "switch"}),
        )
        for name, label in (("opens", _("Opens")), ("closes", _("Closes"))):
            self.fields[f"{name}_{day}"] = forms.TimeField(
                label=label,
                required=False,
                input_formats=["%H:%M", "%H:%M:%S"],
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                error_messages={"invalid": _("Write a time such as 08:30.")},
            )

    @property
    def days(self) -> list[dict[str, Any]]:
        """The three fields of each weekday, Monday first."""
        return [
            {
                "name": WEEKDAYS_ABBR[day],
                "full": WEEKDAYS[day],
                "is_open": self[f"is_open_{day}"],
                "opens": self[f"opens_{day}"],
                "closes": self[f"closes_{day}"],
            }
            for day in range(7)
        ]

    def clean(self) -> dict[str, Any]:
        """Gather what the place is like into `details`."""
        cleaned = super().clean() or {}
        week = [self._span(day, cleaned) for day in range(7)]
        holidays = self._holidays(cleaned.pop("holidays", ""))
        has_hours = cleaned.pop("has_hours", False)
        for day in range(7):
            for name in ("is_open", "opens", "closes"):
                cleaned.pop(f"{name}_{day}", None)
        hours = Hours(tuple(week), holidays) if has_hours else None
        cleaned["details"] = PlaceDetails(
            cleaned.pop("address", ""), cleaned.pop("manager", None), hours
        )
        return cleaned

    def _span(self, day: int, cleaned: dict[str, Any]) -> tuple[time, time] | None:
        if not cleaned.get("has_hours") or not cleaned.get(f"is_open_{day}"):
            return None
        opens, closes = cleaned.get(f"opens_{day}"), cleaned.get(f"closes_{day}")
        for name, value in (("opens", opens), ("closes", closes)):
            if value is None and f"{name}_{day}" not in self.errors:
                self.add_error(f"{name}_{day}", _("Write a time such as 08:30."))
        return (opens, closes) if opens is not None and closes is not None else None

    def _holidays(self, text: str) -> tuple[tuple[date, date], ...]:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > MAX_HOLIDAYS:
            self.add_error("holidays", _("That is too many days off: at most 40 lines."))
            return ()
        try:
            return tuple(sorted(_span_of(line) for line in lines))
        except ValueError:
            self.add_error("holidays", _("Write days as 30/04/2027, or 25/01/2027 – 02/02/2027."))
            return ()


def _span_of(line: str) -> tuple[date, date]:
    days = [_day(part) for part in line.replace("–", "-").split("-")]
    first, last = days[0], days[-1]
    if len(days) > 2 or last < first:
        raise ValueError(line)
    return first, last


def _day(text: str) -> date:
    return datetime.strptime(text.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


def _start(location: Location | None) -> dict[str, Any]:
    hours = hours_from(location.hours) if location else None
    start: dict[str, Any] = {"has_hours": hours is not None}
    for day in range(7):
        span = hours.week[day] if hours else USUAL_OPENING
        start[f"is_open_{day}"] = span is not None
        start[f"opens_{day}"], start[f"closes_{day}"] = span or USUAL_OPENING
    if location is None:
        return start
    return start | {
        "name": location.name,
        "parent": location.parent_id or "top",
        "address": location.address,
        "manager": location.manager_id,
        "time_zone": location.time_zone if location.has_own_zone else "same",
        "holidays": "\n".join(_written(*span) for span in hours.holidays) if hours else "",
    }


def _written(first: date, last: date) -> str:
    words = [f"{day:%d/%m/%Y}" for day in dict.fromkeys((first, last))]
    return " – ".join(words)


def _indented(place: Place) -> tuple[str, str]:
    return str(place.location.pk), "\N{EM SPACE}" * place.depth + place.location.name


class MoveForm(forms.Form):
    """One place up or down among its siblings."""

    by = forms.TypedChoiceField(coerce=int, choices=[(-1, "up"), (1, "down")])


class MergeForm(forms.Form):
    """Which place takes over."""

    def __init__(self, organization: Organization, location: Location, *args: Any) -> None:
        super().__init__(*args)
        places = possible_heirs(organization, location)
        found = {str(place.location.pk): place.location for place in places}
        self.fields["into"] = forms.TypedChoiceField(
            label=_("Which place takes over?"),
            choices=[("", _("Choose a place")), *map(_indented, places)],
            coerce=found.get,
            error_messages={"required": _("Choose a place.")},
        )


class PlacesFileForm(forms.Form):
    """A table of places to import."""

    file = forms.FileField(
        label=_("CSV or XLSX file"),
        help_text=_("At most 2 MB and 2,000 places."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty."),
        },
    )
    rows: tuple[PlaceRow, ...] = ()
    problems: tuple[RowProblem, ...] = ()

    def clean_file(self) -> Any:
        """Read the table. Raises ValidationError if it is none."""
        file = self.cleaned_data["file"]
        try:
            rows, problems = read_places(read_table(file))
        except TableError as error:
            raise ValidationError(TABLE_PROBLEMS[error.kind]) from error
        self.rows, self.problems = tuple(rows), tuple(problems)
        if problems:
            raise ValidationError(_("Nothing was imported. Mend these lines and choose it again."))
        return file


TABLE_PROBLEMS = {
    "large": _("This file is too large: 2 MB is the most."),
    "encoding": _("These letters cannot be read. Save the file as CSV in UTF-8, or as XLSX."),
    "broken": _("This file is damaged, or no table."),
    "empty": _("This table is empty."),
}
