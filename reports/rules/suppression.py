"""Suppression: which groups must hide their scores so that few people are never seen alone.

Somebody who knows a total and all but one of its parts knows that part too. So beside the groups
that are too small, as many others hide as it takes: whatever can be found by subtraction then
holds enough people. Numbers of people may always be shown.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Any, TypeVar

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
    # One order, whatever order they come in: two pages must not hide different companions.
    ordered = dict(sorted(groups.items(), key=lambda each: repr(each[0])))
    hidden = {group for group, people in ordered.items() if 0 < people < least}
    while found := _next_to_hide(ordered, parents, hidden, least):
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


def _shown_above(group: K, parents: Mapping[K, K | None], hidden: Collection[K]) -> K | None:
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


# ------------------------------------------------------------------ selections
def gives_away(groups: Mapping[K, int], chosen: Collection[K], least: int = HIDE_BELOW) -> bool:
    """Whether the chosen ones among siblings give away few people, all selections being known.

    The hidden groups travel together: a selection holds all of them, or none.
    """
    hidden = suppressed(groups, least)
    return _splits(groups, {group: group in hidden or (group,) for group in groups}, chosen)


def gives_away_in_tree(
    people: Mapping[K, int],
    parents: Mapping[K, K | None],
    chosen: Collection[K],
    least: int = HIDE_BELOW,
) -> bool:
    """The same for places that are parts of others; `people` answered at each place itself."""
    if not _has_few(people, least):
        return False
    groups, above = pooled(people, parents)
    hidden = suppressed_in_tree(groups, above, least)
    lumps: dict[K, tuple[str, K] | None] = {}
    for place in people:
        own = ("own", place)
        lumps[place] = _shown_above(own, above, hidden) if own in hidden else own
    return _splits(people, lumps, chosen)


def small_places(
    people: Mapping[K, int], parents: Mapping[K, K | None], least: int = HIDE_BELOW
) -> frozenset[K]:
    """The places whose own figures hide, where all of them and all that they are in are shown."""
    if not _has_few(people, least):
        return frozenset()
    hidden = suppressed_in_tree(*pooled(people, parents), least)
    return frozenset(place for kind, place in hidden if kind == "own")


def _has_few(people: Mapping[Any, int], least: int) -> bool:
    """Whether any place is small; if none is, no sum of places is, and the tree may rest."""
    return any(0 < many < least for many in people.values())


def _splits(people: Mapping[K, int], lumps: Mapping[K, Hashable], chosen: Collection[K]) -> bool:
    """Whether a lump, which nobody can look into, is partly chosen."""
    inside = {lumps[group] for group, many in people.items() if many and group in chosen}
    outside = {lumps[group] for group, many in people.items() if many and group not in chosen}
    return not inside.isdisjoint(outside)


def pooled(
    people: Mapping[K, int], parents: Mapping[K, K | None]
) -> tuple[dict[tuple[str, K], int], dict[tuple[str, K], tuple[str, K] | None]]:
    """Each place by itself and each with all inside it: how many people, and what each is in."""
    wholes: dict[K, int] = {}
    for place, many in people.items():
        for above in _above(place, parents):
            wholes[above] = wholes.get(above, 0) + many
    for place in wholes:
        wholes[place] += people.get(place, 0)

    def whole(place: K | None) -> tuple[str, K] | None:
        return ("all", place) if place is not None and place in wholes else None

    groups = {("own", place): many for place, many in people.items()}
    groups |= {("all", place): many for place, many in wholes.items()}
    inside = {
        ("own", place): whole(place if place in wholes else parents.get(place)) for place in people
    }
    inside |= {("all", place): whole(parents.get(place)) for place in wholes}
    return groups, inside


def _above(place: K, parents: Mapping[K, K | None]) -> Iterable[K]:
    above = parents.get(place)
    while above is not None:
        yield above
        above = parents.get(above)


def is_few_in_any(corners: Mapping[Any, int], least: int = HIDE_BELOW) -> bool:
    """Whether few people are left where some filters hold and others do not.

    Who knows every selection of some filters knows these by adding and subtracting.
    """
    return any(0 < people < least for people in corners.values())
