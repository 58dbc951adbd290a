"""Surveys on other sites: which sites, and how the survey appears there."""

from collections.abc import Mapping, Sequence
from typing import Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responses.actions import MOST_SITES
from responses.forms.fields import SWITCH, Choices, Sent
from responses.rules import CLOSE, LABELS, WAYS, Embed, OriginError, origin_of

WRONG: Final = {
    "name": _("“%(line)s” is not the address of a site. Write it as https://example.vn."),
    "more": _("“%(line)s” names one page. Leave out what follows the name of the site."),
    "scheme": _("“%(line)s” is not encrypted. Only https:// is shown, or http://localhost."),
}
LONGEST_SITE: Final = 200
USUAL: Final = {"way": "inline", "after": 10, "days": 30}


class SitesForm(forms.Form):
    """The sites that may show a survey, one a line."""

    sites = forms.CharField(
        label=_("Websites"),
        required=False,
        max_length=MOST_SITES * (LONGEST_SITE + 2),
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "placeholder": "https://example.vn",
                "spellcheck": "false",
                "autocapitalize": "none",
            }
        ),
        help_text=_(
            "One a line. With and without www are two sites. "
            "While none is named, no website can show the survey."
        ),
    )

    def clean_sites(self) -> list[str]:
        """The sites as browsers write them. Raises ValidationError naming each wrong line."""
        lines = [line.strip() for line in self.cleaned_data["sites"].split("\n") if line.strip()]
        if len(lines) > MOST_SITES:
            raise ValidationError(gettext("At most %d sites can be named.") % MOST_SITES)
        found, problems = [], []
        for line in lines:
            try:
                found.append(_site(line))
            except OriginError as error:
                problems.append(ValidationError(WRONG[error.reason], params={"line": line[:80]}))
        if problems:
            raise ValidationError(problems)
        return list(dict.fromkeys(found))


def _site(line: str) -> str:
    origin = origin_of(line)
    if len(origin) > LONGEST_SITE:
        raise OriginError("name")
    return origin


def _plain(sent: Sent) -> dict[str, str]:
    """One value for each name, as an address holds them."""
    return {name: str(sent[name]) for name in sent} if sent else {}


class EmbedForm(forms.Form):
    """How a survey appears on a site. It is sent by GET: nothing of it is stored."""

    way = forms.ChoiceField(choices=[(way, way) for way in WAYS], required=False)
    text = forms.CharField(
        label=_("Words on the tab or button"), max_length=40, required=False, strip=True
    )
    lang = forms.ChoiceField(label=_("Language"), required=False)
    after = forms.IntegerField(
        label=_("Seconds until it pops up"), min_value=0, max_value=3600, required=False
    )
    scroll = forms.IntegerField(
        label=_("Or at this share of the page (%)"),
        min_value=1,
        max_value=100,
        required=False,
    )
    exit = forms.BooleanField(
        label=_("Also when the mouse leaves the page"), required=False, widget=SWITCH
    )
    days = forms.IntegerField(
        label=_("Days of rest"),
        min_value=0,
        max_value=365,
        required=False,
        help_text=_("For so long it leaves a visitor alone who closed or answered it."),
    )

    def __init__(self, languages: Sequence[str], sent: Sent = None) -> None:
        super().__init__(USUAL | _plain(sent), auto_id="embed_%s")
        names: Mapping[str, str] = settings.SURVEY_LANGUAGES
        choices: Choices = [("", _("As the visitor's browser says"))]
        self.fields["lang"].choices = choices + [  # type: ignore[attr-defined]
            (language, names[language]) for language in languages if language in names
        ]
        self.is_valid()

    def embed(self, usual_language: str, colour: str) -> Embed:
        """What was chosen; what was not understood is as if nothing were chosen."""
        clean = self.cleaned_data
        language = clean.get("lang", "")
        spoken = language or usual_language
        return Embed(
            way=clean.get("way") or "inline",
            label=clean.get("text") or LABELS.get(spoken, LABELS["en"]),
            language=language,
            close=CLOSE.get(spoken, CLOSE["en"]),
            seconds=clean.get("after"),
            scroll=clean.get("scroll"),
            is_on_exit=clean.get("exit", False),
            days=clean.get("days"),
            colour=colour,
        )
