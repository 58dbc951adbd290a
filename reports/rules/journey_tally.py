"""Putting the journey board together: every rating to its cell, and what a part may not show."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from reports.rules.journey import (
    KINDS,
    STAGES,
    Cell,
    Journey,
    Place,
    Pool,
    Rated,
    Source,
    Spot,
    StageFigure,
    counted_questions,
)
from reports.rules.scores import is_hidden, real_among, share_of
from reports.rules.suppression import gives_away_in_tree
from surveys.rules import Content


def journey_of(
    spots: Iterable[Spot],
    contents: Mapping[int, Content],
    rated: Iterable[Rated],
    withheld: Collection[Place] = (),
) -> Journey:
    """The board; `contents` are the versions by id, `rated` what was rated in them."""
    tally = _Tally({spot.id: spot for spot in spots})
    for each, target, is_own, is_good in _targeted(contents, rated):
        tally.count(each, target, is_own=is_own, is_good=is_good)
    found = [tally.cell(stage, about) for stage in STAGES for about in KINDS]
    cells = _judged([replace(each, is_withheld=each.place in withheld) for each in found])
    size = len(KINDS)
    return Journey(
        tuple(_stage(stage, cells[at * size :][:size]) for at, stage in enumerate(STAGES))
    )


def _targeted(
    contents: Mapping[int, Content], rated: Iterable[Rated]
) -> Iterator[tuple[Rated, int, bool, bool]]:
    """What was rated, its touchpoint, whether the question names that, and whether it is good."""
    known = {
        version_id: {question.key: (question, own) for question, own in counted_questions(content)}
        for version_id, content in contents.items()
    }
    for each in rated:
        question, own = known.get(each.version_id, {}).get(each.key, (None, 0))
        if question and question.score_rule and (target := own or each.spot_id):
            yield each, target, bool(own), each.rating >= question.score_rule.good_from


class _Tally:
    """Adds up what was rated, cell by cell."""

    def __init__(self, spots: Mapping[int, Spot]) -> None:
        self.spots = spots
        self.rated: set[int] = set()
        # Cell -> (version, touchpoint of the responses) -> question -> its ratings now and before.
        self.groups: dict[Place, dict[tuple[int, int], dict[str, tuple[Pool, Pool]]]] = {}
        self.sources: dict[Place, dict[tuple[int, bool], Source]] = {}

    def _note(self, each: Rated, spot: Spot, *, is_own: bool) -> None:
        sources = self.sources.setdefault((spot.stage, spot.about), {})
        source = sources.setdefault((each.version_id, is_own), Source(each.version_id))
        source.people += each.now
        if not is_own:
            source.spot_ids.add(spot.id)

    def count(self, each: Rated, target: int, *, is_own: bool, is_good: bool) -> None:
        spot = self.spots.get(target)
        if spot is None:
            return
        if each.now:
            self.rated.add(target)
            self._note(each, spot, is_own=is_own)
        groups = self.groups.setdefault((spot.stage, spot.about), {})
        asked = groups.setdefault((each.version_id, each.spot_id), {})
        sides = asked.setdefault(each.key, (Pool(), Pool()))
        for side, people in zip(sides, (each.now, each.before), strict=True):
            side.add(Pool(people, people * is_good, people))

    def cell(self, stage: str, about: str) -> Cell:
        spots = tuple(
            spot
            for spot in self.spots.values()
            if (spot.stage, spot.about) == (stage, about)
            and (spot.is_open or spot.id in self.rated)
        )
        groups = self.groups.get((stage, about), {}).values()
        now = _pooled([sides[0] for sides in asked.values()] for asked in groups)
        before = _pooled([sides[1] for sides in asked.values()] for asked in groups)
        sources = self.sources.get((stage, about), {}).values()
        source = max(sources, key=lambda each: each.people, default=None)
        return Cell(stage, about, spots, now, before, source=source)


def _pooled(groups: Iterable[Sequence[Pool]]) -> Pool:
    """All ratings; of each group as many people as rated its most rated question."""
    total = Pool()
    for pools in groups:
        total.add(
            Pool(
                sum(pool.ratings for pool in pools),
                sum(pool.good for pool in pools),
                max(pool.people for pool in pools),
            )
        )
    return total


def _judged(cells: Sequence[Cell]) -> list[Cell]:
    verdicts = real_among([cell.tested for cell in cells])
    return [replace(cell, is_real=is_real) for cell, is_real in zip(cells, verdicts, strict=True)]


def _stage(stage: str, cells: Sequence[Cell]) -> StageFigure:
    shown = [cell for cell in cells if cell.score]
    now, before = Pool(), Pool()
    for cell in shown:
        now.add(cell.now)
        if cell.was is not None:
            before.add(cell.before)
    score = share_of(now.satisfied, now.people) if shown else None
    was = None if is_hidden(before.people) else 100 * before.share
    return StageFigure(stage, tuple(cells), score, was)


# ------------------------------------------------------------------ some places of many
def withheld_cells(
    spots: Iterable[Spot],
    contents: Mapping[int, Content],
    rated: Iterable[tuple[int, Rated]],
    parents: Mapping[int, int | None],
    chosen: frozenset[int],
) -> frozenset[Place]:
    """The cells that a board of the chosen locations must not score.

    The board of all locations and that of each is known, too: what is left between them must hold
    enough people. `rated` has location and ratings; `parents` the tree of locations.
    """
    known = {spot.id: spot for spot in spots}
    people: dict[Place, dict[int, int]] = {}
    by_version = list(rated)
    targets = _targeted(contents, (each for _location, each in by_version))
    where = {id(each): location for location, each in by_version}
    for each, target, _is_own, _is_good in targets:
        if spot := known.get(target):
            at = people.setdefault((spot.stage, spot.about), {})
            at[where[id(each)]] = at.get(where[id(each)], 0) + each.now
    return frozenset(
        place for place, own in people.items() if gives_away_in_tree(own, parents, chosen)
    )
