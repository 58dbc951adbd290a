"""A text as an author types it."""

import unicodedata
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.rules import MAX_TAG, MAX_TAGS

BROKEN: Final = gettext_lazy("This has a character that cannot be stored.")
TOO_LONG: Final = gettext_lazy(
    "Shorten this to %(limit_value)d characters; now there are %(show_value)d."
)


class WordsField(forms.CharField):
    """A text of a survey: composed letters, no stray spaces, and its limit said in plain words."""

    default_error_messages = {
        "max_length": TOO_LONG,
        "null_characters_not_allowed": BROKEN,
    }

    def __init__(self, *, rows: int = 0, language: str = "", **kwargs: Any) -> None:
        self.is_line = rows < 3
        attrs = {"lang": language} if language else {}
        widget = forms.Textarea(attrs={**attrs, "rows": rows}) if rows else forms.TextInput(attrs)
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "", is_line=self.is_line)


def tidy(text: str, *, is_line: bool = True) -> str:
    """Compose letters and their marks; make one line of it unless lines are meant."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return " ".join(composed.split()) if is_line else composed.strip()


class TagsField(WordsField):
    """Tags with commas between them; each once, whatever its capitals."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """Raises ValidationError for too many or too long ones."""
        typed = super().clean(value)
        tags = {tag.casefold(): tag for tag in map(tidy, typed.split(",")) if tag}
        if len(tags) > MAX_TAGS:
            words = _("At most %(most)d tags; now there are %(now)d.")
            raise forms.ValidationError(words % {"most": MAX_TAGS, "now": len(tags)})
        long = next((tag for tag in tags.values() if len(tag) > MAX_TAG), "")
        if long:
            raise forms.ValidationError(
                _("A tag has at most %(most)d characters; “%(tag)s…” is longer.")
                % {"most": MAX_TAG, "tag": long[:MAX_TAG]}
            )
        return tuple(tags.values())
