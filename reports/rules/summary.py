"""A survey's report: every figure on the page, worked out once from the counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from reports import metrics
from reports.rules.goals import DayNote, Verdict, verdict_of
from reports.rules.outline import Asked, main_of
from reports.rules.periods import Period
from reports.rules.scores import (
    LOW_BELOW,
    Change,
    Counts,
    Score,
    change_of,
    detectable_change,
    is_hidden,
    people_in,
    real_among,
    share_of,
    shown_score,
    value_of,
    volume_change,
)
from reports.rules.trends import Days, Point, counts_during, trend_of, volume_of
from responses.rules import ANSWERED, EXCLUDED, FINISHED, WHOLE_RESPONSE
from surveys.rules import Choice, Kind, Question


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a report, and those that it compares them with."""

    period: Period
    before: Period | None = None


@dataclass(frozen=True, slots=True)
class Tallies:
    """The counts that a report is made of."""

    days: Mapping[str, Days]
    """Question -> local day -> rating -> people; the empty question counts the responses."""
    places: Mapping[int, tuple[Counts, Counts]] = field(default_factory=dict)
    """Location -> the ranked question's counts in the period and in the period before."""

    def during(self, key: str, period: Period | None) -> dict[int, int]:
        return counts_during(self.days.get(key, {}), period) if period else {}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those who answered picked a choice."""

    choice: Choice
    people: int
    score: Score


@dataclass(frozen=True, slots=True)
class Ranked:
    """Where people put one item of a ranking."""

    choice: Choice
    n: int
    """How many people gave it a rank."""
    firsts: int
    score: Score
    """How many of all who ranked anything put it first."""
    mean: float | None
    """Its mean rank; None below five people."""


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """What people answered to one question."""

    asked: Asked
    n: int
    """How many people answered it."""
    n_before: int
    counts: Counts
    """Rating, or number of a choice -> people."""
    score: Score | None = None
    """None below five answers, and where the question is not a rating."""
    change: Change | None = None
    trend: tuple[Point, ...] = ()
    detectable: float | None = None
    shares: tuple[Share, ...] = ()
    ranks: tuple[Ranked, ...] = ()
    is_withheld: bool = False
    """Whether its figures would give few people away beside those of other selections."""
    goal: int | None = None
    """What the score should reach at the chosen places, in points."""
    notes: tuple[DayNote, ...] = ()
    """What happened on the days of its trend."""

    @property
    def verdict(self) -> Verdict | None:
        """How the score stands to its goal; None without a goal."""
        return None if self.goal is None else verdict_of(self.goal, self.score)

    @property
    def question(self) -> Question:
        return self.asked.question

    @property
    def key(self) -> str:
        return self.asked.key

    @property
    def is_hidden(self) -> bool:
        """Whether only the number of those who answered may be shown."""
        return self.is_withheld or is_hidden(self.n)

    @property
    def is_low(self) -> bool:
        return self.n < LOW_BELOW

    @property
    def mean(self) -> float | None:
        """The mean rating; None below five answers, and where the question is not a rating."""
        return metrics.mean(self.counts) if self.score else None


@dataclass(frozen=True, slots=True)
class Block:
    """One question as the page shows it: a report of its own, or those of its rows together."""

    question: Question
    reports: tuple[QuestionReport, ...]

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def asked(self) -> Asked:
        return self.reports[0].asked

    @property
    def n(self) -> int:
        """How many people answered it; of rows that of the most answered one."""
        return max(each.n for each in self.reports)

    @property
    def n_before(self) -> int:
        return max(each.n_before for each in self.reports)

    @property
    def is_hidden(self) -> bool:
        return is_hidden(self.n) or self.is_withheld

    @property
    def is_withheld(self) -> bool:
        return all(each.is_withheld for each in self.reports)

    @property
    def is_low(self) -> bool:
        return self.n < LOW_BELOW

    @property
    def report(self) -> QuestionReport:
        """The report of a question that has no rows."""
        return self.reports[0]

    @property
    def has_shares(self) -> bool:
        """Whether people picked from a list, so that each choice has its share."""
        return self.question.kind.picks_one or self.question.kind.picks_many


@dataclass(frozen=True, slots=True)
class Volume:
    """How many responses came."""

    n: int
    n_before: int
    change: Change | None
    steps: tuple[int, ...]
    pace: float
    """Responses a day."""
    finished: int = 0
    """How many of them came to the end."""
    excluded: int = 0
    """How many more came that are held back, and count nowhere."""


@dataclass(frozen=True)
class PlaceRow:
    """One location in the ranking."""

    location_id: int
    question: Question
    counts: Counts
    n: int
    value: float | None
    """None below five answers."""
    before: float | None
    change: Change | None
    is_real: bool = False
    """Whether the change is real, all locations judged together."""
    goal: int | None = None
    is_withheld: bool = False
    """Whether it is hidden to keep another one hidden."""

    @property
    def is_ranked(self) -> bool:
        return self.n >= LOW_BELOW and not self.is_withheld

    @cached_property
    def score(self) -> Score | None:
        """The value with its interval, worked out only for the rows that are shown."""
        return shown_score(self.question, self.counts)


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """All figures of a survey's report."""

    span: Span
    volume: Volume
    questions: tuple[QuestionReport, ...]
    ranked: QuestionReport | None
    places: tuple[PlaceRow, ...]

    @property
    def is_empty(self) -> bool:
        return not self.volume.n

    @property
    def main(self) -> QuestionReport | None:
        """The rating that stands for the survey."""
        main = main_of(each.asked for each in self.questions)
        return next((each for each in self.questions if main and each.key == main.key), None)

    @property
    def main_key(self) -> str:
        """The key of the question that the main rating is, or is a row of."""
        return self.main.key.partition(".")[0] if self.main else ""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The questions in order, the rows of criteria and of a matrix together."""
        found: dict[str, list[QuestionReport]] = {}
        for each in self.questions:
            whole = each.asked.whole or each.question
            found.setdefault(whole.key, []).append(each)
        return tuple(
            Block(reports[0].asked.whole or reports[0].question, tuple(reports))
            for reports in found.values()
        )

    @property
    def ratings(self) -> tuple[QuestionReport, ...]:
        return tuple(each for each in self.questions if each.question.is_rating)

    @property
    def headlines(self) -> tuple[QuestionReport, ...]:
        """The first question of each rating kind: one card each.

        Other scales and rows have one only where there is no NPS, CSAT or CES.
        """
        first: dict[Kind, QuestionReport] = {}
        for each in self.ratings:
            first.setdefault(each.question.kind, each)
        usual = [first[kind] for kind in (Kind.NPS, Kind.CSAT, Kind.CES) if kind in first]
        others = [first[kind] for kind in (Kind.SCALE, Kind.STARS, Kind.MATRIX) if kind in first]
        return tuple(usual or others)


def ranked_question(asked: Sequence[Asked], wanted: str = "") -> Asked | None:
    """The rating by which locations are ranked: the wanted one, or the survey's main one."""
    ratings = [each for each in asked if each.question.is_rating]
    return next((each for each in ratings if each.key == wanted), None) or main_of(ratings)


def summarize(
    asked: Sequence[Asked], tallies: Tallies, span: Span, ranked: Asked | None = None
) -> SurveyReport:
    """Work out a report. Questions that are no longer asked appear where they have answers."""
    every = (_question(each, tallies, span) for each in asked)
    questions = tuple(each for each in every if each.asked.place or each.n or each.n_before)
    chosen = next((each for each in questions if ranked and each.key == ranked.key), None)
    places = _places(chosen.question, tallies.places) if chosen else ()
    return SurveyReport(span, _volume(tallies, span), questions, chosen, places)


def _volume(tallies: Tallies, span: Span) -> Volume:
    now = people_in(tallies.during(WHOLE_RESPONSE, span.period))
    steps = volume_of(tallies.days.get(WHOLE_RESPONSE, {}), span.period)
    pace = now / span.period.days
    finished, excluded = (
        people_in(tallies.during(key, span.period)) for key in (FINISHED, EXCLUDED)
    )
    if span.before is None:
        return Volume(now, 0, None, steps, pace, finished, excluded)
    before = people_in(tallies.during(WHOLE_RESPONSE, span.before))
    change = volume_change(now, span.period.days, before, span.before.days)
    return Volume(now, before, change, steps, pace, finished, excluded)


def _question(asked: Asked, tallies: Tallies, span: Span) -> QuestionReport:
    now = tallies.during(asked.key, span.period)
    before = tallies.during(asked.key, span.before)
    if asked.question.is_rating:
        return _rating(asked, now, before, tallies, span)
    n, n_before = _answered(asked.question, now), _answered(asked.question, before)
    picked = {number: people for number, people in now.items() if number != ANSWERED}
    if is_hidden(n):
        return QuestionReport(asked, n, n_before, picked)
    if asked.question.kind is Kind.RANKING:
        ranks = _ranks(asked.question, tallies, span.period, n)
        return QuestionReport(asked, n, n_before, picked, ranks=ranks)
    return QuestionReport(asked, n, n_before, picked, shares=_shares(asked.question, picked, n))


def _answered(question: Question, counts: Counts) -> int:
    """How many people answered: one choice is one person, several choices and texts are marked."""
    return people_in(counts) if question.kind.picks_one else counts.get(ANSWERED, 0)


def _rating(
    asked: Asked, now: Counts, before: Counts, tallies: Tallies, span: Span
) -> QuestionReport:
    question = asked.question
    days = tallies.days.get(asked.key, {})
    return QuestionReport(
        asked,
        people_in(now),
        people_in(before),
        now,
        score=shown_score(question, now),
        change=change_of(question, now, before),
        trend=trend_of(question, days, span.period, span.before),
        detectable=detectable_change(question, now, before),
    )


def _shares(question: Question, counts: Counts, n: int) -> tuple[Share, ...]:
    """The choices by how many picked them; one no longer offered only if somebody did."""
    picked = [(choice, counts.get(choice.number, 0)) for choice in question.choices]
    shares = [(choice, people, share_of(min(people, n), n)) for choice, people in picked]
    kept = [Share(choice, people, score) for choice, people, score in shares if score]
    return tuple(sorted(kept, key=lambda share: -share.people))


def _ranks(question: Question, tallies: Tallies, period: Period, n: int) -> tuple[Ranked, ...]:
    """The items of a ranking by how many put them first; of equals the higher ranked first."""
    found = []
    for choice in question.choices:
        ranks = tallies.during(f"{question.key}.{choice.number}", period)
        people, firsts = people_in(ranks), ranks.get(1, 0)
        if score := share_of(min(firsts, n), n):
            mean = None if is_hidden(people) else metrics.mean(ranks)
            found.append(Ranked(choice, people, firsts, score, mean))
    return tuple(sorted(found, key=lambda each: (-each.firsts, each.mean or len(found) + 1)))


def _places(
    question: Question, places: Mapping[int, tuple[Counts, Counts]]
) -> tuple[PlaceRow, ...]:
    """Locations with answers, by score: first those with enough answers to be ranked."""
    rows = [_place(question, at, *counts) for at, counts in places.items() if people_in(counts[0])]
    verdicts = real_among([row.change if row.is_ranked else None for row in rows])
    judged = [
        replace(row, is_real=True) if is_real else row
        for row, is_real in zip(rows, verdicts, strict=True)
    ]
    return tuple(sorted(judged, key=by_score))


def _place(question: Question, location_id: int, now: Counts, before: Counts) -> PlaceRow:
    return PlaceRow(
        location_id,
        question,
        now,
        people_in(now),
        value_of(question, now),
        value_of(question, before),
        change_of(question, now, before),
    )


def by_score(row: PlaceRow) -> tuple[bool, float, int]:
    """The order of the ranking: first those with enough answers, the best on top."""
    return not row.is_ranked, 1_000.0 if row.value is None else -row.value, -row.n
