"""Which of many codes are meant: those ticked in the list, or all that its filters show."""

from typing import Final

from django.http import Http404, QueryDict

from hearme.accounts.models import Membership
from responses.forms import CollectorFilterForm
from responses.queries import collector_keys
from responses.views.collectors import in_order

MOST_CHOSEN: Final = 10_000


def chosen_ids(membership: Membership, sent: QueryDict) -> list[int]:
    """The ids of what was chosen, in the order of the list; whose they are is not known yet.

    Three ways lead here: ticked boxes (`collector`), "all that match" (`every` with `filter`),
    and what a page before this one chose (`chosen`).
    """
    if sent.get("every"):
        return matching_ids(membership, QueryDict(sent.get("filter", "")))
    words = sent.get("chosen", "").split(",") if "chosen" in sent else sent.getlist("collector")
    ids = list(dict.fromkeys(_number(word) for word in words if word))
    if len(ids) > MOST_CHOSEN:
        raise Http404
    return ids


def matching_ids(membership: Membership, filters: QueryDict) -> list[int]:
    """The ids of all codes that these filters of the list show, in its order."""
    form = CollectorFilterForm(membership, filters)
    keys = collector_keys(membership.organization, form.wanted)
    return [key.id for key in in_order(keys, form)]


def is_choice(sent: QueryDict) -> bool:
    """Whether a form brings codes that were chosen."""
    return any(name in sent for name in ("every", "chosen", "collector"))


def packed(ids: list[int]) -> str:
    """The same choice for the next page, in one field: forms have room for few fields."""
    return ",".join(map(str, ids))


def _number(word: str) -> int:
    if not (word.isascii() and word.isdecimal() and len(word) < 19):
        raise Http404
    return int(word)
