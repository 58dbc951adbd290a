"""What stands on a screen on the wall: the figures of a board in words, kept for a few seconds."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from redis.exceptions import RedisError

from reports.models import Wallboard
from reports.queries.freshness import counted_until
from reports.queries.wallboard import ground_of, zone_of
from reports.rules.scores import LOW_BELOW, Change, Score
from reports.rules.wallboard import (
    AnswersTile,
    HoursTile,
    LowsTile,
    ScoreTile,
    Shown,
    Tile,
    WeakestTile,
    tiles_from,
    tiles_of,
)
from reports.templatetags.figures import kind_name, points, unit, with_unit, write
from reports.templatetags.journeys import cell_name, spot_names
from surveys.rules import Kind, Question

KEPT_SECONDS: Final = 10
Part: TypeAlias = tuple[str, str]
"""A class that says more than the colour of it, and words."""


@dataclass(frozen=True, slots=True)
class Card:
    """One tile in words."""

    tile: Tile
    title: str
    value: str = ""
    unit: str = ""
    lines: tuple[tuple[Part, ...], ...] = ()
    tone: str = ""
    """hot: look here; low: few answers; words: the value is a name."""
    face: int = 0
    bar: tuple[float, float] | None = None
    """How far the score and the goal are, both from 0 to 100."""
    hours: HoursTile | None = None

    @property
    def size(self) -> int:
        """How many letters share the width of the tile."""
        return max(2, min(7, len(self.value) + bool(self.unit)))


@dataclass(frozen=True, slots=True)
class Screen:
    """What a screen gets: the same until a figure changes."""

    html: str
    etag: str
    counted_at: datetime


def screen_of(board: Wallboard) -> Screen:
    """The board as it is now, or was at most ten seconds ago; without Redis always as it is now."""
    key = f"wallboard:{board.pk}:{_plan_of(board)}"
    try:
        kept = cache.get(key)
    except RedisError:
        kept = None
    if isinstance(kept, Screen):
        return kept
    made = _made(board)
    try:
        cache.set(key, made, KEPT_SECONDS)
    except RedisError:
        return made
    return made


def _plan_of(board: Wallboard) -> str:
    """All that decides what a board shows, beside the counts."""
    place = board.location
    plan: list[Any] = [
        board.digest, board.name, board.survey_id, board.location_id, board.tiles, board.language,
        board.organization.name, place and place.name, str(zone_of(board)),
    ]  # fmt: skip
    return hashlib.sha256(repr(plan).encode()).hexdigest()[:32]


def _made(board: Wallboard) -> Screen:
    tiles, moment = tiles_from(board.tiles), timezone.now()
    # Before the counts are read: so they never look fresher than they are.
    counted_at = counted_until(board.organization)
    ground = ground_of(board, tiles, moment)
    with translation.override(board.language):
        cards = [card_of(shown, ground.today) for shown in tiles_of(ground, tiles)]
        context = {"board": board, "cards": cards, "today": ground.today, "hour": int(ground.hour)}
        html = render_to_string("reports/_wallboard_tiles.html", context)
    etag = hashlib.sha256(html.encode()).hexdigest()[:24]
    return Screen(html, f'"{etag}"', counted_at)


# ------------------------------------------------------------------ tiles in words
def card_of(shown: Shown, today: date) -> Card:
    """A tile in the words of the active language."""
    if isinstance(shown, LowsTile):
        return _lows(shown)
    if isinstance(shown, HoursTile):
        return _hours(shown)
    if isinstance(shown, AnswersTile):
        return _answers(shown, today)
    if isinstance(shown, WeakestTile):
        return _weakest(shown)
    return _goal(shown) if shown.tile is Tile.GOAL else _score(shown, today)


def _score(shown: ScoreTile, today: date) -> Card:
    title = _today_title(shown.question) if shown.tile is Tile.SATISFIED else _week_title(shown)
    if shown.score is None:
        return Card(shown.tile, title, "–", lines=(_no_score(shown),))
    first = [("", n_words(shown.n)), ("", _interval(shown.score))]
    lines = [tuple(first)]
    if shown.change:
        lines.append((_moved(shown, today),))
    return Card(
        shown.tile,
        title,
        points(shown.score.value, shown.question),
        unit(shown.question),
        tuple(lines),
        "low" if shown.n < LOW_BELOW else "",
        shown.face if shown.tile is Tile.SATISFIED else 0,
    )


def _today_title(question: Question) -> str:
    if question.kind is Kind.CSAT:
        return _("Satisfied customers today")
    return _("%(score)s today") % {"score": kind_name(question)}


def _week_title(shown: ScoreTile) -> str:
    return _("%(score)s, 7 days") % {"score": _short_name(shown.question)}


def _short_name(question: Question) -> str:
    return _("Satisfied customers") if question.kind is Kind.CSAT else kind_name(question)


def n_words(n: int) -> str:
    return f"n = {write(n)}"


def _interval(score: Score) -> str:
    return f"95%: {write(score.low)}–{write(score.high)}"


def _no_score(shown: ScoreTile | LowsTile) -> tuple[Part, ...]:
    """What stands in the place of a score: how many answered, and no more."""
    n = shown.n
    if shown.is_withheld:
        return (("", n_words(n)), ("", _("hidden to protect a few people")))
    if not n:
        return (("", _("nobody answered yet")),)
    words = ngettext("%(n)d answer so far", "%(n)d answers so far", n) % {"n": n}
    return (("", words), ("", _("a score from 5 on")))


def _moved(shown: ScoreTile, today: date) -> Part:
    change, is_today = shown.change, shown.tile is Tile.SATISFIED
    assert change is not None  # noqa: S101 - only tiles with a change come here
    day = {"day": _weekday(today)}
    if not change.is_real:
        same = _("as every %(day)s") % day if is_today else _("as the week before")
        return "flat", f"≈ {same}"
    against = _("than on other %(day)ss") % day if is_today else _("than the week before")
    return _arrow(change), f"{_size(change)} {against}"


def _weekday(day: date) -> str:
    name = date_format(day, "l")
    return name if translation.get_language() == "en" else name.lower()


def _arrow(change: Change) -> str:
    return "up" if change.value > 0 else "down"


def _size(change: Change) -> str:
    return f"{'▲' if change.value > 0 else '▼'} {write(abs(change.value))}"


def _lows(shown: LowsTile) -> Card:
    title = _("Low ratings today")
    if shown.lows is None:
        return Card(shown.tile, title, "–", lines=(_no_score(shown),))
    of = _("of %(n)s answers") % {"n": write(shown.n)}
    if not shown.lows:
        return Card(shown.tile, title, "0", lines=((("", of),),), tone="calm")
    lines = [(("", of),)]
    if shown.last_hour is not None:
        lines.append((("", _("the last one at %(hours)s") % {"hours": hours_words(shown)}),))
    return Card(shown.tile, title, write(shown.lows), lines=tuple(lines), tone="hot")


def hours_words(shown: LowsTile) -> str:
    hour = shown.last_hour or 0
    words = {"first": hour, "last": (hour + 1) % 24}
    return pgettext("an hour of the day", "%(first)d–%(last)d h") % words


def _hours(shown: HoursTile) -> Card:
    name = _short_name(shown.question)
    words = {"score": f"% {name[:1].lower()}{name[1:]}" if unit(shown.question) else name}
    return Card(shown.tile, _("Today by the hour"), words["score"], hours=shown)


def _answers(shown: AnswersTile, today: date) -> Card:
    title, value = _("Answers today"), write(shown.n)
    if shown.usual is None:
        return Card(shown.tile, title, value, lines=((("", _("nothing to compare with yet")),),))
    day = {"day": _weekday(today), "usual": write(shown.usual)}
    lines = [(("", _("%(usual)s by now on a usual %(day)s") % day),)]
    if shown.change and shown.change.is_real:
        words = _("more than usual") if shown.change.value > 0 else _("fewer than usual")
        lines.append(((_arrow(shown.change), f"{_size(shown.change)[0]} {words}"),))
    return Card(shown.tile, title, value, lines=tuple(lines))


def _goal(shown: ScoreTile) -> Card:
    if shown.goal is None:
        none = (("", _("no goal is set for it yet")),)
        return Card(shown.tile, _("Goal"), "–", lines=(none,))
    words = {"goal": with_unit(shown.goal, shown.question)}
    title = _("Goal %(goal)s, 7 days") % words
    if shown.score is None:
        return Card(shown.tile, title, "–", lines=(_no_score(shown),))
    missing = shown.missing or 0
    state: Part = ("up", f"✓ {_('reached')}")
    if missing:
        left = ngettext("%(points)s point to go", "%(points)s points to go", round(missing))
        state = ("flat", left % {"points": write(missing)})
    value = points(shown.score.value, shown.question)
    lines = ((("", n_words(shown.n)),), (state,))
    bar = (_far(shown.score.value, shown.question), _far(shown.goal, shown.question))
    tone = "low" if shown.n < LOW_BELOW else ""
    return Card(shown.tile, title, value, unit(shown.question), lines, tone, bar=bar)


def _far(value: float, question: Question) -> float:
    return round((value + 100) / 2 if question.kind is Kind.NPS else value, 1)


def _weakest(shown: WeakestTile) -> Card:
    title, cell = _("Weakest contact, 7 days"), shown.cell
    if cell is None or cell.score is None:
        none = (("", _("no contact has 30 answers yet")),)
        return Card(shown.tile, title, "–", lines=(none,))
    name = spot_names(cell) if len(cell.spots) == 1 else cell_name(cell)
    parts = (("", n_words(cell.n)), ("", _interval(cell.score)))
    satisfied = _("%(share)s%% satisfied") % {"share": write(cell.score.value)}
    return Card(shown.tile, title, name, lines=((("", satisfied), *parts),), tone="words")
