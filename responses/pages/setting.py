"""Who asks, where, in which language and look: what stands around the questions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from hearme.common.templatetags.hearme import initials
from responses.pages.looks import Look, look_at
from responses.queries import Door
from responses.rules import LINK, Context, Frame
from surveys.models import SurveyVersion


@dataclass(frozen=True, slots=True)
class Setting:
    """The surroundings of a page. Equal settings make equal pages: rendered ones are kept by it."""

    organization: str
    label: str
    code: str
    language: str
    languages: tuple[str, ...]
    is_preview: bool = False
    theme_id: int | None = None
    theme_revision: int | None = None
    is_framed: bool = False
    """Whether the page is shown inside another site."""
    frame_origin: str = ""
    """The site that is told what happens in the frame; empty: none."""
    frame_sites: tuple[str, ...] = ()
    """All sites that may show the page."""
    needs_proof: bool = False
    """Whether the code is under attack, and who answers is asked for some work."""
    link: str = ""
    """The token of the signed link that led here; empty: none."""

    @property
    def look(self) -> Look:
        return look_at(self.theme_id, self.theme_revision)

    @property
    def name(self) -> str:
        """Who asks, as the page says it."""
        return self.look.name or self.organization

    @property
    def initials(self) -> str:
        """One or two letters that stand where there is no logo."""
        return initials(self.name)

    @property
    def action(self) -> str:
        """Where the form goes: the same page in the same language."""
        return f"{reverse('public:answer', args=[self.code])}?{urlencode(self.query)}"

    @property
    def query(self) -> dict[str, str]:
        """What the address of every page of the flow carries: the language, the link, the frame."""
        frame = Frame(is_framed=self.is_framed, origin=self.frame_origin)
        link = {LINK: self.link} if self.link else {}
        return {"lang": self.language, **link, **frame.query}

    @property
    def privacy(self) -> str:
        return f"{reverse('public:privacy', args=[self.code])}?{urlencode(self.query)}"

    @property
    def language_names(self) -> list[tuple[str, str]]:
        names: Mapping[str, str] = settings.SURVEY_LANGUAGES
        return [(code, names[code]) for code in self.languages]


def setting_of(door: Door, version: SurveyVersion, language: str) -> Setting:
    """The surroundings of a survey behind a door."""
    return Setting(
        organization=door.organization,
        label=door.label,
        code=door.code,
        language=language,
        languages=tuple(version.languages) if door.may_switch_language else (language,),
        theme_id=door.theme_id,
        theme_revision=door.theme_revision,
    )


def framed(setting: Setting, frame: Frame) -> Setting:
    """The same surroundings inside another site."""
    return replace(setting, is_framed=True, frame_origin=frame.origin, frame_sites=frame.sites)


def linked(setting: Setting, context: Context) -> Setting:
    """The same surroundings as a signed link tells them: its place, and who or what is rated."""
    label = " · ".join(filter(None, [context.place or setting.label, context.subject]))
    return replace(setting, link=context.token, label=label)


def chrome_language(language: str) -> str:
    """The interface language beside a survey's language: the same, or English."""
    return language if language in dict(settings.LANGUAGES) else "en"
