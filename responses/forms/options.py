"""When, how often and how a collector takes answers."""

import re
from calendar import monthrange
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Organization
from responses.forms.fields import SWITCH, Choices, DayInput, PickField, Sent
from responses.models import Collector
from surveys.models import Survey
from surveys.queries import themes_of

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST = 1_000_000
LONGEST_MESSAGE = 300
RESTS: Choices = [
    ("", _("As often as they like")),
    (12, _("Once every 12 hours")),
    (24, _("Once a day")),
    (7 * 24, _("Once every 7 days")),
    (30 * 24, _("Once every 30 days")),
]
DAY_FIRST = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})", re.ASCII)
YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)


class OptionalDayInput(DayInput):
    """The browser's calendar; what was typed as text comes back as text."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if value and not YEAR_FIRST.fullmatch(str(value)):
            context["widget"]["type"] = "text"
        return context


class OptionalDayField(forms.DateField):
    """A day or nothing, which says what is wrong with a day that there is not."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=OptionalDayInput, **kwargs)

    def to_python(self, value: Any) -> date | None:
        typed = str(value or "").strip()
        if not typed or isinstance(value, date):
            return super().to_python(value)
        if found := DAY_FIRST.fullmatch(typed):
            day, month, year = map(int, found.groups())
        elif found := YEAR_FIRST.fullmatch(typed):
            year, month, day = map(int, found.groups())
        else:
            raise ValidationError(_("Write the day like 31/12/2026."))
        return _day(year, month, day)


def _day(year: int, month: int, day: int) -> date:
    """The day, or a ValidationError that says why there is none."""
    if not 1 <= month <= 12 or not day:
        raise ValidationError(_("Write the day like 31/12/2026."))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(_("This day is too far away."))
    days = monthrange(year, month)[1]
    if day > days:
        name = date_format(date(year, month, 1), "F")
        raise ValidationError(
            _("%(month)s %(year)d has only %(days)d days."),
            params={"month": name, "year": year, "days": days},
        )
    return date(year, month, day)


class CollectorOptionsForm(forms.Form):
    """The options of one collector: a field for each, and a message in each of its languages."""

    first_day = OptionalDayField(label=_("Takes answers from"))
    last_day = OptionalDayField(label=_("Until"))
    most_responses = forms.IntegerField(
        label=_("Most responses"),
        required=False,
        localize=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": _("No limit")}),
        error_messages={"invalid": _("Write a whole number, such as 500.")},
    )
    rest_hours = forms.TypedChoiceField(
        label=_("Each device answers"),
        choices=RESTS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Told by a cookie of the page, never by the IP address."),
    )
    pin = forms.RegexField(
        r"^[0-9]{4,8}$",
        label=_("PIN"),
        required=False,
        error_messages={"invalid": _("A PIN has 4 to 8 digits.")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": _("None")}
        ),
        help_text=_("Visitors type it before the first question."),
    )
    return_url = forms.URLField(
        label=_("After sending, back to"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[
            URLValidator(schemes=["https"], message=_("Only pages with https:// are safe to link."))
        ],
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        error_messages={"invalid": _("Write an address such as https://example.vn/menu.")},
    )
    is_hours_only = forms.BooleanField(
        label=_("Only in opening hours"), required=False, widget=SWITCH
    )
    may_switch_language = forms.BooleanField(
        label=_("Offer other languages"), required=False, widget=SWITCH
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Collector.Kind.choices)

    def __init__(
        self, organization: Organization, sent: Sent = None, *, collector: Collector
    ) -> None:
        super().__init__(sent, initial=_options_of(collector))
        self.collector, self.languages = collector, _languages_of(collector.survey)
        self.fields["language"] = forms.ChoiceField(
            label=_("First language"),
            choices=[("", _("As the phone speaks")), *self.languages],
            required=False,
        )
        themes = {str(theme.pk): theme for theme in themes_of(organization)}
        names = [(key, theme.name) for key, theme in themes.items()]
        self.fields["theme"] = PickField(
            themes, [("", _("As the survey looks")), *names], label=_("Look"), required=False
        )
        for code, name in self.languages:
            self.fields[f"message_{code}"] = _message_field(code, name)

    def clean(self) -> dict[str, Any]:
        """The messages together; an end before the beginning stands at the end."""
        clean: dict[str, Any] = self.cleaned_data
        first, last = clean.get("first_day"), clean.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("This is before the first day."))
        texts = {code: clean.pop(f"message_{code}", "") for code, _name in self.languages}
        texts = dict(self.collector.message) | texts
        clean["message"] = {code: text for code, text in texts.items() if text}
        return clean

    @property
    def message_fields(self) -> list[forms.BoundField]:
        """The messages, one for each language of the survey."""
        return [self[f"message_{code}"] for code, _name in self.languages]


def _message_field(code: str, name: Any) -> forms.CharField:
    return forms.CharField(
        label=name,
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
    )


def _languages_of(survey: Survey) -> Choices:
    names = dict(settings.LANGUAGES)
    return [(code, names[code]) for code in survey.languages if code in names]


def _options_of(collector: Collector) -> dict[str, Any]:
    names = (
        "first_day", "last_day", "most_responses", "pin", "return_url", "is_hours_only",
        "may_switch_language", "kind", "language",
    )  # fmt: skip
    options = {name: getattr(collector, name) for name in names}
    messages = {f"message_{code}": text for code, text in collector.message.items()}
    keys = {"rest_hours": collector.rest_hours or "", "theme": str(collector.theme_id or "")}
    return options | messages | keys
