"""Suppression: which groups must hide their scores so that few people are never seen alone.

Somebody who knows a total and all but one of its parts knows that part too. So beside the groups
that are too small, as many others hide as it takes: whatever can be found by subtraction then
holds enough people. Numbers of people may always be shown.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from reports.rules.scores import HIDE_BELOW

K = TypeVar("K", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


def suppressed(groups: Mapping[K, int], least: int = HIDE_BELOW) -> frozenset[K]:
    """The groups to hide among siblings whose total is shown; `groups` says how many answered."""
    return suppressed_in_tree(groups, dict.fromkeys(groups), least)


def suppressed_in_tree(
    groups: Mapping[K, int], parents: Mapping[K, K | None], least: int = HIDE_BELOW
) -> frozenset[K]:
    """The groups to hide where some are parts of others, and the total of all is shown.

    A group holds all people of its parts; `parents` names the group that it is a part of.
    """
    hidden = {group for group, people in groups.items() if 0 < people < least}
    while found := _next_to_hide(groups, parents, hidden, least):
        hidden.add(found[0])
    return frozenset(hidden)


def _next_to_hide(
    groups: Mapping[K, int], parents: Mapping[K, K | None], hidden: set[K], least: int
) -> tuple[K] | None:
    """The smallest shown part of a group that gives few people away; None if none does.

    What is left of a shown group without the shown ones in it is all that subtraction can find.
    """
    rests: dict[K | None, int] = {None: 0}
    parts: dict[K | None, list[K]] = defaultdict(list)
    for group, people in groups.items():
        if parents.get(group) is None:
            rests[None] += people
        if group not in hidden:
            rests[group] = rests.get(group, 0) + people
            above = _shown_above(group, parents, hidden)
            rests[above] = rests.get(above, 0) - people
            parts[above] += [group] if people else []
    for above, rest in rests.items():
        if 0 < rest < least and parts[above]:
            return (min(parts[above], key=groups.__getitem__),)
    return None


def _shown_above(group: K, parents: Mapping[K, K | None], hidden: set[K]) -> K | None:
    above = parents.get(group)
    while above is not None and above in hidden:
        above = parents.get(above)
    return above


def suppressed_in_table(
    cells: Mapping[tuple[Row, Column], int], shown_from: int, least: int = HIDE_BELOW
) -> frozenset[tuple[Row, Column]]:
    """The cells to hide where the totals of rows and columns are shown.

    Cells below `shown_from` are hidden anyway; what is hidden in a line must hold `least` people.
    """
    hidden = {cell for cell, people in cells.items() if 0 < people < shown_from}
    lines = [*_lines(cells, 0), *_lines(cells, 1)]
    while more := _first_given_away(cells, lines, hidden, least):
        hidden.add(more)
    return frozenset(hidden)


def _lines(cells: Iterable[tuple[Row, Column]], side: int) -> Iterable[list[tuple[Row, Column]]]:
    lines: dict[Hashable, list[tuple[Row, Column]]] = defaultdict(list)
    for cell in cells:
        lines[cell[side]].append(cell)
    return lines.values()


def _first_given_away(
    cells: Mapping[tuple[Row, Column], int],
    lines: Iterable[list[tuple[Row, Column]]],
    hidden: set[tuple[Row, Column]],
    least: int,
) -> tuple[Row, Column] | None:
    for line in lines:
        shown = [cell for cell in line if cell not in hidden and cells[cell]]
        if shown and 0 < sum(cells[cell] for cell in line if cell in hidden) < least:
            return min(shown, key=cells.__getitem__)
    return None
