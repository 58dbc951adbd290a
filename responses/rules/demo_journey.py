"""What customers of the demo say about single touchpoints: in the message after a visit.

Pure Python. The same at every run but for the dates.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from responses.rules.demo import FIRST_HOUR, HOURS, TAKEAWAY, WEEKDAYS, Branch, Visit

MOMENT: Final = "moment"
MOMENT_SPOT: Final = "Tin nhắn cảm ơn"
ASKED_DAYS: Final = 62
"""For how long customers have been asked about single touchpoints."""
CHANGED_DAYS: Final = 30
"""How many days ago some of these got better or worse."""
BAD_WORDS: Final = 0.5
GOOD_WORDS: Final = 0.15
SORE: Final = 0.12
"""By how much fewer are satisfied in a branch where the mood is low."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A touchpoint of the demo, and how many of its customers are satisfied."""

    stage: str
    about: str
    name: str
    daily: float
    good: float
    bad_words: Sequence[str]
    good_words: Sequence[str]
    before: float | None = None

    def share(self, days_ago: int) -> float:
        is_before = days_ago >= CHANGED_DAYS and self.before is not None
        return self.before if is_before and self.before is not None else self.good


def moments_from(journey: Mapping[str, Any]) -> list[Moment]:
    return [Moment(**spot) for spot in journey["spots"]]


def moment_visits(
    moments: Sequence[Moment], branches: Sequence[Branch], now: datetime, days: int
) -> list[Visit]:
    """What was said about single touchpoints in so many days until `now`, in order."""
    chance = random.Random("Hành trình")  # noqa: S311 - a play, not a secret
    made = [
        visit
        for days_ago in range(min(days, ASKED_DAYS), -1, -1)
        for moment in moments
        for visit in _day(moment, branches, now, days_ago, chance)
    ]
    return sorted((visit for visit in made if visit.moment <= now), key=lambda visit: visit.moment)


def _day(
    moment: Moment, branches: Sequence[Branch], now: datetime, days_ago: int, chance: random.Random
) -> Iterator[Visit]:
    day = now - timedelta(days=days_ago)
    here = [each for each in branches if days_ago <= each.opened and days_ago not in each.closed]
    if not here:
        return
    for _ in range(int(moment.daily * WEEKDAYS[day.weekday()] + chance.random())):
        (branch,) = chance.choices(here, [each.daily for each in here])
        (hour,) = chance.choices(range(FIRST_HOUR, FIRST_HOUR + len(HOURS)), HOURS)
        at = datetime.combine(day, time(hour, chance.randrange(60)), tzinfo=day.tzinfo)
        is_good = chance.random() < moment.share(days_ago) - SORE * (branch.mood < 0)
        answers = _answers(moment, is_good=is_good, chance=chance)
        seconds = chance.randrange(6, 40)
        yield Visit(MOMENT, branch.name, MOMENT_SPOT, at, "vi", seconds, answers, moment.name)


def _answers(moment: Moment, *, is_good: bool, chance: random.Random) -> dict[str, Any]:
    ratings, weights = ((5, 4), (6, 4)) if is_good else ((3, 2, 1), (3, 4, 3))
    answers: dict[str, Any] = {"q1": chance.choices(ratings, weights)[0]}
    words = moment.good_words if is_good else moment.bad_words
    if words and chance.random() < (GOOD_WORDS if is_good else BAD_WORDS):
        answers["q2"] = chance.choice(words)
    return answers


def served_by(number: int, visit: Visit, staff: Sequence[str]) -> str:
    """Who stood at the counter; empty where nobody is rated."""
    if not staff or not (visit.survey == TAKEAWAY or visit.touchpoint == "Pha chế, thu ngân"):
        return ""
    is_bad = min((each for each in visit.answers.values() if isinstance(each, int)), default=5) < 4
    # One of them has a hard time: two of three unhappy customers were served by the first.
    return staff[0] if is_bad and number % 3 else staff[number % len(staff)]
