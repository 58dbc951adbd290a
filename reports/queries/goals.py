"""Goals and notes on days: which hold for the chosen places."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q
from django.shortcuts import get_object_or_404

from hearme.accounts.models import Organization
from hearme.accounts.queries import locations_of
from reports.models import Annotation, Goal, MonthCount
from reports.rules.goals import DayNote, Goals, Parents, places_touched
from reports.rules.outline import Asked, asked_in
from reports.rules.overview import headline_questions
from reports.rules.periods import Period
from surveys.models import Survey
from surveys.queries import surveys_of
from surveys.rules import Kind


def goals_of(organization: Organization) -> list[Goal]:
    """Every goal of an organization, with its survey, place and who set it."""
    found = Goal.objects.of(organization).select_related("survey", "location", "set_by")
    return list(found.order_by("-survey_id", "question_key", "id"))


def get_goal(organization: Organization, goal_id: int) -> Goal:
    """One goal of the organization, or 404."""
    found = Goal.objects.of(organization).select_related("survey", "location", "set_by")
    return get_object_or_404(found, pk=goal_id)


def survey_goals(organization: Organization, survey: Survey, question_key: str = "") -> Goals:
    """The goals of a survey, or those of one question, as they hold down the tree of places."""
    goals = Goal.objects.of(organization).filter(survey=survey).order_by()
    if question_key:
        goals = goals.filter(question_key=question_key)
    found: dict[str, dict[int | None, int]] = defaultdict(dict)
    for key, place, value in goals.values_list("question_key", "location_id", "value"):
        found[key][place] = value
    is_local = any(set(own) - {None} for own in found.values())
    return Goals(found, parents_of(organization) if is_local else {})


def goal_for(
    organization: Organization,
    survey: Survey,
    question_key: str,
    places: Collection[int] | None,
) -> int | None:
    """The goal of a question: everywhere (None), or that which all these places share.

    A place has its own goal, else that of the nearest place around it, else everywhere's. A place
    speaks for those inside it that are named too, so `filters.places` can be given as it is.
    """
    return survey_goals(organization, survey, question_key).over(question_key, places)


def goals_by_place(
    organization: Organization, survey: Survey, question_key: str, places: Iterable[int]
) -> dict[int, int]:
    """Place -> its own or inherited goal; a place without one is absent."""
    goals = survey_goals(organization, survey, question_key)
    found = {place: goals.at(question_key, place) for place in places}
    return {place: goal for place, goal in found.items() if goal is not None}


def parents_of(organization: Organization) -> Parents:
    """Place -> the place that it is in."""
    return dict(locations_of(organization).order_by().values_list("pk", "parent_id"))


# ------------------------------------------------------------------ surveys together
def goals_of_kinds(
    organization: Organization,
    surveys: Iterable[Survey],
    period: Period,
    places: Collection[int] | None,
) -> dict[Kind, int]:
    """Headline kind -> the goal of all surveys that are pooled in it, where they share one.

    Only surveys with answers in the months of the period count.
    """
    with_goals = set(Goal.objects.of(organization).order_by().values_list("survey_id", flat=True))
    if not with_goals:
        return {}
    found: dict[Kind, set[int | None]] = defaultdict(set)
    answered = _answered(organization, period, places)
    for survey in surveys:
        if survey.live_version is None:
            continue
        goals = survey_goals(organization, survey) if survey.pk in with_goals else Goals({}, {})
        for kind, question in headline_questions(asked_in([survey.live_version.content])).items():
            if (survey.pk, question.key) in answered:
                found[kind].add(goals.over(question.key, places))
    alike = {kind: next(iter(each)) for kind, each in found.items() if len(each) == 1}
    return {kind: goal for kind, goal in alike.items() if goal is not None}


def _answered(
    organization: Organization, period: Period, places: Collection[int] | None
) -> set[tuple[int, str]]:
    counts = MonthCount.objects.filter(organization=organization, month__in=period.months)
    if places is not None:
        counts = counts.filter(location__in=places)
    return set(counts.values_list("survey_id", "question_key").distinct())


# ------------------------------------------------------------------ notes
def annotations_of(organization: Organization, reach: frozenset[int] | None) -> list[Annotation]:
    """The notes that a member may see, newest day first: everywhere's and those at its places."""
    notes = Annotation.objects.of(organization).select_related("location", "written_by")
    if reach is not None:
        notes = notes.filter(Q(location=None) | Q(location__in=reach))
    return list(notes)


def get_annotation(organization: Organization, annotation_id: int) -> Annotation:
    """One note of the organization, or 404."""
    found = Annotation.objects.of(organization).select_related("location", "written_by")
    return get_object_or_404(found, pk=annotation_id)


def annotations_during(
    organization: Organization, period: Period, places: Collection[int] | None
) -> list[Annotation]:
    """The notes of these days that belong to these places, oldest first; None for every place.

    Those for everywhere, at a place, inside it and around it: what happens in a region happens to
    all its places. Nothing of any other place, so that the member's reach can be given as it is.
    """
    notes = Annotation.objects.of(organization).filter(day__range=(period.first, period.last))
    found = list(notes.order_by("day", "id"))
    if places is None or not any(note.location_id for note in found):
        return found
    touched = places_touched(parents_of(organization), places) | set(places)
    return [note for note in found if note.location_id is None or note.location_id in touched]


def day_notes(
    organization: Organization, period: Period, places: Collection[int] | None
) -> tuple[DayNote, ...]:
    """The same notes as charts take them."""
    return tuple(
        DayNote(note.pk, note.day, note.text, note.location_id)
        for note in annotations_during(organization, period, places)
    )


# ------------------------------------------------------------------ what can have a goal
def ratings_to_aim_at(organization: Organization) -> list[tuple[Survey, list[Asked]]]:
    """The ratings that published surveys ask now, newest survey first."""
    found = [
        (survey, [each for each in asked_in([survey.live_version.content]) if _is_rated(each)])
        for survey in surveys_of(organization).filter(live_version__isnull=False)
        if survey.live_version
    ]
    return [(survey, asked) for survey, asked in found if asked]


def _is_rated(asked: Asked) -> bool:
    return asked.question.score_rule is not None
