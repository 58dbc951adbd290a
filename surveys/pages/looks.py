"""How kinds of questions, score rules, languages and starters are shown and named."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.rules import STARTERS, Kind, Question, Starter


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of question is shown: an icon, a name, what its measure is called, its scale."""

    icon: str
    name: str | Promise
    measure: str = ""
    scale: str | Promise = ""

    @property
    def title(self) -> str:
        return f"{self.name} ({self.measure})" if self.measure else str(self.name)


LOOKS: Mapping[Kind, Look] = {
    Kind.CSAT: Look("smile", gettext_lazy("Satisfaction"), "CSAT", gettext_lazy("CSAT, faces")),
    Kind.NPS: Look("gauge", gettext_lazy("Recommendation"), "NPS", "NPS, 0–10"),
    Kind.CES: Look("effort", gettext_lazy("Ease"), "CES", "CES, 1–7"),
    Kind.SCALE: Look(
        "scale", gettext_lazy("Flexible scale"), "", gettext_lazy("2 to 11 levels of your own")
    ),
    Kind.STARS: Look("star", gettext_lazy("Criteria"), "", gettext_lazy("1–5 stars each")),
    Kind.MATRIX: Look("matrix", gettext_lazy("Matrix"), "", gettext_lazy("Rows on one scale")),
    Kind.CHOICE: Look("radio", gettext_lazy("Single choice"), "", gettext_lazy("One of a list")),
    Kind.CHOICES: Look(
        "boxes", gettext_lazy("Multiple choice"), "", gettext_lazy("Several of a list")
    ),
    Kind.PICTURES: Look(
        "image", gettext_lazy("Picture choice"), "", gettext_lazy("Tap what you like")
    ),
    Kind.RANKING: Look("rank", gettext_lazy("Ranking"), "", gettext_lazy("From first to last")),
    Kind.TEXT: Look("text", gettext_lazy("Open question"), "", gettext_lazy("In their own words")),
    Kind.NUMBER: Look("hash", gettext_lazy("Number"), "", gettext_lazy("Guests, nights, age")),
    Kind.DATE: Look(
        "calendar", gettext_lazy("Date and time"), "", gettext_lazy("Day, hour or both")
    ),
    Kind.CONTACT: Look("contact", gettext_lazy("Contact"), "", gettext_lazy("Name, phone, e-mail")),
    Kind.CONSENT: Look(
        "shield", gettext_lazy("Consent"), "", gettext_lazy("One box for each purpose")
    ),
    Kind.ATTACHMENT: Look(
        "clip", gettext_lazy("Photo or file"), "", gettext_lazy("Sent with the answer")
    ),
    Kind.STATEMENT: Look("info", gettext_lazy("Statement"), "", gettext_lazy("Read, not answered")),
}
KIND_GROUPS = (
    (
        gettext_lazy("Measuring"),
        (Kind.CSAT, Kind.NPS, Kind.CES, Kind.SCALE, Kind.STARS, Kind.MATRIX),
    ),
    (gettext_lazy("Choosing"), (Kind.CHOICE, Kind.CHOICES, Kind.PICTURES, Kind.RANKING)),
    (gettext_lazy("Telling"), (Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.ATTACHMENT)),
    (gettext_lazy("About the customer"), (Kind.CONTACT, Kind.CONSENT)),
    (gettext_lazy("Only shown"), (Kind.STATEMENT,)),
)


def kind_menu() -> list[tuple[str | Promise, list[tuple[Kind, Look]]]]:
    """The kinds that can be added, in groups."""
    return [(name, [(kind, LOOKS[kind]) for kind in kinds]) for name, kinds in KIND_GROUPS]


@dataclass(frozen=True, slots=True)
class ChoiceWords:
    """What the rows of a kind are called."""

    legend: str | Promise
    another: str | Promise


CHOICE_WORDS: Mapping[Kind, ChoiceWords] = {
    Kind.CHOICE: ChoiceWords(gettext_lazy("Choices"), gettext_lazy("Another choice")),
    Kind.STARS: ChoiceWords(gettext_lazy("Criteria"), gettext_lazy("Another criterion")),
    Kind.MATRIX: ChoiceWords(gettext_lazy("Rows"), gettext_lazy("Another row")),
    Kind.PICTURES: ChoiceWords(gettext_lazy("Pictures"), gettext_lazy("Another picture")),
    Kind.RANKING: ChoiceWords(gettext_lazy("Things to rank"), gettext_lazy("Another thing")),
    Kind.CONSENT: ChoiceWords(gettext_lazy("Purposes"), gettext_lazy("Another purpose")),
}
"""Kinds that are not here list choices."""

CONTACT_WORDS: Mapping[str, str | Promise] = {
    "name": gettext_lazy("Full name"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "address": gettext_lazy("Address"),
    "extra": gettext_lazy("A field of your own"),
}


def language_name(code: str) -> str:
    return settings.SURVEY_LANGUAGES.get(code, code)


def score_words(question: Question) -> str:
    """How a rating becomes a score, in words; empty for other kinds."""
    rule = question.score_rule
    if rule is None:
        return ""
    good = _span(rule.good_from, question.scale[-1])
    if question.kind is Kind.NPS:
        bad = _span(question.scale[0], rule.bad_to)
        return _("%% choosing %(good)s minus %% choosing %(bad)s") % {"good": good, "bad": bad}
    if rule.good_from == question.scale[-1]:
        good = str(rule.good_from)
    elif rule.good_from == question.scale[-2]:
        good = _("%(low)d and %(high)d") % {"low": rule.good_from, "high": question.scale[-1]}
    return _("%% choosing level %(good)s") % {"good": good}


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


@dataclass(frozen=True, slots=True)
class StarterCard:
    """A way to begin a survey."""

    value: Starter
    icon: str
    title: str | Promise
    text: str | Promise

    @property
    def questions(self) -> int:
        return len(STARTERS[self.value].questions)

    @property
    def seconds(self) -> int:
        return STARTERS[self.value].seconds


STARTER_CARDS = (
    StarterCard(
        Starter.FULL,
        "smile",
        gettext_lazy("Whole visit"),
        gettext_lazy("Satisfaction, recommendation, the reason and a comment."),
    ),
    StarterCard(
        Starter.NPS,
        "gauge",
        gettext_lazy("One question"),
        gettext_lazy("Only how likely customers are to recommend you (NPS)."),
    ),
    StarterCard(
        Starter.BLANK,
        "plus",
        gettext_lazy("Blank page"),
        gettext_lazy("You write every question yourself."),
    ),
)
