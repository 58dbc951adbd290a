"""How public pages look: the themes of an organization, and which one a survey has."""

from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from surveys.actions import (
    ThemeConflictError,
    add_theme,
    copy_theme,
    delete_theme,
    edit_theme,
    make_usual,
    set_theme,
    store_picture,
)
from surveys.forms import ChooseThemeForm, ThemeForm
from surveys.models import Survey, Theme
from surveys.pages import picture_url
from surveys.pages.themes import OUTCOMES, SWATCHES, first_theme, theme_cards
from surveys.queries import get_survey, get_theme, languages_in_use, surveys_of, themes_in_use

BACKGROUND_SIDE: Final = 1600
SIDES: Final = {"logo": 320, "background_picture": BACKGROUND_SIDE}


@require_safe
@requires(Role.VIEWER)
def themes(request: MemberRequest) -> HttpResponse:
    found = themes_in_use(request.organization)
    context = {
        "cards": theme_cards(found or [first_theme(request.organization, _("Usual theme"))]),
        "is_new": not found,
        "may_edit": request.membership.role >= Role.EDITOR,
    }
    return render(request, "surveys/look/themes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def theme_add(request: MemberRequest) -> HttpResponse:
    """A first theme begins with what holds so far, another one with nothing of its own."""
    is_first = not themes_in_use(request.organization)
    theme = first_theme(request.organization, _("Usual theme") if is_first else "")
    return _theme_page(request, theme)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def theme_edit(request: MemberRequest, theme_id: int) -> HttpResponse:
    return _theme_page(request, get_theme(request.organization, theme_id))


def _theme_page(request: MemberRequest, theme: Theme) -> HttpResponse:
    data, problems = _sent(request) if request.method == "POST" else (None, {})
    form = ThemeForm(
        request.organization, data, theme=theme, languages=languages_in_use(request.organization)
    )
    what = request.POST.get("do", "save")
    if data is not None and what == "save":
        saved = None if _has_problems(form, problems) else _save(form, theme)
        if saved:
            messages.success(request, _("Saved. Every page with this theme shows it at once."))
            return redirect("surveys:theme_edit", request.organization.slug, saved.pk)
    elif data is not None:
        form.do(what)
    return render(request, "surveys/look/theme.html", _context(request, form, problems))


def _sent(request: MemberRequest) -> tuple[QueryDict, dict[str, str]]:
    """Store the pictures that came along; the form then has their keys, so none is lost."""
    data, problems = request.POST.copy(), {}
    for name, side in SIDES.items():
        file = request.FILES.get(name)
        if file is None:
            continue
        try:
            picture = store_picture(request.organization, file, largest_side=side)
        except ValidationError as problem:
            problems[name] = problem.messages[0]
        else:
            data[f"{name}_key"] = picture.key
            if name == "background_picture":
                data["background"] = Theme.Background.PICTURE.value
    return data, problems


def _has_problems(form: ThemeForm, problems: dict[str, str]) -> bool:
    return not form.is_valid() or bool(problems)


def _save(form: ThemeForm, theme: Theme) -> Theme | None:
    """Save the theme, or say in the form why not."""
    try:
        if theme.pk is None:
            return add_theme(form.organization, **form.values)
        return edit_theme(theme, revision=form.cleaned_data["revision"], **form.values)
    except ThemeConflictError:
        form.meet(theme.revision)
        form.is_conflict = True
    except ValidationError as problem:
        form.add_error("name", problem.messages)
    return None


def _context(
    request: MemberRequest, form: ThemeForm, problems: dict[str, str]
) -> dict[str, object]:
    survey = surveys_of(request.organization).first()
    return {
        "form": form,
        "theme": form.theme,
        "logo_url": picture_url(form.logo),
        "background_url": picture_url(form.background_picture),
        "picture_problems": problems,
        "is_unsaved": form.is_bound,
        "is_conflict": form.is_conflict,
        "swatches": SWATCHES,
        "outcomes": OUTCOMES,
        "preview_code": survey.code if survey else "",
    }


@require_POST
@requires(Role.EDITOR)
def theme_copy(request: MemberRequest, theme_id: int) -> HttpResponse:
    copy = copy_theme(get_theme(request.organization, theme_id))
    messages.success(request, _("This is the copy. Give it a name of its own."))
    return redirect("surveys:theme_edit", request.organization.slug, copy.pk)


@require_POST
@requires(Role.EDITOR)
def theme_usual(request: MemberRequest, theme_id: int) -> HttpResponse:
    theme = get_theme(request.organization, theme_id)
    make_usual(theme)
    done = _("%(theme)s is the usual theme now. Surveys without a choice of their own show it.")
    messages.success(request, done % {"theme": theme})
    return redirect("surveys:themes", request.organization.slug)


@require_POST
@requires(Role.EDITOR)
def theme_delete(request: MemberRequest, theme_id: int) -> HttpResponse:
    theme = get_theme(request.organization, theme_id)
    try:
        delete_theme(theme)
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    else:
        messages.success(request, _("%(theme)s is deleted.") % {"theme": theme.name})
    return redirect("surveys:themes", request.organization.slug)


@require_safe
@requires(Role.VIEWER)
def look(request: MemberRequest, code: str) -> HttpResponse:
    """Which theme a survey has."""
    return _look_page(request, get_survey(request.organization, code))


@require_POST
@requires(Role.EDITOR)
def look_choose(request: MemberRequest, code: str) -> HttpResponse:
    """Give a survey another theme."""
    survey = get_survey(request.organization, code)
    form = ChooseThemeForm(request.POST, themes_in_use(request.organization), survey.theme_id)
    if not form.is_valid():
        return _look_page(request, survey, form)
    set_theme(survey, form.cleaned_data["theme"])
    messages.success(request, _("Saved. Customers see the new look from now on."))
    return redirect("surveys:look", request.organization.slug, survey.code)


def _look_page(
    request: MemberRequest, survey: Survey, form: ChooseThemeForm | None = None
) -> HttpResponse:
    found = themes_in_use(request.organization)
    cards = theme_cards(found or [first_theme(request.organization, _("Usual theme"))])
    context = {
        "survey": survey,
        "form": form or ChooseThemeForm(None, found, survey.theme_id),
        "cards": cards,
        "usual": cards[0],
        "shown": survey.theme or cards[0].theme,
        "may_edit": request.membership.role >= Role.EDITOR,
    }
    return render(request, "surveys/look/survey.html", context)
