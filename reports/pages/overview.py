"""What the overview shows, worked out once for its page, its paper and mails."""

from dataclasses import dataclass
from typing import Any, Final

from hearme.accounts.models import Organization
from reports import queries
from reports.pages.chosen import Chosen
from reports.rules.collection import finished_of
from responses.models import Response
from responses.pages.answered import comment_in
from responses.queries import ResponseFilter, response_page

MOST_LOW: Final = 4
MOST_SILENT: Final = 4
MOST_SAID: Final = 2


@dataclass(frozen=True, slots=True)
class Low:
    """A response of somebody who is not satisfied."""

    response: Response
    comment: str


def overview_page(organization: Organization, form: Chosen) -> dict[str, Any]:
    """The context of the overview for what was chosen."""
    span, filters = form.span, form.filters
    board = queries.journey_board(organization, span, filters)
    weakest = board.journey.weakest or next(iter(board.journey.worst), None)
    said = queries.said_at(
        organization, board, [weakest] if weakest else [], span, filters, most=MOST_SAID
    )
    return {
        "form": form,
        "span": span,
        "names": form.names,
        "headlines": queries.headlines(organization, span, filters),
        "finished": finished_of(*queries.opened_anywhere(organization, span.period, filters)),
        "journey": board.journey,
        "codes": board.codes,
        "weakest": weakest,
        "said": said[0] if said else [],
        "lows": _low_ratings(organization, form),
        "silences": queries.silences(organization, form.today, form.place_ids)[:MOST_SILENT],
    }


def _low_ratings(organization: Organization, form: Chosen) -> list[Low]:
    """The newest responses with a bad main rating and words."""
    period = form.span.period
    wanted = ResponseFilter(
        places=form.filters.places,
        since=period.first,
        until=period.last,
        feeling="bad",
        has_comment=True,
    )
    page = response_page(organization, wanted, MOST_LOW)
    return [Low(response, comment_in(response)) for response in page.responses]
