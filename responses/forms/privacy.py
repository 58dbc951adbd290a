"""Parse and clean input: the privacy notice, and the filter of the register of consents."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from responses.forms.fields import DayInput, Sent
from responses.models import Notice


class NoticeForm(forms.Form):
    """An organization's own words on what it does with answers, one text a language."""

    def __init__(self, sent: Sent = None, *, notice: Notice | None = None) -> None:
        super().__init__(sent)
        texts = notice.texts if notice else {}
        for language, name in settings.LANGUAGES:
            self.fields[f"text_{language}"] = forms.CharField(
                label=name,
                max_length=6_000,
                required=False,
                initial=texts.get(language, ""),
                widget=forms.Textarea(attrs={"rows": 8, "lang": language}),
            )

    @property
    def texts(self) -> dict[str, str]:
        """Language -> what was written."""
        clean: dict[str, Any] = self.cleaned_data
        return {language: clean[f"text_{language}"] for language, _name in settings.LANGUAGES}


class ConsentFilterForm(forms.Form):
    """Which consents are listed."""

    since = forms.DateField(label=_("From"), required=False, widget=DayInput)
    is_standing = forms.BooleanField(label=_("Only those that still hold"), required=False)
