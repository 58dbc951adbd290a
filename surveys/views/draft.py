"""The edit page of a survey: its questions on their pages, and undo."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from surveys.actions import EditConflictError, edit_draft, undo_edit
from surveys.forms import DraftForm
from surveys.models import Survey
from surveys.pages import (
    change_lines,
    changes_to_publish,
    kind_menu,
    language_states,
    meters_of,
    page_groups,
    question_cards,
)
from surveys.queries import can_undo, changes_since, count_open_collectors, get_survey
from surveys.rules import Content


# ------------------------------------------------------------------ what the edit pages share
def save_part(
    request: MemberRequest, survey: Survey, form: DraftForm, write: Callable[[], Survey]
) -> Survey | None:
    """Do what `write` does; when it is refused, put the reason into the form and return None."""
    try:
        return write()
    except EditConflictError:
        revision = form.cleaned_data["revision"]
        form.meet(changes_since(request.organization, survey, revision))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return None


def save_edit(
    request: MemberRequest,
    survey: Survey,
    form: DraftForm,
    change: Callable[[Content], Content],
    *,
    merge: bool = False,
) -> Survey | None:
    """Apply a change to the draft; when it is refused, the form says why and None comes back."""
    revision = form.cleaned_data["revision"]
    return save_part(
        request,
        survey,
        form,
        lambda: edit_draft(survey, change, revision=revision, by=request.user, merge=merge),
    )


def tell_refusal(request: MemberRequest, form: DraftForm) -> None:
    """Say in a message why a button did nothing: there is no form to say it beside."""
    if form.meanwhile:
        messages.warning(request, conflict_words(form))
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))


def conflict_words(form: DraftForm) -> str:
    """Who changed the draft, as far as that is known."""
    people = form.meanwhile.people if form.meanwhile else ()
    if not people:
        return _("This survey has changed since you opened the page. Look at it, then try again.")
    return _("%s changed this survey since you opened the page. Look at it, then try again.") % (
        ", ".join(people)
    )


def edit_page(
    request: MemberRequest, survey: Survey, *, form: DraftForm | None = None, opened: str = ""
) -> HttpResponse:
    """The edit page with one of its parts open: a question's key or a page's."""
    content = survey.content
    cards = question_cards(survey, content)
    context = {
        "survey": survey,
        "content": content,
        "cards": cards,
        "groups": page_groups(survey, content, cards),
        "meters": meters_of(content),
        "states": language_states(survey, content),
        "kind_menu": kind_menu(),
        "pending": len(changes_to_publish(survey)),
        "may_edit": request.membership.role >= Role.EDITOR,
        "can_undo": can_undo(request.organization, survey),
        "open_collectors": count_open_collectors(request.organization, [survey]).get(survey.pk, 0),
        "opened": opened,
        "orphan": opened.startswith("q") and not content.place(opened),
        **conflict_context(survey, form),
    }
    status = 409 if form and form.meanwhile else 200
    return render(request, "surveys/detail.html", context, status=status)


def conflict_context(survey: Survey, form: DraftForm | None) -> dict[str, Any]:
    """The form and, if somebody else was faster, what they changed."""
    meanwhile = form.meanwhile if form else None
    lines = change_lines(meanwhile.changes, survey.default_language) if meanwhile else []
    return {"form": form, "meanwhile": meanwhile, "meanwhile_lines": lines}


# ------------------------------------------------------------------ pages
@require_safe
@requires(Role.VIEWER)
def survey_detail(request: MemberRequest, code: str) -> HttpResponse:
    return edit_page(request, get_survey(request.organization, code))


@require_POST
@requires(Role.EDITOR)
def undo(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    form = DraftForm(request.POST, survey=survey)
    if form.is_valid() and save_part(
        request, survey, form, lambda: undo_edit(survey, **form.cleaned_data, by=request.user)
    ):
        messages.success(request, _("The last change is undone."))
    tell_refusal(request, form)
    back = request.POST.get("back", "")
    page = back if back in {"rules", "settings"} else "detail"
    return redirect(f"surveys:{page}", request.organization.slug, survey.code)
