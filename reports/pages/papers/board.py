"""The journey on paper: the curve of feelings over the board of cells."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from reports.pages.papers.parts import plain
from reports.rules.journey import KINDS, Cell, Journey
from reports.rules.paper import Cell as PaperCell
from reports.rules.paper import Column, Drawing, Section, Table, Tone
from reports.templatetags.figures import write
from reports.templatetags.journeys import (
    about_name,
    interval_words,
    journey_curve,
    journey_title,
    stage_name,
)

CURVE_MARGIN: Final = 100
CURVE_STAGE: Final = 130
"""So wide are the margin and each stage of the curve, so the columns stand under their faces."""


def board_section(journey: Journey) -> Iterator[Section]:
    """The curve and the board; nothing where nothing was measured."""
    if not journey.measured:
        return
    blocks = (Drawing(str(journey_curve(journey))), board_table(journey))
    note = _("% satisfied · white: fewer than 30 answers")
    yield Section(plain(journey_title(journey)), blocks, note)


def board_table(journey: Journey) -> Table:
    """Stages × product, service and staff, coloured as on the page."""
    columns = (
        Column("", share=CURVE_MARGIN),
        *(Column(stage_name(each.stage), share=CURVE_STAGE) for each in journey.stages),
    )
    rows = tuple(
        (
            PaperCell(about_name(about)),
            *(_cell(cell) for cell in journey.cells if cell.about == about),
        )
        for about in KINDS
    )
    return Table(columns, rows)


def _cell(cell: Cell) -> PaperCell:
    if not cell.is_measured:
        return PaperCell(_("not measured"), Tone.DIM)
    if cell.score is None:
        return PaperCell(f"n = {write(cell.n)}", Tone.DIM)
    value, detail = f"{write(cell.score.value)}%", f"{interval_words(cell)} · n {write(cell.n)}"
    if not cell.is_firm:
        return PaperCell(value, Tone.DIM, detail=detail)
    return PaperCell(value, is_bold=True, shade=f"h{cell.heat}", detail=detail)
