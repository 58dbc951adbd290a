"""The paper of the journey board: its curve, every cell, what to mend, what is not measured."""

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from hearme.accounts.models import Organization
from reports.pages.papers.parts import Frame, Page, plain
from reports.queries.journey import Said
from reports.rules.journey import Cell as Spot
from reports.rules.journey import Journey, StageFigure
from reports.rules.paper import (
    Cell,
    Column,
    Drawing,
    Figure,
    Figures,
    Key,
    Paper,
    Prose,
    Quote,
    Quotes,
    Section,
    Table,
    Tone,
)
from reports.rules.scores import Score
from reports.templatetags.figures import signed_change, write
from reports.templatetags.journeys import (
    about_name,
    cell_name,
    gap_hint,
    interval_words,
    journey_curve,
    journey_lead,
    journey_title,
    spot_names,
    stage_gap,
    stage_name,
)

MOST_GAPS: Final = 6
LONGEST: Final = 240
LONGEST_NAME: Final = 34
HEATS: Final = 7
LABELS, STAGE = 10, 13
"""How wide the columns are, so that the curve lies over its stages."""


def journey_paper(organization: Organization, page: Page) -> Paper:
    """Where customers are happy and where they are let down."""
    frame = Frame(organization, page, _("The customer's journey"))
    journey: Journey = page["journey"]
    note = _("%% of people who gave a good rating") % {}
    sections = [
        Section("", (Prose(plain(journey_lead(journey))), _figures(journey))),
        Section(_("Feelings on the way"), (Drawing(journey_curve(journey)),), note),
        Section(_("The journey board"), (_key(), _board(journey), _reading(page))),
        *_mend(page["mend"]),
        Section(_measured(journey), (_gaps(journey, organization.field),)),
    ]
    counted = _(
        "A question that names a touchpoint counts there. Of the others the main rating of each"
        " survey counts, at the touchpoint of its code or link (NPS only where nothing else is"
        " asked; then 9–10 is good). n counts people."
    )
    return frame.paper(journey_title(journey), sections, counted)


def _figures(journey: Journey) -> Figures:
    mean = journey.mean
    items = [Figure(_("Mean of the cells"), "–" if mean is None else write(mean), "%" * bool(mean))]
    if journey.peak is not None:
        items.append(_stage(journey.stages[journey.peak]))
    if journey.weakest is not None:
        items.append(_weakest(journey.weakest))
    items.append(Figure(_("Ratings"), write(journey.n)))
    items.append(Figure(_("Measured cells"), f"{journey.measured}/{len(journey.cells)}"))
    return Figures(tuple(items))


def _stage(figure: StageFigure) -> Figure:
    name, score = stage_name(figure.stage), figure.score
    label = _("Happiest moment")
    return (
        Figure(label, write(score.value), "%", details=_ends(name, score))
        if score
        else Figure(label, "–", details=(name,))
    )


def _weakest(cell: Spot) -> Figure:
    score = cell.score
    name = Truncator(spot_names(cell)).chars(LONGEST_NAME)
    if score is None:
        return Figure(_("Weakest link"), "–", details=(name,))
    return Figure(_("Weakest link"), write(score.value), "%", details=_ends(name, score))


def _ends(name: str, score: Score) -> tuple[str, str]:
    return name, f"95%: {write(score.low)}–{write(score.high)} · n = {write(score.n)}"


# ------------------------------------------------------------------ the board
def _board(journey: Journey) -> Table:
    columns = (
        Column("", share=LABELS),
        *(Column(stage_name(each.stage), share=STAGE) for each in journey.stages),
    )
    rows = [(Cell(), *(_pooled(each) for each in journey.stages))]
    rows += [
        (Cell(about_name(cell.about), is_bold=True), *(_spot(each, journey) for each in row))
        for row in zip(*(stage.cells for stage in journey.stages), strict=True)
        if (cell := row[0])
    ]
    return Table(columns, tuple(rows))


def _pooled(figure: StageFigure) -> Cell:
    score = figure.score
    if score is None:
        return Cell(stage_gap(figure), Tone.DIM)
    few = f" · {_('few answers')}" if score.is_low else ""
    return Cell(f"{write(score.value)}% · n {write(score.n)}{few}", Tone.DIM)


def _spot(cell: Spot, journey: Journey) -> Cell:
    if not cell.is_measured:
        return Cell(_("not measured"), Tone.DIM)
    name = Truncator(spot_names(cell)).chars(LONGEST_NAME)
    if cell.score is None:
        return Cell(f"n = {write(cell.n)}\n{name}", Tone.DIM)
    lines = [f"{write(cell.score.value)}%{_moved(cell)}", name]
    lines.append(f"n {write(cell.n)} · {interval_words(cell)}")
    is_weak = journey.weakest is not None and cell.place == journey.weakest.place
    if is_weak:
        lines.insert(0, _("Mend first"))
    if not cell.is_firm:
        return Cell("\n".join([*lines, _("Few answers")]), Tone.DIM)
    return Cell("\n".join(lines), shade=f"h{cell.heat}", is_bold=is_weak)


def _moved(cell: Spot) -> str:
    if cell.change is None:
        return ""
    sign, size = signed_change(cell.change, None, cell.is_real)
    return f" {sign} {size}"


def _key() -> Key:
    words = ["≤ 64%", *("" for _each in range(HEATS - 2)), "≥ 90%"]
    return Key(tuple((f"h{at}", word) for at, word in enumerate(words)))


def _reading(page: Page) -> Prose:
    marks = [_("in each cell: share of good ratings, touchpoint, n and 95%% interval") % {}]
    if page["span"].before:
        marks.append(f"▲ ▼ {_('a real change')}")
        marks.append(f"≈ {_('perhaps only chance')}")
    return Prose("; ".join(marks) + ".", is_note=True)


# ------------------------------------------------------------------ what to do
def _mend(mend: Sequence[tuple[Spot, Said | None]]) -> list[Section]:
    if not mend:
        return []
    title = ngettext("The cell to mend first", "The %(cells)s cells to mend first", len(mend)) % {
        "cells": len(mend)
    }
    quotes = Quotes(tuple(_mended(cell, said) for cell, said in mend))
    return [Section(title, (quotes,), _("By the upper end of the 95%% interval") % {})]


def _mended(cell: Spot, said: Said | None) -> Quote:
    score = f"{write(cell.score.value)}%" if cell.score else ""
    source = f"{cell_name(cell)} · {score} · n = {write(cell.n)} · 95%: {interval_words(cell)}%"
    if said is None:
        return Quote(_("Nobody who rated it low left words."), source, Tone.BAD)
    day = date_format(said.answered_at.astimezone(ZoneInfo(said.time_zone)), "SHORT_DATE_FORMAT")
    text = Truncator(said.text).chars(LONGEST)
    return Quote(f"“{text}”", f"{source} · {said.location}, {day}", Tone.BAD)


def _measured(journey: Journey) -> str:
    words = {"measured": journey.measured, "all": len(journey.cells)}
    return _("Measured %(measured)s of %(all)s cells") % words


def _gaps(journey: Journey, field: str) -> Prose:
    counts = [
        f"{len(journey.firm)} {pgettext('cells with enough answers', 'firm')}",
        f"{journey.few} {_('few answers')}",
        f"{journey.hidden} {_('below 5')}",
        f"{len(journey.gaps)} {_('not measured')}",
    ]
    if not journey.gaps:
        counts.append(_("Every cell of the journey has ratings in these days."))
    named = [
        f"{cell_name(cell)} ({gap_hint(cell, field, get_language() or 'vi')})"
        for cell in journey.gaps[:MOST_GAPS]
    ]
    left = len(journey.gaps) - MOST_GAPS
    more = ngettext(
        "and %(more)s other cell is not measured.",
        "and %(more)s other cells are not measured.",
        left,
    )
    words = f"{', '.join(counts)}. {'; '.join(named)}"
    return Prose(f"{words} {more % {'more': left}}" if left > 0 else words)
