"""Keeping a paper to its pages: the longest lists are cut, and what is left out is said."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.rules.paper import Block, Paper, Quotes, Section, Table

MOST_PAGES: Final = 2
MOST_ROWS: Final = 44
"""No table is longer to begin with: more rows never fit."""
FEWEST: Final = 3
"""A list keeps so many lines before whole sections are dropped."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a block stands in the paper."""

    section: int
    block: int
    lines: int


def bounded(paper: Paper) -> Paper:
    """The paper without rows that could never fit, so that it is set quickly."""
    sections = tuple(
        replace(section, blocks=tuple(_cut(block, MOST_ROWS) for block in section.blocks))
        for section in paper.sections
    )
    return replace(paper, sections=sections)


def shortened(paper: Paper) -> Paper | None:
    """The paper with its longest list cut, else without its last section; None if nothing can go.

    What was left out is said in the place where it stood.
    """
    longest = max(_spots(paper), key=lambda spot: spot.lines, default=None)
    if longest is not None and longest.lines > FEWEST:
        keep = max(FEWEST, longest.lines * 3 // 4)
        return _at(paper, longest, lambda block: _cut(block, keep))
    return _without_last(paper)


def _spots(paper: Paper) -> Iterator[_Spot]:
    for section, each in enumerate(paper.sections):
        for at, block in enumerate(each.blocks):
            if isinstance(block, Table):
                yield _Spot(section, at, len(block.rows))
            elif isinstance(block, Quotes):
                yield _Spot(section, at, len(block.items))


def _cut(block: Block, keep: int) -> Block:
    if isinstance(block, Table):
        left = block.left_out + len(block.rows[keep:])
        return replace(block, rows=block.rows[:keep], left_out=left)
    if isinstance(block, Quotes):
        return replace(block, items=block.items[:keep])
    return block


def left_out_words(table: Table) -> str:
    """What stands below a table that was cut."""
    if not table.left_out:
        return table.more
    left = table.left_out
    words = ngettext(
        "%(rows)d more row had no room on this paper.",
        "%(rows)d more rows had no room on this paper.",
        left,
    )
    return " ".join(filter(None, [words % {"rows": left}, table.more]))


def _without_last(paper: Paper) -> Paper | None:
    """Without the last section, whose name stays; of a single section without its last block."""
    *kept, last = paper.sections or (None,)
    if last is None:
        return None
    if kept:
        return replace(paper, sections=tuple(kept), foot=_said(paper.foot, last))
    if len(last.blocks) < 2:
        return None
    less = replace(last, blocks=last.blocks[:-1])
    return replace(paper, sections=(less,), foot=_said(paper.foot, last))


def _said(foot: str, section: Section) -> str:
    words = _("“%(title)s” had no room on this paper.") % {"title": section.title}
    return f"{words} {foot}".strip() if section.title and words not in foot else foot


def _at(paper: Paper, spot: _Spot, change: Callable[[Block], Block]) -> Paper:
    sections = list(paper.sections)
    blocks = list(sections[spot.section].blocks)
    blocks[spot.block] = change(blocks[spot.block])
    sections[spot.section] = replace(sections[spot.section], blocks=tuple(blocks))
    return replace(paper, sections=tuple(sections))
