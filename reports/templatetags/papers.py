"""Papers as HTML: which template sets a block, and drawings that are safe to write."""

from collections.abc import Sequence
from typing import Final

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports.pages.setting import AROUND, moment_words
from reports.rules.paper import (
    Block,
    Cell,
    Column,
    Drawing,
    Figures,
    Findings,
    Key,
    Paper,
    Prose,
    Quotes,
    Table,
)

register = template.Library()

TEMPLATES: Final = {
    Figures: "reports/_paper_figures.html",
    Findings: "reports/_paper_findings.html",
    Table: "reports/_paper_table.html",
    Drawing: "reports/_paper_drawing.html",
    Quotes: "reports/_paper_quotes.html",
    Prose: "reports/_paper_prose.html",
    Key: "reports/_paper_key.html",
}


@register.filter
def paper_template(block: Block) -> str:
    """The template that sets a block."""
    return TEMPLATES[type(block)]


@register.filter
def as_drawn(svg: str) -> SafeString:
    """A drawing of reports.charts, to be written as it is."""
    return mark_safe(svg)  # noqa: S308 - reports.charts escapes every text it is given


@register.filter
def in_columns(row: Sequence[Cell], columns: Sequence[Column]) -> list[tuple[Cell, Column]]:
    """Each cell with its column."""
    return list(zip(row, columns, strict=True))


@register.filter
def cell_class(cell: Cell) -> str:
    """The class of a cell: its ground, else its tone; around a drawing what colours it."""
    if cell.shade:
        return cell.shade
    return AROUND.get(cell.tone, "") if cell.svg else f"tone-{cell.tone}" if cell.tone else ""


@register.filter
def as_of_words(paper: Paper) -> str:
    """Up to when answers are counted, in the organization's own time."""
    return moment_words(paper)
