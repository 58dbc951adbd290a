"""Who asks, where, in which language and look: what stands around the questions."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from hearme.common.templatetags.hearme import initials
from responses.pages.looks import Look, look_at
from responses.queries import Door
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
        return f"{reverse('public:answer', args=[self.code])}?lang={self.language}"

    @property
    def privacy(self) -> str:
        return f"{reverse('public:privacy', args=[self.code])}?lang={self.language}"

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
        languages=tuple(version.languages),
        theme_id=door.theme_id,
        theme_revision=door.theme_revision,
    )


def chrome_language(language: str) -> str:
    """The interface language beside a survey's language: the same, or English."""
    return language if language in dict(settings.LANGUAGES) else "en"
