"""Signed links: what one shall say, and a table of many."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Organization
from hearme.accounts.queries import places_of
from hearme.common.tables import TableError, read_table
from responses.actions import WantedLink
from responses.forms.collectors import subject_field, touchpoint_field
from responses.forms.fields import Sent, place_field
from responses.models import Collector
from responses.queries import hidden_fields_of, place_paths
from responses.rules import (
    LONGEST_DAYS,
    LONGEST_REFERENCE,
    LONGEST_VALUE,
    LinkRow,
    LinkTable,
    Names,
    TableProblem,
    has_room_for,
    misfit_of,
    read_link_table,
)
from surveys.pages import subject_state, today_of
from surveys.queries import subjects_of, touchpoints_of

FIELD: Final = "field_"
"""What the name of a hidden field's input starts with."""
USUAL_DAYS: Final = 30
LARGEST_TABLE: Final = 8 * 1024 * 1024
SHOWN_PROBLEMS: Final = 50
MISFITS: Final = {
    "too_long": _("This is longer than 200 letters."),
    "broken": _("This has a letter that nobody can type."),
}


class _TimedForm(forms.Form):
    """For how long links are good, and how often."""

    days = forms.IntegerField(
        label=_("Good for how many days"),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=USUAL_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    use = forms.ChoiceField(
        label=_("How often it may be used"),
        choices=[
            ("once", _("Once: one link, one answer")),
            ("often", _("Again and again, for example as a QR code on a receipt")),
        ],
        initial="once",
        widget=forms.RadioSelect,
    )

    @property
    def is_single(self) -> bool:
        return bool(self.cleaned_data["use"] == "once")

    @property
    def expires_at(self) -> datetime:
        return timezone.now() + timedelta(days=self.cleaned_data["days"])


class LinkForm(_TimedForm):
    """What one link shall say."""

    reference = forms.CharField(
        label=_("Transaction"),
        max_length=LONGEST_REFERENCE,
        required=False,
        help_text=_(
            "Its number is not stored and not in the link: only a fingerprint, by which you find "
            "the answer again."
        ),
    )

    def __init__(self, collector: Collector, sent: Sent = None) -> None:
        super().__init__(sent)
        organization = collector.organization
        places = places_of(organization)
        self.fields["location"] = place_field(
            [place for place in places if not place.location.closed_at],
            place_paths(places),
            empty=_("Where the code stands"),
            label=_("Location"),
            required=False,
        )
        self.fields["subject"] = subject_field(organization, None)
        self.fields["touchpoint"] = touchpoint_field(organization, None)
        self.names = hidden_fields_of(collector.survey)
        for name in self.names:
            self.fields[FIELD + name] = _ValueField(label=name, required=False)
        own = [FIELD + name for name in self.names]
        self.order_fields(["location", "subject", "touchpoint", "reference", *own, "days", "use"])

    def clean(self) -> dict[str, Any]:
        """Look at the hidden fields together. Raises ValidationError if they are too much."""
        clean = super().clean() or {}
        if not has_room_for({name: clean.get(FIELD + name, "") for name in self.names}):
            raise ValidationError(_("This is more than one address can carry. Shorten a value."))
        return clean

    @property
    def hidden(self) -> list[forms.BoundField]:
        """The inputs of the survey's hidden fields."""
        return [self[FIELD + name] for name in self.names]

    @property
    def wish(self) -> WantedLink:
        clean = self.cleaned_data
        return WantedLink(
            self.expires_at,
            is_single=self.is_single,
            location=clean["location"],
            subject=clean["subject"],
            touchpoint=clean["touchpoint"],
            reference=clean["reference"],
            hidden={name: clean[FIELD + name] for name in self.names if clean[FIELD + name]},
        )


class _ValueField(forms.CharField):
    """The value of a hidden field."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_VALUE, **kwargs)

    def validate(self, value: str) -> None:
        """Refuse what fits in no link. Raises ValidationError."""
        super().validate(value)
        if value and (kind := misfit_of(value)):
            raise ValidationError(MISFITS[kind])


# ------------------------------------------------------------------ a table
class LinkTableForm(_TimedForm):
    """A table of links: its columns are known by their names."""

    file = forms.FileField(
        label=_("CSV or XLSX file"),
        help_text=_("At most 8 MB and 20,000 lines."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
    field_order = ("file", "days", "use")
    table = LinkTable()
    problems: tuple[TableProblem, ...] = ()
    found: Sequence[Mapping[str, Any]] = ()
    """For each line the place, subject and touchpoint that it names."""

    def __init__(self, collector: Collector, sent: Sent = None, files: Any = None) -> None:
        # Its fields stand on one page with those of a single link.
        super().__init__(sent, files, prefix="table")
        self.collector = collector

    def clean_file(self) -> Any:
        """Read the table. Raises ValidationError if it is none, or something in it is wrong."""
        file = self.cleaned_data["file"]
        try:
            cells = read_table(file, most=LARGEST_TABLE)
        except TableError as error:
            raise ValidationError(TABLE_PROBLEMS[error.kind]) from error
        self.table = read_link_table(cells, hidden_fields_of(self.collector.survey))
        catalogue = _Catalogue(self.collector.organization)
        self.found = [catalogue.things_in(row) for row in self.table.rows]
        self.problems = (*self.table.problems, *catalogue.problems)
        if self.problems:
            raise ValidationError(_("No link was made. Mend these lines and choose it again."))
        return file

    @property
    def first_problems(self) -> Sequence[TableProblem]:
        """As many as somebody would read."""
        return sorted(self.problems, key=lambda problem: problem.line)[:SHOWN_PROBLEMS]

    @property
    def more_problems(self) -> int:
        return max(0, len(self.problems) - SHOWN_PROBLEMS)

    @property
    def wishes(self) -> Iterator[WantedLink]:
        """What the links of the lines shall say, one after the other."""
        expires_at = self.expires_at
        for row, things in zip(self.table.rows, self.found, strict=True):
            yield WantedLink(
                expires_at,
                is_single=self.is_single,
                reference=row.facts.get("reference", ""),
                hidden=dict(row.hidden),
                **things,
            )


class _Catalogue:
    """All that a table may name, and what it named in vain."""

    def __init__(self, organization: Organization) -> None:
        places = places_of(organization)
        paths = place_paths(places)
        open_places = [place.location for place in places if not place.location.closed_at]
        today = today_of(organization)
        active = [s for s in subjects_of(organization) if subject_state(s, today) == "active"]
        self.things = {
            "location": Names(
                [(place.name, place) for place in open_places],
                [(paths[place.pk], place) for place in open_places],
            ),
            "subject": Names([(subject.name, subject) for subject in active]),
            "touchpoint": Names(
                [(each.name, each) for each in touchpoints_of(organization) if not each.closed_at]
            ),
        }
        self.problems: list[TableProblem] = []

    def things_in(self, row: LinkRow) -> dict[str, Any]:
        """What the line names; what is not found is a problem."""
        found: dict[str, Any] = {}
        for kind, names in self.things.items():
            if name := row.facts.get(kind, ""):
                found[kind], problem = names.find(name)
                if problem:
                    self.problems.append(TableProblem(row.line, problem, name[:60]))
        return found


TABLE_PROBLEMS: Final = {
    "large": _("This file is too large: 8 MB is the most."),
    "encoding": _("These letters cannot be read. Save the file as CSV in UTF-8, or as XLSX."),
    "broken": _("This file is damaged, or no table."),
    "empty": _("This table is empty."),
}
