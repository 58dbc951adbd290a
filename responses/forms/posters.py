"""What posters look like and say."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hearme.common.poster_kinds import MAX_TITLE, Format, Size
from responses.forms.fields import SWITCH
from surveys.rules import parse_colour

POSTER_LANGUAGES = settings.LANGUAGES


class PosterForm(forms.Form):
    """What posters look like and say, and in which file they come."""

    size = forms.ChoiceField(choices=[(size.value, size.value) for size in Size])
    language = forms.ChoiceField(label=_("Language on paper"), choices=list(POSTER_LANGUAGES))
    title = forms.CharField(
        label=_("Invitation"),
        max_length=MAX_TITLE,
        required=False,
        help_text=_("Up to 40 letters can be read from two metres away."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    brand = forms.CharField(label=_("Colour"), max_length=9)
    has_faces = forms.BooleanField(label=_("Five faces"), required=False, widget=SWITCH)
    has_logo = forms.BooleanField(label=_("Logo inside the code"), required=False, widget=SWITCH)
    has_place = forms.BooleanField(label=_("Name of the place"), required=False, widget=SWITCH)
    has_code = forms.BooleanField(label=_("Short code in words"), required=False, widget=SWITCH)
    format = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in Format])

    def clean_brand(self) -> str:
        """Read the colour. Raises ValidationError for what is none."""
        colour = parse_colour(self.cleaned_data["brand"])
        if colour is None:
            raise ValidationError(_("Write a colour such as #0d5c4a."))
        return colour

    def clean_title(self) -> str:
        """One line, whatever was pasted."""
        return " ".join(self.cleaned_data["title"].split())
