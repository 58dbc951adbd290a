"""Page: staff, products and services by one question."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from reports.pages.papers.people import people_paper
from reports.queries.people import rated_subjects, subject_counts
from reports.queries.scope import visible_staff
from reports.rules.paper import Paper
from reports.rules.places import OF_PEOPLE, hidden_among, standings
from reports.rules.scores import add_up, people_in, score_of
from reports.rules.veils import SUBJECTS
from reports.views.scope import Scope, scope_of
from reports.views.showing import shown
from surveys.models import About


@require_safe
@requires(Role.VIEWER)
def people(request: MemberRequest) -> HttpResponse:
    """The same ranking as of locations, with a stricter minimum; staff only for their managers."""
    context = _context(request)
    paper = partial(people_paper, request.organization, context)
    return shown(request, "reports/people.html", context, paper)


def paper_of(request: MemberRequest) -> Paper:
    """The page as a paper."""
    return people_paper(request.organization, _context(request))


def _context(request: MemberRequest) -> dict[str, Any]:
    scope = scope_of(request)
    sent = request.GET.get("about", "")
    about = About(sent) if sent in About.values else About.STAFF
    return scope.context(about=about, abouts=_abouts(), **_figures(scope, about))


def _abouts() -> list[About]:
    return [About.STAFF, About.PRODUCT, About.SERVICE]


def _figures(scope: Scope, about: About) -> dict[str, Any]:
    if scope.survey is None or scope.asked is None:
        return scope.emptiness()
    question, organization = scope.asked.question, scope.request.organization
    subjects = rated_subjects(organization, scope.survey, about)
    visible = (
        visible_staff(scope.request.membership, scope.form.places) if about is About.STAFF else None
    )
    if visible is not None:
        subjects = {key: each for key, each in subjects.items() if key in visible}
    units = subject_counts(
        organization, scope.survey, question.key, scope.span, scope.filters, subjects
    )
    veil = scope.veil(question.key, by=SUBJECTS)
    hidden = hidden_among(units, OF_PEOPLE.show)
    together = add_up(sides[0] for sides in units.values())
    n = people_in(together)
    may_show = n >= OF_PEOPLE.show and question.key not in veil.now
    return {
        "question": question,
        "subjects": subjects,
        "is_private": about is About.STAFF,
        "is_barred": visible is not None and not visible,
        "is_part": bool(visible),
        "rows": standings(
            question, units, (hidden[0] | veil.units[0], hidden[1] | veil.units[1]), OF_PEOPLE
        ),
        "whole": score_of(question, together) if may_show else None,
        "is_withheld": question.key in veil.now,
        "n": n,
        **scope.emptiness(),
    }
