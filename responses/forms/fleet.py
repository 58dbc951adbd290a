"""Opening many codes at once: names at places, or the rows of a table."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Organization
from hearme.accounts.queries import Place, places_of
from hearme.accounts.rules import RowProblem
from hearme.common.tables import TableError, read_table
from responses.forms import (
    USABLE,
    Sent,
    subject_field,
    survey_field,
    touchpoint_field,
)
from responses.models import Collector
from responses.queries import ends_inside, ways_to
from responses.rules import (
    MOST_AT_ONCE,
    Known,
    NameProblemError,
    Spot,
    meanings,
    names_of,
    places_by_words,
    read_fleet,
    spots_of,
)
from surveys.models import Subject, Touchpoint
from surveys.queries import surveys_of

SALT: Final = "responses.fleet"
LONGEST_NAMES: Final = 40_000


# ------------------------------------------------------------------ opening
class FleetForm(forms.Form):
    """Which codes are opened: names at places, or the rows of a table."""

    kind = forms.TypedChoiceField(
        label=_("Kind"),
        choices=Collector.Kind.choices,
        initial=Collector.Kind.LINK,
        coerce=Collector.Kind,
    )
    names = forms.CharField(
        label=_("Names"),
        required=False,
        max_length=LONGEST_NAMES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "One a line. {1-12} counts: “Table {1-12}” is twelve names. "
            "Without names there is one code for each whole place."
        ),
    )
    file = forms.FileField(
        label=_("CSV or XLSX file"),
        required=False,
        help_text=_("At most 2 MB and 2,000 codes."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        error_messages={"empty": _("This file is empty.")},
    )
    rows = forms.CharField(required=False, widget=forms.HiddenInput)
    """What a table said that was read before: a browser sends a file once only."""

    def __init__(
        self, organization: Organization, sent: Sent = None, files: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(sent, files, **kwargs)
        self.places = places_of(organization)
        self.ends = ends_inside(self.places)
        surveys = [survey for survey in surveys_of(organization) if survey.state in USABLE]
        self.fields["survey"] = survey_field(surveys, USABLE, label=_("Survey"))
        self.fields["at"] = _places_field(p.location.pk for p in self.places if _is_open(p))
        self.fields["within"] = _places_field(self.ends)
        self.fields["touchpoint"] = touchpoint_field(organization, None)
        self.fields["subject"] = subject_field(organization, None)
        self.has_surveys, self.has_places = bool(surveys), any(map(_is_open, self.places))
        self.spots: list[Spot] = []
        self.problems: list[RowProblem] = []
        self.count_of_names = 0

    @property
    def places_picked(self) -> set[str]:
        """The places that are ticked, as they were sent."""
        return set(self["at"].value() or ())

    @property
    def branches_picked(self) -> set[str]:
        """The places all whose inner ones are ticked, as they were sent."""
        return set(self["within"].value() or ())

    def clean_names(self) -> list[str]:
        """Read the names. Raises ValidationError for a line that cannot be read."""
        try:
            return names_of(self.cleaned_data["names"])
        except NameProblemError as problem:
            words = str(PROBLEMS[problem.kind]) % {"value": problem.value}
            raise ValidationError(words) from problem

    def clean_rows(self) -> list[Spot]:
        """What a table said that was read on the page before."""
        try:
            rows = signing.loads(self.cleaned_data["rows"] or "", salt=SALT)
        except signing.BadSignature:
            return []
        return [Spot(*row) for row in rows]

    def clean(self) -> dict[str, Any]:
        """Gather the codes that are wanted into `spots`."""
        cleaned = super().clean() or {}
        if cleaned.get("file"):
            self._read_file(cleaned["file"])
        elif cleaned.get("rows"):
            self.spots = cleaned["rows"]
        elif not self.errors.keys() - {"survey"}:
            self._multiply(cleaned)
        return cleaned

    def _multiply(self, cleaned: Mapping[str, Any]) -> None:
        """Each name at each place."""
        wanted = set(cleaned["at"])
        for branch in cleaned["within"]:
            wanted |= set(self.ends[branch])
        locations = [p.location.pk for p in self.places if p.location.pk in wanted]
        if not locations:
            self.add_error("at", _("Choose at least one place."))
        touchpoint, subject = cleaned["touchpoint"], cleaned["subject"]
        self.count_of_names = len(cleaned["names"])
        total = len(locations) * (self.count_of_names or 1)
        if total > MOST_AT_ONCE:
            words = _("That makes %(total)d codes: %(most)d at once is the most.")
            self.add_error("names", words % {"total": total, "most": MOST_AT_ONCE})
            return
        self.spots = spots_of(locations, cleaned["names"], _pk(touchpoint), _pk(subject))

    def _read_file(self, file: Any) -> None:
        try:
            self.spots, self.problems = read_fleet(read_table(file), self._known())
        except TableError as error:
            self.add_error("file", str(TABLE_PROBLEMS[error.kind]))
        if self.problems:
            self.add_error("file", _("No code was opened. Mend these lines and choose it again."))

    def _known(self) -> Known:
        return Known(
            location=places_by_words(ways_to(self.places)),
            touchpoint=_named(self.fields["touchpoint"]),
            subject=_named(self.fields["subject"]),
        )

    @property
    def problem_lines(self) -> list[tuple[int, str]]:
        """What is wrong with the table: line by line, in words."""
        return [
            (problem.line, str(PROBLEMS[problem.kind]) % {"value": problem.value})
            for problem in self.problems
        ]

    @property
    def packed_rows(self) -> str:
        """What the table said, for the next page; empty if there was none."""
        if not (self.cleaned_data.get("file") or self.cleaned_data.get("rows")):
            return ""
        rows = [(s.location_id, s.name, s.touchpoint_id, s.subject_id) for s in self.spots]
        return signing.dumps(rows, salt=SALT, compress=True)


def _is_open(place: Place) -> bool:
    return place.location.closed_at is None


def _places_field(ids: Iterable[int]) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=_("Locations"), choices=[(str(pk), pk) for pk in ids], coerce=int, required=False
    )


def _pk(thing: Touchpoint | Subject | None) -> int | None:
    return thing.pk if thing else None


def _named(field: forms.Field) -> dict[str, tuple[int, ...]]:
    """The things that a field offers in its groups, by their names."""
    choices = field.choices  # type: ignore[attr-defined]
    groups = [options for _label, options in choices if isinstance(options, list)]
    return meanings((name, int(pk)) for options in groups for pk, name in options)


PROBLEMS: Final[Mapping[str, str | Promise]] = {
    "range": _("“%(value)s” does not count. Write numbers from small to large, such as {1-12}."),
    "long": _("The name “%(value)s…” is longer than 80 characters."),
    "letters": _("The name “%(value)s” has signs that cannot be printed."),
    "many": _("That is too many codes: %(value)s at once is the most."),
    "empty": _("The table has no codes below its heading."),
    "no_column": _("The first line has to name the columns; one is called “Location”."),
    "empty_location": _("This line has no location."),
    "no_location": _("There is no open place called “%(value)s”."),
    "many_locations": _("Several places are called “%(value)s”. Write the way: Region > Branch."),
    "no_touchpoint": _("There is no open touchpoint called “%(value)s”."),
    "many_touchpoints": _("Several touchpoints are called “%(value)s”."),
    "no_subject": _("Nobody and nothing active is called “%(value)s”."),
    "many_subjects": _("Several people or things are called “%(value)s”."),
    "twice": _("“%(value)s” is there twice."),
}
TABLE_PROBLEMS: Final[Mapping[str, str | Promise]] = {
    "large": _("This file is too large: 2 MB is the most."),
    "encoding": _("These letters cannot be read. Save the file as CSV in UTF-8, or as XLSX."),
    "broken": _("This file is damaged, or no table."),
    "empty": _("This table is empty."),
}
