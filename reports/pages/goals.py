"""The list of goals: by survey and question, with where each score stands now."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hearme.accounts.models import Membership, Role
from hearme.accounts.queries import Place, places_of, reach_of
from reports.models import Goal
from reports.queries.goals import goals_of
from reports.queries.places import place_counts
from reports.queries.scope import ratings_of_survey
from reports.rules.filters import Filters
from reports.rules.goals import Verdict, verdict_of
from reports.rules.outline import Asked
from reports.rules.periods import Period, Preset, named_period
from reports.rules.places import RollUp, roll_up
from reports.rules.scores import Counts, Score, add_up, people_in, shown_score
from reports.rules.summary import Span
from surveys.models import Survey
from surveys.rules import Question


@dataclass(frozen=True, slots=True)
class Now:
    """What is measured at a place, with all inside it."""

    score: Score | None
    """None where too few answered for it to be shown."""
    n: int


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal in the list."""

    goal: Goal
    place: Place | None
    """None for everywhere."""
    may_edit: bool
    now: Now | None
    """None where the member may not see the score."""

    @property
    def verdict(self) -> Verdict | None:
        """How the score of the last days stands to the goal; None where it may not be seen."""
        return verdict_of(self.goal.value, self.now.score) if self.now else None


@dataclass(frozen=True, slots=True)
class GoalGroup:
    """The goals of one question."""

    survey: Survey
    key: str
    asked: Asked | None
    """None for a question that is in no version."""
    lines: tuple[GoalLine, ...]

    @property
    def is_asked(self) -> bool:
        """Whether its question is still asked."""
        return bool(self.asked and self.asked.place)


@dataclass(frozen=True, slots=True)
class GoalBoard:
    """All goals that a member may see, by survey."""

    period: Period
    surveys: tuple[tuple[Survey, tuple[GoalGroup, ...]], ...]

    @property
    def lines(self) -> Iterator[GoalLine]:
        return (line for _s, groups in self.surveys for group in groups for line in group.lines)


@dataclass(frozen=True)
class _Desk:
    """What every line of the list needs."""

    membership: Membership
    reach: frozenset[int] | None
    places: Mapping[int, Place]
    period: Period

    @property
    def parents(self) -> dict[int, int | None]:
        found = {key: place.location.parent_id for key, place in self.places.items()}
        return {key: parent if parent in found else None for key, parent in found.items()}

    def may_edit(self, goal: Goal) -> bool:
        if self.membership.role < Role.MANAGER:
            return False
        return self.reach is None or goal.location_id in self.reach


def goal_board(membership: Membership, today: date) -> GoalBoard:
    """The goals of an organization as this member may see them, and the last 30 days' scores."""
    reach = reach_of(membership)
    places = {
        place.location.pk: place
        for place in places_of(membership.organization)
        if reach is None or place.location.pk in reach
    }
    desk = _Desk(membership, reach, places, named_period(Preset.DAYS_30, today))
    found: dict[Survey, dict[str, list[Goal]]] = defaultdict(lambda: defaultdict(list))
    for goal in goals_of(membership.organization):
        if goal.location_id is None or goal.location_id in places:
            found[goal.survey][goal.question_key].append(goal)
    surveys = tuple((survey, _groups(desk, survey, keys)) for survey, keys in found.items())
    return GoalBoard(desk.period, surveys)


def _groups(desk: _Desk, survey: Survey, keys: Mapping[str, list[Goal]]) -> tuple[GoalGroup, ...]:
    asked = {each.key: each for each in ratings_of_survey(desk.membership.organization, survey)}
    order = [*(key for key in asked if key in keys), *(key for key in keys if key not in asked)]
    return tuple(
        GoalGroup(survey, key, asked.get(key), _lines(desk, survey, asked.get(key), keys[key]))
        for key in order
    )


def _lines(
    desk: _Desk, survey: Survey, asked: Asked | None, goals: Sequence[Goal]
) -> tuple[GoalLine, ...]:
    """Everywhere first, then the places in tree order."""
    own = _own_counts(desk, survey, asked.question) if asked else {}
    tree = roll_up(asked.question, own, desk.parents) if asked else None
    at = {place: number for number, place in enumerate(desk.places)}
    ordered = sorted(goals, key=lambda goal: at.get(goal.location_id or 0, -1))
    return tuple(
        GoalLine(
            goal,
            desk.places.get(goal.location_id or 0),
            desk.may_edit(goal),
            _now(goal, asked, own, tree, sees_all=desk.reach is None),
        )
        for goal in ordered
    )


def _own_counts(desk: _Desk, survey: Survey, question: Question) -> dict[int, Counts]:
    filters = Filters(places=desk.reach, reach=desk.reach)
    units = place_counts(
        desk.membership.organization, survey, question.key, Span(desk.period), filters
    )
    return {key: now for key, (now, _before) in units.items() if people_in(now)}


def _now(
    goal: Goal,
    asked: Asked | None,
    own: Mapping[int, Counts],
    tree: RollUp | None,
    *,
    sees_all: bool,
) -> Now | None:
    if asked is None or tree is None:
        return Now(None, 0)
    place = goal.location_id
    if place is None:
        whole = add_up(own.values())
        return Now(shown_score(asked.question, whole), people_in(whole)) if sees_all else None
    branch = next((each for each in tree.branches if each.key == place), None)
    if branch:
        return Now(branch.score, branch.n)
    counts = own.get(place, {})
    score = None if place in tree.hidden else shown_score(asked.question, counts)
    return Now(score, people_in(counts))
