"""What happens at the codes of the demo beside whole answers: who only looks, who leaves early."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from responses.rules.demo import Visit

SILENT: Final = {
    ("Nguyễn Huệ", "Bàn 08"): (9, "Bàn 02"),
    ("Hai Bà Trưng", "Bàn 03"): (8, "Bàn 12"),
    ("Cầu Giấy", "Bàn 04"): (11, "Bàn 01"),
}
"""Branch and table -> for how many days its code has been silent, and where people sit instead."""
LEAVES_EARLY: Final = 11
"""One visitor of so many goes away after the first answer."""
TOO_FAST: Final = 140
"""One of so many sends in a second what nobody can read in that time."""
ONLY_LOOKS: Final = 0.45
"""For each one who answers, how many open the page and go away."""

Where = TypeVar("Where")


def seated(visit: Visit, now: datetime) -> Visit:
    """The visit, at another table if the code of this one is gone."""
    days, instead = SILENT.get((visit.branch, visit.spot), (0, ""))
    is_gone = bool(days) and visit.moment > now - timedelta(days=days)
    return replace(visit, spot=instead) if is_gone else visit


def leaves_early(number: int, visit: Visit) -> bool:
    """Whether this visitor goes away after the first answer."""
    return number % LEAVES_EARLY == 3 and len(visit.answers) > 1


def is_too_fast(number: int) -> bool:
    """Whether this visitor is none that counts."""
    return number % TOO_FAST == 77


def openings(answered: Iterable[Where]) -> dict[Where, int]:
    """How many opened the page where and when so many answered."""
    chance = random.Random("Trà Lá Me")  # noqa: S311 - a play, not a secret
    return {
        where: people + sum(chance.random() < ONLY_LOOKS for _ in range(people))
        for where, people in Counter(answered).items()
    }
