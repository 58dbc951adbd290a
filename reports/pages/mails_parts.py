"""What a mail tells, in the reader's words: what changed, the figures, the places, some voices."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearme.accounts.models import Organization
from reports.queries import Headlines
from reports.queries.mails import MailScope
from reports.queries.voices import Voice, Wanted, voice_page
from reports.rules import overview as rules
from reports.rules.paper import Figure, Finding, Quote, Tone
from reports.rules.periods import Period
from reports.rules.scores import LOW_BELOW
from reports.rules.suppression import suppressed
from reports.templatetags.figures import kind_name, points, unit, with_unit, write
from reports.templatetags.overviews import SHORT, figure_name, moved_interval

MOST_FINDINGS: Final = 5
MOST_UNSURE: Final = 4
MOST_PLACES: Final = 12
LONGEST_QUOTE: Final = 240
BAR: Final = 160
"""How long the bar of 100 points is."""
UP, DOWN, ABOUT = "▲", "▼", "≈"
CONTACT: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|\+?\d(?:[ .-]?\d){7,}")
"""E-mail addresses and telephone numbers: what is told in confidence is not mailed around."""


# ------------------------------------------------------------------ what changed
@dataclass(frozen=True)
class Judged:
    """The figures of a mail by whether they really changed."""

    real: list[rules.Figure]
    unsure: list[rules.Figure]


def judged_in(found: Headlines, hidden: frozenset[int]) -> Judged:
    """The whole first, then what tells most; a part that is the whole is told once."""
    cards = list(found.overview.cards)
    parts = [
        each
        for each in found.overview.changes
        if each.location_id not in hidden and not _is_among(each, cards)
    ]
    tested = [each for each in (*cards, *parts) if each.moved and not each.is_low]
    real = [each for each in tested if each.is_real]
    return Judged(real[:MOST_FINDINGS], [each for each in tested if not each.is_real])


def _is_among(figure: rules.Figure, cards: Iterable[rules.Figure]) -> bool:
    """Whether a survey or place holds all the answers of a card."""
    return any(card.question.kind is figure.question.kind and card.n == figure.n for card in cards)


def hidden_places(found: Headlines) -> frozenset[int]:
    """The places whose score would tell that of a place with very few answers."""
    return suppressed({each.location_id or 0: each.n for each in found.overview.places})


def findings_of(judged: Judged, found: Headlines, scope: MailScope) -> tuple[Finding, ...]:
    """What changed, and whether it is real, in sentences."""
    findings = [_real(each, found, scope) for each in judged.real]
    if judged.unsure:
        findings.append(_unsure(judged, found, scope))
    return tuple(findings) or (_nothing_to_compare(found),)


def _real(figure: rules.Figure, found: Headlines, scope: MailScope) -> Finding:
    is_up = bool(figure.moved and figure.moved.value > 0)
    words = {
        "now": with_unit(figure.score.value, figure.question) if figure.score else "",
        "n": write(figure.n),
        "ends": moved_interval(figure.moved) if figure.moved else "",
    }
    return Finding(
        UP if is_up else DOWN,
        _("Real"),
        moved_words(figure, found, scope),
        _("Now %(now)s from %(n)s answers. Real: the change is %(ends)s (95%% interval).") % words,
        Tone.GOOD if is_up else Tone.BAD,
    )


def moved_words(figure: rules.Figure, found: Headlines, scope: MailScope) -> str:
    """A real change as a sentence: “NPS Nguyễn Huệ rose by 18 points”."""
    value = figure.moved.value if figure.moved else 0.0
    words = {"name": name_of(figure, found, scope), "size": write(abs(value))}
    if value > 0:
        return _("%(name)s rose by %(size)s points") % words
    return _("%(name)s fell by %(size)s points") % words


def name_of(figure: rules.Figure, found: Headlines, scope: MailScope) -> str:
    """NPS, NPS at a place, or that of a survey."""
    return str(figure_name(figure, found.surveys, scope.names)) or kind_name(figure.question)


def _unsure(judged: Judged, found: Headlines, scope: MailScope) -> Finding:
    names = [name_of(each, found, scope) for each in judged.unsure]
    listed = ", ".join(names[:MOST_UNSURE])
    if more := len(names) - MOST_UNSURE:
        listed += ngettext(" and %d more", " and %d more", more) % more if more > 0 else ""
    words = _("%(names)s: such ups and downs may be chance.") % {"names": listed}
    if judged.real:
        count = len(names)
        title = ngettext("%d other did not surely change", "%d others did not surely change", count)
        return Finding(ABOUT, _("Not sure"), title % count, words, Tone.DIM)
    return Finding(ABOUT, _("Not sure"), _("Nothing surely changed"), words, Tone.DIM)


def _nothing_to_compare(found: Headlines) -> Finding:
    words = ngettext(
        "%(n)s answer came. A change is told from %(least)d answers on, and five before them.",
        "%(n)s answers came. A change is told from %(least)d answers on, and five before them.",
        found.people,
    ) % {"n": write(found.people), "least": LOW_BELOW}
    return Finding(ABOUT, _("Not sure"), _("Too few answers to compare"), words, Tone.DIM)


# ------------------------------------------------------------------ figures
def figures_of(found: Headlines) -> tuple[Figure, ...]:
    """The headline scores and how many answered."""
    return (*(_figure(card) for card in found.overview.cards), _volume(found))


def _figure(card: rules.Figure) -> Figure:
    label, n = kind_name(card.question), f"n = {write(card.n)}"
    if card.score is None:
        return Figure(label, "–", details=(n, _("fewer than five")))
    change, tone = change_words(card)
    ends = {
        "low": points(card.score.low, card.question),
        "high": points(card.score.high, card.question),
    }
    details = (_("%(low)s to %(high)s") % ends, n)
    value = points(card.score.value, card.question)
    return Figure(label, value, unit(card.question), change, tone, details)


def _volume(found: Headlines) -> Figure:
    before = _("before: %(n)s") % {"n": write(found.people_before)}
    return Figure(_("Responses"), write(found.people), details=(before,))


def change_words(figure: rules.Figure) -> tuple[str, Tone]:
    """A change with its sign: `▲ 18`, `▼ 17` or `≈ +4`; empty if there is none to tell."""
    if figure.moved is None or figure.score is None:
        return "", Tone.DIM
    value = figure.moved.value
    if not figure.is_real:
        return f"{ABOUT} {write(value, is_signed=True)}", Tone.DIM
    return f"{UP if value > 0 else DOWN} {write(abs(value))}", Tone.GOOD if value > 0 else Tone.BAD


# ------------------------------------------------------------------ places
@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place in the table: its name, a bar so many pixels long, its score, n and change."""

    name: str
    bar: int
    colour: str
    value: str
    n: str
    change: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """The places that tell most, by their score; `more` are left to the report."""

    title: str
    """What is measured."""
    lines: tuple[PlaceLine, ...] = ()
    more: int = 0


def places_of_mail(found: Headlines, scope: MailScope, hidden: frozenset[int]) -> PlaceTable:
    """The places with answers; none where there is only one."""
    answered = [each for each in found.overview.places if each.n]
    if len(answered) < 2:
        return PlaceTable("")
    told = [
        replace(each, score=None, moved=None) if each.location_id in hidden else each
        for each in answered
    ]
    shown = sorted(rules.most_telling(told, MOST_PLACES), key=_by_score)
    lines = tuple(_line(each, scope) for each in shown)
    return PlaceTable(SHORT[shown[0].question.kind], lines, len(told) - len(lines))


def _by_score(figure: rules.Figure) -> tuple[bool, float]:
    return figure.score is None, -figure.score.value if figure.score else -figure.n


def _line(figure: rules.Figure, scope: MailScope) -> PlaceLine:
    name = scope.names.get(figure.location_id or 0, (_("A location that is gone"), ""))[0]
    n, score = write(figure.n), figure.score
    if score is None:
        return PlaceLine(name, 0, "", "–", n, _("Few answers"), Tone.DIM)
    change, tone = change_words(figure)
    if figure.is_low:
        change, tone = _("Few answers"), Tone.DIM
    return PlaceLine(
        name,
        max(2, round(abs(score.value) / 100 * BAR)),
        _colour(figure, score.value),
        with_unit(score.value, figure.question),
        n,
        change or "–",
        tone,
    )


def _colour(figure: rules.Figure, value: float) -> str:
    if figure.is_low:
        return "#9aa39d"
    has_fallen = figure.is_real and figure.moved is not None and figure.moved.value < 0
    return "#c44a32" if has_fallen or value < 0 else "#1a7a5b"


# ------------------------------------------------------------------ voices
def quotes_of(organization: Organization, days: Period, scope: MailScope) -> tuple[Quote, ...]:
    """Two who were not satisfied and one who was, without what leads to them."""
    found: list[Quote] = []
    for feeling, most, tone in (("bad", 2, Tone.BAD), ("good", 1, Tone.GOOD)):
        wanted = Wanted(days, scope.filters, feeling=feeling)
        voices = voice_page(organization, wanted, most).voices
        found += [Quote(quoted(voice.text), _source(voice), tone) for voice in voices]
    return tuple(found)


def quoted(text: str) -> str:
    """A comment on one line, cut where it is very long, without addresses and numbers to call."""
    words = CONTACT.sub("…", " ".join(text.split()))
    return f"{words[:LONGEST_QUOTE].rstrip()}…" if len(words) > LONGEST_QUOTE else words


def _source(voice: Voice) -> str:
    answered = timezone.localtime(voice.answered_at, ZoneInfo(voice.time_zone))
    day = date_format(answered, "MONTH_DAY_FORMAT")
    return " · ".join(filter(None, (voice.location, voice.touchpoint, day)))


# ------------------------------------------------------------------ the subject
def finding_in_short(judged: Judged, found: Headlines, scope: MailScope) -> str:
    """What the subject says: the first real change, else how things stand."""
    if judged.real:
        return moved_words(judged.real[0], found, scope)
    card = next((card for card in found.overview.cards if not card.is_low), None)
    if card is None or card.score is None:
        words = ngettext("%(n)s answer", "%(n)s answers", found.people)
        return words % {"n": write(found.people)}
    value = with_unit(card.score.value, card.question)
    words_of = {"name": SHORT.get(card.question.kind, ""), "value": value}
    if judged.unsure:
        return _("%(name)s %(value)s, nothing surely changed") % words_of
    return f"{words_of['name']} {value}"
