"""A theme as it is typed: its looks, its words in every language, its closing messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearme.accounts.models import Organization
from surveys.forms.words import BROKEN, TOO_LONG, WordsField, tidy
from surveys.models import Picture, Theme
from surveys.pages import language_name
from surveys.pages.themes import OUTCOME_FACES, OUTCOMES, BrandLook, brand_look
from surveys.queries import find_picture, themes_of
from surveys.rules import Texts, parse_colour

LONGEST_NAME: Final = 80
LONGEST_WELCOME: Final = 300
LONGEST_MESSAGE: Final = 500
LONGEST_LABEL: Final = 60
MOST_MESSAGES: Final = 12
PICTURES: Final = ("logo", "background_picture")
PLAIN: Final = ("name", "display_name", "brand", "background", "corners", "font_size")


@dataclass(slots=True)
class MessageRow:
    """A closing message as it is typed."""

    outcome: str
    texts: dict[str, str]
    error: str = ""

    @property
    def is_blank(self) -> bool:
        return not any(self.texts.values())

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """Language code, its name, the text."""
        return [(code, language_name(code), text) for code, text in self.texts.items()]

    @property
    def face(self) -> int:
        return OUTCOME_FACES.get(self.outcome, 4)


class ThemeForm(forms.Form):
    """Everything about a theme. Pictures were stored before; the form carries their keys."""

    is_conflict = False

    revision = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )
    name = WordsField(
        label=gettext_lazy("Name of the theme"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Only you and your colleagues see it."),
        error_messages={"required": gettext_lazy("Give the theme a name.")},
    )
    display_name = WordsField(
        label=gettext_lazy("Name shown on the page"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=gettext_lazy("Empty: the name of your organization."),
    )
    logo_key = forms.CharField(widget=forms.HiddenInput, required=False)
    background_picture_key = forms.CharField(widget=forms.HiddenInput, required=False)
    brand = forms.CharField(
        label=gettext_lazy("Colour code"),
        widget=forms.TextInput(
            attrs={"class": "mono", "size": 9, "spellcheck": "false", "autocomplete": "off"}
        ),
        error_messages={"required": gettext_lazy("Choose a colour.")},
    )
    corners = forms.ChoiceField(label=gettext_lazy("Corners"), choices=Theme.Corners.choices)
    font_size = forms.ChoiceField(label=gettext_lazy("Letters"), choices=Theme.FontSize.choices)
    background = forms.ChoiceField(
        label=gettext_lazy("Background"), choices=Theme.Background.choices
    )
    closing_url = forms.CharField(
        label=gettext_lazy("Leads to"),
        required=False,
        max_length=300,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(
        self,
        organization: Organization,
        data: QueryDict | None = None,
        *,
        theme: Theme,
        languages: Sequence[str],
    ) -> None:
        super().__init__(data, initial=_initial(theme))
        self.organization, self.theme = organization, theme
        self.languages = _with_texts(languages, theme)
        self._add_texts("welcome", theme.welcome, LONGEST_WELCOME)
        self._add_texts("closing_label", theme.closing_label, LONGEST_LABEL)
        self.rows = stored_rows(theme, self.languages) if data is None else self._sent_rows(data)
        self.rows_error = ""

    def _add_texts(self, name: str, texts: Texts, longest: int) -> None:
        for code in self.languages:
            field = WordsField(
                label=language_name(code), required=False, max_length=longest, language=code
            )
            self.fields[f"{name}_{code}"] = field
            self.initial[f"{name}_{code}"] = texts.get(code, "")

    # -------------------------------------------------------------- what the page shows
    @property
    def welcome_fields(self) -> list[forms.BoundField]:
        return [self[f"welcome_{code}"] for code in self.languages]

    @property
    def label_fields(self) -> list[forms.BoundField]:
        return [self[f"closing_label_{code}"] for code in self.languages]

    @property
    def look(self) -> BrandLook:
        """The colour that stands in the field, or the stored one if that is not a colour."""
        return brand_look(parse_colour(str(self["brand"].value() or "")) or self.theme.brand)

    @property
    def logo(self) -> Picture | None:
        return self._picture("logo")

    @property
    def background_picture(self) -> Picture | None:
        return self._picture("background_picture")

    @property
    def may_add_message(self) -> bool:
        return len(self.rows) < MOST_MESSAGES

    @property
    def filled_rows(self) -> list[MessageRow]:
        return [row for row in self.rows if not row.is_blank]

    def _picture(self, name: str) -> Picture | None:
        key = str(self[f"{name}_key"].value() or "")
        return find_picture(self.organization, key) if key.isascii() and key.isalnum() else None

    # -------------------------------------------------------------- cleaning
    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0

    def clean_name(self) -> str:
        """Refuse the name of another theme."""
        name: str = self.cleaned_data["name"]
        others = themes_of(self.organization).exclude(pk=self.theme.pk)
        if others.filter(name=name).exists():
            raise ValidationError(_("There is already a theme with this name."))
        return name

    def clean_brand(self) -> str:
        """Read the colour. Raises ValidationError for what is none."""
        colour = parse_colour(self.cleaned_data["brand"])
        if colour is None:
            raise ValidationError(_("Write a colour like #0D5C4A."))
        return colour

    def clean_closing_url(self) -> str:
        """Read the address; one without a beginning gets https."""
        url: str = self.cleaned_data["closing_url"].strip()
        if not url:
            return ""
        if "://" not in url and not url.lower().startswith(("javascript:", "data:", "mailto:")):
            url = f"https://{url}"
        problem = _("Write a whole address, for example https://tralame.vn/menu")
        URLValidator(schemes=["http", "https"], message=problem)(url)
        return url

    def clean(self) -> None:
        """Check what concerns more than one field: messages, the button, the picture."""
        if not check_rows(self.rows):
            self.rows_error = _("Some of these messages need a look.")
        elif len(self.filled_rows) > MOST_MESSAGES:
            self.rows_error = _("No more than %d messages.") % MOST_MESSAGES
        if self.rows_error:
            self.add_error(None, self.rows_error)
        self._check_button()
        wants_picture = self.cleaned_data.get("background") == Theme.Background.PICTURE
        if wants_picture and not self.background_picture:
            self.add_error("background", _("Choose a picture for the background."))

    def _check_button(self) -> None:
        labels = self._texts("closing_label")
        url = self.cleaned_data.get("closing_url")
        if labels and url == "":
            self.add_error("closing_url", _("Say where the button leads, or leave it empty."))
        elif url and not labels:
            first = f"closing_label_{self.languages[0]}"
            self.add_error(first, _("Say what stands on the button."))

    def _texts(self, name: str) -> Texts:
        texts = {code: self.cleaned_data.get(f"{name}_{code}", "") for code in self.languages}
        return {code: text for code, text in texts.items() if text}

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned fields of the theme."""
        plain = {name: self.cleaned_data[name] for name in (*PLAIN, "closing_url")}
        return plain | {
            "logo": self.logo,
            "background_picture": self.background_picture,
            "welcome": self._texts("welcome"),
            "closing_label": self._texts("closing_label"),
            "messages": [
                {"outcome": row.outcome, "text": {k: v for k, v in row.texts.items() if v}}
                for row in self.filled_rows
            ],
        }

    # -------------------------------------------------------------- changing without saving
    def do(self, what: str) -> None:
        """Carry out a button that changes the form but saves nothing: "add", "up:2"."""
        verb, _colon, of = what.partition(":")
        if verb == "brand" and parse_colour(of):
            self._put("brand", of)
        elif verb == "drop" and of in PICTURES:
            self._put(f"{of}_key", "")
        elif verb == "add" and self.may_add_message:
            self.rows.append(MessageRow("good", dict.fromkeys(self.languages, "")))
        elif of.isascii() and of.isdigit() and int(of[:4]) < len(self.rows):
            self._arrange(verb, int(of))
        # Whoever is not done yet is not told what is still missing.
        self._errors = ErrorDict()

    def _arrange(self, verb: str, at: int) -> None:
        row = self.rows.pop(at)
        if verb != "remove":
            to = at + {"up": -1, "down": 1}.get(verb, 0)
            self.rows.insert(max(0, to), row)

    def meet(self, revision: int) -> None:
        """Let the next press of the button save over what somebody else saved meanwhile."""
        self._put("revision", str(revision))

    def _put(self, name: str, value: str) -> None:
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[name] = value
        self.data = data

    def _sent_rows(self, data: QueryDict) -> list[MessageRow]:
        """Read the messages: the n-th value of every field belongs to the n-th row."""
        columns = [data.getlist(f"message_{code}") for code in self.languages]
        outcomes = data.getlist("message_outcome")[: max(map(len, columns))]
        known = dict(OUTCOMES)
        return [
            MessageRow(
                outcome if outcome in known else "",
                {
                    code: tidy(text, is_line=False)
                    for code, text in zip(self.languages, texts, strict=True)
                },
            )
            for outcome, *texts in zip_longest(outcomes, *columns, fillvalue="")
        ]


def _initial(theme: Theme) -> dict[str, Any]:
    return {
        **{name: getattr(theme, name) for name in (*PLAIN, "closing_url")},
        "brand": theme.brand.upper(),
        "revision": theme.revision,
        "logo_key": theme.logo.key if theme.logo else "",
        "background_picture_key": theme.background_picture.key if theme.background_picture else "",
    }


def _with_texts(languages: Sequence[str], theme: Theme) -> list[str]:
    """These languages, and those that the theme has words in."""
    texts: list[Mapping[str, str]] = [theme.welcome, theme.closing_label]
    texts += [message["text"] for message in theme.messages]
    return list(dict.fromkeys([*languages, *(code for each in texts for code in each)]))


def stored_rows(theme: Theme, languages: Sequence[str]) -> list[MessageRow]:
    """The messages of a theme as rows of the form."""
    return [
        MessageRow(message["outcome"], {code: message["text"].get(code, "") for code in languages})
        for message in theme.messages
    ]


def check_rows(rows: Sequence[MessageRow]) -> bool:
    """Say beside each message what is wrong with it; True if all can be saved."""
    for row in rows:
        longest = max(len(text) for text in row.texts.values())
        if any("\x00" in text for text in row.texts.values()):
            row.error = str(BROKEN)
        elif longest > LONGEST_MESSAGE:
            row.error = TOO_LONG % {"limit_value": LONGEST_MESSAGE, "show_value": longest}
    return not any(row.error for row in rows)


class ChooseThemeForm(forms.Form):
    """Which theme a survey has; empty for the usual one."""

    theme = forms.ChoiceField(
        required=False,
        error_messages={"invalid_choice": gettext_lazy("This theme is not there any more.")},
    )

    def __init__(self, data: QueryDict | None, themes: Sequence[Theme], chosen: int | None) -> None:
        super().__init__(data, initial={"theme": str(chosen or "")})
        self.themes = {str(theme.pk): theme for theme in themes}
        self.fields["theme"].choices = [("", ""), *((key, key) for key in self.themes)]  # type: ignore[attr-defined]

    def clean_theme(self) -> Theme | None:
        return self.themes.get(self.cleaned_data["theme"])
