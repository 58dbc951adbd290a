"""The overview: the headline figures of all surveys together, and what of them really changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from reports import metrics
from reports.rules.outline import Asked
from reports.rules.scores import (
    Counts,
    Score,
    add_up,
    change_of,
    groups_of,
    people_in,
    shown_score,
)
from reports.rules.summary import Span
from reports.rules.suppression import gives_away_in_tree, small_places
from reports.rules.trends import Days, Point, counts_during, trend_of
from surveys.rules import Kind, Question

HEADLINES: Final = (Kind.NPS, Kind.CSAT, Kind.CES)
MOST_CHANGES: Final = 8


@dataclass(frozen=True, slots=True)
class Moved:
    """A change with its 95 % interval, in points."""

    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Figure:
    """One figure, now and before: of everybody, of a survey or of a place."""

    question: Question
    """Says the kind and what is good; where surveys differ, that of the newest."""
    score: Score | None
    n: int
    moved: Moved | None = None
    is_real: bool = False
    """Whether the change is real, all figures of the page judged together."""
    survey_id: int | None = None
    location_id: int | None = None
    trend: tuple[Point, ...] = ()
    goal: int | None = None
    """What the score should reach, where all surveys in it share a goal."""

    @property
    def is_low(self) -> bool:
        return self.score is None or self.score.is_low


def headline_questions(asked: Iterable[Asked]) -> dict[Kind, Question]:
    """The first question of each headline kind."""
    found: dict[Kind, Question] = {}
    for each in asked:
        if each.question.kind in HEADLINES and not each.whole:
            found.setdefault(each.question.kind, each.question)
    return found


def moved_between(question: Question, now: Counts, before: Counts) -> Moved | None:
    """How the score moved, with its interval; None if either side may not be shown.

    The change is that of the two scores as they are shown, not the one adjusted for few answers.
    """
    change = change_of(question, now, before)
    if change is None or not question.score_rule:
        return None
    a, b = (groups_of(question.score_rule, counts) for counts in (now, before))
    if question.kind is Kind.NPS:
        test = metrics.nps_difference(a.as_nps, b.as_nps)
    else:
        test = metrics.proportion_difference(a.good, a.n, b.good, b.n)
    if test is None:
        return None
    low, high = test.interval
    return Moved(change.value, 100 * low, 100 * high, test.p)


def figure_of(question: Question, now: Counts, before: Counts) -> Figure:
    """A figure with its change, not judged yet."""
    moved = moved_between(question, now, before)
    return Figure(question, shown_score(question, now), people_in(now), moved)


def judged(figures: Sequence[Figure]) -> list[Figure]:
    """All figures with a verdict on each change (Benjamini-Hochberg over all that are firm)."""
    tested = [each.moved.p if each.moved and not each.is_low else None for each in figures]
    known = [p for p in tested if p is not None]
    verdicts = iter(metrics.benjamini_hochberg(known).rejected if known else ())
    return [
        replace(each, is_real=True) if p is not None and next(verdicts) else each
        for each, p in zip(figures, tested, strict=True)
    ]


def most_telling(figures: Iterable[Figure], most: int = MOST_CHANGES) -> list[Figure]:
    """Real changes first, the largest of them on top; then those that chance explains worst."""
    return sorted(figures, key=_telling)[:most]


def _telling(figure: Figure) -> tuple[bool, bool, float]:
    moved = figure.moved
    if moved is None or figure.is_low:
        return True, True, -figure.n
    return not figure.is_real, False, -abs(moved.value) if figure.is_real else moved.p


# ------------------------------------------------------------------ surveys together
def alike(question: Question, target: Question, counts: Counts) -> dict[int, int]:
    """Counts of one question as if they had been given to another: by their class, not rating.

    So scales and rules of surveys may differ, and still each rating is judged by its own rule.
    """
    rule, goal = question.score_rule, target.score_rule
    if rule is None or goal is None or rule == goal:
        return dict(counts)
    groups = groups_of(rule, counts)
    found = {target.scale[-1]: groups.good, target.scale[0]: groups.bad}
    return found | ({goal.bad_to + 1: groups.neutral} if groups.neutral else {})


@dataclass(frozen=True, slots=True)
class SurveyTally:
    """What one survey counts: its headline questions by day, and by place now and before."""

    survey_id: int
    questions: Mapping[Kind, Question]
    days: Mapping[str, Days]
    places: Mapping[str, Mapping[int, tuple[Counts, Counts]]]


@dataclass(frozen=True)
class Shelter:
    """Which places are looked at, of a tree whose other places are looked at elsewhere."""

    parents: Mapping[int, int | None] = field(default_factory=dict)
    chosen: frozenset[int] | None = None

    def hides(self, places: Mapping[int, tuple[Counts, Counts]], side: int) -> bool:
        """Whether the chosen places together give few people elsewhere away."""
        if self.chosen is None:
            return False
        people = {place: people_in(sides[side]) for place, sides in places.items()}
        return gives_away_in_tree(people, self.parents, self.chosen)

    def hidden(self, places: Mapping[int, tuple[Counts, Counts]], side: int) -> frozenset[int]:
        """The places that hide one by one."""
        people = {place: people_in(sides[side]) for place, sides in places.items()}
        return small_places(people, self.parents)

    def is_chosen(self, place: int) -> bool:
        return self.chosen is None or place in self.chosen


@dataclass(frozen=True)
class Overview:
    """The figures of the page."""

    cards: tuple[Figure, ...]
    changes: tuple[Figure, ...]
    """Surveys and places, the most telling first."""
    judged: int
    """How many figures were judged together."""
    real: int
    unsure: int
    places: tuple[Figure, ...] = ()
    """All places, those that the changes leave out as well."""


def overview_of(
    surveys: Sequence[SurveyTally], span: Span, shelter: Shelter | None = None
) -> Overview:
    """Pool all surveys to cards; judge each survey and each place by its change."""
    shelter = shelter or Shelter()
    targets: dict[Kind, Question] = {}
    for survey in surveys:
        for kind, question in survey.questions.items():
            targets.setdefault(kind, question)
    cards = [_card(targets[kind], surveys, span, shelter) for kind in HEADLINES if kind in targets]
    parts = [*_by_survey(surveys, span, shelter), *_by_place(targets, surveys, shelter)]
    verdicts = judged([*cards, *(each for each in parts if each.n)])
    cards, parts = verdicts[: len(cards)], verdicts[len(cards) :]
    tested = [each for each in parts if each.moved and not each.is_low]
    real = sum(each.is_real for each in tested)
    shown = most_telling(parts)
    places = tuple(each for each in parts if each.location_id is not None)
    return Overview(tuple(cards), tuple(shown), len(tested), real, len(tested) - real, places)


def _card(target: Question, surveys: Sequence[SurveyTally], span: Span, shelter: Shelter) -> Figure:
    days: dict[date, dict[int, int]] = {}
    for survey in surveys:
        if question := survey.questions.get(target.kind):
            for day, counts in survey.days.get(question.key, {}).items():
                days[day] = add_up([days.get(day, {}), alike(question, target, counts)])
    now = counts_during(days, span.period)
    before = counts_during(days, span.before) if span.before else {}
    figure = replace(figure_of(target, now, before), trend=trend_of(target, days, span.period))
    if shelter.chosen is None:
        return figure
    return _sheltered(figure, _pooled_places(target, surveys), shelter)


def _sheltered(
    figure: Figure, places: Mapping[int, tuple[Counts, Counts]], shelter: Shelter
) -> Figure:
    """The figure of the chosen places, without what gives few people elsewhere away."""
    if shelter.hides(places, 0):
        return replace(figure, score=None, moved=None, trend=())
    return replace(figure, moved=None) if shelter.hides(places, 1) else figure


def _by_survey(surveys: Sequence[SurveyTally], span: Span, shelter: Shelter) -> Iterator[Figure]:
    for survey in surveys:
        for question in survey.questions.values():
            days = survey.days.get(question.key, {})
            now = counts_during(days, span.period)
            before = counts_during(days, span.before) if span.before else {}
            figure = _sheltered(
                figure_of(question, now, before), survey.places.get(question.key, {}), shelter
            )
            yield replace(figure, survey_id=survey.survey_id)


def _by_place(
    targets: Mapping[Kind, Question], surveys: Sequence[SurveyTally], shelter: Shelter
) -> Iterator[Figure]:
    """Every place by one kind of score: the first headline that is asked."""
    kind = next((kind for kind in HEADLINES if kind in targets), None)
    if kind is None:
        return
    places = _pooled_places(targets[kind], surveys)
    hidden = [shelter.hidden(places, side) for side in (0, 1)]
    for place, (now, before) in places.items():
        if shelter.is_chosen(place):
            figure = replace(figure_of(targets[kind], now, before), location_id=place)
            if place in hidden[0]:
                figure = replace(figure, score=None)
            yield replace(figure, moved=None) if place in hidden[0] | hidden[1] else figure


def _pooled_places(
    target: Question, surveys: Sequence[SurveyTally]
) -> dict[int, tuple[Counts, Counts]]:
    """Place -> how all surveys' people answered questions of one kind, now and before."""
    sides: dict[int, list[tuple[Counts, Counts]]] = {}
    for survey in surveys:
        if question := survey.questions.get(target.kind):
            for place, (now, before) in survey.places.get(question.key, {}).items():
                pair = (alike(question, target, now), alike(question, target, before))
                sides.setdefault(place, []).append(pair)
    return {
        place: (add_up(now for now, _ in pairs), add_up(before for _, before in pairs))
        for place, pairs in sides.items()
    }
