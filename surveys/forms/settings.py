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
from surveys.rules import MAX_HIDDEN_FIELDS, MAX_TITLE, Content, Page, overlay, title_page

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

    def __init__(self, data: QueryDict | None = None, *, survey: Survey) -> None:
        names = "\n".join(survey.content.hidden_fields)
        super().__init__(data, survey=survey, initial={"names": names})

    def clean_names(self) -> list[str]:
        """Read the lines. Raises ValidationError naming the first that is no name."""
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines()]
        names = list(dict.fromkeys(line for line in lines if line))
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

    def edited(self, content: Content) -> Content:
        """The draft with these names."""
        return replace(content, hidden_fields=tuple(self.cleaned_data["names"]))


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
