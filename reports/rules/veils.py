"""What a filtered report may not show: whatever gives few people away beside other selections.

The report of everybody and that of one channel are both known; what lies between them must hold
enough people. So the values of each filter are siblings, the other filters fixed, and the small
ones travel with as many others as it takes (see suppression).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from reports.rules.filters import Filters, State, value_of, wanted_in
from reports.rules.scores import HIDE_BELOW, Counts, people_in
from reports.rules.suppression import (
    gives_away,
    gives_away_in_tree,
    is_few_in_any,
    small_places,
)

PLACES: Final = "places"
COLLECTORS: Final = "collectors"
SUBJECTS: Final = "subjects"


class Told(NamedTuple):
    """How many people of one segment answered one question."""

    segment: int
    collector: int | None
    location: int | None
    key: str
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Veil:
    """What only shows how many people it rests on."""

    now: frozenset[str] = frozenset()
    """Keys of questions."""
    before: frozenset[str] = frozenset()
    """Keys of questions whose figures of the period before are hidden."""
    units: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    """Places, or people, of the ranked question: now and before."""


NO_VEIL: Final = Veil()


@dataclass(frozen=True)
class Known:
    """What the numbers of people mean."""

    facets: Mapping[int, Mapping[str, Any]]
    """Segment -> what its responses have in common."""
    stages: Mapping[int, str] = field(default_factory=dict)
    parents: Mapping[int, int | None] = field(default_factory=dict)
    """Location -> the one that it is in."""


def asked_dimensions(filters: Filters) -> tuple[str, ...]:
    """What is filtered by; what lies beyond a member's reach is no choice of theirs."""
    chooses_places = filters.places is not None and filters.places != filters.reach
    places = [PLACES] if chooses_places else []
    doors = [COLLECTORS] if filters.collectors else []
    return (*places, *doors, *filters.dimensions)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The question whose places, or people, are shown one by one."""

    key: str
    by: str = PLACES

    def unit_of(self, row: Told, facets: Mapping[str, Any]) -> int | None:
        """Which place or person it is about."""
        unit: int | None = row.location if self.by == PLACES else facets.get("subject")
        return unit


def veil_from(
    told: Iterable[Told], known: Known, filters: Filters, ranking: Ranking | None = None
) -> Veil:
    """What may not be shown, where `told` is everybody's that whoever asks may look at."""
    rows = list(told)
    search = _Search(known, filters, asked_dimensions(filters))
    now, before = (search.given_away(rows, side) for side in ("now", "before"))
    if ranking is None:
        return Veil(now, before)
    others = [name for name in search.dimensions if name != ranking.by]
    apart = _Search(known, filters, others)
    units = [apart.units_given_away(rows, ranking, side) for side in ("now", "before")]
    if ranking.by == PLACES and PLACES in search.dimensions:
        units = [
            found | apart.places_given_away(rows, ranking, side)
            for found, side in zip(units, ("now", "before"), strict=True)
        ]
    return Veil(now, before, (units[0], units[1]))


def with_small_places(
    veil: Veil,
    places: Mapping[int, tuple[Counts, Counts]],
    tree: Callable[[], Mapping[int, int | None]],
) -> Veil:
    """Those as well whom the total of all places gives away; the tree is read only if needed."""
    people = [{at: people_in(sides[side]) for at, sides in places.items()} for side in (0, 1)]
    if not any(0 < many < HIDE_BELOW for side in people for many in side.values()):
        return veil
    parents = tree()
    hidden = [small_places(side, parents) | veil.units[at] for at, side in enumerate(people)]
    return replace(veil, units=(hidden[0], hidden[1]))


class _Search:
    """Looks for what gives few people away."""

    def __init__(self, known: Known, filters: Filters, dimensions: Collection[str]) -> None:
        self.known = known
        self.filters = filters
        self.dimensions = tuple(dimensions)
        self.wanted = {name: wanted_in(name, filters) for name in dimensions}

    def given_away(self, rows: Iterable[Told], side: str) -> frozenset[str]:
        """The questions to hide, now or before."""
        tallies: dict[str, _Tally] = defaultdict(lambda: _Tally(self))
        for row in rows:
            tallies[row.key].add(row, getattr(row, side))
        return frozenset(key for key, tally in tallies.items() if tally.gives_away())

    def units_given_away(self, rows: Iterable[Told], ranking: Ranking, side: str) -> frozenset[int]:
        """The places or people to hide; with as many others as the total of all needs."""
        tallies: dict[int, _Tally] = defaultdict(lambda: _Tally(self))
        for row in rows:
            unit = ranking.unit_of(row, self.facets_of(row))
            if row.key == ranking.key and unit is not None and self._is_wanted(ranking, unit):
                tallies[unit].add(row, getattr(row, side))
        few = {unit for unit, tally in tallies.items() if 0 < tally.people < HIDE_BELOW}
        hidden = {unit for unit, tally in tallies.items() if tally.people and tally.gives_away()}
        if hidden <= few:  # Each hides for itself: then its siblings are all that matters.
            return frozenset()
        hidden |= few
        shown = sorted(tallies.keys() - hidden, key=lambda unit: (tallies[unit].people, unit))
        while shown and _pool(self, [tallies[unit] for unit in hidden]).gives_away():
            hidden.add(shown.pop(0))
        return frozenset(hidden)

    def places_given_away(
        self, rows: Iterable[Told], ranking: Ranking, side: str
    ) -> frozenset[int]:
        """The places to hide in the whole tree, whichever of them are looked at."""
        tallies: dict[int, _Tally] = defaultdict(lambda: _Tally(self))
        for row in rows:
            if row.key == ranking.key and row.location is not None:
                tallies[row.location].add(row, getattr(row, side))
        people = {place: tally.people for place, tally in tallies.items()}
        return small_places(people, self.known.parents)

    def _is_wanted(self, ranking: Ranking, unit: int) -> bool:
        chosen = self.filters.places if ranking.by == PLACES else self.filters.subjects or None
        return chosen is None or unit in chosen

    def values_of(self, row: Told) -> tuple[Any, ...]:
        own = {PLACES: row.location, COLLECTORS: row.collector}
        facets = self.facets_of(row)
        return tuple(
            own[name] if name in own else value_of(name, facets, self.known.stages)
            for name in self.dimensions
        )

    def facets_of(self, row: Told) -> Mapping[str, Any]:
        return self.known.facets.get(row.segment, {})


class _Tally:
    """How many people a question or a place has in each value of each dimension."""

    def __init__(self, search: _Search) -> None:
        self.search = search
        self.siblings: dict[str, dict[Any, int]] = {
            name: defaultdict(int) for name in search.dimensions
        }
        self.corners: dict[tuple[bool, ...], int] = defaultdict(int)
        self.states: dict[bool, int] = {True: 0, False: 0}

    @property
    def people(self) -> int:
        """How many are wanted."""
        return self.corners.get((True,) * len(self.search.dimensions), 0)

    def add(self, row: Told, people: int) -> None:
        """Count people where they belong."""
        search = self.search
        values = search.values_of(row)
        corner = tuple(
            value in search.wanted[name]
            for name, value in zip(search.dimensions, values, strict=True)
        )
        is_held = bool(search.facets_of(row).get("is_held"))
        self.states[is_held] += people * all(corner)
        if not search.filters.state.covers(is_held=is_held):
            return
        self.corners[corner] += people
        for at, name in enumerate(search.dimensions):
            if all(corner[:at]) and all(corner[at + 1 :]):
                self.siblings[name][values[at]] += people

    def gives_away(self) -> bool:
        """Whether what is wanted gives few people away beside other selections."""
        # Those that count are the usual report: so it is both together that hides.
        both = self.states if self.search.filters.state is State.ALL else {}
        return (
            is_few_in_any(self.corners)
            or is_few_in_any(both)
            or any(self._splits(name, groups) for name, groups in self.siblings.items())
        )

    def _splits(self, name: str, groups: Mapping[Any, int]) -> bool:
        wanted = self.search.wanted[name]
        if name == PLACES:
            return gives_away_in_tree(groups, self.search.known.parents, wanted)
        return gives_away(groups, wanted)


def _pool(search: _Search, tallies: Iterable[_Tally]) -> _Tally:
    """Several places as if they were one."""
    found = _Tally(search)
    for tally in tallies:
        for corner, people in tally.corners.items():
            found.corners[corner] += people
        for is_held, people in tally.states.items():
            found.states[is_held] += people
        for name, groups in tally.siblings.items():
            for value, people in groups.items():
                found.siblings[name][value] += people
    return found
