"""Who and what is rated: people, products and services."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from surveys.actions import (
    add_subject,
    delete_subject,
    edit_subject,
    end_subject,
    reactivate_subject,
    store_picture,
)
from surveys.forms import SubjectFilterForm, SubjectForm
from surveys.models import About, Subject
from surveys.pages import picture_url, subject_rows, subject_state, today_of
from surveys.queries import find_subjects, get_subject, subjects_of

ROWS: Final = 50
PHOTO_SIDE: Final = 320


@require_safe
@requires(Role.VIEWER)
def subjects(request: MemberRequest) -> HttpResponse:
    form = SubjectFilterForm(request.GET)
    today = today_of(request.organization)
    found = find_subjects(request.organization, today, **form.chosen)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": subject_rows(page, today),
        "has_any": subjects_of(request.organization).exists(),
        "kinds": [("", _("All")), *About.choices],
        "states": [("", _("All")), *form.fields["state"].choices],  # type: ignore[attr-defined]
        "may_edit": request.membership.role >= Role.EDITOR,
    }
    return render(request, "surveys/subjects/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def subject_add(request: MemberRequest) -> HttpResponse:
    return _subject_page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def subject_edit(request: MemberRequest, subject_id: int) -> HttpResponse:
    return _subject_page(request, get_subject(request.organization, subject_id))


def _subject_page(request: MemberRequest, subject: Subject | None) -> HttpResponse:
    data, problem = _sent(request) if request.method == "POST" else (None, "")
    form = SubjectForm(request.organization, data, subject=subject)
    if request.POST.get("do") == "drop":
        form.drop_photo()
    elif data is not None and form.is_valid() and not problem:
        saved = _save(form, subject)
        if saved:
            messages.success(request, _("%(name)s is saved.") % {"name": saved})
            return redirect("surveys:subjects", request.organization.slug)
    context = {
        "form": form,
        "subject": subject,
        "state": subject_state(subject, today_of(request.organization)) if subject else "",
        "photo_url": picture_url(form.photo),
        "photo_problem": problem,
    }
    return render(request, "surveys/subjects/form.html", context)


def _sent(request: MemberRequest) -> tuple[QueryDict, str]:
    """Store the photo that came along; the form then has its key, so it is not lost."""
    data, file = request.POST.copy(), request.FILES.get("photo")
    if file is not None:
        try:
            picture = store_picture(request.organization, file, largest_side=PHOTO_SIDE)
        except ValidationError as problem:
            return data, problem.messages[0]
        data["photo_key"] = picture.key
    return data, ""


def _save(form: SubjectForm, subject: Subject | None) -> Subject | None:
    try:
        if subject is None:
            return add_subject(form.organization, **form.values)
        return edit_subject(subject, **form.values)
    except ValidationError as problem:
        form.add_error("name", problem.messages)
        return None


@require_POST
@requires(Role.EDITOR)
def subject_end(request: MemberRequest, subject_id: int) -> HttpResponse:
    subject, today = get_subject(request.organization, subject_id), today_of(request.organization)
    done = _("%(name)s is not rated from today on. Reports keep what was said.")
    return _attempt(request, subject, lambda: end_subject(subject, today), done)


@require_POST
@requires(Role.EDITOR)
def subject_reactivate(request: MemberRequest, subject_id: int) -> HttpResponse:
    subject, today = get_subject(request.organization, subject_id), today_of(request.organization)
    done = _("%(name)s is active again.")
    return _attempt(request, subject, lambda: reactivate_subject(subject, today), done)


@require_POST
@requires(Role.EDITOR)
def subject_delete(request: MemberRequest, subject_id: int) -> HttpResponse:
    subject = get_subject(request.organization, subject_id)
    done = _("%(name)s is deleted.")
    return _attempt(request, subject, lambda: delete_subject(subject), done)


def _attempt(
    request: MemberRequest, subject: Subject, action: Callable[[], None], done: str
) -> HttpResponse:
    try:
        action()
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    else:
        messages.success(request, done % {"name": subject})
    return redirect("surveys:subjects", request.organization.slug)
