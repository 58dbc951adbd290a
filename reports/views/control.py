"""Page: the control chart of one metric."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from reports.pages.papers.control import control_paper
from reports.queries.goals import day_notes, goal_for
from reports.queries.places import day_counts
from reports.queries.surveys import today_of
from reports.rules.control import Control, Measure, Pace, control_of, reach_back, usual_step
from reports.rules.paper import Paper
from reports.rules.periods import Period
from reports.rules.scores import people_in
from reports.rules.trends import counts_during
from reports.views.scope import Scope, scope_of
from reports.views.showing import shown
from responses.rules import WHOLE_RESPONSE
from surveys.rules import Kind, Question

VOLUME = "volume"
SMOOTHED = "ewma"
STEPS = ("day", "week")


@require_safe
@requires(Role.VIEWER)
def control(request: MemberRequest) -> HttpResponse:
    """Each day or week with its limits, and the rules that it breaks."""
    context = _context(request)
    paper = partial(control_paper, request.organization, context)
    return shown(request, "reports/control.html", context, paper)


def paper_of(request: MemberRequest) -> Paper:
    """The page as a paper."""
    return control_paper(request.organization, _context(request))


def _context(request: MemberRequest) -> dict[str, Any]:
    wants_volume = request.GET.get("metric") == VOLUME
    scope = scope_of(request, key="" if wants_volume else "metric")
    measure = _measure(request.GET.get("metric", ""), scope)
    return scope.context(**_figures(scope, measure))


def _measure(metric: str, scope: Scope) -> Measure:
    if metric == VOLUME or scope.asked is None:
        return Measure.VOLUME
    return Measure.MEAN if metric.endswith(":mean") else Measure.SCORE


def _figures(scope: Scope, measure: Measure) -> dict[str, Any]:
    if scope.survey is None:
        return scope.emptiness()
    organization, period = scope.request.organization, scope.span.period
    step = scope.request.GET.get("step", "")
    by_week = step == "week" if step in STEPS else usual_step(period)
    question: Question | None = (
        scope.asked.question if scope.asked and measure is not Measure.VOLUME else None
    )
    key = question.key if question else WHOLE_RESPONSE
    reach = reach_back(period, by_week=by_week)
    days = day_counts(organization, scope.survey, key, reach, scope.filters)
    today = today_of(organization)
    is_smoothed = scope.request.GET.get("chart") == SMOOTHED
    chart = control_of(measure, question, days, Pace(period, by_week, today, is_smoothed))
    n = people_in(counts_during(days, period))
    # How many there are may always be told; a score may not.
    is_withheld = question is not None and key in scope.veil(key).now
    if is_withheld:
        chart = None
    return {
        "question": question,
        "measure": measure,
        "metric": _metric(question, measure),
        "metrics": _metrics(scope),
        "step": "week" if by_week else "day",
        "is_smoothed": is_smoothed,
        "chart": _with_goal(scope, chart, question) if chart else None,
        "n": n,
        "is_withheld": is_withheld,
        **({} if n else scope.emptiness()),
    }


def _with_goal(scope: Scope, chart: Control, question: Question | None) -> Control:
    """The chart with the goal of its score, and what happened on its days."""
    organization, places = scope.request.organization, scope.filters.places
    goal = None
    if scope.survey and question and chart.measure is Measure.SCORE:
        goal = goal_for(organization, scope.survey, question.key, places)
    shown = Period(chart.points[0].period.first, chart.points[-1].period.last)
    return replace(chart, goal=goal, notes=day_notes(organization, shown, places))


def _metric(question: Question | None, measure: Measure) -> str:
    if question is None:
        return VOLUME
    return f"{question.key}:mean" if measure is Measure.MEAN else question.key


def _metrics(scope: Scope) -> list[tuple[str, Question | None, bool]]:
    """What can be charted: its name in the address, its question, whether it is a mean."""
    scores = [(each.key, each.question, False) for each in scope.ratings]
    means = [
        (f"{each.key}:mean", each.question, True)
        for each in scope.ratings
        if each.question.kind is not Kind.NPS
    ]
    return [*scores, *means, (VOLUME, None, False)]
