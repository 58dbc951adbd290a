"""What posters say, in the language of the paper."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearme.accounts.models import Organization
from hearme.common.poster_kinds import Poster
from responses.models import Collector
from responses.queries import public_url
from surveys.rules import length_of


@dataclass(frozen=True, slots=True)
class Words:
    """What an order says on all of its posters."""

    language: str
    title: str = ""
    has_place: bool = True
    has_code: bool = True


def poster_of(organization: Organization, collector: Collector, words: Words) -> Poster:
    """What stands on the poster of one collector, in the language of the paper."""
    url = public_url(collector.code)
    name = organization.name
    with translation.override(words.language):
        return Poster(
            code=collector.code,
            url=url,
            place=f"{name} · {collector.location}" if words.has_place else name,
            title=words.title or _("How are we doing today?"),
            scan=_("Open the camera, scan the code"),
            hint=_hint(collector),
            foot=_foot(collector, url) if words.has_code else "",
        )


def _hint(collector: Collector) -> str:
    version = collector.survey.live_version
    content = version.content if version else collector.survey.content
    length = length_of(content)
    if not length.questions:
        return _("No app to install.")
    asked = ngettext("%d question", "%d questions", length.questions) % length.questions
    minutes = -(-length.seconds // 60)
    taken = (
        ngettext("%d second", "%d seconds", length.seconds) % length.seconds
        if length.seconds < 100
        else ngettext("%d minute", "%d minutes", minutes) % minutes
    )
    return f"{asked}, {taken}. {_('No app to install.')}"


def _foot(collector: Collector, url: str) -> str:
    words = _("Cannot scan? Open %s") % url.partition("://")[2]
    return f"{words} · {collector.name}" if collector.name else words
