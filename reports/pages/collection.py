"""The table of collectors on the page about collecting: sorted, with its totals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from reports.queries import CollectorLine
from reports.rules.collection import Finished, finished_of
from responses.models import Collector
from responses.queries import Funnel


@dataclass(frozen=True)
class Line:
    """One collector as the table shows it."""

    collector: Collector
    funnel: Funnel
    before: Funnel

    @cached_property
    def finished(self) -> Finished | None:
        return finished_of(self.funnel.opened, self.funnel.finished)

    @cached_property
    def finished_before(self) -> Finished | None:
        return finished_of(self.before.opened, self.before.finished)


SORTS: Final[dict[str, Callable[[Line], tuple[float, ...]]]] = {
    "opened": lambda line: (-line.funnel.opened,),
    "started": lambda line: (-line.funnel.started,),
    "finished": lambda line: (-line.funnel.finished,),
    # Where it is not known stands last, whichever way the others go.
    "share": lambda line: (
        (0, line.finished.interval.low if line.finished.interval else 0) if line.finished else (1,)
    ),
    "seconds": lambda line: (1,) if line.funnel.seconds is None else (0, -line.funnel.seconds),
}
"""The word in the address -> what comes first: the most, the longest, the smallest share."""
USUAL: Final = "opened"


@dataclass(frozen=True)
class Table:
    """The collectors in the wanted order, and all of them together."""

    lines: list[Line]
    sort: str

    @cached_property
    def total(self) -> Funnel:
        """What pages were opened led to; what came without a page, as by the API, is left out."""
        measured = [line.funnel for line in self.lines if line.funnel.opened]
        return Funnel(
            sum(each.opened for each in measured),
            sum(each.started for each in measured),
            sum(each.finished for each in measured),
            sum(each.excluded for each in measured),
        )

    @cached_property
    def finished(self) -> Finished | None:
        return finished_of(self.total.opened, self.total.finished)


def table_of(lines: Sequence[CollectorLine], sort: str) -> Table:
    """The collectors in this order, or by openings if it is not known."""
    sort = sort if sort in SORTS else USUAL
    made = [Line(line.collector, line.funnel, line.before) for line in lines]
    order = SORTS[sort]
    return Table(sorted(made, key=lambda line: (order(line), line.collector.code)), sort)
