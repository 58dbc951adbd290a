"""Page: a cross-tab of any two questions or sides of a survey."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from reports.forms import ReportForm
from reports.pages.papers.crosstab import crosstab_paper
from reports.queries.crosstab import cross_counts, every_question
from reports.queries.newest import MOST_READ
from reports.rules.crosstab import Axis, Level, cross
from reports.rules.outline import Asked
from reports.rules.paper import Paper
from reports.templatetags.figures import css_of, groups, in_words, kind_name, level_words
from reports.views.scope import Scope, scope_of
from reports.views.showing import shown
from responses.rules import WHOLE_RESPONSE
from surveys.rules import Question

MOST_LEVELS = 5
"""A rating with more levels is shown in three groups: bad, neutral, good."""


@require_safe
@requires(Role.VIEWER)
def crosstab(request: MemberRequest) -> HttpResponse:
    """Two sides of a survey against each other."""
    context = _context(request)
    paper = partial(crosstab_paper, request.organization, context)
    return shown(request, "reports/crosstab.html", context, paper)


def paper_of(request: MemberRequest) -> Paper:
    """The page as a paper."""
    return crosstab_paper(request.organization, _context(request))


def _context(request: MemberRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return scope.context(**_figures(scope))


def _figures(scope: Scope) -> dict[str, Any]:
    if scope.survey is None:
        return {}
    axes = axes_of(scope)
    sent = scope.request.GET
    wanted = sent.get("row", ""), sent.get("column", "")
    row, column = _chosen(axes, wanted)
    found = {"axes": axes, "row": row, "column": column, "is_unknown": _is_unknown(axes, wanted)}
    if row is None or column is None:
        return found | scope.emptiness()
    if scope.veil(WHOLE_RESPONSE).now:
        return found | {"is_withheld": True}
    groups = cross_counts(
        scope.request.organization,
        scope.survey,
        (row.key, column.key),
        scope.span.period,
        scope.filters,
        tops_of(scope.form),
    )
    read = sum(people for _rows, _columns, people in groups)
    more = {} if read else scope.emptiness()
    return (
        found
        | more
        | {
            "table": cross(row, column, groups),
            "read": read,
            "is_cut": read >= MOST_READ,
            "most_read": MOST_READ,
        }
    )


def _is_unknown(axes: Mapping[str, Axis], wanted: tuple[str, str]) -> bool:
    return any(key and key not in axes for key in wanted)


def _chosen(axes: Mapping[str, Axis], wanted: tuple[str, str]) -> tuple[Axis | None, Axis | None]:
    """The two sides that are wanted; else the main rating, by the first other side."""
    named, others = axes.get(wanted[0]), [key for key in axes if key not in wanted]
    ratings = [key for key in others if axes[key].is_rating] or others
    column = axes.get(wanted[1]) or next((axes[key] for key in ratings), None)
    rest = [each for key, each in axes.items() if column is None or key != column.key]
    usual = [each for each in rest if not each.is_rating] or rest
    row = named if named in rest else None
    return row or next(iter(usual), None), column


# ------------------------------------------------------------------ the sides of a survey
def axes_of(scope: Scope) -> dict[str, Axis]:
    """Everything that can stand in rows or columns: questions in their order, then all else."""
    if scope.survey is None:
        return {}
    language = scope.survey.default_language
    asked = every_question(scope.request.organization, scope.survey)
    found = [axis for each in asked if (axis := _axis_of(each, language))]
    found += [
        _place_axis(scope.form),
        *_facet_axes(scope.form),
        Axis(
            "weekday",
            _("Weekday"),
            tuple(Level(str(WEEKDAYS[day]), (str(day + 1),)) for day in range(7)),
        ),
    ]
    return {axis.key: axis for axis in found if len(axis.levels) > 1}


def _axis_of(asked: Asked, language: str) -> Axis | None:
    question = asked.question
    label = in_words(question.text, language)
    if asked.whole:
        label = f"{in_words(asked.whole.text, language)} › {label}"
    if question.is_rating:
        return Axis(question.key, label, _rating_levels(question), is_rating=True)
    if question.kind.picks_one or question.kind.picks_many:
        levels = tuple(
            Level(in_words(choice.text, language), (str(choice.number),))
            for choice in question.choices
        )
        return Axis(question.key, label or kind_name(question), levels, question.kind.picks_many)
    return None


def _rating_levels(question: Question) -> tuple[Level, ...]:
    rule, scale = question.score_rule, question.scale
    if rule is None or len(scale) <= MOST_LEVELS:
        return tuple(
            Level(_level(each, question), (str(each),), css_of(each, question)) for each in scale
        )
    return tuple(
        Level(f"{group['name']} ({group['ratings']})", _within(group["ratings"]), group["css"])
        for group in groups(question, {})
    )


def _level(rating: int, question: Question) -> str:
    """A rating with its label, or out of how many it is: “1 · Never”, “4/5”."""
    words = level_words(rating, question)
    return f"{rating}/{question.scale[-1]}" if words == str(rating) else words


def _within(ratings: str) -> tuple[str, ...]:
    """Every rating of a range such as 0–6."""
    first, _dash, last = ratings.partition("–")
    return tuple(map(str, range(int(first), int(last or first) + 1)))


def tops_of(form: ReportForm) -> dict[int, int]:
    """Place -> the place at the top of the tree that it is in."""
    tops: dict[int, int] = {}
    top = 0
    for place in form.places:
        if place.depth == 0:
            top = place.location.pk
        tops[place.location.pk] = top
    return tops


def _place_axis(form: ReportForm) -> Axis:
    levels = tuple(
        Level(place.location.name, (str(place.location.pk),))
        for place in form.places
        if place.depth == 0
    )
    return Axis("place", _("Location"), levels, is_by_size=True)


def _facet_axes(form: ReportForm) -> list[Axis]:
    if form.choices is None:
        return []
    labels = {
        "touchpoint": _("Touchpoint"),
        "subject": _("Person, product or service"),
        "channel": _("Channel"),
        "language": _("Language"),
    }
    return [
        Axis(
            name,
            label,
            tuple(Level(words, (value,)) for value, words in getattr(form.choices, name)),
            is_by_size=True,
        )
        for name, label in labels.items()
    ]
