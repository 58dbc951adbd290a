"""What changes for many codes at once: one small form for each thing that may be done."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hearme.accounts.models import Organization
from responses.actions import Change
from responses.forms.collectors import subject_field, touchpoint_field
from responses.forms.fields import USABLE, Choices, DayInput, PickField, Sent, survey_field
from responses.forms.filters import FIRST_DAY, LAST_DAY
from responses.models import Collector
from surveys.queries import languages_in_use, surveys_of, themes_of

KEEP: Final = "keep"
AS_IT_IS: Final = (KEEP, _("Leave as it is"))


class ChangeForm(forms.Form):
    """Something that is done to many codes."""

    has_fields = True

    def __init__(self, organization: Organization, sent: Sent = None) -> None:
        super().__init__(sent)
        self.organization = organization

    @property
    def change(self) -> Change:
        """What is done; only after the form is valid."""
        raise NotImplementedError

    def says(self, total: int) -> list[str]:
        """What will be so afterwards, in sentences."""
        raise NotImplementedError


class PointForm(ChangeForm):
    """Let the codes lead to another survey."""

    def __init__(self, organization: Organization, sent: Sent = None) -> None:
        super().__init__(organization, sent)
        self.fields["survey"] = survey_field(
            surveys_of(organization),
            USABLE,
            label=_("Survey"),
            empty=_("Choose a survey…"),
            error_messages={"required": _("Choose a survey first.")},
            help_text=_("The printed codes stay the same. Answers so far stay with their survey."),
        )

    @property
    def change(self) -> Change:
        return Change(aim={"survey": self.cleaned_data["survey"]})

    def says(self, total: int) -> list[str]:
        said = ngettext(
            "%(total)d code will lead to “%(survey)s”.",
            "%(total)d codes will lead to “%(survey)s”.",
            total,
        )
        return [said % {"total": total, "survey": self.cleaned_data["survey"]}]


class RatedForm(ChangeForm):
    """Where in the journey the answers belong, and who or what they rate."""

    def __init__(self, organization: Organization, sent: Sent = None) -> None:
        super().__init__(organization, sent)
        self.fields["touchpoint"] = _or_keep(touchpoint_field(organization, None))
        self.fields["subject"] = _or_keep(subject_field(organization, None))

    def clean(self) -> dict[str, Any]:
        return _some_change(self, super().clean() or {})

    @property
    def change(self) -> Change:
        return Change(aim=_kept_out(self.cleaned_data))  # type: ignore[arg-type]

    def says(self, total: int) -> list[str]:
        words = {
            "touchpoint": (_("Touchpoint: %s"), _now("None in particular")),
            "subject": (_("Who or what is rated: %s"), _now("Nobody in particular")),
        }
        return [
            str(words[name][0]) % (value or words[name][1])
            for name, value in _kept_out(self.cleaned_data).items()
        ]


class StateForm(ChangeForm):
    """Pause the codes, call them lost, retire them, or let them take answers again."""

    has_fields = False

    def __init__(
        self, organization: Organization, sent: Sent = None, *, state: Collector.State
    ) -> None:
        super().__init__(organization, sent)
        self.state = state

    @property
    def change(self) -> Change:
        return Change(state=self.state)

    def says(self, total: int) -> list[str]:
        said = {
            Collector.State.ACTIVE: ngettext(
                "%d code will take answers again.", "%d codes will take answers again.", total
            ),
            Collector.State.PAUSED: ngettext(
                "%d code will be paused.", "%d codes will be paused.", total
            ),
            Collector.State.LOST: ngettext(
                "%d code will be marked as lost.", "%d codes will be marked as lost.", total
            ),
            Collector.State.RETIRED: ngettext(
                "%d code will be retired and never used again.",
                "%d codes will be retired and never used again.",
                total,
            ),
        }
        return [said[self.state] % total]


class LimitsForm(ChangeForm):
    """When the codes take answers, how they look, and in which language they open."""

    days = forms.ChoiceField(
        label=_("Days"),
        choices=[AS_IT_IS, ("set", _("From and until these days")), ("none", _("Any day"))],
    )
    first_day = forms.DateField(label=_("Takes answers from"), required=False, widget=DayInput)
    last_day = forms.DateField(label=_("Takes answers until"), required=False, widget=DayInput)
    hours = forms.ChoiceField(
        label=_("Opening hours"),
        choices=[AS_IT_IS, ("only", _("Only in opening hours")), ("always", _("At any hour"))],
    )
    language = forms.ChoiceField(
        label=_("First language"),
        choices=[AS_IT_IS, ("phone", _("The one of the phone"))],
    )

    def __init__(self, organization: Organization, sent: Sent = None) -> None:
        super().__init__(organization, sent)
        themes = {str(theme.pk): theme for theme in themes_of(organization)}
        choices: Choices = [AS_IT_IS, ("survey", _("The look of the survey"))]
        choices += [(pk, theme.name) for pk, theme in themes.items()]
        things = {**themes, KEEP: KEEP, "survey": None}
        self.fields["theme"] = PickField(things, choices, label=_("Look"))
        self.fields["language"].choices += [  # type: ignore[attr-defined]
            (code, settings.SURVEY_LANGUAGES.get(code, code))
            for code in languages_in_use(organization)
        ]

    def clean_first_day(self) -> date | None:
        return _in_our_days(self.cleaned_data["first_day"])

    def clean_last_day(self) -> date | None:
        return _in_our_days(self.cleaned_data["last_day"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if cleaned.get("days") == "set" and not self.errors:
            if not (first or last):
                self.add_error("first_day", _("Choose at least one of the two days."))
            elif first and last and last < first:
                self.add_error("last_day", _("The last day comes before the first."))
        return _some_change(self, cleaned, unless={"first_day", "last_day"})

    @property
    def change(self) -> Change:
        clean = self.cleaned_data
        limits: dict[str, Any] = {}
        if clean["days"] != KEEP:
            is_set = clean["days"] == "set"
            limits["first_day"] = clean["first_day"] if is_set else None
            limits["last_day"] = clean["last_day"] if is_set else None
        if clean["hours"] != KEEP:
            limits["is_hours_only"] = clean["hours"] == "only"
        if clean["theme"] != KEEP:
            limits["theme"] = clean["theme"]
        if clean["language"] != KEEP:
            limits["language"] = "" if clean["language"] == "phone" else clean["language"]
        return Change(limits=limits)

    def says(self, total: int) -> list[str]:
        clean = self.cleaned_data
        lines = []
        if clean["days"] == "set":
            lines += [
                f"{self.fields[name].label}: {clean[name]:%d/%m/%Y}"
                for name in ("first_day", "last_day")
                if clean[name]
            ]
        chosen = ["days"] if clean["days"] == "none" else []
        chosen += [name for name in ("hours", "theme", "language") if clean[name] != KEEP]
        return [*lines, *(f"{self.fields[name].label}: {_label(self[name])}" for name in chosen)]


def _label(field: forms.BoundField) -> str:
    """The words of what is chosen."""
    choices = dict(field.field.choices)  # type: ignore[attr-defined]
    return str(choices[field.value()])


def _or_keep(field: PickField) -> PickField:
    """The same choice, and leaving it as it is, which comes first."""
    things_of: Callable[[str], Any] = field.coerce
    field.coerce = lambda value: KEEP if value == KEEP else things_of(value)
    offered: Choices = list(field.choices)  # type: ignore[arg-type]
    field.choices = [AS_IT_IS, *offered]
    field.initial = KEEP
    return field


def _kept_out(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in cleaned.items() if value != KEEP}


def _some_change(
    form: forms.Form, cleaned: dict[str, Any], unless: frozenset[str] | set[str] = frozenset()
) -> dict[str, Any]:
    """Raise an error for a form in which everything stays as it is."""
    if not form.errors and not _kept_out(cleaned).keys() - unless:
        form.add_error(None, _("Everything stays as it is so far. Choose what to change."))
    return cleaned


def _in_our_days(day: date | None) -> date | None:
    if day and not FIRST_DAY <= day <= LAST_DAY:
        raise forms.ValidationError(_("this day is too far away."))
    return day


FORMS: Final[Mapping[str, type[ChangeForm]]] = {
    "point": PointForm,
    "rated": RatedForm,
    "limits": LimitsForm,
}


def change_form(organization: Organization, deed: str, sent: Sent) -> ChangeForm | None:
    """The form for what somebody wants to do; None for what nobody can do."""
    if deed in Collector.State.values:
        return StateForm(organization, sent, state=Collector.State(deed))
    form = FORMS.get(deed)
    return form(organization, sent) if form else None
