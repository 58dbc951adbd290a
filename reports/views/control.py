"""Page: the control chart of one metric."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from reports.queries.places import day_counts
from reports.queries.surveys import today_of
from reports.rules.control import Measure, control_of, reach_back, usual_step
from reports.rules.scores import people_in
from reports.rules.trends import counts_during
from reports.views.scope import Scope, scope_of
from responses.rules import WHOLE_RESPONSE
from surveys.rules import Kind, Question

VOLUME = "volume"
STEPS = ("day", "week")


@require_safe
@requires(Role.VIEWER)
def control(request: MemberRequest) -> HttpResponse:
    """Each day or week with its limits, and the rules that it breaks."""
    wants_volume = request.GET.get("metric") == VOLUME
    scope = scope_of(request, key="" if wants_volume else "metric")
    measure = _measure(request.GET.get("metric", ""), scope)
    return render(request, "reports/control.html", scope.context(**_figures(scope, measure)))


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
    chart = control_of(measure, question, days, period, by_week=by_week, today=today)
    n = people_in(counts_during(days, period))
    return {
        "question": question,
        "measure": measure,
        "metric": _metric(question, measure),
        "metrics": _metrics(scope),
        "step": "week" if by_week else "day",
        "chart": chart,
        "n": n,
        **({} if n else scope.emptiness()),
    }


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
