"""A touchpoint as it is typed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.words import WordsField
from surveys.models import About, Stage, Touchpoint


class TouchpointForm(forms.Form):
    """What a contact point is called and where in the journey it lies."""

    name = WordsField(
        label=_("Name"),
        max_length=80,
        help_text=_("In your customers' words: “ordering and paying”, “the menu”."),
        error_messages={"required": _("Give the touchpoint a name.")},
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    about = forms.ChoiceField(label=_("What is met"), choices=About.choices)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        touchpoint: Touchpoint | None = None,
        initial: Mapping[str, str] | None = None,
    ) -> None:
        stored = (
            {name: getattr(touchpoint, name) for name in ("name", "stage", "about")}
            if touchpoint
            else {}
        )
        super().__init__(data, initial=stored | dict(initial or {}))


class MoveTouchpointForm(forms.Form):
    """One place up or down."""

    by = forms.TypedChoiceField(coerce=int, choices=[(-1, "up"), (1, "down")])
