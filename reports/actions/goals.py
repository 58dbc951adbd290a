"""Goals are set, changed and removed; notes on days are written, changed and deleted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from hearme.accounts.models import Location, Organization, User
from reports.models import Annotation, Goal
from reports.rules.goals import LONGEST_NOTE, goal_ends, is_broken, is_near, tidy_note
from reports.rules.outline import asked_in
from surveys.models import Survey
from surveys.rules import Question


@dataclass(frozen=True, slots=True)
class Metric:
    """What a goal is about: one rating of a survey."""

    survey: Survey
    question: Question


@transaction.atomic
def set_goals(
    organization: Organization,
    metric: Metric,
    value: int,
    places: Collection[Location | None],
    user: User,
) -> int:
    """Set the goal at each place, None for everywhere, and return how many are new or changed.

    A second goal for the same takes the first one's place.
    """
    _check_metric(organization, metric)
    low, high = goal_ends(metric.question)
    if not low <= value <= high:
        raise ValidationError({"value": _bounds(low, high)})
    for place in places:
        _check_place(organization, place)
    wanted = {place.pk if place else None: place for place in places}
    if not wanted:
        raise ValidationError({"places": _("Choose where the goal holds.")})
    known = _known_goals(metric, wanted)
    changed = [key for key in wanted if key not in known or known[key].value != value]
    for key in changed:
        Goal.objects.update_or_create(
            organization=organization,
            survey=metric.survey,
            question_key=metric.question.key,
            location=wanted[key],
            defaults={"value": value, "set_by": user, "set_at": Now()},
        )
    return len(changed)


def _bounds(low: int, high: int) -> str:
    return _("Choose a goal from %(low)d to %(high)d.") % {"low": low, "high": high}


def _known_goals(metric: Metric, wanted: Collection[int | None]) -> dict[int | None, Goal]:
    goals = Goal.objects.filter(survey=metric.survey, question_key=metric.question.key)
    return {goal.location_id: goal for goal in goals if goal.location_id in wanted}


def _check_metric(organization: Organization, metric: Metric) -> None:
    """Only what is asked now, and rated, can have a goal."""
    live = metric.survey.live_version
    asked = asked_in([live.content]) if live else []
    keys = {each.key for each in asked if each.question.score_rule}
    if metric.survey.organization_id != organization.pk or metric.question.key not in keys:
        raise ValidationError({"metric": _("This question is not asked any more.")})


def _check_place(organization: Organization, place: Location | None) -> None:
    if place is None:
        return
    if place.organization_id != organization.pk:
        raise ValidationError({"places": _("This place is not known.")})
    if place.closed_at:
        words = _("%(place)s is closed, so nothing is measured there.") % {"place": place}
        raise ValidationError({"places": words})


@transaction.atomic
def change_goal(goal: Goal, question: Question, value: int, user: User) -> bool:
    """Let a goal that exists have another value; whether it had another one before."""
    low, high = goal_ends(question)
    if not low <= value <= high:
        raise ValidationError({"value": _bounds(low, high)})
    if goal.value == value:
        return False
    goal.value, goal.set_by, goal.set_at = value, user, Now()
    goal.save(update_fields=["value", "set_by", "set_at"])
    return True


@transaction.atomic
def remove_goal(goal: Goal) -> None:
    """A place without a goal of its own has that of the place around it."""
    goal.delete()


# ------------------------------------------------------------------ notes
@dataclass(frozen=True, slots=True)
class DayText:
    """What a note says: its day, its words, and where it happened."""

    day: date
    text: str
    location: Location | None = None


@transaction.atomic
def write_note(organization: Organization, note: DayText, today: date, user: User) -> Annotation:
    """Keep what happened on a day."""
    _check_note(organization, note, today)
    return Annotation.objects.create(
        organization=organization,
        location=note.location,
        day=note.day,
        text=tidy_note(note.text),
        written_by=user,
    )


@transaction.atomic
def change_note(annotation: Annotation, note: DayText, today: date) -> Annotation:
    """Let a note say something else; one at a place that closed meanwhile may stay there."""
    is_moved = note.location != annotation.location
    _check_note(annotation.organization, note, today, is_moved=is_moved)
    annotation.day, annotation.text = note.day, tidy_note(note.text)
    annotation.location = note.location
    annotation.save(update_fields=["day", "text", "location"])
    return annotation


@transaction.atomic
def delete_note(annotation: Annotation) -> None:
    """Forget a note."""
    annotation.delete()


def _check_note(
    organization: Organization, note: DayText, today: date, *, is_moved: bool = True
) -> None:
    if not is_near(note.day, today):
        raise ValidationError({"day": _("Choose a day from ten years ago to one year ahead.")})
    text = tidy_note(note.text)
    if not text:
        raise ValidationError({"text": _("Say in a few words what happened.")})
    if len(text) > LONGEST_NOTE:
        words = _("At most %(most)d characters; now there are %(now)d.")
        raise ValidationError({"text": words % {"most": LONGEST_NOTE, "now": len(text)}})
    if is_broken(text):
        raise ValidationError({"text": _("This has a character that cannot be stored.")})
    place = note.location
    if place and place.organization_id != organization.pk:
        raise ValidationError({"place": _("This place is not known.")})
    if place and place.closed_at and is_moved and note.day > place.closed_at.date():
        words = _("%(place)s is closed, so nothing happens there any more.") % {"place": place}
        raise ValidationError({"place": words})
