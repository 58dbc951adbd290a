"""A ranking on paper, of places as of people: both ends of it, and those below the line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports import charts
from reports.charts import Rail, Size
from reports.pages.papers.parts import NONE, change_cell, line_of, side_tone
from reports.rules.paper import Block, Cell, Column, Prose, Table, Tone
from reports.rules.places import Standing
from reports.rules.scores import Score
from reports.templatetags.figures import rule_words, with_unit, write
from reports.templatetags.goals import verdict_short
from reports.templatetags.standings import against_words, interval, mark_of, rail_of
from surveys.rules import Kind, Question

WHISKER: Final = Size(170, 18)
AXIS: Final = Size(170, 16)


@dataclass(frozen=True, slots=True)
class Ends:
    """How many rows fit: at the top, at the bottom, and below the line."""

    first: int
    last: int
    others: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The rows of a ranking with all that they are written with."""

    rows: Sequence[Standing]
    names: Mapping[int, tuple[str, str]]
    """Key -> name, and where it is."""
    what: str
    """What is ranked, over the names."""
    whole: Score | None
    has_before: bool
    few: str
    shield: str
    """Why a score is hidden: too few answers, or to keep another one hidden."""

    @property
    def question(self) -> Question:
        return self.rows[0].question

    @property
    def has_goals(self) -> bool:
        return any(each.goal is not None for each in self.rows)

    def blocks(self, ends: Ends) -> tuple[Block, ...]:
        """The table with its legend."""
        return self.table(ends), Prose(self._legend, is_note=True)

    def table(self, ends: Ends) -> Table:
        """The first and the last of a long ranking, and some of those below the line."""
        ranked = [each for each in self.rows if each.is_ranked]
        others = [each for each in self.rows if not each.is_ranked]
        cut = len(ranked) > ends.first + ends.last
        first = ranked[: ends.first] if cut else ranked
        last = ranked[len(ranked) - ends.last :] if cut else []
        shown = [*first, *last, *others[: ends.others]]
        goals = [each.goal for each in shown if each.goal is not None]
        rail = rail_of([each.score for each in shown if each.score], self.question, goals)
        rows = [self._axis(rail)] if any(each.score for each in shown) else []
        rows += [self._row(each, write(at), rail) for at, each in enumerate(first, 1)]
        if between := len(ranked) - len(first) - len(last):
            rows.append(self._aside(_between(between)))
        start = len(ranked) - len(last) + 1
        rows += [self._row(each, write(at), rail) for at, each in enumerate(last, start)]
        rows += [self._row(each, "–", rail) for each in others[: ends.others]]
        hidden = len(others) - ends.others
        return Table(self._columns, tuple(rows), _below(hidden) if hidden > 0 else "")

    @property
    def _legend(self) -> str:
        marks = [
            _("Filled dot: adjusted value"),
            _("ring: raw value"),
            _("bar: 95%% interval") % {},
            *([_("tick: the period before")] if self.has_before else []),
            _("dotted line: all together"),
            *([_("triangle: the goal")] if self.has_goals else []),
        ]
        return "; ".join(marks) + "."

    @property
    def _columns(self) -> tuple[Column, ...]:
        change = [Column(pgettext("of a score", "Change"), is_number=True, share=6)]
        return (
            Column("", share=3),
            Column(self.what, share=14),
            Column("", share=11),
            Column(_("Adjusted"), is_number=True, share=6),
            Column(_("Raw"), is_number=True, share=4),
            Column("95%", is_number=True, share=8),
            Column("n", is_number=True, share=5),
            *(change if self.has_before else ()),
            *([Column(_("Goal"), is_number=True, share=9)] if self.has_goals else []),
            Column(_("Against the rest"), share=14),
        )

    def _axis(self, rail: Rail) -> tuple[Cell, ...]:
        write_tick = partial(write, is_signed=self.question.kind is Kind.NPS)
        axis = Cell(svg=charts.whisker_axis(rail, write_tick, AXIS))
        return line_of([Cell(), Cell(), axis], len(self._columns))

    def _aside(self, words: str) -> tuple[Cell, ...]:
        return line_of([Cell("⋮", Tone.DIM), Cell(words, Tone.DIM)], len(self._columns))

    def _row(self, each: Standing, rank: str, rail: Rail) -> tuple[Cell, ...]:
        name = self.names.get(each.key, (_("A location that is gone"), ""))[0]
        tone = Tone.PLAIN if each.is_ranked else Tone.DIM
        verdict, _css = against_words(each)
        change = change_cell(each.change, self.question, is_real=each.is_real)
        return (
            Cell(rank, Tone.DIM),
            Cell(name, tone, is_bold=each.is_ranked),
            self._picture(each, rail),
            self._adjusted(each),
            *self._raw(each),
            Cell(write(each.n), Tone.DIM),
            *((change,) if self.has_before else ()),
            *((_goal(each),) if self.has_goals else ()),
            Cell(verdict, side_tone(each.side) if each.side else Tone.DIM, is_bold=bool(each.side)),
        )

    def _picture(self, each: Standing, rail: Rail) -> Cell:
        if each.score is None:
            return Cell(self.few if each.is_few else self.shield, Tone.DIM)
        mark = mark_of(each, each.score, self.whole.value if self.whole else None)
        tone = side_tone(each.side) if each.is_ranked else Tone.DIM
        return Cell(svg=charts.whisker(mark, rail, WHISKER), tone=tone)

    def _adjusted(self, each: Standing) -> Cell:
        if not each.is_ranked or each.shrunken is None:
            return NONE
        return Cell(with_unit(each.shrunken, self.question), is_bold=True)

    def _raw(self, each: Standing) -> tuple[Cell, Cell]:
        if each.score is None:
            return NONE, NONE
        score = with_unit(each.score.value, self.question)
        return Cell(score, Tone.DIM), Cell(interval(each.score, self.question), Tone.DIM)


def _goal(each: Standing) -> Cell:
    if each.goal is None or each.verdict is None:
        return NONE
    goal = with_unit(each.goal, each.question)
    return Cell(f"{goal}\n{verdict_short(each.verdict)}", Tone.DIM)


def _between(many: int) -> str:
    words = ngettext(
        "%(more)s more between the first and the last",
        "%(more)s more between the first and the last",
        many,
    )
    return words % {"more": write(many)}


def _below(many: int) -> str:
    words = ngettext("%(more)s more below the line", "%(more)s more below the line", many)
    return words % {"more": write(many)}


def reading(question: Question) -> str:
    """How a ranking is read, as the page says it."""
    rule = _("Score: %(rule)s.") % {"rule": rule_words(question)}
    ranked = _(
        "Ranked by the adjusted value: the fewer the answers, the more it is drawn towards all"
        " together. Better or worse is said only where chance is ruled out, all judged at once"
        " (Benjamini–Hochberg, 5%%)."
    )
    return f"{rule} {ranked % {}}"


def below_words(minimum: int) -> str:
    """What stands below the line."""
    words = _("Below the line: fewer than %(minimum)s answers or hidden, not ranked")
    return words % {"minimum": minimum}
