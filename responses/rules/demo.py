"""How the customers of an invented tea-shop chain answer: the same at every run but for the dates.

Pure Python. One number, the mood of a visit, decides over all its answers, so that they agree with
one another; branch, hour and day shift it.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from math import sqrt
from typing import Any, Final

from responses.rules.answers import Answers
from surveys.rules import without_marks

TABLE: Final = "table"
TAKEAWAY: Final = "takeaway"
TASTING: Final = "tasting"
TAKEAWAY_SPOT: Final = "Hoá đơn mang đi"
TASTING_SPOT: Final = "Quầy nếm thử"
TASTING_DAYS: Final = range(67, 89)
"""How many days ago new flavours were tasted."""

TAKEAWAY_SHARE: Final = 0.32
TASTING_SHARE: Final = 0.3
"""How many answer these surveys for each one who answers at a table."""

CSAT_CUTS: Final = (-2.2, -1.85, -1.42, -0.25)
CES_CUTS: Final = (-2.5, -2.2, -1.85, -1.4, -0.85, 0.05)
NPS_CUTS: Final = (-2.7, -2.6, -2.45, -2.3, -2.1, -1.75, -1.4, -1.12, -0.48, 0.2)
"""Moods, in standard deviations, from which the next higher rating is given."""

WEEKDAYS: Final = (0.85, 0.85, 0.9, 0.95, 1.1, 1.4, 1.25)
"""How busy a day is, from Monday."""
HOURS: Final = (3, 5, 4, 4, 8, 10, 6, 4, 6, 5, 8, 10, 10, 7, 4)
WEEKEND_HOURS: Final = (2, 4, 6, 7, 7, 7, 6, 7, 9, 10, 9, 10, 10, 8, 5)
FIRST_HOUR: Final = 7
RUSH: Final = frozenset({11, 12, 17, 18, 19})
WEEKEND_RUSH: Final = frozenset(range(15, 20))
RUSH_MOOD: Final = -0.45
EVENING: Final = 17

TOPICS: Final = ("drinks", "staff", "waiting", "space", "hygiene", "price")
"""What the choices of the table survey are about, from number 1."""
PRAISED: Final = (5.0, 4.0, 1.0, 4.0, 1.0, 1.5)
BLAMED: Final = (2.0, 1.5, 3.0, 1.2, 1.0, 1.5)
COMMENTS: Final = {"good": 0.22, "meh": 0.25, "bad": 0.5}
"""Which share of people says something, by what they feel."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A shop: how many answer there on an average day, and in which mood."""

    name: str
    tables: tuple[str, ...]
    daily: float
    mood: float
    english: float
    opened: int
    closed: frozenset[int]
    tastes: bool = False
    """New flavours are tried here."""
    sore: tuple[str, ...] = ()
    """Topics that are complained of more than elsewhere."""
    before: Mapping[str, float] | None = None
    """Until so many `days_ago` the `mood` was another, and in the `evening` worse still."""

    def mood_at(self, days_ago: int, hour: int, *, is_rush: bool) -> float:
        """The mean mood of an hour, in standard deviations from the chain's."""
        mood = self.mood + (RUSH_MOOD if is_rush else 0.0)
        if self.before and days_ago > self.before["days_ago"]:
            mood += self.before["mood"] - self.mood
            mood += self.before["evening"] if hour >= EVENING else 0.0
        return mood


@dataclass(frozen=True, slots=True)
class Visit:
    """One customer's answers, where and when they were given, and to which survey."""

    survey: str
    branch: str
    spot: str
    moment: datetime
    language: str
    seconds: int
    answers: Answers
    touchpoint: str = ""
    """The name of what it is about; empty for that of the code."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is about to answer: where, when, and in which mood."""

    branch: Branch
    moment: datetime
    mood: float
    is_rush: bool
    language: str


def branches_from(chain: Mapping[str, Any]) -> list[Branch]:
    """Read the branches of a stored chain; days on which one was closed count back from today."""
    return [
        Branch(
            name=branch["name"],
            tables=tuple(branch["tables"]),
            daily=branch["daily"],
            mood=branch["mood"],
            english=branch["english"],
            opened=branch.get("opened", 10_000),
            closed=frozenset({*chain["closed"], *branch.get("closed", ())}),
            tastes=branch.get("tastes", False),
            sore=tuple(branch.get("sore", ())),
            before=branch.get("before"),
        )
        for branches in chain["regions"].values()
        for branch in branches
    ]


class Customers:
    """Everybody who answers in some days before a moment."""

    def __init__(self, branches: Sequence[Branch], words: Mapping[str, Any]) -> None:
        self._branches = branches
        self._random = random.Random("Trà Lá Me")  # noqa: S311 - a play, not a secret
        self._writer = Writer(words, self._random)

    def visits(self, now: datetime, days: int) -> list[Visit]:
        """All visits of so many days until `now`, in order."""
        made = [
            visit
            for days_ago in range(days, -1, -1)
            for branch in self._branches
            if days_ago <= branch.opened and days_ago not in branch.closed
            for visit in self._day(branch, now, days_ago)
        ]
        return sorted((visit for visit in made if visit.moment <= now), key=lambda v: v.moment)

    def _day(self, branch: Branch, now: datetime, days_ago: int) -> Iterator[Visit]:
        day = now - timedelta(days=days_ago)
        people = branch.daily * WEEKDAYS[day.weekday()] * self._random.uniform(0.8, 1.2)
        for guest in self._guests(branch, day, days_ago, people):
            yield self._at_table(guest)
        for guest in self._guests(branch, day, days_ago, people * TAKEAWAY_SHARE):
            yield self._to_take_away(guest)
        if days_ago in TASTING_DAYS and branch.tastes:
            for guest in self._guests(branch, day, days_ago, people * TASTING_SHARE):
                yield self._tasting(guest)

    def _guests(
        self, branch: Branch, day: datetime, days_ago: int, people: float
    ) -> Iterator[Guest]:
        is_weekend = day.weekday() >= 5
        weights = WEEKEND_HOURS if is_weekend else HOURS
        count = max(0, round(self._random.gauss(people, sqrt(people))))
        opening = range(FIRST_HOUR, FIRST_HOUR + len(weights))
        for hour in self._random.choices(opening, weights, k=count):
            is_rush = hour in (WEEKEND_RUSH if is_weekend else RUSH)
            minute, second = self._random.randrange(60), self._random.randrange(60)
            moment = datetime.combine(day, time(hour, minute, second), tzinfo=day.tzinfo)
            mood = branch.mood_at(days_ago, hour, is_rush=is_rush)
            language = "en" if self._happens(branch.english) else "vi"
            yield Guest(branch, moment, self._random.gauss(mood, 1.0), is_rush, language)

    # -------------------------------------------------------------- the three surveys
    def _at_table(self, guest: Guest) -> Visit:
        satisfied = _level(guest.mood, CSAT_CUTS, 1)
        answers: Answers = {"q1": satisfied}
        if self._happens(0.88):
            answers["q2"] = _level(0.85 * guest.mood + self._random.gauss(0, 0.45), NPS_CUTS, 0)
        topics = self._topics(guest, _feeling(satisfied))
        if self._happens(0.62):
            answers["q3"] = [TOPICS.index(topic) + 1 for topic in topics]
        topic = self._random.choice([*topics, "general"])
        answers |= self._comment("q4", topic, _feeling(satisfied), guest)
        tables = guest.branch.tables
        # The first table answers most: its code is the one that is shown around.
        spot = self._random.choices(tables, range(len(tables) + 2, 2, -1))[0]
        return self._visit(TABLE, spot, guest, answers)

    def _to_take_away(self, guest: Guest) -> Visit:
        satisfied = _level(guest.mood + self._random.gauss(0.1, 0.5), CSAT_CUTS, 1)
        answers: Answers = {"q1": _level(guest.mood, CES_CUTS, 1)}
        if self._happens(0.93):
            answers["q2"] = satisfied
        topic = self._random.choice([TAKEAWAY, TAKEAWAY, "drinks", "waiting"])
        answers |= self._comment("q3", topic, _feeling(satisfied), guest)
        return self._visit(TAKEAWAY, TAKEAWAY_SPOT, guest, answers)

    def _tasting(self, guest: Guest) -> Visit:
        guest = replace(guest, language="vi")
        liked = _level(guest.mood, CSAT_CUTS, 1)
        answers: Answers = {"q1": liked, "q2": self._random.choices((1, 2, 3), (5, 3, 2))[0]}
        answers |= self._comment("q3", TASTING, _feeling(liked), guest)
        return self._visit(TASTING, TASTING_SPOT, guest, answers)

    def _visit(self, survey: str, spot: str, guest: Guest, answers: Answers) -> Visit:
        typed = sum(len(answer) for answer in answers.values() if isinstance(answer, str))
        seconds = round(self._random.lognormvariate(2.9, 0.4) + typed * 0.35)
        branch = guest.branch.name
        return Visit(survey, branch, spot, guest.moment, guest.language, seconds, answers)

    def _topics(self, guest: Guest, feeling: str) -> list[str]:
        weights = dict(zip(TOPICS, PRAISED if feeling == "good" else BLAMED, strict=True))
        if feeling != "good":
            weights["waiting"] += 5.0 if guest.is_rush else 0.0
            for topic in guest.branch.sore:
                weights[topic] += 2.0
        (many,) = self._random.choices((1, 2, 3), (55, 33, 12))
        found = self._random.choices(list(weights), list(weights.values()), k=many)
        return sorted(set(found), key=TOPICS.index)

    def _comment(self, key: str, topic: str, feeling: str, guest: Guest) -> Answers:
        if not self._happens(COMMENTS[feeling]):
            return {}
        return {key: self._writer.write(guest.language, topic, feeling, guest.moment.hour)}

    def _happens(self, share: float) -> bool:
        return self._random.random() < share


def _level(value: float, cuts: Sequence[float], lowest: int) -> int:
    return lowest + sum(value >= cut for cut in cuts)


def _feeling(satisfied: int) -> str:
    return "good" if satisfied > 3 else "meh" if satisfied == 3 else "bad"


class Writer:
    """Picks comments so that none comes again before all others of its kind have been written."""

    def __init__(self, words: Mapping[str, Any], chance: random.Random) -> None:
        self._words = words
        self._random = chance
        self._left: dict[tuple[str, str, str], list[str]] = {}

    def write(self, language: str, topic: str, feeling: str, hour: int) -> str:
        """A comment about a topic as somebody with that feeling types it at that hour."""
        parts = self._words["parts"][language]
        text = self._next(language, topic, feeling)
        if self._random.random() < 0.35:
            tail = self._random.choice(self._words["tails"][language][feeling])
            text = f"{text} {tail}" if text.endswith((".", "!", "?")) else f"{text}. {tail}"
        told = text.format(
            drink=self._random.choice(self._words["drinks"][language]),
            wait=self._random.choice(self._words["waits"][language]),
            part=parts[max((start for start in parts if int(start) <= hour), key=int)],
        )
        return self._typed(told[:1].upper() + told[1:], language)

    def _next(self, language: str, topic: str, feeling: str) -> str:
        kind = (language, topic if language == "vi" else "", feeling)
        if not self._left.get(kind):
            texts = self._words[language]
            texts = texts[topic][feeling] if language == "vi" else texts[feeling]
            self._left[kind] = self._random.sample(texts, k=len(texts))
        return self._left[kind].pop()

    def _typed(self, text: str, language: str) -> str:
        """Thumbs in a hurry: many leave out marks, capitals or the full stop."""
        hurry = self._random.random()
        if hurry < 0.09 and language == "vi":
            return without_marks(text).rstrip(".")
        if hurry < 0.2:
            return (text[:1].lower() + text[1:]).rstrip(".")
        return text.rstrip(".") if hurry < 0.4 else text
