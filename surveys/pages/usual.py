"""What customers read on a scale where the author wrote nothing, in the survey's own languages."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from surveys.rules import Kind, Question

_FACES = (
    gettext_lazy("Very bad"),
    gettext_lazy("Not good"),
    gettext_lazy("Okay"),
    gettext_lazy("Satisfied"),
    gettext_lazy("Great"),
)
_ENDS: Mapping[Kind, tuple[Promise, Promise]] = {
    Kind.NPS: (gettext_lazy("Not at all likely"), gettext_lazy("Extremely likely")),
    Kind.CES: (gettext_lazy("Strongly disagree"), gettext_lazy("Strongly agree")),
}


def faces_of(question: Question) -> Sequence[int]:
    """Which face stands for each level, the middle one left out of four; empty without faces."""
    if question.kind is not Kind.CSAT:
        return ()
    return (1, 2, 4, 5) if len(question.scale) == 4 else (1, 2, 3, 4, 5)


def usual_levels(question: Question) -> Sequence[Promise]:
    """The label of each face; empty for scales whose levels are numbers."""
    return [_FACES[face - 1] for face in faces_of(question)]


def usual_ends(kind: Kind) -> tuple[str | Promise, str | Promise]:
    """What stands at the ends of a scale of this kind; nothing on a scale of the author's own."""
    return _ENDS.get(kind, ("", ""))


def in_language(words: object, language: str) -> str:
    """Words of ours in a language of the survey: the same, or English."""
    known = language if language in dict(settings.LANGUAGES) else "en"
    with translation.override(known):
        return str(words)
