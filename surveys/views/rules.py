"""The rules of a draft: the list, one open editor, the flow to try."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.queries import locations_of
from hearme.accounts.requests import MemberRequest
from surveys.actions import edit_draft
from surveys.forms import DraftForm, MoveForm, RuleForm, TrialForm
from surveys.models import Survey
from surveys.pages import Parts, outline_of, parts_of, route_of, rule_list
from surveys.queries import can_undo, draft_at, get_survey
from surveys.rules import (
    Action,
    Condition,
    Content,
    Operator,
    Rule,
    Test,
    duplicate_rule,
    move_rule,
    remove_rule,
)
from surveys.views.draft import conflict_context, save_edit, save_part, tell_refusal

NEW = 0
"""The number of a rule that is not saved yet."""


# ------------------------------------------------------------------ what these pages share
def rules_page(
    request: MemberRequest, survey: Survey, *, form: RuleForm | None = None
) -> HttpResponse:
    """The list of rules beside the flow; with one of them open if there is a form."""
    parts = parts_of(survey)
    found, opened = rule_list(parts), form.rule.number if form else None
    context = {
        "survey": survey,
        "rules": found,
        "opened": opened,
        "orphan": form is not None and not found.line(form.rule.number),
        "may_edit": request.membership.role >= Role.EDITOR,
        "can_undo": can_undo(request.organization, survey),
        **_flow(request, parts),
        **conflict_context(survey, form),
    }
    status = 409 if form and form.meanwhile else 200
    return render(request, "surveys/rules.html", context, status=status)


def _flow(request: MemberRequest, parts: Parts) -> dict[str, Any]:
    parents = dict(locations_of(request.organization).values_list("pk", "parent_id"))
    trial = TrialForm(request.GET, parts, parents)
    content, language = parts.content, parts.language
    return {
        "trials": trial.trials,
        "route": route_of(content, trial.answers, trial.circumstances, language),
        "outline": outline_of(content, language, parts.names),
    }


def to_rules(request: MemberRequest, survey: Survey, number: int = NEW) -> HttpResponse:
    """Back to the list, at a rule."""
    page = reverse("surveys:rules", args=[request.organization.slug, survey.code])
    return redirect(f"{page}#rule-{number}" if number else page)


def _first_rule(content: Content) -> Rule:
    """What a new rule begins with: a bad main rating asks the question after it."""
    main = content.main_question
    tests = (Test(main.key, Operator.CLASS, ("bad",)),) if main else ()
    place = content.place(main.key) if main else len(content.questions)
    target = content.questions[place].key if place < len(content.questions) else ""
    return Rule(NEW, Action.SHOW if target else Action.END, Condition(tests), target)


def _as_seen(request: MemberRequest, survey: Survey, number: int) -> Rule:
    """The rule in the draft, or as its editor saw it if it was removed since; else 404."""
    sent = DraftForm(request.POST, survey=survey)
    seen = None
    if sent.is_valid():
        seen = draft_at(request.organization, survey, sent.cleaned_data["revision"])
    for content in filter(None, (survey.content, seen)):
        for rule in content.rules:
            if rule.number == number:
                return rule
    raise Http404


# ------------------------------------------------------------------ pages
@require_safe
@requires(Role.VIEWER)
def survey_rules(request: MemberRequest, code: str) -> HttpResponse:
    return rules_page(request, get_survey(request.organization, code))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def rule_add(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    return _editor(request, survey, _first_rule(survey.content))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def rule_edit(request: MemberRequest, code: str, number: int) -> HttpResponse:
    survey = get_survey(request.organization, code)
    if request.method == "POST" and 0 < number < survey.content.next_rule:
        # What was typed says all of a rule: it can be saved again though somebody removed it.
        known = {rule.number: rule for rule in survey.content.rules}
        return _editor(request, survey, known.get(number) or Rule(number, Action.END, Condition()))
    return _editor(request, survey, _as_seen(request, survey, number))


def _editor(request: MemberRequest, survey: Survey, rule: Rule) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = RuleForm(data, survey=survey, rule=rule, parts=parts_of(survey))
    if data is None:
        return rules_page(request, survey, form=form)
    if rearranged := form.rearranged():
        return rules_page(request, survey, form=rearranged)
    if form.is_valid() and (saved := save_edit(request, survey, form, form.edited)):
        numbers = {known.number for known in saved.content.rules}
        number = rule.number if rule.number in numbers else saved.content.next_rule - 1
        return to_rules(request, saved, number)
    return rules_page(request, survey, form=form)


# ------------------------------------------------------------------ buttons
@require_POST
@requires(Role.EDITOR)
def rule_move(request: MemberRequest, code: str, number: int) -> HttpResponse:
    survey = get_survey(request.organization, code)
    form = MoveForm(request.POST, survey=survey)
    if form.is_valid():
        _press(request, survey, form, number, partial(move_rule, by=form.cleaned_data["by"]))
    tell_refusal(request, form)
    return to_rules(request, survey, number)


@require_POST
@requires(Role.EDITOR)
def rule_duplicate(request: MemberRequest, code: str, number: int) -> HttpResponse:
    survey = get_survey(request.organization, code)
    form = DraftForm(request.POST, survey=survey)
    saved = _press(request, survey, form, number, duplicate_rule) if form.is_valid() else None
    tell_refusal(request, form)
    return to_rules(request, survey, saved.content.next_rule - 1 if saved else number)


@require_POST
@requires(Role.EDITOR)
def rule_remove(request: MemberRequest, code: str, number: int) -> HttpResponse:
    survey = get_survey(request.organization, code)
    form = DraftForm(request.POST, survey=survey)
    if form.is_valid() and _press(request, survey, form, number, remove_rule):
        messages.success(request, _("The rule is removed. You can undo this."))
    tell_refusal(request, form)
    return to_rules(request, survey)


def _press(
    request: MemberRequest,
    survey: Survey,
    form: DraftForm,
    number: int,
    change: Callable[..., Content],
) -> Survey | None:
    """Do what a button of a rule asks. A rule that never was is 404."""
    _as_seen(request, survey, number)
    revision = form.cleaned_data["revision"]
    return save_part(
        request,
        survey,
        form,
        lambda: edit_draft(
            survey, lambda content: change(content, number), revision=revision, by=request.user
        ),
    )
