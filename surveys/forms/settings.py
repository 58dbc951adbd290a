"""What is set once for a whole survey, and the titles of its pages."""

import re
from dataclasses import replace
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.forms.draft import DraftForm
from surveys.models import Survey
from surveys.rules import (
    MAX_HIDDEN_FIELDS,
    MAX_REPORTABLE_FIELDS,
    MAX_TITLE,
    Content,
    Page,
    overlay,
    title_page,
)

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
RESERVED: Final = frozenset({"t", "d", "o", "n", "v", "lang", "frame", "origin", "beacon"})
"""What the address of a survey page says itself: language, signed link, frame, thanks."""


class HiddenFieldsForm(DraftForm):
    """The names of what a link may carry into a response: one on each line."""

    names = forms.CharField(
        label=gettext_lazy("Names, one on each line"),
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "off", "class": "mono"}
        ),
        help_text=gettext_lazy(
            "Small letters, digits and _ only, starting with a letter, for example: order_number"
        ),
    )

    reportable = forms.MultipleChoiceField(
        label=gettext_lazy("Filter reports by this"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Everybody who reads reports sees the values: no names, numbers or other personal data."
            " Three fields at most; a new name can be ticked once it is saved."
        ),
    )

    def __init__(self, data: QueryDict | None = None, *, survey: Survey) -> None:
        content = survey.content
        initial = {
            "names": "\n".join(content.hidden_fields),
            "reportable": list(content.reportable_fields),
        }
        super().__init__(data, survey=survey, initial=initial)
        written = _lines(data.get("names", "")) if data else []
        every = dict.fromkeys([*written, *content.hidden_fields])
        self.fields["reportable"].choices = [(name, name) for name in every]  # type: ignore[attr-defined]

    def clean_names(self) -> list[str]:
        """Read the lines. Raises ValidationError naming the first that is no name."""
        names = _lines(self.cleaned_data["names"])
        wrong = next((name for name in names if not NAME.fullmatch(name)), "")
        if wrong:
            raise ValidationError(_("“%s” cannot be a name.") % wrong[:40])
        if taken := RESERVED.intersection(names):
            text = _("“%s” has a meaning of its own in addresses. Choose another name.")
            raise ValidationError(text % min(taken))
        if len(names) > MAX_HIDDEN_FIELDS:
            numbers = {"most": MAX_HIDDEN_FIELDS, "now": len(names)}
            raise ValidationError(_("At most %(most)d names; now there are %(now)d.") % numbers)
        return names

    def clean_reportable(self) -> list[str]:
        """Refuse too many: each value of each is counted apart."""
        chosen: list[str] = self.cleaned_data["reportable"]
        if len(chosen) > MAX_REPORTABLE_FIELDS:
            text = _("Reports can be filtered by %(reportable)d hidden fields at most.")
            raise ValidationError(text % {"reportable": MAX_REPORTABLE_FIELDS})
        return chosen

    def edited(self, content: Content) -> Content:
        """The draft with these names, in their order."""
        names, chosen = self.cleaned_data["names"], self.cleaned_data["reportable"]
        return replace(
            content,
            hidden_fields=tuple(names),
            reportable_fields=tuple(name for name in names if name in chosen),
        )


def _lines(text: str) -> list[str]:
    """The names that are written, each once."""
    lines = (line.strip() for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


class PageForm(DraftForm):
    """The title of a page in every language."""

    def __init__(self, data: QueryDict | None = None, *, survey: Survey, page: Page) -> None:
        super().__init__(data, survey=survey)
        self.page = page
        self.add_texts("title", page.title, max_length=MAX_TITLE)

    @property
    def title_fields(self) -> list[forms.BoundField]:
        return self.fields_of("title")

    def edited(self, content: Content) -> Content:
        """The draft with this title."""
        page = content.page(self.page.key) or self.page
        return title_page(content, page.key, overlay(page.title, self.texts_of("title")))
