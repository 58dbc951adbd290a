"""What a file holds and how it is written."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.forms.report import ReportForm
from reports.rules.codebook import Times
from reports.rules.exporting import Format, Scope, Wanted
from reports.rules.filters import State


class ExportForm(forms.Form):
    """What a file holds and how it is written; which responses, the report's filters say."""

    scope = forms.ChoiceField(
        label=_("What"),
        widget=forms.RadioSelect,
        choices=[
            (Scope.RAW, _("Every response, one a line")),
            (Scope.SUMMARY, _("The figures of the report")),
        ],
    )
    format = forms.ChoiceField(
        label=_("As"),
        widget=forms.RadioSelect,
        choices=[
            (Format.XLSX, _("Excel (.xlsx), with a code book")),
            (Format.CSV, _("CSV (.csv), for any program")),
            (Format.SAV, _("SPSS (.sav), with labels")),
            (Format.JSONL, _("JSON Lines (.jsonl), for developers")),
        ],
    )
    state = forms.ChoiceField(
        label=_("Which responses"),
        choices=[
            (State.COUNTED, _("Those that count")),
            (State.ALL, _("Also those held back")),
            (State.HELD, _("Only those held back")),
        ],
    )
    times = forms.ChoiceField(
        label=_("Times"),
        choices=[
            (Times.BOTH, _("By the clock of the place, and UTC")),
            (Times.LOCAL, _("Only by the clock of the place")),
            (Times.UTC, _("Only UTC")),
        ],
    )
    separator = forms.ChoiceField(
        label=_("Between cells"),
        choices=[(",", _("Comma ( , )")), (";", _("Semicolon ( ; ), with decimal commas"))],
    )
    has_mark = forms.BooleanField(label=_("Let Excel read Vietnamese (BOM)"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse what SPSS has no place for."""
        given = super().clean() or {}
        if given.get("scope") == Scope.SUMMARY and given.get("format") == Format.SAV:
            self.add_error("format", _("SPSS takes responses only: choose another file."))
        return given

    def wanted(self, form: ReportForm, language: str, *, has_contacts: bool) -> Wanted:
        """The export for these filters; only of a form that is valid."""
        given = self.cleaned_data
        return Wanted(
            form.span.period,
            replace(form.filters, state=State(given["state"])),
            Scope(given["scope"]),
            Format(given["format"]),
            given["separator"],
            given["has_mark"],
            Times(given["times"]),
            has_contacts,
            language,
        )
