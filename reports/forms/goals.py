"""Forms: a goal for a rating, and a note on a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Location, Membership
from hearme.accounts.queries import Place, places_of, reach_of
from reports.actions import DayText, Metric
from reports.models import Annotation
from reports.queries.goals import ratings_to_aim_at
from reports.rules.goals import is_broken, tidy_note
from reports.rules.outline import Asked
from surveys.rules import pick

EVERYWHERE: Final = "all"
LONGEST_NAME: Final = 90
BROKEN: Final = _("This has a character that cannot be stored.")
INDENT: Final = "   "


class PointsField(forms.CharField):
    """A whole number of points as people write it: 80, 80%, +50 or −20."""

    default_error_messages = {
        "not_whole": _("Write a whole number, such as 80."),
        "null_characters_not_allowed": _("Write a whole number, such as 80."),
    }

    def clean(self, value: Any) -> int:
        """Raises ValidationError for anything but a short whole number."""
        typed = super().clean(value)
        plain = typed.replace("−", "-").replace("–", "-").removesuffix("%").strip()
        digits = plain.removeprefix("-").removeprefix("+")
        if not digits.isascii() or not digits.isdigit() or len(digits) > 4:
            raise ValidationError(self.error_messages["not_whole"], code="not_whole")
        return int(plain)


def points_field() -> PointsField:
    return PointsField(
        label=_("Goal"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 6}),
        help_text=_("Percent from 0 to 100; NPS from −100 to 100."),
        error_messages={"required": _("Write the goal, such as 80.")},
    )


class ValueForm(forms.Form):
    """Another value for a goal."""

    value = points_field()


class GoalForm(forms.Form):
    """Which rating should reach how much, and where."""

    metric = forms.ChoiceField(
        label=_("Question"),
        error_messages={
            "required": _("Choose a question."),
            "invalid_choice": _("This question is not asked any more."),
        },
    )
    value = points_field()
    places = forms.MultipleChoiceField(
        label=_("Where it holds"),
        help_text=_(
            "A place includes all inside it. A goal of its own goes before that of the place"
            " around it."
        ),
        error_messages={
            "required": _("Choose where the goal holds."),
            "invalid_choice": _("One of these places is closed or not known."),
        },
    )

    def __init__(
        self,
        membership: Membership,
        data: Any = None,
        *,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        reach = reach_of(membership)
        found = ratings_to_aim_at(membership.organization)
        self.metrics = {
            f"{survey.code}:{asked.key}": Metric(survey, asked.question)
            for survey, every in found
            for asked in every
        }
        self.fields["metric"].choices = [  # type: ignore[attr-defined]
            (survey.title, [(f"{survey.code}:{each.key}", _name(each, survey)) for each in every])
            for survey, every in found
        ]
        self.known: dict[str, Place | None] = {} if reach is not None else {EVERYWHERE: None}
        self.known |= open_places(membership, reach)
        self.fields["places"].choices = [(key, key) for key in self.known]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Metric:
        """The chosen rating; for a form that is valid."""
        return self.metrics[self.cleaned_data["metric"]]

    @property
    def locations(self) -> list[Location | None]:
        """Where the goal holds, None for everywhere; for a form that is valid."""
        chosen = [self.known[key] for key in self.cleaned_data["places"]]
        return [place.location if place else None for place in chosen]

    @property
    def boxes(self) -> list[tuple[str, str, int, bool]]:
        """Every place to tick: its key, name, depth, and whether it is ticked."""
        ticked = {str(key) for key in self["places"].value() or []}
        return [
            (
                key,
                place.location.name if place else str(_("Everywhere")),
                place.level if place else 0,
                key in ticked,
            )
            for key, place in self.known.items()
        ]


def open_places(membership: Membership, reach: frozenset[int] | None) -> dict[str, Place]:
    """The open places within a member's reach, in tree order."""
    return {
        str(place.location.pk): place
        for place in places_of(membership.organization)
        if place.location.closed_at is None and (reach is None or place.location.pk in reach)
    }


def _name(asked: Asked, survey: Any) -> str:
    language, fallback = get_language() or "", survey.default_language
    words = pick(asked.question.text, language, fallback)
    if asked.whole:
        words = f"{pick(asked.whole.text, language, fallback)}: {words}"
    return words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1]}…"


class NoteForm(forms.Form):
    """What happened on a day, and where."""

    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )
    text = forms.CharField(
        label=_("What happened"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 80}),
        help_text=_("A few words, such as “added an evening shift”."),
        error_messages={
            "required": _("Say in a few words what happened."),
            "null_characters_not_allowed": BROKEN,
        },
    )
    place = forms.ChoiceField(
        label=_("Where"),
        error_messages={
            "required": _("Choose where it happened."),
            "invalid_choice": _("This place is closed or not known."),
        },
    )

    def __init__(
        self,
        membership: Membership,
        data: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
        note: Annotation | None = None,
    ) -> None:
        super().__init__(data, initial=_note_start(note) | dict(initial or {}))
        reach = reach_of(membership)
        self.known: dict[str, Location | None] = {} if reach is not None else {EVERYWHERE: None}
        if note and note.location and note.location.closed_at:
            self.known[str(note.location.pk)] = note.location
        places = open_places(membership, reach)
        self.known |= {key: place.location for key, place in places.items()}
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (key, _indented(place, places.get(key))) for key, place in self.known.items()
        ]

    def clean_text(self) -> str:
        """One line of composed letters."""
        text = tidy_note(self.cleaned_data["text"])
        if is_broken(text):
            raise ValidationError(BROKEN)
        return text

    @property
    def note(self) -> DayText:
        """What is written; for a form that is valid."""
        day: date = self.cleaned_data["day"]
        return DayText(day, self.cleaned_data["text"], self.known[self.cleaned_data["place"]])


def _note_start(note: Annotation | None) -> dict[str, Any]:
    if note is None:
        return {}
    place = str(note.location_id) if note.location_id else EVERYWHERE
    return {"day": note.day, "text": note.text, "place": place}


def _indented(location: Location | None, place: Place | None) -> str:
    if location is None:
        return str(_("Everywhere"))
    return INDENT * (place.level if place else 0) + location.name
