"""Pages that are the same for everybody: what is needed to make one again."""

from dataclasses import dataclass
from typing import Final

from hearme.common.splice import Spliced
from responses.views.noting import Opened
from responses.views.visiting import Visit

COMMON: Final = "hearme.common_page"
"""Where in a request's environment a view leaves the page that everybody gets."""


@dataclass(frozen=True, slots=True)
class CommonPage:
    """A page but for its token, and what its token and the count of openings say."""

    spliced: Spliced
    version_id: int
    opened: Opened

    @property
    def collector_id(self) -> int:
        return self.opened.collector_id


def keep_common(visit: Visit, page: CommonPage) -> None:
    """Leave the page for whoever serves the next visitor, if anybody asked for it."""
    wanted = visit.request.META.get(COMMON)
    if wanted is not None:
        wanted.append(page)
