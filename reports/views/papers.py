"""Report pages as papers, by the name of their address."""

from collections.abc import Callable, Mapping
from typing import Final

from hearme.accounts.requests import MemberRequest
from reports.rules.paper import Paper
from reports.views import (
    collection,
    comments,
    control,
    crosstab,
    drivers,
    journey,
    overview,
    people,
    places,
    surveys,
    when,
)

PAPERS: Final[Mapping[str, Callable[[MemberRequest], Paper]]] = {
    "overview": overview.paper_of,
    "journey": journey.paper_of,
    "places": places.paper_of,
    "people": people.paper_of,
    "when": when.paper_of,
    "control": control.paper_of,
    "drivers": drivers.paper_of,
    "crosstab": crosstab.paper_of,
    "comments": comments.paper_of,
    "collection": collection.paper_of,
}
"""Pages of a whole organization; each says what its request's member may see."""

SURVEY_PAPER: Final[Callable[[MemberRequest, str], Paper]] = surveys.paper_of
"""The report of the survey with this code; 404 if there is none."""
