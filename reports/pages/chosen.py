"""What was chosen in the filters of a report, as pages and papers need it; a ReportForm."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from hearme.accounts.queries import Place
from reports.rules.filters import Filters
from reports.rules.summary import Span


class Chosen(Protocol):
    """Days, places and all other filters of a report."""

    @property
    def today(self) -> date: ...
    @property
    def span(self) -> Span: ...
    @property
    def filters(self) -> Filters: ...
    @property
    def chosen(self) -> list[Place]:
        """The places that were ticked."""

    @property
    def places(self) -> list[Place]:
        """All places that may be seen."""

    @property
    def place_ids(self) -> frozenset[int] | None: ...
    @property
    def reach(self) -> frozenset[int] | None: ...
    @property
    def names(self) -> Mapping[int, tuple[str, str]]: ...
    @property
    def narrowing(self) -> list[tuple[str, str, str]]: ...
    @property
    def problem(self) -> str: ...
    @property
    def ranked_by(self) -> str: ...
